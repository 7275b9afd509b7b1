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
printf '%s' '{"name":"Nowhere","chainId":999,"release":"0.8.5","contracts":{"symmioCore":"0x57331038c21982116EE9b0906E4a5c5cB52dcE2e","accountLayer":"0x46493c376758Da47823D7E3Ae5d417eA6546eEB3","instantLayer":"0x72DBF07457b2712b160F67A85D338F860c1CA620","collateral":{"address":"0xb88339CB7199b77E23DB6E890353E22632Ba630f","decimals":6}},"solvers":[]}' > nowhere.json
refuses "doctor --json: nothing there" 1 'checks failed' doctor --deployment nowhere.json --rpc http://127.0.0.1:9 --json
same "doctor --json: one document" 1 "$(printf '%s\n' "$out" | wc -l | tr -d ' ')"
holds "doctor --json: it says so" "$out" '"ok":false\}$'
