#!/bin/sh
# SPDX-License-Identifier: MIT
# test_check.sh: the command line of hmf-check.
. "$(dirname "$0")/../expect.sh"
hmf_check=$1

# lines NUMBER: of the output of the last command
lines() {
    [ "$(cat "$scratch/out" "$scratch/err" | wc -l)" = "$1" ] || wrong "does not print $1 lines" "$hmf_check"
}

contract=$("$hmf_check" --list | grep -c '^contract ')
usage=$("$hmf_check" --help | wc -l)
expect 0 'every cell of the output is written' "$hmf_check" --list
lines $((contract + 1))
expect 0 'usage: hmf-check' "$hmf_check" --help
expect 0 'leaks                PASS' "$hmf_check" quadrature contract
lines "$contract"
expect 0 'truth                PASS' "$hmf_check" quadrature truth edges
lines 2
expect 1 "no implementation 'nonesuch'" "$hmf_check" nonesuch
lines 1
expect 1 "no check 'nonesuch'" "$hmf_check" quadrature edges nonesuch
lines 1
expect 1 'usage:' "$hmf_check"
lines "$usage"
expect 1 'usage:' "$hmf_check" --frobnicate
lines "$usage"
finish
