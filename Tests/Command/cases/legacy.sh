# The older flow (releases 0.8.2 to 0.8.4): MultiAccount, the sign-in, orders by token. Sourced by run.sh.

echo "Command: the older flow"
rm -f store.json
unset SYMMIO_ACCOUNT
start --release 0.8.6
export SYMMIO_DEPLOYMENT=sandbox.json
does "legacy create" legacy create Main --key-file wallet.json --yes --json
export SYMMIO_ACCOUNT="$(field account)"
does "legacy list" legacy list --key-file wallet.json --json
holds "legacy list: the account" "$out" "\"account\":\"$SYMMIO_ACCOUNT\",\"name\":\"Main\""
does "legacy deposit" legacy deposit 1000 --key-file wallet.json --yes --json
same "legacy deposit: allocated" 1000 "$(field allocated)"
does "legacy deposit, free" legacy deposit 10 --no-allocate --key-file wallet.json --yes
does "legacy withdraw" legacy withdraw 4 --key-file wallet.json --yes --json
same "legacy withdraw: what is left" 6 "$(field available)"
refuses "legacy withdraw: too much" 1 'at most 6 can leave' legacy withdraw 7 --key-file wallet.json --yes
does "legacy allocate" legacy allocate 6 --key-file wallet.json --yes --json
same "legacy allocate: all of it" 1006 "$(field allocated)"
does "legacy deallocate" legacy deallocate 6.5 --key-file wallet.json --yes
holds "legacy deallocate: shows what it signs" "$err" 'deallocate'
holds "legacy deallocate: says from when on it can be paid out" "$out" 'free balance of 6.5 can be paid out from '
run legacy balance --json
same "legacy deallocate: free" 6.5 "$(field available)"
refuses "legacy deallocate: again" 1 'can deallocate again not before' legacy deallocate 1 --key-file wallet.json --yes
refuses "legacy deallocate: nothing" 2 'is not above 0' legacy deallocate 0 --key-file wallet.json --yes
refuses "legacy withdraw: before the cooldown" 1 'after its last deallocation, not before' legacy withdraw 6.5 --key-file wallet.json --yes
does "legacy balance" legacy balance --key-file wallet.json
holds "legacy balance: says when" "$out" 'Can be paid out +from '
tell "advance 43200"
does "legacy withdraw: to another" legacy withdraw 6.5 --to 0x00000000000000000000000000000000000000aa --key-file wallet.json --yes --json
same "legacy withdraw: nothing is left" 0 "$(field available)"
refuses "legacy open: before the delegation" 1 'has not delegated sendQuote' legacy open XRPUSDT long --quantity 100 --key-file wallet.json --yes
does "legacy delegate" legacy delegate --key-file wallet.json --yes
holds "legacy delegate: shows what it signs" "$err" 'selector\[2\]: 0x501e891f \(requestToClosePosition\)'
holds "legacy delegate: may send quotes" "$out" '^sendQuote +yes'
holds "legacy delegate: may not allocate" "$out" '^allocate +no'

does "legacy login" legacy login --key-file wallet.json --yes
holds "legacy login: shows the message" "$err" "msg: $SYMMIO_ACCOUNT"
lacks "legacy login: and no token" "$out$err" '[0-9a-f]{64}'
# A key of nobody's.
run key new stranger.json --light
refuses "legacy login: by another" 1 'is owned by 0x' legacy login --key-file stranger.json --yes
refuses "legacy login: nobody to ask" 2 'no terminal' legacy login --key-file wallet.json

does "legacy open: preview" legacy open XRPUSDT short --quantity 100 --leverage 2 --preview --json
same "legacy open: price" 0.5795 "$(field price)"
same "legacy open: locked by the solver, without leverage" 52.155 "$(field partyBmm)"
does "legacy open" legacy open XRPUSDT short --quantity 100 --leverage 2 --key-file wallet.json --yes --json
position="$(field quoteId)"
same "legacy open: short" short "$(field side)"
does "legacy positions" legacy positions --json
same "legacy positions: it is there" "$position" "$(field quoteId)"
does "legacy tpsl" legacy tpsl "$position" --stop-loss 0.7 --take-profit 0.5 --key-file wallet.json --yes --json
holds "legacy tpsl: what was sent" "$out" '"conditional_order_type":"stop_loss"'
refuses "legacy tpsl: on the wrong side" 1 'on the losing side' legacy tpsl "$position" --take-profit 0.7 --key-file wallet.json --yes
refuses "legacy tpsl: no price" 2 'give a price' legacy tpsl "$position" --key-file wallet.json --yes
does "legacy close: half" legacy close "$position" --percent 50 --key-file wallet.json --yes --json
same "legacy close: half is left" 50 "$(field remainder)"
does "legacy close: the rest" legacy close "$position" --key-file wallet.json --yes --json
same "legacy close: nothing is left" 0 "$(field remainder)"
refuses "legacy close: again" 1 'is not open but closed' legacy close "$position" --key-file wallet.json --yes
refuses "legacy open: no market" 1 'no market DOGEUSDT' legacy open DOGEUSDT long --quantity 1 --key-file wallet.json --yes
refuses "legacy open: neither long nor short" 2 'neither long nor short' legacy open XRPUSDT up --quantity 1 --key-file wallet.json --yes
refuses "legacy: no deployment's file" 2 'cannot be read' legacy list --deployment hyperevm-0.8.5 --key-file wallet.json

# The answer is lost: the order is found, and not sent again.
tell "fault drop-after-post"
does "legacy open: a lost answer" legacy open XRPUSDT long --quantity 100 --leverage 2 --key-file wallet.json --yes --json
run legacy positions --json
same "legacy open: once" 1 "$(printf '%s\n' "$out" | grep -o '"quoteId"' | wc -l | tr -d ' ')"
stop

rm -f store.json
unset SYMMIO_ACCOUNT
start --latency 30000
run legacy create Main --key-file wallet.json --yes --json
export SYMMIO_ACCOUNT="$(field account)"
run legacy deposit 500 --key-file wallet.json --yes
run legacy delegate --key-file wallet.json --yes
does "legacy open: without waiting" legacy open XRPUSDT long --quantity 100 --leverage 2 --key-file wallet.json --yes --no-wait --json
temporary="$(field tempQuoteId)"
does "legacy pending" legacy pending --key-file wallet.json --yes --json
same "legacy pending: the order" "$temporary" "$(field tempQuoteId)"
does "legacy cancel" legacy cancel --key-file wallet.json --yes -- "$temporary"
does "legacy pending: nothing" legacy pending --key-file wallet.json --yes
holds "legacy pending: says so" "$out" 'Nothing is pending'
refuses "legacy cancel: again" 1 'no such pending order' legacy cancel --key-file wallet.json --yes -- "$temporary"
does "legacy revoke: proposed" legacy revoke --key-file wallet.json --yes --json
refuses "legacy revoke: too early" 1 'Cooldown not reached' legacy revoke --finish --key-file wallet.json --yes
tell "advance 601"
does "legacy revoke: done" legacy revoke --finish --key-file wallet.json --yes
lacks "legacy revoke: nothing is left" "$out" ' yes '
stop
unset SYMMIO_ACCOUNT SYMMIO_DEPLOYMENT
