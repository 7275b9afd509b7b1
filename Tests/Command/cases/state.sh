# `symmio sandbox --state FILE`: a sandbox that is ended, or killed, and one that goes on.
echo "Command: a sandbox's state in a file"
rm -f store.json session.json sandbox.state
# resume OPTIONS...: another sandbox with the same file, at the same port.
resume() {
    rm -f control sandbox.out
    mkfifo control
    "$symmio" sandbox --port "$port" --json --state sandbox.state "$@" <control >sandbox.out 2>sandbox.err &
    sandbox=$!
    exec 3>control
    waits=0
    while [ ! -s sandbox.out ] && [ "$waits" -lt 100 ]; do
        sleep 0.1
        waits=$((waits + 1))
    done
    out=$(head -n 1 sandbox.out)
}
killed() {
    kill -9 "$sandbox"
    wait "$sandbox" 2>/dev/null
    exec 3>&-
    sandbox=
}
start --release 0.8.6 --seed "state test" --state sandbox.state --latency 20
port=$(sed -n 's/.*127\.0\.0\.1:\([0-9]*\)\/rpc.*/\1/p' sandbox.json | head -n 1)
export SYMMIO_DEPLOYMENT=sandbox.json
same "the state file is its owner's only" "-rw-------" "$(ls -l sandbox.state | cut -c 1-10)"
run key new session.json --light
run account create Main --key-file wallet.json --yes --json
export SYMMIO_ACCOUNT="$(field account)"
run account deposit 1500 --key-file wallet.json --yes
run account bind --key-file wallet.json --yes
run session start --key-file wallet.json --session-key-file session.json --yes
does "open, with --state" open BTCUSDT long --quantity 0.02 --leverage 5 --session-key-file session.json --yes --json
position=$(field quoteId)
does "tpsl, with --state" tpsl "$position" --take-profit 66000 --session-key-file session.json --yes --json
tell "price ETHUSDT 2750"
tell "advance 1h"
stop
same "the sandbox ends in order" 0 "$code"

resume
holds "it goes on: release and seed are the file's" "$out" '"release":"0\.8\.6"'
run positions --json
same "after a stop: the position is there" "$position" "$(field quoteId)"
run price ETHUSDT --json
same "after a stop: the price is there" 2750 "$(field price)"
run tpsl "$position" --json
same "after a stop: the take profit is there" 66000 "$(field trigger)"
does "close half of it" close "$position" --percent 50 --session-key-file session.json --yes --json
refuses "a sandbox with a file that is in use" 1 'in use by another sandbox' sandbox --port 0 --state sandbox.state
killed
refuses "another seed" 1 "whose seed is state test, not other" sandbox --port 0 --state sandbox.state --seed other
refuses "another release" 1 "whose release is 0\.8\.6, not 0\.8\.5" sandbox --port 0 --state sandbox.state --release 0.8.5
echo hello >foreign.state
refuses "a file of something else" 1 'no state of a sandbox' sandbox --port 0 --state foreign.state
same "which is left as it was" hello "$(cat foreign.state)"
sed '4s/0/1/20' sandbox.state >damaged.state
refuses "a damaged file" 1 'damaged\.state, line 4: ' sandbox --port 0 --state damaged.state

# An order that the solver has taken, and not yet executed, when the sandbox is killed.
resume --latency 30000
run positions --json
same "after a kill: half of it is open" 0.01 "$(field openQuantity)"
does "open --no-wait" open ETHUSDT short --quantity 0.1 --leverage 5 --session-key-file session.json --yes --no-wait --json
killed
resume
does "recover: the order is executed by the next sandbox" recover --session-key-file session.json --json
holds "recover: it was opened" "$out" '"opened":\{'
run positions --json
same "once" 2 "$(printf '%s\n' "$out" | grep -o '"quoteId"' | wc -l | tr -d ' ')"
tell "price BTCUSDT 66100"
waits=0
while run positions --json && [ "$(printf '%s\n' "$out" | grep -o '"quoteId"' | wc -l | tr -d ' ')" != 1 ] && [ "$waits" -lt 50 ]; do
    sleep 0.1
    waits=$((waits + 1))
done
same "the take profit that was set before triggers" 1 "$(printf '%s\n' "$out" | grep -o '"quoteId"' | wc -l | tr -d ' ')"
does "the position opened last closes" close "$(field quoteId)" --session-key-file session.json --yes --json
stop
unset SYMMIO_DEPLOYMENT SYMMIO_ACCOUNT

# A disk that is full, as far as the sandbox can tell: no file may be longer than 16 blocks.
echo "Command: a state that can no longer be written"
awk 'BEGIN { print "status"; while (i++ < 400) print "advance 60"; print "quit" }' >lines
(ulimit -f 16 && exec "$symmio" sandbox --port 0 --json --state full.state <lines >full.out 2>full.err)
same "it ends the sandbox" 1 $?
holds "which says why" "$(cat full.err)" '--state: cannot write full\.state: '
told=$(grep -c '"did":"it is .*"ok":true' full.out)
first=$(sed -n 's/.*, block \([0-9]*\)".*/\1/p' full.out)
echo status >lines
echo quit >>lines
"$symmio" sandbox --port 0 --json --state full.state <lines >full.out 2>full.err
same "the file can be gone on with" 0 $?
same "and has all that was told" "$((first + told))" "$(sed -n 's/.*, block \([0-9]*\)".*/\1/p' full.out)"

rm -f control sandbox.json wallet.json sandbox.out store.json session.json
mkfifo control
(ulimit -f 24 && exec "$symmio" sandbox --port 0 --json --state full.state --write-deployment sandbox.json --write-key wallet.json <control \
    >sandbox.out 2>sandbox.err) &
sandbox=$!
exec 3>control
export SYMMIO_DEPLOYMENT=sandbox.json
waits=0
while [ ! -s sandbox.out ] && [ "$waits" -lt 100 ]; do
    sleep 0.1
    waits=$((waits + 1))
done
run account create Main --key-file wallet.json --yes --json
account=$(field account)
deposits=0
while [ "$code" -eq 0 ] && [ "$deposits" -lt 40 ]; do
    deposits=$((deposits + 1))
    run account deposit 1 --key-file wallet.json --account "$account" --yes --json
done
same "who uses it is told, too" 1 "$code"
wait "$sandbox"
same "and it ends by itself" 1 $?
sandbox=
exec 3>&-
holds "and says why" "$(cat sandbox.err)" '--state: cannot write full\.state: '
unset SYMMIO_DEPLOYMENT
refuses "a state in what is no file" 1 'cannot use /dev/zero: it is no regular file' sandbox --port 0 --state /dev/zero
