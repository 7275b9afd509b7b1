# `symmio decode` beyond what a trade needs: every contract's calls, and values as JSON has them.
echo "Command: decode, more"
# accountHub() of AccountManager, proxiableUUID() of the 0.8.6 PartyB.
run decode 0xf810d02e --json
holds "decode: AccountManager" "$out" '"contract":"AccountManager 0.8.5"'
run decode 0x52d1902d --json
holds "decode: PartyB 0.8.6" "$out" '"signature":"proxiableUUID\(\)"'
# Error(string) with "hi".
run decode 0x08c379a0000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000000000000000000000000000000000000026869000000000000000000000000000000000000000000000000000000000000 --json
holds "decode: a string is one" "$out" '"arguments":\["hi"\]'

echo "Command: one JSON document, also where something is wrong"
sed -e 's#https://[a-z0-9.-]*#http://127.0.0.1:9#' -e 's#wss://[a-z0-9.-]*#ws://127.0.0.1:9#' "$root/Specs/deployments/hyperevm-0.8.5.json" > nowhere.json
refuses "doctor --json: nothing there" 1 'checks failed' doctor --deployment nowhere.json --rpc http://127.0.0.1:9 --json
same "doctor --json: one document" 1 "$(printf '%s\n' "$out" | wc -l | tr -d ' ')"
holds "doctor --json: it says so" "$out" '"ok":false\}$'
