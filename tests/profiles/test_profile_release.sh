#!/bin/sh
# SPDX-License-Identifier: MIT
# test_profile_release.sh: the profiled build does the work of the release build, by callgrind's count of
# the job default in each implementation. Small functions that only the release build inlines cost 17 %.
. "$(dirname "$0")/../expect.sh"
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
command -v valgrind >/dev/null || skip 'valgrind is not installed'
most=1.3

build() { HMF_NO_INSTALL=1 "$root/hmf" build "$1" hmf-profile-target; }
expect 0 '' build profile
expect 0 '' build release

# count PRESET IMPL: instructions of one pass
count() {
    GOMP_SPINCOUNT=0 valgrind --tool=callgrind --instr-atstart=no --collect-atstart=no \
        --callgrind-out-file="$scratch/$1.out" "$root/build/$1/bin/hmf-profile-target" \
        count "$2" default cold 1 >/dev/null 2>&1 && sed -n 's/^totals: //p' "$scratch/$1.out"
}
expect 0 '"name": "naive"' "$1/hmf-list" --json # otherwise the loop below checks nothing
for name in $("$1/hmf-list" --json | sed -n 's/^ *"name": "\([a-z0-9_]*\)",*$/\1/p'); do
    profiled=$(count profile "$name") release=$(count release "$name")
    echo "$name ${profiled:-none} ${release:-none}"
    expect 0 '' awk -v a="${profiled:-0}" -v b="${release:-0}" -v most=$most \
        'BEGIN { exit !(a > 0 && b > 0 && a <= most * b) }'
done
finish
