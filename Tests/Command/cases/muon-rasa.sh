# The oracle, and a solver of majors: an account that trades itself.
echo "Command: majors and the oracle"
unset SYMMIO_ACCOUNT
rm -f store.json majors.json
refuses "sandbox: no such solver" 2 'none of enigma, rasa, both' sandbox --solver frobnicate
start --solver rasa --release 0.8.5 --seed "majors test"
export SYMMIO_DEPLOYMENT=sandbox.json
does "majors: key new" key new majors.json --light --json
does "majors: doctor asks the gateways" doctor --json
same "majors: both sign, and the core takes it" 2 "$(printf '%s\n' "$out" | grep -o 'signs, and the core takes it' | wc -l | tr -d ' ')"
does "majors: markets" markets --json
does "majors: account create" account create Majors --isolation custom --key-file wallet.json --yes --json
account=$(field account)
export SYMMIO_ACCOUNT="$account"
does "majors: account deposit" account deposit 5000 --key-file wallet.json --yes --json
does "majors: session start" session start --key-file wallet.json --session-key-file majors.json --yes
refuses "majors: open: nothing is allocated" 1 'has allocated 0 is free.*Allocate more' \
    open BTCUSDT long --quantity 0.02 --leverage 10 --session-key-file majors.json --yes
refuses "majors: account allocate: more than there is" 1 'Insufficient balance' account allocate 6000 --key-file wallet.json --yes
does "majors: account allocate" account allocate 3000 --key-file wallet.json --yes --json
same "majors: account allocate: what is allocated" 3000 "$(field allocated)"
does "majors: doctor: an unbound account that trades itself" doctor --account "$account" --session-key-file majors.json
for side in long short; do
    does "majors: open --preview $side" open BTCUSDT $side --margin 300 --leverage 5 --session-key-file majors.json --preview --json
    holds "majors: one operation, $side" "$out" '"signs":\["sendQuoteWithAffiliateAndData[^"]*"\]'
    does "majors: open $side" open BTCUSDT $side --quantity 0.02 --leverage 10 --session-key-file majors.json --yes --json
    position=$(field quoteId)
    same "majors: the sub-account holds it, $side" "$account" "$(field account)"
    does "majors: positions, $side" positions --json
    same "majors: positions has it, $side" "$position" "$(field quoteId)"
    does "majors: close a half, $side" close "$position" --percent 50 --session-key-file majors.json --yes --json
    same "majors: what stays open, $side" 0.01 "$(field remainder)"
    tell "price BTCUSDT 61000"
    does "muon uPnl_A, $side" muon uPnl_A --json
    same "muon: the core was asked, $side" true "$(field checkedByCore)"
    does "majors: account deallocate with an open position, $side" account deallocate 100 --key-file wallet.json --yes --json
    tell "price BTCUSDT 60000"
    does "majors: close the rest, $side" close "$position" --session-key-file majors.json --yes --json
    same "majors: nothing stays open, $side" 0 "$(field remainder)"
done

does "majors: another, for the oracle" open ETHUSDT long --quantity 1 --leverage 5 --session-key-file majors.json --yes --json
position=$(field quoteId)
for method in partyA_overview uPnl_B uPnl; do does "muon $method" muon "$method" --json; done
does "muon uPnl_A_withSymbolPrice" muon uPnl_A_withSymbolPrice --market ETHUSDT --json
same "muon: the price" 2500 "$(field price)"
does "muon uPnlWithSymbolPrice, by number" muon uPnlWithSymbolPrice --market 2 --json
does "muon price" muon price --quote "$position" --json
does "muon settle_upnl" muon settle_upnl --quote "$position" --json
minute=$(($(date +%s) / 60 * 60))
does "muon priceRange" muon priceRange --market ETHUSDT --from $((minute - 60)) --to $((minute + 60)) --json
same "muon priceRange: the lowest" 2500 "$(field lowest)"
refuses "muon: no such method" 2 "no method 'frobnicate'" muon frobnicate
refuses "muon: no market" 2 'wants --market' muon uPnl_A_withSymbolPrice
refuses "muon: no quote" 2 'wants --quote' muon price
refuses "muon: not on a minute" 2 'whole minute' muon priceRange --market ETHUSDT --from 61 --to 120
refuses "muon: a market that there is not" 1 'Invalid symbol' muon uPnl_A_withSymbolPrice --market 99
tell "fault oracle-unavailable"
does "muon: the second gateway stands in" muon uPnl_A --json
holds "muon: and is named" "$out" '"gateway":"[^"]*/muon/2/"'
tell "fault oracle-unavailable 2"
refuses "muon: no gateway" 1 'no gateway of the Muon oracle answered uPnl_A.*HTTP 503' muon uPnl_A
tell "fault oracle-forged"
refuses "muon: a forged signature" 1 'TSS not verified' muon uPnl_A
tell "fault oracle-forged"
does "muon --no-check" muon uPnl_A --no-check --json
refuses "--solver: none of these" 2 'none of this deployment' open ETHUSDT long --quantity 1 --solver enigma --session-key-file majors.json --yes
tell "fault drop-after-post"
does "majors: close: the answer is lost" close "$position" --session-key-file majors.json --yes --json
same "majors: closed once" 0 "$(field remainder)"
stop
unset SYMMIO_ACCOUNT

start --solver both --release 0.8.6 --seed "both test"
does "both: account create" account create Majors --isolation custom --key-file wallet.json --yes --json
export SYMMIO_ACCOUNT="$(field account)"
does "both: account deposit" account deposit 5000 --key-file wallet.json --yes
does "both: account allocate" account allocate 3000 --key-file wallet.json --yes
does "both: session start" session start --key-file wallet.json --session-key-file majors.json --yes
refuses "both: the first solver trades with other accounts" 1 'isolation type CUSTOM' \
    open ETHUSDT long --quantity 1 --leverage 5 --session-key-file majors.json --yes
does "both: open with --solver rasa" open ETHUSDT long --quantity 1 --leverage 5 --solver rasa --session-key-file majors.json --yes --json
does "both: group list --solver rasa" group list --solver rasa --json
same "both: group list: the position" 1 "$(field quantity)"
refuses "both: group list: no such solver" 2 'none of this deployment' group list --solver nobody
does "both: order limit --solver rasa" order limit ETHUSDT long 2400 --quantity 0.5 --leverage 5 --solver rasa --preview --json
does "both: positions" positions --solver rasa --json
does "both: close" close "$(field quoteId)" --solver rasa --session-key-file majors.json --yes --json
stop
unset SYMMIO_ACCOUNT
