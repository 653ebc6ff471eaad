#!/bin/sh
# SPDX-License-Identifier: MIT
# Tests the command line of ./hmf doctor.
. "$(dirname "$0")/../expect.sh"
doctor=$1/hmf-doctor

expect 0 '^usage: ./hmf doctor' "$doctor" --help
expect 0 '^noise  .* differ by [0-9.]* %' "$doctor" --budget 0.1
expect 0 '^hardware counters *[a-z]' "$doctor" --budget 0.1
for key in compiler libm cpu instruction_sets instruction_sets_valgrind hardware_counters noise; do
    expect 0 "\"$key\": " "$doctor" --budget 0.1 --json
done
! command -v valgrind >/dev/null || expect 0 'under Valgrind  *portable' env VALGRIND_OPTS=-v "$doctor" --budget 0.1
expect 0 'valgrind is not installed' env PATH=/nonexistent "$doctor" --budget 0.1
expect 0 'the median of 12 pairs' "$doctor" --budget 1e-9
expect 1 '--budget 0: not a number from 1e-09 to 600' "$doctor" --budget 0
expect 1 '--budget long: not a number' "$doctor" --budget long
expect 1 "unexpected argument 'me'" "$doctor" me
expect 1 'cannot write to standard output' sh -c '"$0" --budget 0.1 >/dev/full' "$doctor"
finish
