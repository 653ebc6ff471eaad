#!/bin/sh
# ./hmf test --sweep: every implementation, in every clone, against certified values at random.
# usage: sweep.sh CELLS SEED
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cells=$1 seed=$2
bin=$root/build/release/bin
table=$HMF_RESULTS/random-$cells-$seed.csv

fail() { echo "hmf test: $*" >&2; exit 1; }

"$root/hmf" build release test_impls hmf-list
if [ ! -f "$table" ]; then
    "$root/hmf" build release generate_truth
    echo "hmf test: certifying $cells random cells, seed $seed" >&2
    trap 'rm -f "$table.new"' EXIT
    trap 'exit 130' INT TERM
    "$bin/generate_truth" --random "$cells" --seed "$seed" --jobs "$(nproc)" >"$table.new"
    mv "$table.new" "$table"
fi

# field NAME LINE: a number or word after "NAME = " or, for the error, after its name
conditioned() { printf '%s\n' "$1" | sed -n 's/.* error \([^,]*\), the worst.*/\1/p'; }

printf '%-12s %-10s %9s %9s %7s  %s\n' implementation clone worst promised times where
status=0
list=$("$bin/hmf-list" --json) || fail "hmf-list failed"
for impl in $(printf '%s\n' "$list" | sed -n 's/^ *"name": "\([a-z0-9_]*\)".*/\1/p'); do
    for clone in portable x86-64-v2 x86-64-v3 x86-64-v4; do
        verdict=0
        line=$(HMF_CLONE=$clone "$bin/test_impls" --table "$table" "$impl" truth) || verdict=$?
        [ "$verdict" != 77 ] || { printf '%-12s %-10s %s\n' "$impl" "$clone" "$line"; continue; }
        [ "$verdict" = 0 ] || status=1
        worst=$(conditioned "$line")
        [ -n "$worst" ] || fail "$line"
        promised=${line##*promised }
        printf '%-12s %-10s %9s %9s %7.1f  %s\n' "$impl" "$clone" "$worst" "$promised" \
            "$(awk "BEGIN { print $promised / $worst }")" "${line#*cells: }"
        # One code for all machines need not be looked at again.
        case $("$bin/hmf-list" --json | tr -d '\n ') in
        *"\"name\":\"$impl\""*) grep -q "clone" "$root/impls/impl_$impl.c" || break ;;
        esac
    done
done
exit $status
