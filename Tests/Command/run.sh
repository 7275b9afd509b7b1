#!/bin/sh
# The `symmio` command as people and scripts use it: a sandbox in one process, every step of an account's life in others, with --json; then
# what is refused, and how.
#
# Works in BUILD (default: .build/command at the top). SYMMIO names a command that is built already.
# Ends with `N passed, N failed`; the exit code is 1 where something failed.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=${BUILD:-$root/.build/command}
mkdir -p "$build" && build=$(cd "$build" && pwd) || exit 1
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
lacks() { if printf '%s\n' "$2" | grep -Eq -- "$3"; then bad "$1" "found: $(printf '%s\n' "$2" | grep -E -- "$3" | head -n 3)"; else ok "$1"; fi; }

symmio=${SYMMIO:-}
if [ -z "$symmio" ]; then
    swift build --package-path "$root" --scratch-path "$root/.build" --product symmio </dev/null >"$build/tool.log" 2>&1 ||
        tail -n 25 "$build/tool.log"
    symmio=$root/.build/debug/symmio
fi
if [ ! -x "$symmio" ]; then
    bad "there is a command to test" "$symmio is not there"
    echo "$passed passed, $failed failed"
    exit 1
fi

work=$(mktemp -d "$build/run.XXXXXX") || exit 1
sandbox=
# The sandbox goes with the script, however that ends.
clean() {
    exec 3>&-
    if [ -n "$sandbox" ]; then kill "$sandbox" 2>/dev/null; wait "$sandbox" 2>/dev/null; fi
    rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' INT TERM
cd "$work" || exit 1
# Nothing of the caller's own settings.
unset SYMMIO_KEY SYMMIO_SESSION_KEY SYMMIO_ACCOUNT SYMMIO_RPC SYMMIO_DEPLOYMENT SYMMIO_SESSION_PASSWORD
export SYMMIO_PASSWORD="correct horse battery staple"
export SYMMIO_STORE="$work/store.json"

# run ARGUMENTS...: the command; leaves standard output in $out, standard error in $err, the exit code in $code.
run() {
    out=$("$symmio" "$@" 2>"$work/err" </dev/null)
    code=$?
    err=$(cat "$work/err")
}
# does NAME ARGUMENTS...: it runs and ends with 0.
does() {
    name=$1
    shift
    run "$@"
    if [ "$code" -eq 0 ]; then ok "$name"; else bad "$name" "exit code $code" "$out" "$err"; fi
}
# refuses NAME CODE PATTERN ARGUMENTS...: it ends with that code, and standard error says why.
refuses() {
    name=$1 expected=$2 pattern=$3
    shift 3
    run "$@"
    if [ "$code" -ne "$expected" ]; then
        bad "$name" "exit code $code instead of $expected" "$out" "$err"
    elif printf '%s\n' "$err" | grep -Eq -- "$pattern"; then
        ok "$name"
    else
        bad "$name" "standard error does not say: $pattern" "$err"
    fi
}
# field NAME: the first member of that name in $out, a text or a number.
field() { printf '%s\n' "$out" | sed -n "s/^[^\n]*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" | head -n 1; }
# start OPTIONS...: a sandbox with a free port, its deployment and its wallet's key in files.
start() {
    rm -f control sandbox.json wallet.json sandbox.out
    mkfifo control
    "$symmio" sandbox --port 0 --json --write-deployment sandbox.json --write-key wallet.json "$@" <control >sandbox.out 2>sandbox.err &
    sandbox=$!
    exec 3>control
    waits=0
    while [ ! -s sandbox.out ] && [ "$waits" -lt 100 ]; do
        sleep 0.1
        waits=$((waits + 1))
    done
    out=$(head -n 1 sandbox.out)
}
stop() {
    echo quit >&3
    exec 3>&-
    wait "$sandbox"
    code=$?
    sandbox=
}
# tell LINE: steers the sandbox and waits for its answer, which is left in $out.
tell() {
    before=$(wc -l <sandbox.out)
    echo "$1" >&3
    waits=0
    while [ "$(wc -l <sandbox.out)" -le "$before" ] && [ "$waits" -lt 100 ]; do
        sleep 0.05
        waits=$((waits + 1))
    done
    out=$(tail -n 1 sandbox.out)
}

echo "Command: help"
does "the list of verbs" --help
holds "has the sandbox" "$out" '^  sandbox '
for verb in $(printf '%s\n' "$out" | sed -n 's/^  \([a-z]*\( [a-z]*\)\{0,1\}\)  .*/\1/p' | tr ' ' '+'); do
    # shellcheck disable=SC2086 -- a verb of two words is two words.
    run $(printf '%s' "$verb" | tr '+' ' ') --help
    if [ "$code" -eq 0 ] && printf '%s\n' "$out" | grep -q '^Usage: symmio '; then ok "help of $verb"; else bad "help of $verb" "$out" "$err"; fi
done

# life RELEASE SIDE TAKE_PROFIT TARGET: an account from the wallet to the revoked session.
life() {
    release=$1 side=$2 profit=$3 target=$4
    echo "Command: the life of an account, $release, $side"
    rm -f store.json session.json
    start --release "$release" --seed "command test" --price BTCUSDT=61000.5
    wallet=$(field wallet)
    holds "sandbox: endpoint" "$out" '"rpc":"http://127\.0\.0\.1:[0-9]+/rpc"'
    same "sandbox: the key file is readable by its owner only" "-rw-------" "$(ls -l wallet.json | cut -c 1-10)"
    export SYMMIO_DEPLOYMENT=sandbox.json
    run key address wallet.json --json
    same "key address: the wallet's" "$wallet" "$(field address)"
    does "key new" key new session.json --light --json
    session=$(field address)
    refuses "key new: no file is written over" 2 'file exists' key new session.json --light
    does "doctor: a sandbox is well" doctor --json
    holds "doctor says so" "$out" '"ok":true'
    does "markets" markets --json
    holds "markets has one" "$out" '"name":"BTCUSDT"'
    does "price" price BTCUSDT --json
    same "price is the one that was set" 61000.5 "$(field price)"
    tell "price BTCUSDT 60000"
    run price btcusdt --json
    same "price: another, in small letters" 60000 "$(field price)"

    does "account create" account create Main --key-file wallet.json --yes --json
    account=$(field account)
    run account list --owner "$wallet" --json
    same "account list has it" "$account" "$(field account)"
    refuses "account deposit: more digits than the token has" 2 'has 6 decimals' account deposit 1.0000001 --key-file wallet.json --yes
    refuses "account deposit: more than there is" 1 'holds 1000000 of the collateral, less than' account deposit 2000000 --key-file wallet.json --yes
    does "account deposit" account deposit 1000.5 --key-file wallet.json --yes --json
    same "account deposit: what is available" 1000.5 "$(field available)"
    refuses "doctor: an account that is not bound" 1 'checks failed' doctor --account "$account" --key "$session"
    holds "doctor shows which" "$out" 'binding +WRONG +bound to no solver'
    export SYMMIO_SOLVER=nobody
    refuses "account bind: to whom SYMMIO_SOLVER says, who has to be there" 2 "'nobody' is none of this deployment's solvers" \
        account bind --key-file wallet.json --yes
    unset SYMMIO_SOLVER
    does "account bind" account bind --key-file wallet.json --yes --json
    same "account bind: its state" bound "$(field state)"
    refuses "session status: nothing granted" 1 'cannot trade' session status --key "$session" --account "$account"
    refuses "open: nothing granted" 1 'Start the session' \
        open BTCUSDT "$side" --quantity 0.02 --leverage 10 --account "$account" --session-key-file session.json --yes
    does "session start" session start --key-file wallet.json --session-key-file session.json --lifetime 12h --yes --json
    does "session status" session status --key "$session" --account "$account" --json
    holds "session status: complete" "$out" '"complete":true'
    does "doctor: an account that is ready" doctor --account "$account" --key "$session"

    export SYMMIO_ACCOUNT="$account"
    does "open --preview" open BTCUSDT "$side" --margin 100 --leverage 5 --session-key-file session.json --preview --json
    holds "open --preview: what would be signed" "$out" '"signs":\["addMarginToNextVA'
    does "open" open BTCUSDT "$side" --quantity 0.02 --leverage 10 --session-key-file session.json --yes --json
    position=$(field quoteId)
    same "open: the side" "$side" "$(field side)"
    same "open: the quantity" 0.02 "$(field quantity)"
    does "positions" positions --json
    same "positions has it" "$position" "$(field quoteId)"
    does "close: half" close "$position" --percent 50 --session-key-file session.json --yes --json
    same "close: what stays open" 0.01 "$(field remainder)"
    refuses "tpsl: a take profit on the wrong side" 1 'take profit' \
        tpsl "$position" --take-profit "$([ "$side" = long ] && echo 50000 || echo 70000)" --session-key-file session.json --yes
    does "tpsl" tpsl "$position" --take-profit "$profit" --session-key-file session.json --yes --json
    same "tpsl: the trigger" "$profit" "$(field trigger)"
    does "tpsl shows it" tpsl "$position" --json
    same "tpsl: still the trigger" "$profit" "$(field trigger)"
    does "tpsl --cancel" tpsl "$position" --cancel --session-key-file session.json --yes --json
    same "tpsl --cancel leaves none" "[]" "$out"
    does "tpsl again" tpsl "$position" --take-profit "$profit" --session-key-file session.json --yes --json
    tell "price BTCUSDT $target"
    waits=0
    while run positions --json && [ "$out" != "[]" ] && [ "$waits" -lt 50 ]; do
        sleep 0.1
        waits=$((waits + 1))
    done
    same "the take profit closes the rest" "[]" "$out"
    refuses "close: it is closed" 1 'not open but closed' close "$position" --session-key-file session.json --yes
    refuses "close: no such position" 1 'no position 77' close 77 --session-key-file session.json --yes

    # A second position, for what goes wrong on the way.
    tell "fault drop-socket-after-post"
    does "open: the socket is lost" open ETHUSDT "$side" --margin 50 --leverage 5 --session-key-file session.json --yes --json
    second=$(field quoteId)
    tell "fault revert"
    refuses "open: the solver's transaction reverts" 1 'came to nothing' \
        open ETHUSDT "$side" --margin 50 --leverage 5 --session-key-file session.json --yes
    run positions --json
    same "and nothing was opened" 1 "$(printf '%s\n' "$out" | grep -o '"quoteId"' | wc -l | tr -d ' ')"
    does "watch" watch --for 2 --json
    same "watch shows it" "$second" "$(field quoteId)"
    does "open --no-wait" open XRPUSDT "$side" --margin 50 --leverage 5 --session-key-file session.json --yes --no-wait --json
    same "open --no-wait: how far it is" accepted "$(field stage)"
    does "recover waits for it" recover --session-key-file session.json --json
    third=$(field quoteId)
    holds "recover: it was opened" "$out" '"opened":\{'
    does "close: two at once, with one request" close "$second" "$third" --percent 50 --session-key-file session.json --yes --json
    same "close: two" 2 "$(printf '%s\n' "$out" | grep -o '"remainder"' | wc -l | tr -d ' ')"
    does "close: the rest" close "$third" --session-key-file session.json --yes --json
    does "close: all of it" close "$second" --session-key-file session.json --yes --json
    same "close: nothing is left" 0 "$(field remainder)"
    does "account balance" account balance --json
    holds "account balance: bound" "$out" '"state":"bound"'

    does "session revoke" session revoke --key "$session" --key-file wallet.json --yes --json
    does "session status: it counts until the cooldown is over" session status --key "$session"
    refuses "session revoke --finish: too early" 1 'cooldown' session revoke --finish --key "$session" --key-file wallet.json --yes
    tell "advance 601"
    refuses "session status: it counts no more" 1 'cannot trade' session status --key "$session"
    does "session revoke --finish" session revoke --finish --key "$session" --key-file wallet.json --yes
    refuses "open: revoked" 1 'Start the session' open BTCUSDT "$side" --quantity 0.02 --leverage 10 --session-key-file session.json --yes

    does "account withdraw" account withdraw 100 --key-file wallet.json --yes --json
    request=$(field id)
    refuses "account withdraw --complete: too early" 1 'cooldown is not over' account withdraw --complete "$request" --key-file wallet.json --yes
    tell "advance 13h"
    does "account withdraw --complete" account withdraw --complete "$request" --key-file wallet.json --yes
    does "account unbind" account unbind --key-file wallet.json --yes --json
    same "account unbind: its state" unbinding "$(field state)"
    tell "advance 11m"
    does "account unbind --complete" account unbind --complete --key-file wallet.json --yes --json
    same "account unbind --complete: its state" none "$(field state)"
    does "session start: again" session start --key-file wallet.json --session-key-file session.json --yes
    refuses "open: not bound" 1 'not bound to the solver' \
        open BTCUSDT "$side" --quantity 0.02 --leverage 10 --session-key-file session.json --yes
    unset SYMMIO_ACCOUNT
}
life 0.8.5 long 63000 63100
stop
same "sandbox: quit ends it" 0 "$code"
life 0.8.6 short 57000 56900

echo "Command: what cannot be"
refuses "no verb" 2 'Usage: symmio'
refuses "an unknown verb" 2 "no verb 'frobnicate'" frobnicate
refuses "an unknown verb of a group" 2 "no verb 'account frobnicate'" account frobnicate
refuses "an unknown option" 2 "no option '--frobnicate'" markets --frobnicate
refuses "an option without its value" 2 '--search needs a value' markets --search
refuses "an option twice" 2 '--search stands twice' markets --search a --search b
refuses "too few operands" 2 'expected: symmio open MARKET long\|short' open BTCUSDT
refuses "a preview of cancelling would cancel" 2 'there is none of --cancel' tpsl 1 --cancel --preview --yes
refuses "neither long nor short" 2 "'up' is neither long nor short" open BTCUSDT up --quantity 1 --yes
refuses "no size" 2 'either --quantity or --margin' open BTCUSDT long --yes
refuses "a size of nothing" 2 'not above 0' open BTCUSDT long --quantity 0 --yes
refuses "no number" 2 "--quantity: 'much'" open BTCUSDT long --quantity much --yes
refuses "no key" 2 "the owner's key is missing: give --key-file FILE or set SYMMIO_KEY" account create Main --yes
refuses "nobody to ask" 2 '--yes signs without asking' account create Main --key-file wallet.json
export SYMMIO_KEY=0x1234
refuses "a key that is none" 2 'SYMMIO_KEY: ' account create Main --yes
lacks "and it is not shown" "$err" '1234'
unset SYMMIO_KEY
refuses "a key file that is not there" 2 'nowhere\.json' account create Main --key-file nowhere.json --yes
SYMMIO_PASSWORD=wrong
refuses "a wrong password" 1 'the password is wrong' account create Main --key-file wallet.json --yes
SYMMIO_PASSWORD="correct horse battery staple"
refuses "no deployment of that name" 2 "hyperevm-0\.8\.5" markets --deployment Atlantis
refuses "a deployment that is not there" 2 'there is no such file' markets --deployment ./nowhere.json
echo '{"chainId": "many"}' >broken.json
refuses "a deployment that is none" 2 'chainId' markets --deployment broken.json
refuses "an endpoint that is none" 2 "'ftp://x' is not an http or https URL" markets --rpc ftp://x
refuses "an endpoint that is none: its key is not shown" 2 "'ftp://x/…' is not an http or https URL" markets --rpc ftp://name:key@x/v2/key
refuses "an endpoint that does not answer" 1 'error: ' account list --owner "$wallet" --rpc http://127.0.0.1:9/
refuses "an address that is none" 2 "--owner: '0x12' is not an address" account list --owner 0x12
sed 's/"chainId":31337/"chainId":999/' sandbox.json >chain.json
refuses "another chain" 1 'serves chain 31337, the deployment is on chain 999' account create Main --key-file wallet.json --yes --deployment chain.json
run account create Main --key-file wallet.json --yes --deployment chain.json --json
holds "another chain, as JSON" "$out" '^\{"error":".*chain 999'
refuses "another chain: doctor" 1 'checks failed' doctor --deployment chain.json
sed 's/"release":"0.8.6"/"release":"0.8.5"/' sandbox.json >release.json
refuses "another release" 1 'correct .release.' account create Main --key-file wallet.json --yes --deployment release.json
run account create Second --isolation custom --key-file wallet.json --yes --json
refuses "two sub-accounts, and none is named" 2 'has 2 sub-accounts: say which' account balance --key-file wallet.json
refuses "an isolation that is none" 2 "--isolation: 'odd'" account create Third --isolation odd --key-file wallet.json --yes
export SYMMIO_SESSION_KEY=0x0000000000000000000000000000000000000000000000000000000000000001
run session status --account "$account" --json
holds "a session key from the environment" "$out" '"delegate":"0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"'
unset SYMMIO_SESSION_KEY
sed 's#"baseURL":"http://127.0.0.1:[0-9]*/api"#"baseURL":"http://127.0.0.1:9/api"#' sandbox.json >dead.json
refuses "doctor: a solver that does not answer" 1 '[0-9]+ of [0-9]+ checks failed' doctor --deployment dead.json
holds "doctor: which" "$out" '^solver http://127\.0\.0\.1:9/… +WRONG'
refuses "no market of that name" 1 'no market DOGEMOON' price DOGEMOON
tell "frobnicate 7"
holds "sandbox: a line that is not understood" "$out" '"ok":false'
refuses "sandbox: a release that is none" 2 "'0\.9'" sandbox --release 0.9 --port 0
refuses "sandbox: a market that is none" 2 'no market ABC' sandbox --price ABC=1 --port 0
refuses "sandbox: a fault that is none" 2 "no fault 'meteor'" sandbox --fault meteor --port 0
taken=$(sed -n 's/.*127\.0\.0\.1:\([0-9]*\)\/rpc.*/\1/p' sandbox.json | head -n 1)
refuses "sandbox: a port that is taken" 1 "port $taken" sandbox --port "$taken"
kill -TERM "$sandbox"
wait "$sandbox"
same "sandbox: a signal ends it in order" 0 "$?"
sandbox=
exec 3>&-
unset SYMMIO_DEPLOYMENT

# `script` of util-linux gives a command a terminal; that of other systems has other options.
if script --version 2>/dev/null | grep -q util-linux; then
    echo "Command: at a terminal"
    start --release 0.8.5
    export SYMMIO_DEPLOYMENT=sandbox.json
    # asked ANSWER ARGUMENTS...: the command at a terminal where ANSWER is typed; leaves what was shown in $out.
    # A progress line ends with a carriage return and is erased: both are line breaks here.
    asked() {
        answer=$1
        shift
        out=$({ sleep 1; printf '%b' "$answer"; sleep 2; } | script -qec "$symmio $*" /dev/null | tr '\r' '\n' | sed 's/^.\[K//')
    }
    asked 'n\n' account create Main --key-file wallet.json
    holds "it shows what it will sign" "$out" 'createSubAccounts'
    holds "and asks" "$out" 'Sign this\? \[y/N\]'
    holds "no means no" "$out" 'nobody agreed to the transaction'
    run account list --key-file wallet.json --json
    same "and nothing was sent" "[]" "$out"
    asked 'y\n' account create Main --key-file wallet.json
    holds "yes means yes" "$out" '(^|\[K)Sub-account 0x'
    unset SYMMIO_PASSWORD
    asked 'correct horse battery staple\ny\n' account create Other --key-file wallet.json
    holds "it asks for the password" "$out" '^Password of wallet\.json'
    lacks "which is not shown" "$(printf '%s\n' "$out" | sed '1,/^Password of/d')" 'battery'
    holds "and takes it" "$out" '(^|\] )Sub-account 0x'
    export SYMMIO_PASSWORD="correct horse battery staple"
    stop
    unset SYMMIO_DEPLOYMENT
fi

echo "Command: decode"
run decode 0x095ea7b3000000000000000000000000ab601c99b897fda705c1a113842d4bf7e70836d000000000000000000000000000000000000000000000000000000000000003e8 --json
holds "decode: a call" "$out" '"signature":"approve\(address,uint256\)"'
holds "decode: its argument" "$out" '"1000"'
# Error(string) with "LibMuon: Expired signature".
run decode 0x08c379a00000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000000000000000000001a4c69624d756f6e3a2045787069726564207369676e6174757265000000000000
holds "decode: a revert, with what to do" "$out" 'LibMuon: Expired signature.*Bind the sub-account'
run decode 0x08c379a000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000006611b5b324a620000000000000000000000000000000000000000000000000000
holds "decode: what a contract says does not steer the terminal" "$out" 'a.u\{1B\}\[2Jb'
refuses "decode: neither" 1 'neither a call nor an error' decode 0xdeadbeef00
refuses "decode: no hex" 2 'not hex' decode xyz

echo "Command: killed between two steps"
rm -f store.json session.json
start --release 0.8.5 --latency 1500
export SYMMIO_DEPLOYMENT=sandbox.json
run key new session.json --light
run account create Main --key-file wallet.json --yes --json
export SYMMIO_ACCOUNT="$(field account)"
run account deposit 500 --key-file wallet.json --yes
run account bind --key-file wallet.json --yes
run session start --key-file wallet.json --session-key-file session.json --yes
"$symmio" open BTCUSDT long --quantity 0.01 --leverage 5 --session-key-file session.json --yes >/dev/null 2>&1 </dev/null &
victim=$!
waits=0
while ! grep -qs '"stage":"accepted"' store.json && [ "$waits" -lt 100 ]; do
    sleep 0.05
    waits=$((waits + 1))
done
kill -9 "$victim"
wait "$victim" 2>/dev/null
holds "the order is in the store" "$(cat store.json)" '"stage":"accepted"'
does "recover" recover --session-key-file session.json --json
holds "recover: it was opened" "$out" '"opened":\{'
run positions --json
same "once" 1 "$(printf '%s\n' "$out" | grep -o '"quoteId"' | wc -l | tr -d ' ')"
does "recover: nothing is left" recover --session-key-file session.json --json
same "recover: an empty list" "[]" "$out"
stop

# A file of checks for each wider topic; each starts and stops a sandbox of its own.
for topic in "$here"/cases/*.sh; do
    [ -e "$topic" ] || continue
    unset SYMMIO_ACCOUNT SYMMIO_DEPLOYMENT
    . "$topic"
done

echo "Command: the demo"
for release in 0.8.5 0.8.6; do
    for side in long short; do
        does "demo, $release, $side" demo --release "$release" --side "$side"
        holds "demo, $release, $side: the take profit triggers" "$out" 'position [0-9]+ is closed'
    done
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
