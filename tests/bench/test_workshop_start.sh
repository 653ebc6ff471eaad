#!/bin/sh
# SPDX-License-Identifier: MIT
# Tests that the Python start of --headline gives the workshop's answers with the same number of integrals.
# usage: test_workshop_start.sh WORKSHOP_START
. "$(dirname "$0")/../expect.sh"
start=$1
workshop=$(dirname "$0")/../../impls/truth/workshop.csv
/usr/bin/python3 -c 'import scipy' 2>/dev/null || skip 'SciPy not found (Debian: python3-scipy)'

expect 0 '"integrand": 1094475, "infinite_integrals": 4005' /usr/bin/python3 "$start" --count
expect 0 '^\[[0-9.]*\]$' /usr/bin/python3 "$start" --time 1
expect 1 'usage\|--time N' /usr/bin/python3 "$start" --nonesuch
expect 0 '^z,mass,dn_dlnm$' /usr/bin/python3 "$start"
cp "$scratch/out" "$scratch/answers.csv"

# Succeeds if the largest relative difference of values above 1e-290 is at most $1.
differs_by_at_most() {
    paste -d, "$workshop" "$scratch/answers.csv" | awk -F, -v most="$1" '
        NR > 1 && $3 > 1e-290 {
            relative = $6 / $3 - 1
            if (relative < 0) relative = -relative
            if (relative > worst) worst = relative
            count++
        }
        END { printf "%d answers, worst %.2e\n", count, worst; exit !(count > 800 && worst <= most) }'
}
expect 0 'answers' differs_by_at_most 1e-8
cat "$scratch/out"
expect 1 '' differs_by_at_most 1e-12
finish
