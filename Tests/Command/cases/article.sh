# The examples of the article «The command symmio», in their order, with --yes where somebody would be asked.
echo "Command: the article's examples"
rm -f store.json session.json wallet.json sandbox.json sandbox.state
article=$root/Sources/Symmio/Documentation.docc/Command.md
sed -n '/^```sh$/,/^```$/p' "$article" | grep -v '^```' >examples
examples=0
while IFS= read -r line; do
    examples=$((examples + 1))
    case $line in
    "symmio sandbox "*)
        # As it stands, but for the port, its input, and output for this script to read.
        rm -f control sandbox.out
        mkfifo control
        # shellcheck disable=SC2086 -- words, as a shell would split them.
        "$symmio" ${line#symmio } --port 0 --json <control >sandbox.out 2>sandbox.err &
        sandbox=$!
        exec 3>control
        waits=0
        while [ ! -s sandbox.out ] && [ "$waits" -lt 100 ]; do
            sleep 0.1
            waits=$((waits + 1))
        done
        out=$(head -n 1 sandbox.out)
        holds "$line" "$out" '"rpc":"http://127'
        ;;
    "symmio "*)
        # shellcheck disable=SC2086
        set -- ${line#symmio }
        help=$("$symmio" "$@" --help 2>&1)
        if printf '%s\n' "$help" | grep -q '^  --yes '; then set -- "$@" --yes; fi
        does "$line" "$@"
        ;;
    "export "*) eval "$line" ;;
    *) bad "an example that is none: $line" ;;
    esac
done <examples
if [ "$examples" -ge 20 ]; then ok "all $examples lines"; else bad "the article has $examples lines of examples"; fi
stop
unset SYMMIO_DEPLOYMENT
