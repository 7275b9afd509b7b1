# The older solver's book in `sandbox --state FILE`: what was taken before the end is carried out after it. Sourced by run.sh.

echo "Command: the older flow over a restart"
rm -f store.json older.state
unset SYMMIO_ACCOUNT
start --latency 60000 --state older.state
export SYMMIO_DEPLOYMENT=sandbox.json
run legacy create Main --key-file wallet.json --yes --json
export SYMMIO_ACCOUNT="$(field account)"
run legacy deposit 500 --key-file wallet.json --yes
run legacy delegate --key-file wallet.json --yes
does "legacy open: taken" legacy open XRPUSDT long --quantity 100 --leverage 2 --key-file wallet.json --yes --no-wait --json
temporary="$(field tempQuoteId)"
kill -9 "$sandbox"
wait "$sandbox" 2>/dev/null
exec 3>&-
start --latency 60000 --state older.state
does "legacy pending: after kill -9" legacy pending --key-file wallet.json --yes --json
same "legacy pending: the same order" "$temporary" "$(field tempQuoteId)"
stop
start --state older.state
waits=0
run legacy positions --json
while [ -z "$(field quoteId)" ] && [ "$waits" -lt 100 ]; do
    sleep 0.1
    waits=$((waits + 1))
    run legacy positions --json
done
same "legacy positions: carried out, once" 1 "$(printf '%s\n' "$out" | grep -o '"quoteId"' | wc -l | tr -d ' ')"
does "legacy close: after the restart" legacy close "$(field quoteId)" --key-file wallet.json --yes --json
same "legacy close: all of it" 0 "$(field remainder)"
stop
unset SYMMIO_ACCOUNT SYMMIO_DEPLOYMENT
