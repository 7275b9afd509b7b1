# The package as a dependency that SwiftPM fetched: SymmioContracts comes from the snapshot, and json-c is not needed.
echo "Consumers: fetched as a dependency"
repository=$build/repository/symmio-swift
rm -rf "$build/repository"
mkdir -p "$repository"
(cd "$root" && tar --exclude ./.build --exclude ./.git -cf - .) | (cd "$repository" && tar -xf -)
(
    cd "$repository" && git init --quiet && git add --all &&
        git -c user.name=tests -c user.email=tests@example.invalid -c commit.gpgsign=false commit --quiet --message "As it is" &&
        git tag 1.0.0
) || bad "a repository of the present state" "git failed"
export SYMMIO_SWIFT_REPOSITORY="file://$repository"
copy Fetched
# The plan goes too: with it SwiftPM 6.3.1 at times builds without fetching first, and misses what it builds.
rm -rf "$scratch/repositories" "$scratch/checkouts" "$scratch/workspace-state.json" "$scratch"/*.yaml "$work/Package.resolved"

mkdir -p "$build/no-packages"
log=$(cd "$work" && PKG_CONFIG_LIBDIR="$build/no-packages" PKG_CONFIG_PATH= swift build --disable-dependency-cache --scratch-path "$scratch" 2>&1 </dev/null)
code=$?
succeeded "it builds where pkg-config knows no json-c"
lacks "without a warning" "$log" "warning:|json-c|apt-get"
lacks "without running the plugin and without building the tool" "$log" "$generates|BindgenCore|CJSONC|evm-bindgen"
same "and runs" "bindings for 0.8.4, 0.8.5, 0.8.6" "$(program App)"

# sources DIR: where SymmioContracts comes from, as the manifest in DIR has it.
sources() {
    text=$(cd "$1" && swift package --scratch-path "$build/scratch/describe" describe --type json 2>&1 </dev/null)
    case $text in
        *'"Generated/Symmio'*) echo snapshot ;;
        *'"name" : "SymmioContracts"'*) echo plugin ;;
        *) printf '%s\n' "$text" | tail -n 5 ;;
    esac
}
checkout=$scratch/checkouts/symmio-swift
same "a checkout uses the snapshot" snapshot "$(sources "$checkout")"
same "SYMMIO_BINDINGS=plugin overrides it" plugin "$(SYMMIO_BINDINGS=plugin sources "$checkout")"
same "a clone uses the plugin" plugin "$(sources "$repository")"
same "SYMMIO_BINDINGS=snapshot overrides it" snapshot "$(SYMMIO_BINDINGS=snapshot sources "$repository")"

mv "$repository" "$build/repository/another-name"
same "a clone of another name uses the plugin" plugin "$(sources "$build/repository/another-name")"
copy Bindings
SYMMIO_SWIFT="$build/repository/another-name"
log=$(cd "$work" && swift package --scratch-path "$build/scratch/describe" show-dependencies 2>&1 </dev/null)
code=$?
succeeded "a clone of another name can be depended on"
holds "by its path" "$log" "another-name"
SYMMIO_SWIFT=$root
