# The command plugin, in a package that keeps its generated Swift under version control.
echo "Consumers: swift package generate-bindings"
copy Bindings
command() {
    log=$(cd "$work" && swift package --scratch-path "$scratch" --allow-writing-to-package-directory generate-bindings "$@" 2>&1 </dev/null)
    code=$?
}
command --target SeveralABIs --output Committed
succeeded "it writes into a folder of the package"
same "it writes the files of that target's configs" "Demo.Token+Calls.swift
Demo.Token+Errors.swift
Demo.Token+Events.swift
Demo.Token+Types.swift
Demo.Token+WireCalls.swift
Demo.Token+WireEvents.swift
Demo.Token+WireTypes.swift
Demo.Vault+Calls.swift
Demo.Vault+Errors.swift
Demo.Vault+Events.swift
Demo.Vault+Types.swift
Demo.Vault+WireCalls.swift
Demo.Vault+WireEvents.swift
Demo.Vault+WireTypes.swift
Demo.swift" "$(cd "$work/Committed" 2>/dev/null && LC_ALL=C ls)"
holds "it tells what it wrote" "$log" "Demo\.Vault: 2 items"
holds "and how many files" "$log" "15 files in Committed, 15 written"
command --target SeveralABIs --output Committed --check
succeeded "--check finds nothing right after"
cp "$work/Specs/v2/Token.json" "$work/Specs/Token.json"
command --target SeveralABIs --output Committed --check
if [ "$code" -ne 0 ]; then ok "--check fails where a spec has changed"; else bad "--check fails where a spec has changed" "$log"; fi
holds "--check names the file" "$log" "Demo\.Token\+Calls\.swift"
command
if [ "$code" -ne 0 ]; then ok "it does not guess among targets"; else bad "it does not guess among targets" "$log"; fi
holds "and names them" "$log" "NestedConfigs, OneABI, SameStem, SeveralABIs.*--target"
command --config Sources/OneABI/bindings.json
succeeded "a config by its path"
if [ -f "$work/Generated/Demo.Token+Calls.swift" ]; then ok "goes to Generated unless told otherwise"; else bad "goes to Generated unless told otherwise" "$log"; fi
command --help
holds "--help" "$log" "--target NAME"
