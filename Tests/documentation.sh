#!/bin/sh
# Builds the documentation of the module Symmio as a site, with the toolchain's own docc: no plugin has to be fetched. The build folder is
# SCRATCH, which holds a debug build; the site is put into documentation/Symmio.doccarchive there. Fails where an article names a symbol that is not there.
set -eu
cd "$(dirname "$0")/.."
scratch=${SCRATCH:-.build}
modules=$scratch/debug
target=$(swift -print-target-info | sed -n 's/.*"unversionedTriple": "\(.*\)".*/\1/p' | head -n 1)
symbols=$scratch/documentation/symbols
rm -rf "$scratch/documentation"
mkdir -p "$symbols"
set --
for map in Sources/CSecp256k1 Sources/CCrypto Sources/CWebSockets "$modules/CKeccak.build" "$modules/CScrypt.build" "$modules/CHTTP.build"; do
    set -- "$@" -Xcc "-fmodule-map-file=$map/module.modulemap"
done
swift symbolgraph-extract -module-name Symmio -target "$target" -I "$modules/Modules" "$@" -output-dir "$symbols" -minimum-access-level public
log=$scratch/documentation/docc.log
docc=$(dirname "$(command -v swift)")/docc
[ -x "$docc" ] || docc=docc
"$docc" convert Sources/Symmio/Documentation.docc --fallback-display-name Symmio --fallback-bundle-identifier symmio-swift.Symmio \
    --additional-symbol-graph-dir "$symbols" --output-dir "$scratch/documentation/Symmio.doccarchive" >"$log" 2>&1 || { cat "$log"; exit 1; }
# Articles and tutorials are to be without a warning, and no link may lead to one of several symbols.
if grep -A 2 -E '^warning|^error' "$log" | grep -E '^ *--> ([A-Za-z]+/)*[A-Za-z]+\.(md|tutorial):' || grep "^warning.*is ambiguous" "$log"; then
    cat "$log"
    exit 1
fi
echo "The site: $scratch/documentation/Symmio.doccarchive"
