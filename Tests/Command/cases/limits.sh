# Orders at a limit that the session key signs: to open and to close, filled, cancelled, expired, with what goes wrong on the way.
echo "Command: orders at a limit over the solver's own interface"
unset SYMMIO_ACCOUNT
rm -f store.json limits.json
start --solver rasa --release 0.8.5 --seed "limits test"
export SYMMIO_DEPLOYMENT=sandbox.json
does "limits: key new" key new limits.json --light --json
does "limits: account create" account create Majors --isolation custom --key-file wallet.json --yes --json
account=$(field account)
export SYMMIO_ACCOUNT="$account"
does "limits: account deposit" account deposit 9000 --key-file wallet.json --yes --json
does "limits: account allocate" account allocate 6000 --key-file wallet.json --yes --json
does "limits: session start" session start --key-file wallet.json --session-key-file limits.json --yes
for side in long short; do
    case $side in long) limit=2400 there=2390 close=2550 closed=2560 ;; *) limit=2600 there=2610 close=2450 closed=2440 ;; esac
    does "limits: open --limit --preview, $side" open ETHUSDT $side --quantity 0.5 --leverage 5 --limit $limit --session-key-file limits.json --preview --json
    holds "limits: one operation in words, $side" "$out" '"signs":\["sendQuoteWithAffiliateAndData[^"]*at the limit '$limit' or better[^"]*"\]'
    does "limits: open --limit, $side" open ETHUSDT $side --quantity 0.5 --leverage 5 --limit $limit --session-key-file limits.json --yes --json
    order=$(field quoteId)
    same "limits: nothing is filled yet, $side" 0 "$(field filled)"
    does "limits: order list has it, $side" order list --json
    holds "limits: it wants to open, $side" "$out" '"quoteId":"'"$order"'".*"wants":"open"'
    holds "limits: the store keeps it, $side" "$(cat store.json)" 'resting'
    tell "price ETHUSDT $there"
    does "limits: order wait, $side" order wait "$order" --json
    same "limits: all of it is filled, $side" 0.5 "$(field filled)"
    lacks "limits: the store lets go of it, $side" "$(cat store.json)" 'resting'
    does "limits: positions has it, $side" positions --json
    same "limits: the sub-account holds it, $side" "$account" "$(field account)"

    does "limits: close --limit, $side" close "$order" --limit $close --quantity 0.2 --session-key-file limits.json --yes --json
    same "limits: the close waits, $side" 0 "$(field filled)"
    tell "price ETHUSDT $closed"
    waits=0
    while run positions --json && [ "$(field openQuantity)" != 0.3 ] && [ "$waits" -lt 50 ]; do
        sleep 0.1
        waits=$((waits + 1))
    done
    does "limits: recover tells of the close, $side" recover --session-key-file limits.json --json
    same "limits: what stays open, $side" 0.3 "$(field remainder)"
    does "limits: close the rest, $side" close "$order" --session-key-file limits.json --yes --json
    tell "price ETHUSDT 2500"
done
does "limits: funding" funding --json
same "limits: funding of every market" "$(printf '%s\n' "$out" | grep -o '"market"' | wc -l | tr -d ' ')" "$(printf '%s\n' "$out" | grep -o '"nextTime":[0-9]' | wc -l | tr -d ' ')"
does "limits: funding over the socket" funding ETHUSDT --for 1 --json
holds "limits: one market's" "$out" '^\[\{"epochDuration":28800,"market":"ETHUSDT"'
does "limits: open-interest" open-interest --json
same "limits: nothing is open" 0 "$(field used)"
refuses "limits: too far from the market" 1 'price range: 1000 is not from 2250 to 2750' \
    open ETHUSDT long --quantity 0.5 --leverage 5 --limit 1000 --session-key-file limits.json --yes
refuses "limits: --slippage does not go with it" 2 'does not go with --limit' \
    open ETHUSDT long --quantity 0.5 --limit 2400 --slippage 1 --session-key-file limits.json --yes
refuses "limits: --lifetime goes with --limit" 2 'goes with --limit' open ETHUSDT long --quantity 0.5 --lifetime 1h --session-key-file limits.json --yes
refuses "limits: one position" 2 'goes with one position' close 1 2 --limit 2400 --session-key-file limits.json --yes
tell "fault drop-after-post"
does "limits: the answer is lost" open ETHUSDT long --quantity 0.5 --leverage 5 --limit 2400 --session-key-file limits.json --yes --json
order=$(field quoteId)
does "limits: sent once" order list --json
same "limits: one order waits" 1 "$(printf '%s\n' "$out" | grep -o '"wants":"open"' | wc -l | tr -d ' ')"
does "limits: order cancel" order cancel "$order" --key-file wallet.json --yes --json
same "limits: it is cancelled" cancelled "$(field state)"
does "limits: recover tells of it" recover --session-key-file limits.json --json
same "limits: what was dropped" 0.5 "$(field dropped)"
does "limits: nothing is under way" recover --session-key-file limits.json
does "limits: one that will expire" open ETHUSDT long --quantity 0.5 --leverage 5 --limit 2400 --lifetime 60 --session-key-file limits.json --yes --json
order=$(field quoteId)
tell "advance 61"
does "limits: order wait sees the deadline pass" order wait "$order" --json
same "limits: nothing of it was filled" 0 "$(field filled)"
does "limits: order expire" order expire "$order" --key-file wallet.json --yes --json
stop
unset SYMMIO_ACCOUNT
start --release 0.8.6 --seed "limits at low caps"
does "limits: low caps: account create" account create Low --key-file wallet.json --yes --json
export SYMMIO_ACCOUNT="$(field account)"
refuses "limits: low caps: an account that is bound to nobody is told why" 1 'not bound to the solver.*signature of the oracle.*Bind it' \
    order limit ETHUSDT long 2400 --quantity 0.5 --key-file wallet.json --preview
stop
unset SYMMIO_ACCOUNT
