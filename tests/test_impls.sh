#!/bin/sh
# The command line of test_impls: what it lists, selects and refuses.
# usage: test_impls.sh PROGRAM, the path of test_impls
set -eu
program=$1
output=$(mktemp)
trap 'rm -f "$output"' EXIT
trap 'exit 130' INT TERM
failures=0

# expect STATUS LINES TEXT ARGUMENT...: exit status, number of lines, and one that holds TEXT.
expect() {
    want=$1; lines=$2; text=$3; shift 3
    status=0
    "$program" "$@" >"$output" 2>&1 || status=$?
    if [ "$status" = "$want" ] && [ "$(wc -l <"$output")" = "$lines" ] &&
        grep -qF -- "$text" "$output"; then return; fi
    echo "FAILED: test_impls $*"
    echo "  expected status $want, $lines lines and '$text', got status $status and"
    sed 's/^/    /' "$output"
    failures=$((failures + 1))
}

contract=$("$program" --list | grep -c '^contract ')
expect 0 $((contract + 1)) "every cell of the output is written" --list
usage=$("$program" --help | wc -l)
expect 0 "$usage" "usage: test_impls" --help
expect 0 "$contract" "leaks                PASS" quadrature contract
expect 0 2 "truth                PASS" quadrature truth edges
expect 1 1 "no implementation 'nonesuch'" nonesuch
expect 1 1 "no check 'nonesuch'" quadrature edges nonesuch
expect 1 "$usage" "usage:"
expect 1 "$usage" "usage:" --frobnicate

[ "$failures" = 0 ] || { echo "$failures failures"; exit 1; }
echo "all as expected"
