#!/bin/sh
# Holds `evm-bindgen verify` against the local chain: what it finds, what it follows, what it says of bad input.
#
#   TOOL=.build/debug/evm-bindgen sh Tests/LocalChain/verify.sh
#
# Ends with `N passed, N failed`, and before that with `skipped: <why>` where the chain cannot run; the exit code is 1 where something failed
# (or was skipped, with SYMMIO_REQUIRE_LOCAL_CHAIN=1).
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
tool=${TOOL:-$root/.build/debug/evm-bindgen}
work=${BUILD:-$root/.build/local-chain/verify}
rm -rf "$work"
mkdir -p "$work" || exit 1
work=$(cd "$work" && pwd)
passed=0
failed=0

ok() { passed=$((passed + 1)); echo "  ok    $1"; }
bad() {
    failed=$((failed + 1))
    echo "  FAIL  $1"
    shift
    for line in "$@"; do printf '%s\n' "$line" | sed 's/^/        /'; done
}
# ended NAME CODE: how the tool before ended.
ended() { if [ "$code" -eq "$2" ]; then ok "$1"; else bad "$1" "exit code $code, expected $2" "$log"; fi; }
# says NAME PATTERN; silent NAME PATTERN: what it printed.
says() { if printf '%s\n' "$log" | grep -Eq -- "$2"; then ok "$1"; else bad "$1" "no line like: $2" "in:" "$log"; fi; }
silent() { if printf '%s\n' "$log" | grep -Eq -- "$2"; then bad "$1" "a line like: $2" "in:" "$log"; else ok "$1"; fi; }
verify() {
    log=$("$tool" verify "$@" 2>&1 </dev/null)
    code=$?
}
end() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
    exit
}

[ -x "$tool" ] || { bad "there is no tool at $tool"; end; }
# The chain ends when the other end of its input is closed, which happens at the latest when this script ends.
mkfifo "$work/input"
sh "$here/start.sh" <"$work/input" >"$work/log" 2>&1 &
server=$!
exec 9>"$work/input"
waited=0
until grep -q ' ready at ' "$work/log"; do
    if ! kill -0 "$server" 2>/dev/null; then
        wait "$server"
        if [ $? -eq 77 ] && [ "${SYMMIO_REQUIRE_LOCAL_CHAIN:-}" != 1 ]; then
            echo "skipped: verify against a local chain: $(sed -n 's/^SKIPPED: //p' "$work/log")"
        else
            bad "the local chain runs" "$(cat "$work/log")"
        fi
        end
    fi
    waited=$((waited + 1))
    if [ "$waited" -gt 300 ]; then
        kill "$server"
        bad "the local chain starts within five minutes" "$(cat "$work/log")"
        end
    fi
    sleep 1
done
url=$(sed -n 's/.* ready at //p' "$work/log")
python=${PYTHON:-python3}
address() { sed -n "s/^$1 //p" "$work/addresses"; }
# Writes every contract's ABI to specs/0.1.0/, and others made of them, as an upgrade would have left them.
"$python" - "$url" "$work" <<'PY' || { bad "the specs are written"; end; }
import json, pathlib, sys, urllib.request

url, work = sys.argv[1], pathlib.Path(sys.argv[2])


def rpc(method, *params):
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}).encode()
    return json.load(urllib.request.urlopen(urllib.request.Request(url, body)))["result"]


contracts = rpc("test_contracts")
specs = work / "specs"


def write(path, abi):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(abi))


for name, abi in contracts["abi"].items():
    write(specs / "0.1.0" / f"{name}.json", abi)
ledger = contracts["abi"]["Ledger"]
settle = {"type": "function", "name": "settle", "stateMutability": "nonpayable", "inputs": [{"name": "number", "type": "uint256"}], "outputs": []}
# 0.2.0 lost clear() and won settle(uint256): the deployed contract, which is 0.1.0, lacks the one and has the other beyond its spec.
write(specs / "0.2.0" / "Ledger.json", [item for item in ledger if item.get("name") != "clear"] + [settle])
write(specs / "0.2.0" / "Typed.json", contracts["abi"]["Typed"])
write(specs / "0.2.0" / "ERC20.json", contracts["abi"]["Token"])
facet = [item for item in ledger if item.get("name") != "clear"]
recover = [item for item in contracts["abi"]["Typed"] if item.get("name") == "recover"]
write(work / "facets" / "LedgerFacet.json", facet)
write(work / "facets" / "RecoverFacet.json", recover + [i for i in contracts["abi"]["Diamond"] if i.get("name") == "addFacet"])
domain = [{"name": n, "type": t} for n, t in (("name", "string"), ("version", "string"), ("chainId", "uint256"), ("verifyingContract", "address"))]
for file, version in (("typed.json", "1"), ("typed-later.json", "2")):
    write(
        work / ("domains" if version == "2" else "specs/typed-data") / file,
        {
            "types": {"EIP712Domain": domain, "Order": [{"name": "id", "type": "uint256"}]},
            "primaryType": "Order",
            "domain": {"name": "SymmioInstantLayer", "version": version},
        },
    )
deployed = contracts["deployed"]
write(
    specs / "deployments" / "local.json",
    {
        "name": "Local", "chainId": 31337, "release": "0.2.0",
        "contracts": {
            "ledger": deployed["clone"]["address"], "typed": deployed["typed"]["address"], "multiAccount": None,
            "collateral": {"address": deployed["token"]["address"], "decimals": 6}, "affiliate": deployed["faults"]["address"],
        },
    },
)  # fmt: skip
write(work / "elsewhere.json", {"name": "Elsewhere", "chainId": 42161, "release": "0.2.0", "contracts": {"ledger": deployed["ledger"]["address"]}})
with open(work / "addresses", "w") as file:
    for label, entry in deployed.items():
        file.write(f"{label} {entry['address']}\n")
PY
cd "$work" || exit 1

echo "a contract as its spec says"
for label in token faults emitter multicall3 factory; do
    name=$(printf '%s' "$label" | sed 's/^token/Token/; s/^faults/Faults/; s/^emitter/Emitter/; s/^multicall3/Multicall3/; s/^factory/Factory/')
    verify --rpc "$url" --address "$(address $label)" "specs/0.1.0/$name.json"
    ended "$label: exit 0" 0
    says "$label: all of it" 'all is as the specs say'
done

echo "a contract of an older release"
verify --rpc "$url" --address "$(address ledger)" specs/0.2.0/Ledger.json --known specs
ended "exit 1" 1
says "the missing function" '^    0x8df82800  settle\(uint256\)$'
says "the unknown one, by the release that has it" '^    0x52efea6e  clear\(\) of Ledger 0\.1\.0$'
says "nothing else" ': 2 findings$'
verify --rpc "$url" --address "$(address ledger)" specs/0.2.0/Ledger.json --known facets
says "an unknown one that no spec has" '^    0x52efea6e  in no spec'
verify --rpc "$url" --address "$(address ledger)" specs/0.2.0/Ledger.json --allow-unknown --json
ended "as JSON: exit 1" 1
says "as JSON: the missing one" '"signature": "settle\(uint256\)"'
says "as JSON: unknown ones are no finding where allowed" '"findings": 1,?$'
if printf '%s' "$log" | "$python" -c 'import json, sys; json.load(sys.stdin)'; then ok "as JSON: it is JSON"; else bad "as JSON: it is JSON" "$log"; fi

echo "proxies"
verify --rpc "$url" --address "$(address proxy)" specs/0.1.0/Ledger.json
ended "EIP-1967: exit 0" 0
says "EIP-1967: followed" "EIP-1967 proxy for $(address ledger)"
verify --rpc "$url" --address "$(address beaconProxy)" specs/0.1.0/Ledger.json
ended "a beacon: exit 0" 0
says "a beacon: followed" "EIP-1967 beacon proxy for $(address ledger)"
verify --rpc "$url" --address "$(address clone)" specs/0.1.0/Ledger.json
ended "EIP-1167: exit 0" 0
says "EIP-1167: followed" "EIP-1167 proxy for $(address ledger)"

echo "a diamond"
verify --rpc "$url" --address "$(address diamond)" facets
ended "all facets: exit 0" 0
says "all facets: by the loupe" '6 of 6 functions found by the loupe'
says "all facets: the loupe is nobody's finding" 'beyond the spec, of standards: .*facets\(\) \(EIP-2535\)'
verify --rpc "$url" --address "$(address diamond)" specs/0.1.0/Ledger.json --known specs
ended "another spec: exit 1" 1
says "another spec: what is missing" '^    0x52efea6e  clear\(\)'
says "another spec: whose function it is" '^    0x[0-9a-f]{8}  recover\(.*\) of Typed 0\.1\.0'

echo "EIP-712 domains"
verify --rpc "$url" --address "$(address typed)" specs/0.1.0/Typed.json --typed-data specs/typed-data/typed.json
ended "equal: exit 0" 0
says "equal" 'domain SymmioInstantLayer 1: equal by eip712Domain\(\), domainSeparator\(\)'
verify --rpc "$url" --address "$(address typed)" specs/0.1.0/Typed.json --typed-data domains/typed-later.json
ended "another version: exit 1" 1
says "another version" "version is '1', expected '2'"
says "another version: the separator too" 'domainSeparator\(\) is 0x.*, expected 0x'
verify --rpc "$url" --address "$(address ledger)" specs/0.1.0/Ledger.json --typed-data specs/typed-data/typed.json
ended "none told: exit 0" 0
says "none told" 'not compared, the contract does not tell its own'

echo "deployments"
verify --rpc "31337=$url" --deployments specs/deployments
ended "exit 1" 1
says "the clone's missing function" 'settle\(uint256\)'
says "the domain" 'domain SymmioInstantLayer 1: equal'
says "the token" 'ERC20 0\.2\.0 \(collateral of local\.json\)'
says "what has no spec" 'skipped: there is no spec specs/0\.2\.0/Affiliate\.json'
says "the total" '^3 contracts verified: 2 findings$'
verify --rpc "$url" --deployments elsewhere.json --specs specs
ended "no endpoint for a chain: exit 2" 2
says "no endpoint for a chain" 'there is no endpoint of chain 42161 \(given: 31337\)'

echo "bad input"
verify --rpc http://127.0.0.1:1 --address "$(address ledger)" specs/0.1.0/Ledger.json
ended "nobody there: exit 2" 2
says "nobody there" 'http://127\.0\.0\.1:1 does not answer: '
verify --rpc "$url" --chain-id 42161 --address "$(address ledger)" specs/0.1.0/Ledger.json
ended "another chain: exit 2" 2
says "another chain" 'expected chain 42161, and it is of chain 31337'
verify --rpc "$url" --address 0x00000000000000000000000000000000000000AA specs/0.1.0/Ledger.json
ended "no code: exit 2" 2
says "no code" '0x00000000000000000000000000000000000000AA has no code'
verify --rpc "$url/?fault=html" --address "$(address ledger)" specs/0.1.0/Ledger.json
ended "HTML: exit 2" 2
says "HTML" 'answers eth_chainId with an HTML page; is it a JSON-RPC endpoint'
verify --rpc "$url/secret-key?fault=truncate" --address "$(address ledger)" specs/0.1.0/Ledger.json
ended "cut off: exit 2" 2
silent "a URL's key is not shown" 'secret-key'
verify --rpc "$url/?fault=wrongId" --address "$(address ledger)" specs/0.1.0/Ledger.json
ended "another request's answer: exit 2" 2
verify --rpc "$url/?fault=status&code=500" --address "$(address ledger)" specs/0.1.0/Ledger.json
ended "status 500: exit 2" 2
says "status 500" 'answers with HTTP status 500'
verify --rpc "$url/?fault=delay&seconds=20" --timeout 1 --address "$(address ledger)" specs/0.1.0/Ledger.json
ended "too slow: exit 2" 2
says "too slow" 'does not answer: .*(timed|Timeout|time)'
verify --rpc "$url/?fault=oversized&bytes=20000000" --address "$(address ledger)" specs/0.1.0/Ledger.json
ended "too large: exit 2" 2
says "too large" 'more than 16 MB'
verify --rpc "file:///etc/hostname" --address "$(address ledger)" specs/0.1.0/Ledger.json
ended "no URL of HTTP: exit 2" 2
says "no URL of HTTP" 'is no endpoint: expected a URL'
verify --rpc "$url" --address "$(address ledger)" specs/0.1.0/Missing.json
ended "no spec: exit 2" 2
says "no spec" 'there is no such file'
verify --rpc "$url" --address 0x1234 specs/0.1.0/Ledger.json
ended "no address: exit 2" 2

exec 9>&-
end
