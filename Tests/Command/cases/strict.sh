# What is refused before anything is signed, what is shown, and what the sandbox's switches say. Sourced by run.sh.

echo "Command: strict about what it is told"
rm -f store.json session.json
start --release 0.8.5
export SYMMIO_DEPLOYMENT=sandbox.json
wallet=$(field wallet)
run key new session.json --light --json
session=$(field address)
run account create Main --key-file wallet.json --yes --json
export SYMMIO_ACCOUNT="$(field account)"
run account deposit 5000 --key-file wallet.json --yes
run account bind --key-file wallet.json --yes
run session start --key-file wallet.json --session-key-file session.json --yes

echo " the session key signs for no deployment that is another than it says"
sed 's/"release":"0.8.5"/"release":"0.8.6"/' sandbox.json >release.json
sed 's/"chainId":31337/"chainId":999/' sandbox.json >chain.json
sed 's/"instantLayer":"0x[0-9a-fA-F]*"/"instantLayer":"0x00000000000000000000000000000000000000AA"/' sandbox.json >nocode.json
run open ETHUSDT long --quantity 0.5 --leverage 5 --session-key-file session.json --yes --json
position=$(field quoteId)
for verb in "open ETHUSDT long --quantity 0.1" "close $position" "tpsl $position --take-profit 2600"; do
    # shellcheck disable=SC2086 -- several words.
    refuses "another release: ${verb%% *}" 1 'the deployment says release 0\.8\.6, the contracts are of 0\.8\.5' \
        $verb --deployment release.json --session-key-file session.json --yes
    lacks "another release: nothing is shown for signing: ${verb%% *}" "$err" 'session key signs'
    # shellcheck disable=SC2086
    refuses "another chain: ${verb%% *}" 1 'serves chain 31337, the deployment is on chain 999' \
        $verb --deployment chain.json --session-key-file session.json --yes
    # shellcheck disable=SC2086
    refuses "no code: ${verb%% *}" 1 'no code at 0x0+AA, where the deployment has its Instant Layer' \
        $verb --deployment nocode.json --session-key-file session.json --yes
done

echo " what is shown"
run open ETHUSDT long --quantity 0.5 --leverage 10 --session-key-file session.json --preview --json
# 0.05 % of the notional for opening, as much for closing: what the core charges, leverage or none.
same "open --preview: the fees are those of the whole notional" "$(field notional)" \
    "$(printf '%s\n' "$out" | sed 's/.*"fees":"\([0-9.]*\)".*/\1/' | awk '{ printf "%.10g", $1 * 1000 }')"
holds "open --preview: item by item, with mark, leverage and the solver's maintenance" "$out" \
    '"feeItems":\{.*"platformOpen":"[0-9.]+".*"leverage":"10".*"mark":"2500".*"partyBmm":"[0-9.]+"'
refuses "open: a slippage of 0 is one, and here too little" 1 'slippage of 0 % allows' \
    open ETHUSDT long --quantity 0.5 --slippage 0 --session-key-file session.json --preview
does "close: a slippage of 0" close "$position" --slippage 0 --session-key-file session.json --preview --json
same "close: its price is the mark" 2500 "$(field price)"
does "tpsl: a slippage of 0" tpsl "$position" --take-profit 2600 --slippage 0 --session-key-file session.json --preview --json
holds "tpsl: its bound is the trigger" "$out" 'at no less than 2600'

echo " what makes no sense"
refuses "tpsl: a quantity of 0 once rounded" 1 "take_profit: the quantity is 0 at this market's precision" \
    tpsl "$position" --take-profit 2600 --quantity 0.0001 --session-key-file session.json --yes
refuses "tpsl: a quantity of nothing" 2 '--quantity goes with --take-profit or --stop-loss' tpsl "$position" --quantity 1
refuses "tpsl: no such position" 1 'no position 77' tpsl 77
refuses "positions: the wallet is no sub-account" 1 "no account $wallet" positions --account "$wallet"
refuses "open: a leverage below 1" 1 'leverage: 0\.5 is below 1' open ETHUSDT long --quantity 1 --leverage 0.5 --session-key-file session.json --yes
refuses "session start: for no time" 2 'would end before it begins' \
    session start --lifetime 0 --key-file wallet.json --session-key-file session.json --yes
refuses "account unbind: both ways" 2 'either --complete or --cancel' account unbind --cancel --complete --key-file wallet.json --yes
refuses "account withdraw: two things at once" 2 'only one of them' account withdraw --cancel 1 --complete 1 --key-file wallet.json --yes
refuses "account withdraw: to nobody" 1 'the zero address' account withdraw 1 --to "0x$(printf '%040d' 0)" --key-file wallet.json --yes
refuses "an endpoint that does not answer is named" 1 '127\.0\.0\.1:9: ' positions --rpc http://127.0.0.1:9/

echo " nothing is sent in vain"
tell status
blocks=$(printf '%s\n' "$out" | sed -n 's/.*block \([0-9]*\).*/\1/p')
refuses "session revoke: a key that has no delegation" 1 'no active delegation' session revoke --key "$wallet" --key-file wallet.json --yes
refuses "account deposit: into what is no account" 1 'no account' \
    account deposit 1 --account 0x00000000000000000000000000000000000000AA --key-file wallet.json --yes
tell status
same "no block was made of either" "$blocks" "$(printf '%s\n' "$out" | sed -n 's/.*block \([0-9]*\).*/\1/p')"
does "and the next run is not held up" account deposit 1 --key-file wallet.json --yes
sed 's/"affiliate":"0x[0-9a-fA-F]*"/"affiliate":"0x00000000000000000000000000000000000000AA"/' sandbox.json >affiliate.json
refuses "open: what the contracts would refuse is refused for certain" 1 'refused, nothing was done.*Invalid affiliate' \
    open ETHUSDT long --quantity 0.1 --deployment affiliate.json --session-key-file session.json --yes
run recover --session-key-file session.json --json
same "open: and nothing is under way" "[]" "$out"

echo " the sandbox's switches"
tell "price ethusdt 2510"
run price ETHUSDT --json
same "price: in any case" 2510 "$(field price)"
tell "fault revert 1 chain"
holds "fault: not where it cannot happen" "$out" 'does not happen at chain; it does at services, orders","ok":false'
tell "fault 429 1 orders"
run price ETHUSDT --json
same "fault: an order's does not meet a read" 0 "$code"
does "fault: it meets an order, which is sent again" open ETHUSDT long --quantity 0.1 --session-key-file session.json --yes
tell "reorg 1000"
holds "reorg: as deep as it can be" "$out" 'which is as deep as it can be'
run account balance --json
same "reorg: the wallet has what it had" 994999 "$(field wallet)"
tell "reorg 0"
holds "reorg: of nothing" "$out" '"ok":false'
stop

echo " a sandbox that is started again by the same command"
rm -f again.state again.json
again() { echo quit | "$symmio" sandbox --port 0 --json --state again.state --write-deployment again.json --write-key again.key.json >again.out 2>again.err; }
again
same "sandbox: the first time" 0 "$?"
key=$(cat again.key.json)
again
same "sandbox: again, its key file is there" 0 "$?"
same "sandbox: which is left as it is" "$key" "$(cat again.key.json)"
run key new other.key.json --light
echo quit | "$symmio" sandbox --port 0 --write-key other.key.json >again.out 2>again.err
same "sandbox: no other key is written over" 2 "$?"
holds "sandbox: and it says so" "$(cat again.err)" 'other\.key\.json: the file exists'
unset SYMMIO_DEPLOYMENT SYMMIO_ACCOUNT
