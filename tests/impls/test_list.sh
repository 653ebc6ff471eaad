#!/bin/sh
# SPDX-License-Identifier: MIT
# test_list.sh: the command line of ./hmf list.
. "$(dirname "$0")/../expect.sh"
list=$1/hmf-list

expect 0 'usage: ./hmf list' "$list" --help
expect 0 'lesson: the baseline' "$list"
expect 0 '"name": "quadrature"' "$list" --json
expect 0 '"builds_on": "naive"' "$list" --json
expect 0 '"clone": "portable"' env HMF_CLONE=portable "$list" --json
expect 0 'not available here: HMF_CLONE names no clone' env HMF_CLONE=nonesuch "$list"
expect 0 '"available": true' "$list" --json
expect 0 '"hmfbench_schema": 1' "$list" --json
expect 0 'a demonstration: not on the ladder' "$list"
for flag in threaded concurrent detour files; do expect 0 "^ *\"$flag\",*$" "$list" --json; done
expect 1 "unexpected argument 'naive'" "$list" naive
expect 1 'unknown option' "$list" --xml
expect 1 'cannot write the list' sh -c '"$0" >/dev/full' "$list"
finish
