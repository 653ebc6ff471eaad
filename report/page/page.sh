#!/bin/sh
# page.sh ROOT PROGRAMS OUT [ARGUMENT-OF-HMF-REPORT ...]: the page, as the file OUT.
# page.sh ROOT --prepare: only puts page/, explorer/ and their libraries into build/page.
set -eu

root=$1; shift
work=$root/build/page

fail() { echo "hmf report: $*" >&2; exit 1; }

# needs COMMAND PACKAGE: 69, as the front door says of missing packages
needs() {
    command -v "$1" >/dev/null 2>&1 && return
    echo "hmf report: no page without $1 (Debian: $2): sudo apt-get install --no-install-recommends nodejs npm" >&2
    exit 69
}

# The libraries are installed anew when the list of them has changed.
install_libraries() {
    cmp -s "$1/package-lock.json" "$work/installed.json" && return
    needs npm npm
    echo "hmf report: installing the page's libraries into build/page" >&2
    rm -f "$work/installed.json"
    cp "$1/package.json" "$1/package-lock.json" "$1/.npmrc" "$work/"
    (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund) >"$work/npm.log" 2>&1 ||
        { tail -n 20 "$work/npm.log" >&2; fail "npm ci failed; all of it is in $work/npm.log"; }
    cp "$1/package-lock.json" "$work/installed.json"
}

# Node looks for libraries in the folders above a script, so the scripts go where the libraries are.
prepare() {
    mkdir -p "$work"
    exec 9>"$work/lock"
    flock 9
    install_libraries "$root/report/page"
    rm -rf "$work/page" "$work/explorer"
    cp -R "$root/report/page" "$root/report/explorer" "$work/"
    exec 9>&-
}

needs node nodejs
prepare
[ "$1" != --prepare ] || exit 0
programs=$1 out=$2; shift 2
exec node "$work/page/make.mjs" --root "$root" --results "$HMF_RESULTS" --programs "$programs" \
    --explorer "${programs%/bin}/report/explorer.wasm" --out "$out" -- "$@"
