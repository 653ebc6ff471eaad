#!/bin/sh
# SPDX-License-Identifier: MIT
# page.sh ROOT BUILD OUT [HMF-REPORT-OPTION ...]: writes the page of the results in HMF_RESULTS to the
# file OUT, with the programs of the build BUILD.
# page.sh ROOT --prepare: only installs the libraries into build/page and copies the scripts there.
# Exit status: 0 success, 1 malformed results or failed output, 69 node or npm is missing.
set -eu

root=$1; shift
work=$root/build/page

missing() { echo "hmf report: no page: $*" >&2; exit 69; }

# Installs the libraries, unless those of the current package-lock.json are installed.
install_libraries() {
    cmp -s "$1/package-lock.json" "$work/installed.json" && return
    command -v npm >/dev/null 2>&1 ||
        missing "npm not found: sudo apt-get install --no-install-recommends nodejs npm"
    echo "hmf report: installing the page's libraries into build/page" >&2
    rm -f "$work/installed.json"
    cp "$1/package.json" "$1/package-lock.json" "$1/.npmrc" "$work/"
    (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund) >"$work/npm.log" 2>&1 ||
        { tail -n 20 "$work/npm.log" >&2; missing "npm ci failed; log: $work/npm.log"; }
    cp "$1/package-lock.json" "$work/installed.json"
}

# Node looks for libraries in the folders above a script, so the scripts are copied to the libraries.
prepare() {
    install_libraries "$root/report/page"
    rm -rf "$work/page" "$work/explorer" "$work/profiles"
    cp -R "$root/report/page" "$root/report/explorer" "$work/"
    mkdir "$work/profiles"
    cp "$root/profiles/flame_graph.js" "$work/profiles/"
    (cd "$work" && cat package-lock.json page/make/assemble.js page/src/* explorer/*.mjs profiles/*) | cksum >"$work/sources.new"
    cmp -s "$work/sources.new" "$work/sources" || rm -f "$work/bundle.json"
    mv "$work/sources.new" "$work/sources"
}

command -v node >/dev/null 2>&1 ||
    missing "node not found: sudo apt-get install --no-install-recommends nodejs npm"
mkdir -p "$work"
exec 9>"$work/lock" # allows one page at a time
flock 9
prepare
[ "$1" != --prepare ] || exit 0
build=$1 out=$2; shift 2
exec node "$work/page/make.mjs" --root "$root" --results "$HMF_RESULTS" --programs "$build/bin" \
    --explorer "$build/report/explorer.wasm" --out "$out" -- "$@"
