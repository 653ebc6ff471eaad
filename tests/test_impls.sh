#!/bin/sh
# test_impls.sh: the command line of test_impls: what it lists, selects and refuses.
. "$(dirname "$0")/expect.sh"
test_impls=$1

# lines NUMBER: of the output of the last command
lines() {
    [ "$(cat "$scratch/out" "$scratch/err" | wc -l)" = "$1" ] || wrong "does not print $1 lines" "$test_impls"
}

contract=$("$test_impls" --list | grep -c '^contract ')
usage=$("$test_impls" --help | wc -l)
expect 0 'every cell of the output is written' "$test_impls" --list
lines $((contract + 1))
expect 0 'usage: test_impls' "$test_impls" --help
expect 0 'leaks                PASS' "$test_impls" quadrature contract
lines "$contract"
expect 0 'truth                PASS' "$test_impls" quadrature truth edges
lines 2
expect 1 "no implementation 'nonesuch'" "$test_impls" nonesuch
lines 1
expect 1 "no check 'nonesuch'" "$test_impls" quadrature edges nonesuch
lines 1
expect 1 'usage:' "$test_impls"
lines "$usage"
expect 1 'usage:' "$test_impls" --frobnicate
lines "$usage"
finish
