# Orders that wait and how to force them, groups, margin, withdrawals in their stages, and history.
# wider RELEASE SIDE LIMIT BEYOND TARGET PRESSED: an account that uses all of it.
wider() {
    release=$1 side=$2 limit=$3 beyond=$4 target=$5 pressed=$6
    echo "Command: orders, groups, margin, withdrawals, history, $release, $side"
    unset SYMMIO_ACCOUNT
    rm -f store.json wider.json
    start --release "$release" --seed "wider test"
    export SYMMIO_DEPLOYMENT=sandbox.json
    run key new wider.json --light --json
    run account create Wider --key-file wallet.json --yes --json
    account=$(field account)
    export SYMMIO_ACCOUNT="$account"
    run account deposit 5000 --key-file wallet.json --yes
    run account bind --key-file wallet.json --yes
    does "wider: ready" session start --key-file wallet.json --session-key-file wider.json --yes

    does "order limit --preview" order limit ETHUSDT "$side" "$limit" --quantity 0.5 --leverage 5 --preview --json
    holds "order limit --preview: the market is not there" "$out" '"marketable":false'
    does "order limit" order limit ETHUSDT "$side" "$limit" --quantity 0.5 --leverage 5 --lifetime 12h --key-file wallet.json --yes --json
    order=$(field quoteId)
    does "order list" order list --json
    same "order list has it" "$order" "$(field quoteId)"
    same "order list: its price" "$limit" "$(field price)"
    tell "partial 0.2"
    tell "price ETHUSDT $beyond"
    waits=0
    while run order show "$order" --json && [ "$(field filled)" != 0.2 ] && [ "$waits" -lt 50 ]; do
        sleep 0.1
        waits=$((waits + 1))
    done
    same "order show: filled in part" 0.2 "$(field filled)"
    run order list --json
    rest=$(field quoteId)
    same "the rest waits as a quote of its own" "$order" "$(field restOf)"
    does "order cancel: the rest" order cancel "$rest" --key-file wallet.json --yes --json
    same "order cancel: at once" cancelled "$(field state)"
    refuses "order cancel: again" 1 'waits for nothing that could be cancelled' order cancel "$rest" --key-file wallet.json --yes
    tell "partial off"
    tell "price ETHUSDT 2500"

    tell "orders locks"
    tell "cancels refuse"
    does "order limit: one that the solver locks" order limit ETHUSDT "$side" "$limit" --quantity 0.3 --leverage 5 --lifetime 12h \
        --key-file wallet.json --yes --json
    locked=$(field quoteId)
    waits=0
    while run order list --json && ! printf '%s\n' "$out" | grep -q 'locked' && [ "$waits" -lt 50 ]; do
        sleep 0.1
        waits=$((waits + 1))
    done
    does "order cancel: the solver must agree" order cancel "$locked" --key-file wallet.json --yes --json
    same "order cancel: asked for" requested "$(field state)"
    refuses "force cancel: too early" 1 'can be forced from .*Come back then' force cancel "$locked" --key-file wallet.json --yes
    does "force status" force status "$locked" --json
    holds "force status: seconds" "$out" '"secondsLeft":[0-9]+'
    tell "advance 302"
    does "force cancel" force cancel "$locked" --key-file wallet.json --yes --json
    run order list --json
    same "nothing waits" "[]" "$out"
    tell "orders fills"
    tell "cancels agree"

    does "wider: a second position" open ETHUSDT "$side" --quantity 0.3 --leverage 5 --session-key-file wider.json --yes --json
    second=$(field quoteId)
    does "group list" group list --json
    same "group list: one group" 1 "$(printf '%s\n' "$out" | grep -o '"quoteIds"' | wc -l | tr -d ' ')"
    same "group list: its quantity" 0.5 "$(field quantity)"
    refuses "group close: more than is open" 1 'is more than the 0.5 that are open' \
        group close "$second" --quantity 0.6 --session-key-file wider.json --yes
    does "group close --preview" group close "$second" --quantity 0.4 --preview --json
    same "group close --preview: in all" 0.4 "$(field quantity)"
    does "group tpsl" group tpsl "$second" --take-profit "$target" --session-key-file wider.json --yes --json
    same "group tpsl: two positions" 2 "$(printf '%s\n' "$out" | grep -o '"orders"' | wc -l | tr -d ' ')"
    does "group tpsl --cancel" group tpsl "$second" --cancel --session-key-file wider.json --yes --json
    does "margin add --preview" margin add "$second" 50 --preview --json
    does "margin add" margin add "$second" 50 --key-file wallet.json --yes --json
    holds "margin add: before and after" "$out" '"marginAfter":'
    does "margin remove" margin remove "$second" 20 --key-file wallet.json --yes --json
    refuses "margin remove: what would be liquidated" 1 'would leave the account liquidatable' \
        margin remove "$second" 4000 --key-file wallet.json --yes
    does "group close" group close "$second" --quantity 0.4 --session-key-file wider.json --yes --json
    run group list --json
    same "group close: what is left" 0.1 "$(field quantity)"

    run positions --json
    left=$(field quoteId)
    tell "orders ignores"
    tell "price ETHUSDT $pressed"
    does "order close" order close "$left" "$([ "$side" = long ] && echo 2550 || echo 2450)" --key-file wallet.json --yes --json
    refuses "force close: too early" 1 'can be forced from' force close "$left" --key-file wallet.json --yes
    tell "advance 700"
    does "force status: now" force status "$left" --json
    holds "force status: the window" "$out" '"window":\{"from":[0-9]+'
    does "force close" force close "$left" --key-file wallet.json --yes --json
    run positions --json
    same "force close: nothing is open" "[]" "$out"

    does "withdraw status" withdraw status --json
    holds "withdraw status: what can be done next" "$out" '"next":\["symmio withdraw request'
    does "withdraw request" withdraw request 100 --key-file wallet.json --yes --json
    first=$(field id)
    same "withdraw request: its stage" cooling "$(field stage)"
    refuses "withdraw complete: too early" 1 'the cooldown of withdrawal .* is not over: [0-9]+ s are left' \
        withdraw complete "$first" --key-file wallet.json --yes
    does "withdraw cancel" withdraw cancel "$first" --key-file wallet.json --yes --json
    same "withdraw cancel: its stage" cancelled "$(field stage)"
    refuses "withdraw request: a shorter cooldown" 1 'may not ask for a shorter cooldown' \
        withdraw request 100 --speed-up --key-file wallet.json --yes
    tell "speed-up $account"
    does "withdraw request --speed-up" withdraw request 100 --speed-up --key-file wallet.json --yes --json
    quick=$(field id)
    tell "speed-up $account $quick 10m"
    tell "advance 601"
    does "withdraw complete" withdraw complete "$quick" --key-file wallet.json --yes --json
    tell "suspend $account"
    refuses "withdraw request: suspended" 1 'is suspended' withdraw request 100 --key-file wallet.json --yes

    does "history quotes" history quotes --json
    holds "history quotes: closed and cancelled" "$out" '"state":"closed".*"state":"cancelled"|"state":"cancelled".*"state":"closed"'
    does "history events" history events --json
    holds "history events: each close" "$out" '"kind":"close"'
    does "history balance" history balance --json
    holds "history balance: paid in and out" "$out" '"kind":"withdrawal"'
    refuses "history balance: an end before the beginning" 2 'is after --until' history balance --since 5 --until 3
    unset SYMMIO_ACCOUNT SYMMIO_DEPLOYMENT
    stop
}
wider 0.8.5 long 2400 2390 3000 2560
wider 0.8.6 short 2600 2610 2000 2440
