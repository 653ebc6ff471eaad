#!/bin/sh
# page.sh ROOT BUILD OUT [OPTION-OF-HMF-REPORT ...]: writes the page of the results in HMF_RESULTS as
# the file OUT, with the programs of the build BUILD.
# page.sh ROOT --prepare: only puts page/ and explorer/ where their libraries are, into build/page.
# Exit status: 1 malformed results or failed output; 69 what it needs is not here.
set -eu

root=$1; shift
work=$root/build/page

missing() { echo "hmf report: no page: $*" >&2; exit 69; }

# The libraries are installed anew when the list of them has changed.
install_libraries() {
    cmp -s "$1/package-lock.json" "$work/installed.json" && return
    command -v npm >/dev/null 2>&1 ||
        missing "npm is not here: sudo apt-get install --no-install-recommends nodejs npm"
    echo "hmf report: installing the page's libraries into build/page" >&2
    rm -f "$work/installed.json"
    cp "$1/package.json" "$1/package-lock.json" "$1/.npmrc" "$work/"
    (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund) >"$work/npm.log" 2>&1 ||
        { tail -n 20 "$work/npm.log" >&2; missing "npm ci failed; all it said is in $work/npm.log"; }
    cp "$1/package-lock.json" "$work/installed.json"
}

# Node looks for libraries in the folders above a script, so the scripts go to where the libraries are.
prepare() {
    install_libraries "$root/report/page"
    rm -rf "$work/page" "$work/explorer"
    cp -R "$root/report/page" "$root/report/explorer" "$work/"
}

command -v node >/dev/null 2>&1 ||
    missing "node is not here: sudo apt-get install --no-install-recommends nodejs npm"
mkdir -p "$work"
exec 9>"$work/lock" # until the page is written: one at a time
flock 9
prepare
[ "$1" != --prepare ] || exit 0
build=$1 out=$2; shift 2
exec node "$work/page/make.mjs" --root "$root" --results "$HMF_RESULTS" --programs "$build/bin" \
    --explorer "$build/report/explorer.wasm" --out "$out" -- "$@"
