#!/bin/sh
# Builds and runs packages that use this one as an app would: through the plugins, and fetched as a dependency.
#
# Works on copies in BUILD (default: .build/consumers at the top), where build folders are kept from run to run; the packages beside
# this file stay as they are. One package holds all programs that need no isolation, so that the tool is built for it once.
# Names of cases as arguments (programs, edits, command, fetched) run those only. Ends with `N passed, N failed`; the exit code is 1 where something failed.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=${BUILD:-$root/.build/consumers}
mkdir -p "$build" && build=$(cd "$build" && pwd) || exit 1
export SYMMIO_SWIFT="$root"
unset SYMMIO_BINDINGS
passed=0
failed=0

ok() { passed=$((passed + 1)); echo "  ok    $1"; }
bad() {
    failed=$((failed + 1))
    echo "  FAIL  $1"
    shift
    for line in "$@"; do printf '%s\n' "$line" | sed 's/^/        /'; done
}
# same NAME EXPECTED ACTUAL
same() { if [ "$2" = "$3" ]; then ok "$1"; else bad "$1" "expected: $2" "found: $3"; fi; }
# holds NAME TEXT PATTERN: the text has a line that the extended regular expression matches.
holds() { if printf '%s\n' "$2" | grep -Eq -- "$3"; then ok "$1"; else bad "$1" "no line like: $3" "in:" "$(printf '%s\n' "$2" | tail -n 25)"; fi; }
# lacks NAME TEXT PATTERN
lacks() {
    if printf '%s\n' "$2" | grep -Eq -- "$3"; then bad "$1" "found: $(printf '%s\n' "$2" | grep -E -- "$3" | head -n 5)"; else ok "$1"; fi
}
# copy PACKAGE: a fresh copy of the package in $work, its build folder kept.
copy() {
    work=$build/work/$1
    scratch=$build/scratch/$1
    rm -rf "$work"
    mkdir -p "$work" "$scratch"
    (cd "$here/$1" && tar --exclude .build -cf - .) | (cd "$work" && tar -xf -)
}
# build ARGUMENTS...: leaves what it printed in $log and its exit code in $code.
build() {
    log=$(cd "$work" && swift build --scratch-path "$scratch" "$@" 2>&1 </dev/null)
    code=$?
}
program() { "$scratch/debug/$1" 2>&1; }
# succeeded NAME: the command before must have ended well.
succeeded() { if [ "$code" -eq 0 ]; then ok "$1"; else bad "$1" "it ended with code $code:" "$(printf '%s\n' "$log" | tail -n 25)"; fi; }
# refused NAME: the build before must have been refused by the plugin. SwiftPM 6.3.1 at times crashes (139) once it has printed what a plugin threw;
# no other code will do.
refused() {
    case $code in
        1 | 139) ok "$1" ;;
        *) bad "$1" "it ended with code $code:" "$(printf '%s\n' "$log" | tail -n 25)" ;;
    esac
}
# built NAME ARGUMENTS...: the build must succeed, without a warning.
built() {
    name=$1
    shift
    build "$@"
    if [ "$code" -eq 0 ]; then lacks "$name" "$log" 'warning:'; else bad "$name: the build failed" "$(printf '%s\n' "$log" | tail -n 25)"; fi
}
# What a build says when the tool ran, and when a module was compiled. ("Compiling plugin" it says at every build.)
generates='Generating contract bindings'
compiles='(Compiling|Emitting module) [^p]'

for name in ${*:-programs edits command fetched}; do . "$here/cases/$name.sh"; done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
