#!/bin/sh
# SPDX-License-Identifier: MIT
# Tests the generator's command line and exit statuses, and that it finds a wrong value.
. "$(dirname "$0")/../expect.sh"
generator=$1 table=$2

# small DIGIT: prints a table of one row, with DIGIT before its nu.
header=$(grep '^omega_m,' "$table")
row=$(grep -A 1 '^omega_m,' "$table" | tail -n 1)
small() { printf '%s\n%s,%s%s\n# end of 1 rows\n' "$header" "${row%,*}" "$1" "${row##*,}"; }

expect 0 'usage: generate_truth' "$generator" --help
expect 1 'unexpected argument' "$generator" stray
expect 1 'needs eight numbers' "$generator" --point 0.3 0.7
expect 1 'only one of' "$generator" --check "$table" --point 0.3 0.7 70 0.8 1 1.69 0 1e12
expect 1 '--jobs none: not a whole number' "$generator" --jobs none
expect 1 'not a whole number from 1' "$generator" --jobs 0
expect 1 'not a whole number from 1' "$generator" --check "$table" --sample -1
expect 1 'see generate_truth --help' "$generator" --no-such-option
expect 1 'No such file' "$generator" --check "$scratch/missing.csv"
expect 1 "'a': not a number" "$generator" --point 0.3 0.7 70 0.8 1 1.69 0 a
expect 1 'mass\[0\] = -1: must be between' "$generator" --point -- 0.3 0.7 70 0.8 1 1.69 0 -1
expect 1 'omega_m = nan: must be between' "$generator" --point nan 0.7 70 0.8 1 1.69 0 1e12

small '' >"$scratch/right.csv"
small 1 >"$scratch/wrong.csv"
head -n 2 "$scratch/right.csv" >"$scratch/short.csv"
expect 0 '1 computed again (seed 7), 0 differ' "$generator" --check "$scratch/right.csv" --seed 7
expect 1 '1 computed again (seed 1), 1 differ' "$generator" --check "$scratch/wrong.csv" --all
grep -q ',0,100:$' "$scratch/err" || wrong 'does not name the cell' "$generator"
expect 1 'truncated' "$generator" --check "$scratch/short.csv"

# The arguments of a row give its values.
IFS=, read -r om ol h0 s8 ns dc z mass dn nu <<END
$row
END
expect 0 "dn_dlnm .* nearest double $dn" "$generator" --point "$om" "$ol" "$h0" "$s8" "$ns" "$dc" "$z" "$mass"
grep -q "nu .* nearest double $nu" "$scratch/out" || wrong "prints a different nu" "$generator"

# A random table has the same format, and its seed reproduces it.
expect 0 'random ones, seed 5' "$generator" --random 1 --seed 5
cp "$scratch/out" "$scratch/random.csv"
expect 0 '20 computed again' "$generator" --check "$scratch/random.csv" --all
expect 0 '' "$generator" --random 1 --seed 5 --jobs 2
cmp -s "$scratch/out" "$scratch/random.csv" || wrong 'differs with the same seed' "$generator"
expect 1 'not a whole number from 1' "$generator" --random 0
expect 1 'only one of' "$generator" --random 5 --check "$table"

expect 1 'cannot write' sh -c '"$@" >/dev/full' sh \
    "$generator" --point "$om" "$ol" "$h0" "$s8" "$ns" "$dc" "$z" "$mass"
finish
