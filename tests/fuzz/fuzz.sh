#!/bin/sh
# SPDX-License-Identifier: MIT
# fuzz.sh FUZZER SEEDS ...: runs a fuzzer for HMF_FUZZ_SECONDS (default 4), starting from the seeds. Failing
# inputs are left in $HMF_RESULTS/fuzz; add them to the corpus once fixed. HMF_FUZZ_CORPUS keeps inputs with
# new coverage for the next run.
set -eu

fuzzer=$1; shift
name=${fuzzer##*/fuzz_}
work=$(mktemp -d "${TMPDIR:-/tmp}/hmf-fuzz.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
found=${HMF_RESULTS:-$work}/fuzz
corpus=${HMF_FUZZ_CORPUS:-$work/corpus}/$name
mkdir -p "$found" "$corpus" "$work/tmp"
export TMPDIR="$work/tmp" HMF_CACHE="$work/cache" HMF_RESULTS="$work"

status=0
"$fuzzer" -max_total_time="${HMF_FUZZ_SECONDS:-4}" -timeout=20 -print_final_stats=1 \
    -artifact_prefix="$found/$name-" "$corpus" "$@" >"$work/log" 2>&1 || status=$?
if [ "$status" != 0 ]; then
    cat "$work/log"
    exit 1 # libFuzzer exits with 77, which CTest counts as skipped
fi
printf '%s: %s inputs, %s edges, nothing found\n' "$name" \
    "$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log")" \
    "$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$work/log" | tail -n 1)"
