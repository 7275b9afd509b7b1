#!/bin/sh
# A contract is upgraded, as CONTRIBUTING.md tells it, on the real releases: an app that holds the old one gets the new spec, asks `diff` what breaks,
# generates, compiles and runs. For 0.8.4 to 0.8.5 and for 0.8.5 to 0.8.6.
#
# Works in BUILD (default: .build/upgrade at the top), where build folders are kept from run to run. TOOL names an evm-bindgen that is built already.
# Ends with `N passed, N failed`; the exit code is 1 where something failed.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=${BUILD:-$root/.build/upgrade}
mkdir -p "$build" && build=$(cd "$build" && pwd) || exit 1
export SYMMIO_SWIFT="$root"
# The app takes EVMCore alone: nobody has to build the bindings of this package.
export SYMMIO_BINDINGS=snapshot
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
holds() { if printf '%s\n' "$2" | grep -Eq -- "$3"; then ok "$1"; else bad "$1" "no line like: $3" "in:" "$(printf '%s\n' "$2" | tail -n 12)"; fi; }
# lacks NAME TEXT PATTERN
lacks() {
    if printf '%s\n' "$2" | grep -Eq -- "$3"; then bad "$1" "found: $(printf '%s\n' "$2" | grep -E -- "$3" | head -n 5)"; else ok "$1"; fi
}

tool=${TOOL:-}
if [ -z "$tool" ]; then
    swift build --package-path "$root" --scratch-path "$root/.build" --product evm-bindgen </dev/null >"$build/tool.log" 2>&1 ||
        tail -n 25 "$build/tool.log"
    tool=$root/.build/debug/evm-bindgen
fi
# run ARGUMENTS...: the tool, in the app; leaves what it printed in $log and its exit code in $code.
run() {
    log=$(cd "$work" && "$tool" "$@" 2>&1 </dev/null)
    code=$?
}
# findings OLD NEW: what differs, a line each: the change, then the JSON object.
findings() {
    (cd "$work" && "$tool" diff "$1" "$2" --json) | tr -d '\n' | sed 's/  */ /g; s/}, {/},\n{/g; s/"removed": \[/\n&/; s/"changed": \[/\n&/; s/"summary"/\n&/' |
        awk '/^{? ?"added": \[/ { change = "added" } /^"removed": \[/ { change = "removed" } /^"changed": \[/ { change = "changed" } { print change " " $0 }'
}
# finds NAME CHANGE KIND SIGNATURE REST: patterns; REST is what follows the signature.
finds() { holds "diff finds $1" "$found" "^$2 .*\"kind\": \"$3\",( \"contract\": \"[A-Za-z]*\",)? \"signature\": \"$4\".*$5"; }
any='[^"]*'

# start OLD: the app as it was before the upgrade, with one release.
start() {
    work=$build/work
    rm -rf "$work"
    mkdir -p "$work/Sources/App/Bindings" "$work/Specs"
    cp "$here/App/Package.swift" "$work/"
    cp -R "$root/Specs/typed-data" "$work/Specs/"
    take "$1"
    # Nothing to share with yet.
    sed 's/"shares": .*/"shares": []/' "$here/App/Bindings/$namespace.bindings.json" >"$work/Sources/App/Bindings/$namespace.bindings.json"
}
# take RELEASE: its specs, config and program.
take() {
    namespace=Symmio$(echo "$1" | tr -d .)
    cp -R "$root/Specs/$1" "$work/Specs/"
    cp "$here/App/Bindings/$namespace.bindings.json" "$work/Sources/App/Bindings/"
}
# use NAMESPACE: the app's own code for a release.
use() { cp "$here/App/Programs/Use$1.swift" "$work/Sources/App/"; }
main() { for namespace in "$@"; do echo "print(try use$namespace())"; done >"$work/Sources/App/main.swift"; }
compile() {
    log=$(swift build --package-path "$work" --scratch-path "$build/scratch" 2>&1 </dev/null)
    code=$?
}
# builds NAME: the app must compile, without a warning.
builds() {
    compile
    if [ "$code" -eq 0 ]; then lacks "$1" "$log" 'warning:'; else bad "$1: the build failed" "$(printf '%s\n' "$log" | grep -E 'error|warning' | head -n 12)"; fi
}
bytes() { cat "$@" 2>/dev/null | wc -c | tr -d ' '; }

# upgrade OLD NEW: the path that CONTRIBUTING.md tells.
upgrade() {
    echo "Upgrade: $1 to $2"
    start "$1"
    old=$namespace
    use "$old"
    main "$old"
    run generate --output Sources/App/Generated
    same "$1: generate" 0 "$code"
    builds "$1: the app as it was"
    before=$("$build/scratch/debug/App" 2>&1)
    holds "$1: the app runs" "$before" "^$old: sendQuote 0x"

    take "$2"
    new=$namespace
    run diff "$1" "$2"
    same "diff $1 $2: exit code" 0 "$code"
    holds "diff by release says what it compares" "$log" "^$1 \($old\) → $2 \($new\)\$"
    run diff "$1" "$2" --fail-on wire,decoding
    same "--fail-on: what breaks ends with 1" 1 "$code"
    run diff "$2" "$2" --fail-on wire,decoding,source
    same "--fail-on: nothing breaks" 0 "$code"
    holds "a release does not differ from itself" "$log" '^nothing differs$'
    found=$(findings "Specs/$1" "Specs/$2")
    pause='^changed .*"signature": "pauseState()".*"class": "decoding"'
    same "files, folders and releases are compared alike" "1 1 1" "$(
        for sides in "Specs/$1/SymmioCore.json Specs/$2/SymmioCore.json" "Specs/$1 Specs/$2" "$1 $2"; do
            findings ${sides% *} ${sides#* } | grep -c "$pause"
        done | tr '\n' ' ' | sed 's/ $//')"

    run generate --output Sources/App/Generated
    same "$2: generate" 0 "$code"
    run generate --output Sources/App/Generated --check
    same "$2: what is generated is what the specs say" 0 "$code"
    builds "$2: the old program compiles with the new release beside it"
    same "and does what it did" "$before" "$("$build/scratch/debug/App" 2>&1)"
    added=$(bytes "$work/Sources/App/Generated/$new".*)
    # What it would be without the other to share with.
    mkdir "$work/alone"
    sed 's/"shares": .*/"shares": []/; s|"\.\./\.\./\.\./|"../|g' "$work/Sources/App/Bindings/$new.bindings.json" >"$work/alone/bindings.json"
    run generate --config alone/bindings.json --output alone --quiet
    alone=$(bytes "$work/alone/$new".*)
    rm -rf "$work/alone"
    if [ "$added" -gt 0 ] && [ "$added" -lt "$alone" ]; then
        ok "release $2 adds what differs: $added bytes, where it would be $alone by itself"
    else
        bad "release $2 adds what differs" "$added bytes, and $alone by itself"
    fi
}
# moves: the last step, the app's own code goes to the new release.
moves() {
    use "$new"
    main "$old" "$new"
    echo "print($1)" >>"$work/Sources/App/main.swift"
    builds "the app with both releases"
    after=$("$build/scratch/debug/App" 2>&1)
}

upgrade 0.8.4 0.8.5
finds "Core: lockAndOpenQuote is gone" removed function "lockAndOpenQuote\($any" '"id": "0x1d6cffe0", "class": "wire"'
finds "Core: setMuonIds with its likely successor" removed function "setMuonIds\($any" '"class": "wire", "likely": "setMuonIds\(uint256\)"'
finds "Core: Quote in answers" changed struct Quote '"class": "decoding", "detail": "accumulatedPaidFunding, closeFee, data added"'
finds "Core: what returns a quote" changed function "getQuote\(uint256\)" '"class": "decoding"'
finds "Core: pauseState" changed function "pauseState\(\)" '"class": "decoding", "detail": "outputs: externalTransferPaused, partyBOpenPositionsPaused added"'
finds "Core: another topic" changed event "SetMuonIds\(uint256\)" '"was": "SetMuonIds\(uint256,address,uint256,uint8\)", "class": "decoding"'
finds "Core: an event that is gone, and what took its place" removed event "AllocatePartyA\(address,uint256\)" '"class": "decoding", "likely": "AllocatePartyA\(address,uint256,uint256\)"'
finds "Core: a Swift name that changed with an overload" changed event "AllocatePartyA\(address,uint256,uint256\)" '"class": "source".*since an overload was removed'
finds "Core: a struct that moved" removed struct SchnorrSign '"class": "source", "likely": "IMuonSignatureVerifier.SchnorrSign"'
finds "Core: an enum that grew" changed enum "SharedEvents.BalanceChangeType" '"class": "harmless", "detail": "new: DEFERRED_BALANCE_IN 12, DEFERRED_BALANCE_OUT 13"'
holds "diff finds that MultiAccount is gone" "$(cd "$work" && "$tool" diff Specs/0.8.4 Specs/0.8.5)" '^  - contract MultiAccount: [0-9]+ functions'
moves 'Symmio085.Core.OrderType.self == Symmio084.Core.OrderType.self, Symmio085.Core.Calls.UnlockQuote.self == Symmio084.Core.Calls.UnlockQuote.self'
same "both run, and equal items are one type" "Symmio084: sendQuote 0x7f2755b2, upnlSig at 480
Symmio085: sendQuote 0x7f2755b2, upnlSig at 480
true true" "$after"

upgrade 0.8.5 0.8.6
# What is known to break a client, point by point.
finds "1: sendQuote with 13 arguments is gone" removed function "sendQuote\($any" '"id": "0x7f2755b2", "class": "wire", "likely": "sendQuote\([^"]*,bytes,\(uint256,uint256\)\)"'
finds "1: and another came" added function "sendQuote\($any" '"id": "0x0ac30baf"'
lacks "1: sendQuoteWithAffiliate keeps its selector" "$found" '^removed .*"signature": "sendQuoteWith'
finds "2: SendQuoteSolverFeeCaps" added event "SendQuoteSolverFeeCaps\(address,uint256,uint256,uint256\)" ''
for overload in openPosition:0xdc3e562c fillCloseRequest:0x393c970e fillCloseRequestToLiquidation:0x8bd46afa; do
    finds "3: another ${overload%:*}" added function "${overload%:*}\($any" "\"id\": \"${overload#*:}\""
    finds "3: ${overload%:*} by its name is ambiguous" changed function "${overload%:*}\($any" 'an overload was added'
done
finds "4: WithdrawRequest" changed struct WithdrawRequest '"class": "decoding", "detail": "advancedAmount added"'
finds "4: what returns it" changed function "getWithdrawRequests\($any" '"class": "decoding", "detail": "outputs: WithdrawRequest: advancedAmount added"'
finds "4: SingleUpnlWithPendingBalanceSig" changed struct SingleUpnlWithPendingBalanceSig '"class": "wire", "detail": "fundingDebt, scaledLockedBalance added"'
finds "4: safeDeallocate" removed function "safeDeallocate\($any" '"id": "0xeb5e538e", "class": "wire", "likely": "safeDeallocate\('
finds "4: and its successor" added function "safeDeallocate\($any" '"id": "0xe9c236cc"'
finds "4: ForceCloseDetail" changed struct ForceCloseDetail '"class": "decoding", "detail": "basisVersion, closeId added"'
finds "4: FundingFee" changed struct FundingFee '"class": "decoding", "detail": "snapshotLongFee, snapshotShortFee added"'
finds "4: pauseState" changed function "pauseState\(\)" '"class": "decoding", "detail": "outputs: withdrawAdvancePaused added"'
finds "5: owner" removed function "owner\(\)" '"class": "wire", "likely": "getOwner\(\)"'
finds "5: getMaxCloseAmountToLiquidation" removed function "getMaxCloseAmountToLiquidation\($any" '"class": "wire", "likely": "getMaxCloseAmountToLiquidation\(uint256,uint256,uint256,int256,uint256\)"'
for gone in forceCancelWithdraw isCrossPartyBMigrationComplete isPartyBLockedValuesMigrated; do
    finds "5: $gone" removed function "$gone\($any" '"class": "wire"'
done
for stub in deallocateForClearingHouse distributeForClearingHouse; do
    finds "5: $stub is a stub" changed function "$stub\($any" '"class": "wire", "detail": "nonpayable → view'
    finds "5: $stub has no names of arguments" changed function "$stub\($any" '"class": "source", "detail": "arguments renamed: subject → unnamed'
done
finds "6: the second SettlePartyALiquidation" added event "SettlePartyALiquidation\(address,address\[\],address\[\],int256\[\],uint256\[\],bytes\)" ''
finds "6: SettlePartyALiquidation by its name is ambiguous" changed event "SettlePartyALiquidation\($any" 'an overload was added'
for gone in setExpressRate setVirtualProvider getAffiliateExpressRate depositForAccountWithExpressRate; do
    finds "8: AccountLayer's $gone" removed function "$gone\($any" '"class": "wire"'
done
for gone in BalanceInvariantViolation InvalidExpressRate VirtualProviderRequired; do finds "8: AccountLayer's error $gone" removed error "$gone\(\)" '"class": "source"'; done
finds "8: AccountLayer's timelock errors" added error "TimelockOpNotApprovedOrScheduled\(address,bytes32\)" ''
lacks "9: InstantLayer's entry points and hashes stay" "$found" '^(removed|changed) .*("contract": "InstantLayer"|"kind": "typedData")'
lacks "9: by release, too" "$(findings 0.8.5 0.8.6)" '"kind": "typedData"'
finds "9: upnlSig lies 64 bytes further on than in sendQuoteWithAffiliateAndData" changed layout "sendQuote\($any" '"was": "sendQuoteWithAffiliateAndData\([^"]*", "class": "wire", "detail": "upnlSig: its bytes lie \+64'
finds "9: and 96 further than in the old sendQuote" changed layout "sendQuote\($any" '"was": "sendQuote\([^"]*", "class": "wire", "detail": "upnlSig: its bytes lie \+96'
finds "the Swift names: an enum that grew" changed enum "SharedEvents.BalanceChangeType" '"class": "harmless"'
run diff 0.8.5 0.8.6 --swift-api
holds "--swift-api: SendQuote's members" "$log" '^  ~ Core\.Calls\.SendQuote: maxFundingRate is gone; new: .*affiliate, data, solverFeeCaps'
run diff 0.8.5 0.8.6 --markdown
holds "--markdown" "$log" '^### Breaks the wire'

# The program of the old release, told to use the new one: the compiler stops where the diff said.
sed 's/Symmio085/Symmio086/g' "$work/Sources/App/UseSymmio085.swift" >"$work/Sources/App/UseSymmio086.swift"
compile
same "old code against the new release does not compile" 1 "$code"
holds "and the compiler names what the diff has named" "$log" 'error: .*(maxFundingRate|affiliate|solverFeeCaps)'
moves 'Symmio086.Core.Calls.LockQuote.self == Symmio085.Core.Calls.LockQuote.self, Symmio086.InstantLayer.SignedOperation.self == Symmio085.InstantLayer.SignedOperation.self, Symmio086.Core.Calls.PauseState.self == Symmio085.Core.Calls.PauseState.self'
same "both run, and equal items are one type" "Symmio085: sendQuote 0x7f2755b2, upnlSig at 480
Symmio086: sendQuote 0x0ac30baf, upnlSig at 576
true true false" "$after"

echo "Upgrade: what cannot be compared"
# refused NAME PATTERN ARGUMENTS...: wrong usage or input, said so.
refused() {
    name=$1 pattern=$2
    shift 2
    run diff "$@"
    if [ "$code" -eq 2 ]; then holds "$name" "$log" "$pattern"; else bad "$name" "it ended with code $code:" "$log"; fi
}
refused "one side" 'error: expected OLD and NEW, found 1' 0.8.5
refused "an unknown release" "error: there is no file, folder or release called '0\.9'; releases are 0\.8\.5 \(Symmio085\), 0\.8\.6 \(Symmio086\)" 0.8.5 0.9
refused "a file that is not there" '^Specs/None\.json:1:1: error: there is no such file' Specs/None.json Specs/0.8.5/SymmioCore.json
refused "ABI and EIP-712 types" 'error: .*compare like with like' Specs/0.8.5/InstantLayer.json Specs/typed-data/instant-layer.json
refused "a class that is none" "--fail-on takes classes .*'breaking' is none" 0.8.5 0.8.6 --fail-on breaking
refused "a contract that is not there" "0\.8\.5 \(Symmio085\) has nothing called 'Vault'; it has Core" 0.8.5 0.8.6 --contract Vault
printf '[\n  {"type": "function",\n   "name" "f"}\n]\n' >"$work/broken.json"
echo '{"abi": 5}' >"$work/other.json"
refused "a broken spec: file, line and column" '^broken\.json:3:[0-9]+: error: ' broken.json other.json
holds "and the problems of the other side" "$log" '^other\.json:1:[0-9]+: error: '

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
