#!/bin/sh
# SPDX-License-Identifier: MIT
# sweep.sh: ./hmf test --sweep, every implementation in every clone against random certified values.
# usage: sweep.sh CELLS SEED
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
cells=$1 seed=$2
bin=$root/build/release/bin
table=$HMF_RESULTS/random-$cells-$seed.csv

mkdir -p "$HMF_RESULTS"
"$root/hmf" build release hmf-check hmf-list
if [ ! -f "$table" ]; then
    "$root/hmf" build release generate_truth
    echo "hmf test: certifying $cells random cells, seed $seed" >&2
    trap 'rm -f "$table.new"' EXIT
    trap 'exit 130' HUP INT TERM
    "$bin/generate_truth" --random "$cells" --seed "$seed" --jobs "$(nproc)" >"$table.new"
    mv "$table.new" "$table"
fi

# names CLONE: prints the implementations that run as this clone, or those without clones for "null"
names() {
    HMF_CLONE=$1 "$bin/hmf-list" --json | tr -d ' ",' |
        awk -F: -v clone="$1" '$1 == "name" { name = $2 } $1 == "clone" && $2 == clone { print name }'
}

status=0
for clone in null portable x86-64-v2 x86-64-v3 x86-64-v4; do
    for impl in $(names "$clone"); do
        printf '%-12s %-10s ' "$impl" "$clone" | sed 's/null/-   /'
        HMF_CLONE=${clone#null} "$bin/hmf-check" --table "$table" "$impl" truth || status=1
    done
done
exit $status
