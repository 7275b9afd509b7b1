#!/bin/sh
# Runs the whole suite: the unit tests, then the packages that use this one. Ends with its total, `N passed, N failed`, on a line alone;
# the exit code is 1 where something failed.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 1
scratch=${SCRATCH:-.build}
mkdir -p "$scratch" && scratch=$(cd "$scratch" && pwd) || exit 1
passed=0
failed=0

# Some tests talk to a real EVM, which is installed here rather than in the midst of them; without it they are skipped.
skipped=""
prepared=$(sh Tests/LocalChain/start.sh --prepare </dev/null 2>&1)
case $? in
    0) ;;
    77)
        skipped="skipped: tests against a local chain: $(printf '%s\n' "$prepared" | sed -n 's/^SKIPPED: //p')"
        echo "$skipped"
        ;;
    *)
        echo "Tests/LocalChain/start.sh failed: $prepared"
        failed=$((failed + 1))
        ;;
esac

# By default every asynchronous test begins at once, hundreds of sandboxes among them, and each then waits for its answers longer than any
# client would. Twice the cores keeps the machine busy and the answers in time.
cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH:-$((cores * 2))}
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH

results=$scratch/test-results
mkdir -p "$results"
rm -f "$results"/unit* "$results"/*.txt
echo "Running: swift test"
unit=$results/unit.txt
{
    swift test --scratch-path "$scratch" --parallel --xunit-output "$results/unit.xml" </dev/null 2>&1
    echo $? >"$results/unit.code"
} | tee "$unit"
code=$(cat "$results/unit.code")
# attribute NAME FILE: the sum of an attribute of the file's <testsuite> elements.
attribute() { grep -o "<testsuite [^>]*>" "$2" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ sum += $1 } END { print sum + 0 }'; }
tests=0
wrong=0
for file in "$results"/unit*.xml; do
    [ -e "$file" ] || continue
    tests=$((tests + $(attribute tests "$file")))
    wrong=$((wrong + $(attribute failures "$file") + $(attribute errors "$file")))
done
# A build that failed or a process that died leaves no result behind that would say so.
if [ "$code" -ne 0 ] && [ "$wrong" -eq 0 ]; then wrong=1; fi
if [ "$tests" -lt "$wrong" ]; then tests=$wrong; fi
if [ "$code" -eq 0 ] && [ "$tests" -eq 0 ]; then
    echo "swift test ran no test"
    tests=1
    wrong=1
fi
passed=$((passed + tests - wrong))
failed=$((failed + wrong))
echo "Unit tests: $((tests - wrong)) passed, $wrong failed"

# script NAME FILE: runs a script that ends with its own total.
script() {
    echo "Running: $2"
    summary=$results/$1.txt
    { BUILD=$scratch/$1 sh "$2" </dev/null || true; } | tee "$summary"
    last=$(tail -n 1 "$summary")
    case $last in
        *" passed, "*" failed")
            passed=$((passed + ${last%% *}))
            rest=${last#* passed, }
            failed=$((failed + ${rest%% *}))
            ;;
        *)
            echo "$2 ended before its total"
            failed=$((failed + 1))
            ;;
    esac
}
script consumers Tests/Consumers/run.sh
# Where the unit tests were built there is next to nothing left to do.
swift build --scratch-path "$scratch" --product evm-bindgen </dev/null
export TOOL="$scratch/debug/evm-bindgen"
script upgrade Tests/Upgrade/run.sh
swift build --scratch-path "$scratch" --product symmio </dev/null
export SYMMIO="$scratch/debug/symmio"
script command Tests/Command/run.sh
script verify Tests/LocalChain/verify.sh

echo
# Of thousands of lines these are the ones that somebody looks for.
if [ "$failed" -ne 0 ]; then
    echo "What failed:"
    grep -E -A 12 '✘|(^|[: ])error: |Fatal error|Crash' "$unit" | head -n 200
    for summary in "$results"/*.txt; do
        if [ "$summary" != "$unit" ]; then awk '/^  FAIL/ { on = 1; print; next } on && /^        / { print; next } { on = 0 }' "$summary"; fi
    done
    echo
fi
echo "The whole suite:"
if [ -n "$skipped" ]; then echo "$skipped"; fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
