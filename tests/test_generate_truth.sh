#!/bin/sh
# test_generate_truth.sh GENERATOR TABLE: the generator's command line, its exit codes, and that it
# finds a wrong value.
set -eu
generator=$1 table=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM

die() { printf 'FAILED: %s\n' "$*" >&2; cat "$folder/out" "$folder/err" >&2; exit 1; }

# expect STATUS PATTERN ARGUMENT...: the status, and the pattern in what it prints.
expect() {
    status=$1 pattern=$2; shift 2
    got=0
    "$generator" "$@" >"$folder/out" 2>"$folder/err" </dev/null || got=$?
    [ "$got" = "$status" ] || die "$*: status $got instead of $status"
    cat "$folder/out" "$folder/err" | grep -q -e "$pattern" || die "$*: no '$pattern'"
}

# small DIGIT: a table of one row of the table, with DIGIT put before its nu.
header=$(grep '^omega_m,' "$table")
row=$(grep -A 1 '^omega_m,' "$table" | tail -n 1)
small() { printf '%s\n%s,%s%s\n# end of 1 rows\n' "$header" "${row%,*}" "$1" "${row##*,}"; }

expect 0 'usage: generate_truth' --help
expect 1 'unexpected argument' stray
expect 1 'needs eight numbers' --point 0.3 0.7
expect 1 'goes without --check' --check "$table" --point 0.3 0.7 70 0.8 1 1.69 0 1e12
expect 1 "'none': must be a whole number" --jobs none
expect 1 'must be a whole number from 1' --jobs 0
expect 1 'must be a whole number from 1' --check "$table" --sample -1
expect 1 'see generate_truth --help' --no-such-option
expect 1 'No such file' --check "$folder/missing.csv"
expect 1 "'a': not a number" --point 0.3 0.7 70 0.8 1 1.69 0 a
expect 1 'mass\[0\] = -1: must be between' --point 0.3 0.7 70 0.8 1 1.69 0 -1
expect 1 'omega_m = nan: must be between' --point nan 0.7 70 0.8 1 1.69 0 1e12

small '' >"$folder/right.csv"
small 1 >"$folder/wrong.csv"
head -n 2 "$folder/right.csv" >"$folder/short.csv"
expect 0 '1 computed anew (seed 7), 0 differ' --check "$folder/right.csv" --seed 7
expect 1 '1 computed anew (seed 1), 1 differ' --check "$folder/wrong.csv" --sample all
grep -q ',0,100:$' "$folder/err" || die "the wrong cell is not named"
expect 1 'cut short' --check "$folder/short.csv"

# The row's own arguments give the row's own values.
IFS=, read -r om ol h0 s8 ns dc z mass dn nu <<END
$row
END
expect 0 "dn_dlnm .* nearest double $dn" --point "$om" "$ol" "$h0" "$s8" "$ns" "$dc" "$z" "$mass"
grep -q "nu .* nearest double $nu" "$folder/out" || die "nu differs from the table's"

if [ -w /dev/full ]; then
    "$generator" --point "$om" "$ol" "$h0" "$s8" "$ns" "$dc" "$z" "$mass" >/dev/full 2>"$folder/err" &&
        die "a full disk goes unnoticed"
    grep -q 'cannot write' "$folder/err" || die "a full disk is not named"
fi
echo "all is well"
