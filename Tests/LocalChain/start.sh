#!/bin/sh
# Starts a local EVM chain over HTTP (serve.py). Installs what that needs from PyPI into a virtual environment in the build folder, once.
#
#   sh Tests/LocalChain/start.sh [options of serve.py]
#   sh Tests/LocalChain/start.sh --prepare       only install
#   sh Tests/LocalChain/start.sh --check URL     check the chain at URL with web3.py
#
# Prints `LocalChain ready at http://127.0.0.1:PORT` and serves until its standard input ends (or, with --keep, until it is killed).
# Where it cannot, it prints `SKIPPED: <why>` and ends with code 77; any other code is a failure.
#
# LOCAL_CHAIN_CACHE names the folder for what is installed and compiled (default: .build/local-chain of this package, whichever folder the
# package is built into), PYTHON the interpreter (default: python3).
set -u
here=$(cd "$(dirname "$0")" && pwd)
base=${LOCAL_CHAIN_CACHE:-$here/../../.build/local-chain}
mkdir -p "$base" 2>/dev/null || { echo "SKIPPED: cannot make the folder $base" && exit 77; }
base=$(cd "$base" && pwd)
python=${PYTHON:-python3}

skip() {
    echo "SKIPPED: $1"
    exit 77
}

command -v "$python" >/dev/null 2>&1 || skip "there is no $python; the local chain runs on Python 3.10 or later"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || skip "$python is older than 3.10"

# An environment for these very requirements and this very interpreter; others may be there from other days.
key=$({ cat "$here/requirements.txt"; "$python" -c 'import sys; print(sys.version, sys.executable)'; } | cksum | tr ' ' '-')
environment=$base/python-$key
if [ ! -e "$environment/complete" ]; then
    # Of several that start at once one installs, and the others wait for it.
    lock=$base/installing-$key
    waited=0
    until mkdir "$lock" 2>/dev/null; do
        [ -e "$environment/complete" ] && break
        owner=$(cat "$lock/pid" 2>/dev/null || echo "")
        if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
            rm -rf "$lock"
            continue
        fi
        waited=$((waited + 1))
        [ "$waited" -le 300 ] || skip "another installation into $environment does not end"
        sleep 1
    done
    if [ ! -e "$environment/complete" ]; then
        echo $$ >"$lock/pid"
        trap 'rm -rf "$lock"' EXIT
        trap 'exit 1' INT TERM HUP
        echo "LocalChain: installing py-evm, vyper, web3 from PyPI into $environment (once)"
        rm -rf "$environment"
        log=$base/install.log
        "$python" -m venv "$environment" >"$log" 2>&1 || skip "$python cannot make a virtual environment; see $log"
        "$environment/bin/python" -m pip install --quiet --disable-pip-version-check --retries 1 --timeout 20 \
            -r "$here/requirements.txt" >>"$log" 2>&1 ||
            skip "the packages could not be installed (no network, no package index, or no build for this machine); see $log"
        : >"$environment/complete"
        rm -rf "$lock"
        trap - EXIT INT TERM HUP
    fi
fi
if [ "${1:-}" = --prepare ]; then
    echo "LocalChain: installed in $environment"
    exit 0
fi
export PYTHONDONTWRITEBYTECODE=1
if [ "${1:-}" = --check ]; then
    shift
    exec "$environment/bin/python" "$here/check.py" "$@"
fi
exec "$environment/bin/python" "$here/serve.py" --cache "$base/contracts" "$@"
