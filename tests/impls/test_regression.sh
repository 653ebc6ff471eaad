#!/bin/sh
# SPDX-License-Identifier: MIT
# The regression test fails for changed values, rejects damaged records, and writes records whole.
. "$(dirname "$0")/../expect.sh"
program=$1
record=$scratch/record.csv
unset CI

# perturb ROWS FACTOR: multiplies the values of quadrature in the first ROWS rows of the record.
perturb() {
    awk -F, -v OFS=, -v rows="$1" -v factor="$2" \
        '/^[0-9]/ && ++row <= rows { $3 = sprintf("%.17g", $3 * factor) } { print }' "$record"
}

with_ci() { CI=true "$@"; }

# Simulates a full disk: no file may grow beyond one block.
with_full_disk() { (trap '' XFSZ; ulimit -f 1; "$@"); }

same() { cmp "$1" "$2" && echo "the same"; }
nothing_beside() { [ -z "$(ls "$1".*)" ] && echo "nothing beside"; }

expect 0 "usage: test_regression " "$program" --help
expect 1 "no implementation 'nonesuch'" "$program" nonesuch
expect 1 "see test_regression --help" "$program" quadrature --frobnicate
expect 77 "SKIPPED: no record" "$program" quadrature --record "$record"
expect 1 "FAILED: no record" with_ci "$program" quadrature --record "$record"

expect 0 "recorded naive" "$program" naive --reset --record "$record"
expect 0 "recorded quadrature" "$program" quadrature --reset --record "$record"
expect 0 "^naive: 0 of" "$program" naive --record "$record"
expect 0 "^quadrature: 0 of" "$program" quadrature --record "$record"
expect 1 "FAILED: no record of tabulated" with_ci "$program" tabulated --record "$record"
cp "$record" "$scratch/good.csv"

# Names a cell that is wrong in the tenth digit, and prints at most ten cells.
perturb 1 1.0000000001 >"$scratch/one.csv"
cell=$(awk -F, '/^1,/ { printf "%-9.5g %-11.6g %.17g", 0, 100, $3 }' "$scratch/one.csv")
expect 1 "^$cell" "$program" quadrature --record "$scratch/one.csv"
expect 1 ": 1 of" "$program" quadrature --record "$scratch/one.csv"
expect 0 "^naive: 0 of" "$program" naive --record "$scratch/one.csv"
perturb 25 1.0000000001 >"$scratch/many.csv"
expect 1 "and 15 more" "$program" quadrature --record "$scratch/many.csv"
expect 1 "./hmf test --reset and check git diff $scratch/many.csv" "$program" quadrature --record "$scratch/many.csv"

# Damaged records and records of other cells are rejected.
head -n 100 "$record" >"$scratch/short.csv"
expect 1 "short.csv:100: the file ends after 98 of" "$program" quadrature --record "$scratch/short.csv"
: >"$scratch/empty.csv"
expect 1 "empty.csv:0: the file ends" "$program" quadrature --record "$scratch/empty.csv"
sed '9s/^[0-9]*,/2,/' "$record" >"$scratch/other.csv"
expect 1 "other.csv:9: not a record of the cells" "$program" quadrature --record "$scratch/other.csv"
for damage in '9s/,.*//' '9s/$/x/' '9s/$/,1/' '9s/,/,-/' '9s/,.*/,nan,1/' '2s/row/line/' '$p'; do
    sed "$damage" "$record" >"$scratch/damaged.csv"
    expect 1 "damaged.csv:[0-9]*: not a record" "$program" quadrature --record "$scratch/damaged.csv"
done

# A failed write leaves the old records, and --reset leaves those of other implementations.
expect 1 "$scratch/none/record.csv" "$program" quadrature --reset --record "$scratch/none/record.csv"
expect 1 "$record" with_full_disk "$program" quadrature --reset --record "$record"
expect 0 "the same" same "$record" "$scratch/good.csv"
expect 0 'nothing beside' nothing_beside "$record"
for before in many other; do
    cp "$scratch/$before.csv" "$record"
    expect 0 "recorded naive" "$program" naive --reset --record "$record"
    expect 0 "recorded quadrature" "$program" quadrature --reset --record "$record"
    expect 0 "the same" same "$record" "$scratch/good.csv"
done

# Implementations with the same arithmetic share a record, which --reset does not overwrite.
expect 0 '^memoised: 0 of' "$program" --reset memoised
finish
