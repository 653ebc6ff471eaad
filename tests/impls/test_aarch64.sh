#!/bin/sh
# SPDX-License-Identifier: MIT
# test_aarch64.sh: compiles the implementations without GSL for AArch64 and tests them in an emulator.
# usage: test_aarch64.sh SOURCE GENERATED, the latter the folder of the tables made at build time
. "$(dirname "$0")/../expect.sh"
source=$1 generated=$2
cc=aarch64-linux-gnu-gcc
emulator=qemu-aarch64
command -v $cc >/dev/null || skip "$cc not found (Debian: gcc-aarch64-linux-gnu)"
command -v $emulator >/dev/null || skip "$emulator not found (Debian: qemu-user)"

cd "$source/impls" || exit 1
impls=$(grep -L '<gsl/' impl_*.c demonstrations/impl_*.c)
rest=$(grep -L -e '<gsl/' -e '"die.h"' -e 'int main(' -- *.c | grep -v '^impl_')
for impl in $impls; do
    impl=${impl##*impl_}
    echo "HMF_IMPL(${impl%.c})"
done >"$scratch/registry_list.h"
ln -s /usr/include/valgrind "$scratch/valgrind" # which supports every processor

# shellcheck disable=SC2086 # lists of words
expect 0 '' $cc -std=c17 -O2 -static -fopenmp -ffp-contract=fast -D_GNU_SOURCE \
    -DHMF_TRUTH_CSV="\"$source/impls/truth/truth.csv\"" -Wall -Wextra -Wconversion -Werror \
    -I"$scratch" -I. -I"$generated" -I"$source/impls/truth" \
    -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc,--wrap=posix_memalign \
    $impls $rest "$generated/universal_table.c" \
    "$source"/impls/truth/tool_check.c "$source"/impls/truth/check*.c "$source"/impls/truth/memory_in_use.c \
    "$source"/impls/truth/truth.c "$source"/impls/truth/truth_table.c "$source"/impls/truth/fresh_cache.c -lm -o "$scratch/hmf-check"

# Implementations with clones get all checks except the descriptor's, which needs all implementations, and
# leaks, which takes minutes in an emulator. The others have portable code and get two quick checks.
contract=$($emulator "$scratch/hmf-check" --list |
    awk '$1 == "contract" && $2 != "descriptor" && $2 != "leaks" { print $2 }')
for impl in $impls; do
    words='one_point any_alignment'
    if grep -q -e '"clone\.h"' -e '\.clone =' "$impl"; then words="truth $contract"; fi
    impl=${impl##*impl_}
    # shellcheck disable=SC2086 # a list of words
    expect 0 'PASS' $emulator "$scratch/hmf-check" "${impl%.c}" $words
    printf '%s: %s passed %s\n' "${impl%.c}" "$(grep -c PASS "$scratch/out")" \
        "$(grep '^truth' "$scratch/out")"
done
finish
