# Specs and configs that change between builds. Nobody touches Package.swift, and each change is in the very next build.
echo "Consumers: edits between builds"
copy Bindings
specs=$work/Specs
config=$work/Sources/Edited/bindings.json
main=$work/Sources/Edited/main.swift
edited() { built "$1" --product Edited; }
# Configs and programs of this file: contract, spec, and the calls whose signatures are printed.
write_config() { # NAMESPACE, then pairs CONTRACT SPEC
    printf '{"namespace": "%s", "contracts": [' "$1" >"$config"
    shift
    comma=
    while [ $# -gt 0 ]; do
        printf '%s{"name": "%s", "specs": ["%s"]}' "$comma" "$1" "$2" >>"$config"
        comma=', '
        shift 2
    done
    echo ']}' >>"$config"
}
write_main() {
    : >"$main"
    for call in "$@"; do echo "print($call.signature)" >>"$main"; done
}

edited "before the edits"
same "the spec as it was" "transfer(address,uint256)" "$(program Edited)"

cp "$specs/v2/Token.json" "$specs/Edited.json"
edited "an edited spec"
same "an edited spec is in the next build" "transfer(address,uint256,bytes)" "$(program Edited)"

cp "$specs/Vault.json" "$specs/Added.json"
write_config Demo Token ../../Specs/Edited.json Vault ../../Specs/Added.json
write_main Demo.Token.Calls.Transfer Demo.Vault.Calls.Deposit
edited "an added spec and contract"
same "an added spec is in the next build" "transfer(address,uint256,bytes)
deposit(uint256,bytes32)" "$(program Edited)"

cp "$specs/v1/Token.json" "$specs/Added.json"
write_main Demo.Vault.Calls.Transfer
edited "an added spec, edited"
same "an added spec is watched from then on" "transfer(address,uint256)" "$(program Edited)"

mv "$specs/Added.json" "$specs/Renamed.json"
write_config Demo Token ../../Specs/Edited.json Vault ../../Specs/Renamed.json
edited "a renamed spec"
same "a renamed spec is in the next build" "transfer(address,uint256)" "$(program Edited)"

mv "$specs/Renamed.json" "$specs/Gone.json"
build --product Edited
same "a spec that is gone fails the build" 1 "$code"
holds "the message names the spec that is gone" "$log" "Renamed\.json(:[0-9]+:[0-9]+)?: error: |bindings\.json:[0-9]+:[0-9]+: error: .*Renamed\.json"
rm "$specs/Gone.json"
write_config Demo Token ../../Specs/Edited.json
write_main Demo.Token.Calls.Transfer
edited "a removed spec and contract"
same "the rest of the config is still there" "transfer(address,uint256,bytes)" "$(program Edited)"

write_config Other Token ../../Specs/Edited.json
write_main Other.Token.Calls.Transfer
edited "another namespace"
same "a namespace that was renamed is in the next build" "transfer(address,uint256,bytes)" "$(program Edited)"

mkdir "$specs/new"
write_config Other Token ../../Specs/new/Token.json
build --product Edited
same "a spec that is not there yet fails the build" 1 "$code"
cp "$specs/v1/Token.json" "$specs/new/Token.json"
edited "a spec in a new folder"
same "a spec that came later is in the next build" "transfer(address,uint256)" "$(program Edited)"
cp "$specs/v2/Token.json" "$specs/new/Token.json"
edited "a spec in a new folder, edited"
same "a spec that came later is watched" "transfer(address,uint256,bytes)" "$(program Edited)"

printf '[\n    {"type": "function",\n     "name": "transfer" "inputs": []}\n]\n' >"$specs/new/Token.json"
build --product Edited
same "a broken ABI fails the build" 1 "$code"
holds "a broken ABI's message carries file, line and column" "$log" "Specs/new/Token\.json:3:[0-9]+: error: "
cp "$specs/v1/Token.json" "$specs/new/Token.json"

echo '{"namespace": ' >"$config"
build --product Edited
same "a broken config fails the build" 1 "$code"
holds "a broken config's message carries file and line" "$log" "Edited/bindings\.json:[0-9]+:[0-9]+: error: "
write_config Other Token ../../Specs/new/Token.json
edited "a mended config"
same "a mended config is in the next build" "transfer(address,uint256)" "$(program Edited)"

cp "$config" "$work/Sources/Edited/second.bindings.json"
build --product Edited
refused "two configs with one namespace in a target fail the build"
holds "the message names both configs and what to change" "$log" "second\.bindings\.json.*another 'namespace'|bindings\.json.*second\.bindings\.json.*another 'namespace'"
rm "$work/Sources/Edited/second.bindings.json"

mv "$config" "$work/kept.json"
build --product Edited
refused "a target without a config fails the build"
holds "the message says what was looked for" "$log" "target 'Edited' uses the plugin EVMBindings.*bindings\.json"
mv "$work/kept.json" "$config"
edited "after all that"
same "all is as before" "transfer(address,uint256)" "$(program Edited)"
