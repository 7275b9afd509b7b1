# Programs whose specs lie in the target, outside it, under several configs, and under one name in two folders.
echo "Consumers: programs that use the build plugin"
copy Bindings
built "five targets build, without a warning"
same "one ABI" "transfer(address,uint256)
approve(address,uint256)" "$(program OneABI)"
same "several ABIs in one target, outside the target's folder" "transfer(address,uint256)
deposit(uint256,bytes32)
withdraw(uint256,address,bytes)" "$(program SeveralABIs)"
same "configs in the target's subfolders" "supply(address,uint256)
swap(int256,bool)" "$(program NestedConfigs)"
same "two specs of one name in two folders" "transfer(address,uint256)
transfer(address,uint256,bytes)" "$(program SameStem)"

# SwiftPM itself plans twice after a first build, which links the tool anew; the Swift must not change by that, and from then on
# nothing may run.
stamps() { (cd "$scratch" && find . -path '*EVMBindings/Swift/*' -exec ls -l --time-style=full-iso {} + 2>/dev/null || find . -path '*EVMBindings/Swift/*' -exec ls -lT {} +); }
before=$(stamps)
built "a second build"
lacks "a second build compiles no program" "$log" "(Compiling|Emitting module) (OneABI|SeveralABIs|NestedConfigs|SameStem|Edited)"
same "a second build leaves every generated file alone" "$before" "$(stamps)"
built "a third build"
lacks "a third build does not run the tool" "$log" "$generates"
lacks "a third build compiles nothing" "$log" "$compiles"
