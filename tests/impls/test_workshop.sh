#!/bin/sh
# SPDX-License-Identifier: MIT
# test_workshop.sh: naive agrees with the workshop's starting code to 2e-8.
#
# impls/truth/workshop.csv has the answers of that code, Python with SciPy 1.10.1, on its own grid. It has errors of
# up to 15 % and the same QUADPACK algorithm as naive, and was not used to develop naive.
. "$(dirname "$0")/../expect.sh"
tools=$1
workshop=$(dirname "$0")/../../impls/truth/workshop.csv

# difference IMPL: prints the number of answers above 1e-290 and their largest relative difference. Smaller
# answers are ill-conditioned.
difference() {
    "$tools/hmf-eval" "$1" --points "$workshop" >"$scratch/answers.csv" || return
    paste -d, "$workshop" "$scratch/answers.csv" | awk -F, '
        NR > 1 && $3 > 1e-290 {
            relative = $6 / $3 - 1
            if (relative < 0) relative = -relative
            if (relative > worst) { worst = relative; where = "z = " $1 ", mass = " $2 }
            count++
        }
        END { printf "%d answers, worst %.2e at %s\n", count, worst, where }'
}

# within WORST-MIN WORST-MAX IMPL: succeeds if the largest difference of IMPL is in that range
within() {
    found=$(difference "$3") || return
    echo "$found" >&2
    echo "$found" |
        awk -v min="$1" -v max="$2" '{ good = $1 > 800 && $4 > min && $4 <= max } END { exit !good }'
}

expect 0 '' within 0 2e-8 naive
cat "$scratch/err"
# The comparison can fail: accurate answers differ from the workshop's.
expect 0 '' within 0.1 0.2 quadrature
cat "$scratch/err"
expect 1 "no implementation 'nonesuch'" within 0 2e-8 nonesuch
finish
