# Programs whose specs lie in the target, outside it, under several configs, and under one name in two folders.
echo "Consumers: programs that use the build plugin"
copy Bindings
built "five targets build, without a warning"
same "one ABI: a call, its decoded self, an event, an error" "transfer(address,uint256)
0xa9059cbb0000000000000000000000005aaeb6053f3e94c9b9a09f33669435e7ef1beaed0000000000000000000000000000000000000000000000000000000000000007
to 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed, amount 7
Transfer(address,address,uint256) 0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef
needs 7, has 5" "$(program OneABI)"
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
