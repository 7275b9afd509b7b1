# kill -9 of the command between any two of its steps. The sandbox holds a request before anybody has seen it (slow-request), or its answer
# once it was done (slow); the command is killed meanwhile, and another run of it brings everything to its end, once.
echo "Command: killed at each step"
rm -f store.json session.json victim.out
start --release 0.8.6 --seed "kill test" --latency 20 --slow 60000
export SYMMIO_DEPLOYMENT=sandbox.json
run key new session.json --light

# begin ARGUMENTS...: the command in the background, to be killed.
begin() {
    "$symmio" "$@" >victim.out 2>victim.err </dev/null &
    victim=$!
}
# reaches NAME FILE PATTERN: waits until the file has the pattern, which says how far the victim is.
reaches() {
    waits=0
    while ! grep -Eqs -- "$3" "$2" && [ "$waits" -lt 200 ]; do
        sleep 0.05
        waits=$((waits + 1))
    done
    if [ "$waits" -lt 200 ]; then ok "$1"; else bad "$1" "no '$3' in $2: $(cat "$2" 2>/dev/null)" "$(cat victim.err)"; fi
}
# Time for what was sent to arrive where it is held.
arrive() { sleep 0.3; }
killvictim() {
    kill -9 "$victim" 2>/dev/null
    wait "$victim" 2>/dev/null
    tell clear
}
height() { tell status; printf '%s\n' "$out" | sed -n 's/.*block \([0-9]*\).*/\1/p'; }
count() { printf '%s\n' "$out" | grep -o "\"$1\"" | wc -l | tr -d ' '; }

# wallet NAME WORDS...: a transaction that is killed on its way, before the chain has it and after, is done once.
for fault in slow-request slow; do
    echo " a wallet's transaction, $fault"
    [ "$fault" = slow ] && called=Late || called=Early
    tell "fault $fault 1 chain"
    blocks=$(height)
    begin account create "$called" --key-file wallet.json --yes --json
    reaches "account create: it is kept" store.json '"purpose":"account create'
    arrive
    killvictim
    refuses "account create: again, and it says what became of it" 1 "an earlier run was ended on its way: createSubAccounts, for 'account create $called', was done" \
        account create "$called" --key-file wallet.json --yes
    run account list --key-file wallet.json --json
    same "account create: once" 1 "$(printf '%s\n' "$out" | grep -o "$called" | wc -l | tr -d ' ')"
    same "account create: one block" $((blocks + 1)) "$(height)"
    run account list --key-file wallet.json --json
    SYMMIO_ACCOUNT=$(printf '%s\n' "$out" | sed "s/.*\"account\":\"\(0x[0-9a-fA-F]*\)\"[^}]*$called.*/\1/")
    export SYMMIO_ACCOUNT

    tell "fault $fault 1 chain"
    begin account deposit 500 --key-file wallet.json --yes --json
    reaches "account deposit: the approval is kept" store.json '"purpose":"account deposit'
    arrive
    killvictim
    run recover --session-key-file session.json --json
    holds "recover: the approval was done" "$out" '"block":"[0-9]+".*"purpose":"account deposit 500"'
    tell "fault $fault 1 chain"
    begin account deposit 500 --key-file wallet.json --yes --json
    reaches "account deposit: the deposit is kept" store.json '"purpose":"account deposit'
    arrive
    killvictim
    refuses "account deposit: again" 1 "depositForAccount, for 'account deposit 500', was done" account deposit 500 --key-file wallet.json --yes
    run account balance --json
    same "account deposit: once" 500 "$(field available)"

    tell "fault $fault 1 chain"
    begin account bind --key-file wallet.json --yes --json
    reaches "account bind: it is kept" store.json '"purpose":"account bind'
    arrive
    killvictim
    run recover --session-key-file session.json --json
    holds "recover: it was bound" "$out" '"block":"[0-9]+".*"purpose":"account bind"'
    does "account bind: again, with nothing to do" account bind --key-file wallet.json --yes --json
    same "account bind: its state" bound "$(field state)"

    # The session key's grant and the bot's: killed at either of them.
    for grant in first second; do
        tell "fault $fault 1 chain"
        begin session start --key-file wallet.json --session-key-file session.json --lifetime 12h --yes --json
        reaches "session start: the $grant grant is kept" store.json '"purpose":"session start'
        arrive
        killvictim
        run recover --session-key-file session.json --json
        holds "recover: the $grant grant was done" "$out" '"block":"[0-9]+".*"purpose":"session start"'
        [ "$grant" = second ] && break
    done
    does "session start: again" session start --key-file wallet.json --session-key-file session.json --lifetime 12h --yes --json
    holds "session start: complete" "$out" '"complete":true'
done

# An order: before the solver has seen it, before its answer, before it is on the chain, before the store knows.
positions() { run positions --json; count quoteId; }
echo " an order"
tell "fault slow-request"
begin open BTCUSDT long --quantity 0.002 --leverage 5 --session-key-file session.json --yes --json
reaches "open: it is kept" store.json '"stage":"posting"'
arrive
killvictim
run recover --session-key-file session.json --json
holds "recover: not known, and what to do" "$out" 'Do not send it again'
same "open: nobody has seen it" 0 "$(positions)"
tell "advance 301"
run recover --session-key-file session.json --json
holds "recover: it can no longer be executed" "$out" 'no longer can be'
same "open: nothing came of it" 0 "$(positions)"

tell "fault slow 1 orders"
tell "latency 1500"
begin open BTCUSDT long --quantity 0.002 --leverage 5 --session-key-file session.json --yes --json
reaches "open, not answered: it is kept" store.json '"stage":"posting"'
arrive
killvictim
run recover --session-key-file session.json --json
holds "recover: it was opened, not answered" "$out" '"opened":\{'
same "open, not answered: once" 1 "$(positions)"
position=$(field quoteId)
run recover --session-key-file session.json --json
same "recover: nothing is left" "[]" "$out"

begin open ETHUSDT short --quantity 0.02 --leverage 5 --session-key-file session.json --yes --json
reaches "open, not on the chain: it is taken" store.json '"stage":"accepted"'
killvictim
run recover --session-key-file session.json --json
holds "recover: it was opened" "$out" '"opened":\{'
same "open, not on the chain: once" 2 "$(positions)"
tell "latency 20"

# A close, at the same points.
echo " a close"
open() { run positions --json; printf '%s\n' "$out" | grep -o "{[^{}]*\"quoteId\":\"$position\"[^{}]*}" | sed 's/.*"openQuantity":"\([^"]*\)".*/\1/'; }
tell "fault slow-request"
begin close "$position" --percent 50 --session-key-file session.json --yes --json
reaches "close: it is kept" store.json '"close":'
arrive
killvictim
same "close: nobody has seen it" 0.002 "$(open)"
tell "advance 301"
run recover --session-key-file session.json --json
holds "recover: it can no longer be executed" "$out" 'no longer can be'
tell "latency 1500"
begin close "$position" --percent 50 --session-key-file session.json --yes --json
reaches "close, not on the chain: it is taken" store.json '"stage":"accepted"'
killvictim
run recover --session-key-file session.json --json
holds "recover: it was closed" "$out" '"remainder":"0\.001"'
same "close, not on the chain: once" 0.001 "$(open)"
tell "latency 20"

# Take profit and stop loss: the handler's list says what is there, and setting again replaces.
echo " take profit and stop loss"
for fault in slow-request "slow 1 orders"; do
    for price in 66000 67000; do
        tell "fault $fault"
        begin tpsl "$position" --take-profit "$price" --session-key-file session.json --yes --json
        sleep 1
        killvictim
        does "tpsl, $fault: set again" tpsl "$position" --take-profit "$price" --session-key-file session.json --yes --json
        same "tpsl, $fault: one order" 1 "$(count order)"
        same "tpsl, $fault: its trigger" "$price" "$(field trigger)"
    done
    tell "fault $fault"
    begin tpsl "$position" --cancel --session-key-file session.json --yes --json
    sleep 1
    killvictim
    does "tpsl, $fault: cancelled again" tpsl "$position" --cancel --session-key-file session.json --yes --json
    same "tpsl, $fault: none is left" "[]" "$out"
done
# Set while the order is on its way, and killed with it.
tell "latency 2500"
run open XRPUSDT long --quantity 20 --leverage 5 --session-key-file session.json --yes --no-wait --json
order=$(field id)
does "tpsl of an order on its way" tpsl "$order" --take-profit 0.7 --stop-loss 0.5 --session-key-file session.json --yes --json
holds "tpsl: under its temporary id" "$out" '"quoteId":-[0-9]+'
begin recover --session-key-file session.json --json
sleep 0.3
killvictim
does "recover: it was opened" recover --session-key-file session.json --json
position=$(field quoteId)
run tpsl "$position" --json
same "tpsl: both moved to the position" 2 "$(count order)"
run tpsl "$order" --json
same "tpsl by the order's id finds them" 2 "$(count order)"
tell "latency 20"
does "close: what is left" close "$position" --session-key-file session.json --yes --json
run recover --session-key-file session.json --json
same "recover: nothing is left at the end" "[]" "$out"
lacks "the store has nothing on its way" "$(cat store.json)" '"stage"|"purpose"'
stop
unset SYMMIO_DEPLOYMENT SYMMIO_ACCOUNT
