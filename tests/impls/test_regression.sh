#!/bin/sh
# SPDX-License-Identifier: MIT
# The regression test fails for changed values, rejects damaged records, and writes records whole.
. "$(dirname "$0")/../expect.sh"
program=$1
record=$scratch/record.csv
unset CI

# perturb ROWS FACTOR: multiplies dn_dlnm in the first ROWS rows of the record.
perturb() {
    awk -F, -v OFS=, -v rows="$1" -v factor="$2" \
        '/^[0-9]/ && ++row <= rows { $9 = sprintf("%.17g", $9 * factor) } { print }' "$record"
}

with_ci() { CI=true "$@"; }

# Simulates a full disk: no file may grow beyond one block.
with_full_disk() { (trap '' XFSZ; ulimit -f 1; "$@"); }

same() { cmp "$1" "$2" && echo "the same"; }
nothing_beside() { [ -z "$(ls "$1".*)" ] && echo "nothing beside"; }

expect 0 "usage:" "$program" --help
expect 1 "no implementation 'nonesuch'" "$program" nonesuch
expect 1 "--help" "$program" quadrature --frobnicate
expect 77 "SKIPPED: no record" "$program" quadrature --record "$record"
expect 1 "FAILED: no record" with_ci "$program" quadrature --record "$record"

expect 0 "recorded quadrature" "$program" quadrature --reset --record "$record"
expect 0 "0 of" "$program" quadrature --record "$record"
cp "$record" "$scratch/good.csv"

# Names a cell that is wrong in the tenth digit, and prints at most ten cells.
perturb 1 1.0000000001 >"$scratch/one.csv"
cell=$(awk -F, '/^[0-9]/ { printf "%-9.5g %-11.6g %.17g", $7, $8, $9; exit }' "$scratch/one.csv")
expect 1 "$cell" "$program" quadrature --record "$scratch/one.csv"
expect 1 ": 1 of" "$program" quadrature --record "$scratch/one.csv"
perturb 25 1.0000000001 >"$scratch/many.csv"
expect 1 "and 15 more" "$program" quadrature --record "$scratch/many.csv"
expect 1 "./hmf test --reset" "$program" quadrature --record "$scratch/many.csv"
expect 1 "git diff tests/impls/recorded" "$program" quadrature --record "$scratch/many.csv"

# Damaged records and records of other cells are rejected.
head -n 100 "$record" >"$scratch/short.csv"
expect 1 "short.csv:101: the file ends" "$program" quadrature --record "$scratch/short.csv"
: >"$scratch/empty.csv"
expect 1 "empty.csv:1:" "$program" quadrature --record "$scratch/empty.csv"
sed 's/^0\.3089[0-9]*,/0.31,/' "$record" >"$scratch/other.csv"
expect 1 "a record of other cells" "$program" quadrature --record "$scratch/other.csv"

# A failed write leaves the old record.
expect 1 "$scratch/none/record.csv" "$program" quadrature --reset --record "$scratch/none/record.csv"
expect 1 "$record" with_full_disk "$program" quadrature --reset --record "$record"
expect 0 "the same" same "$record" "$scratch/good.csv"
expect 0 'nothing beside' nothing_beside "$record"
cp "$scratch/many.csv" "$record"
expect 0 "recorded quadrature" "$program" quadrature --reset --record "$record"
expect 0 "the same" same "$record" "$scratch/good.csv"

# Implementations with the same arithmetic share a record, which --reset does not overwrite.
expect 0 '^memoised: 0 of' "$program" --reset memoised
finish
