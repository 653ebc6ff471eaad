#!/bin/sh
# SPDX-License-Identifier: MIT
# Tests the command line of ./hmf bench: selection, errors and output. No measured time decides.
. "$(dirname "$0")/../expect.sh"
bench=$1/hmf-bench
short='--repetitions 2 --benchmark_min_time=0.001'

expect 0 '^usage: ./hmf bench' "$bench" --help
expect 0 '^survey *100 redshifts' "$bench" --workloads
expect 0 '^quadrature/chain_ns/replay$' "$bench" --all --benchmark_list_tests
expect 0 'not run because they take long (--all runs them): .*naive/survey' "$bench" --benchmark_list_tests
expect 0 'naive/survey/cold (about [0-9]* s a call)' "$bench" naive --benchmark_list_tests
expect 0 '^naive/survey/cold$' "$bench" --all --benchmark_list_tests
expect 0 '^quadrature/point/cold$' "$bench" quadrature --benchmark_list_tests
grep -q naive "$scratch/out" && wrong 'lists only quadrature' bench

# shellcheck disable=SC2086 # a list of flags
expect 0 '^naive/point/cold .*\[.*, 50 %\] *2 ' "$bench" naive $short --benchmark_filter=/point/ --json "$scratch/bench.json"
for key in '"run_name": "naive/point/warm"' '"conditioned_error"' '"accuracy"' '"git_commit"' \
    '"compiler_flags"' '"libm"' '"cpu"' '"instruction_set_built"' '"seed"' '"hmfbench_schema": "1"' \
    '"not_run"' '"output_buffer"' '"label": "portable"'; do
    expect 0 "$key" grep -- "$key" "$scratch/bench.json"
done
# shellcheck disable=SC2086
expect 0 '"name": "naive/point/warm"' "$bench" naive $short --benchmark_filter=/point/ --benchmark_format=json
expect 0 '"seed": "42"' "$bench" naive --seed 42 --benchmark_filter=naive/point/warm --benchmark_format=json

# Another name of standard output, such as /dev/stdout: the JSON follows the table, and the name remains.
ln -s /proc/self/fd/1 "$scratch/standard"
# shellcheck disable=SC2086
expect 0 '^{' env BENCHMARK_OUT_FORMAT=csv "$bench" naive $short --benchmark_filter=naive/point/warm --json "$scratch/standard"
grep -q '^naive/point/warm ' "$scratch/out" || wrong 'loses the table' "$bench" --json "$scratch/standard"
expect 0 '' test -L "$scratch/standard"

# An implementation that cannot run here is left out, unless it is named.
# shellcheck disable=SC2086
{
    expect 0 'universal is left out: HMF_CLONE' env HMF_CLONE=none "$bench" $short --benchmark_filter=d/point/cold
    expect 4 'FAILED: universal cannot run here' env HMF_CLONE=none "$bench" universal $short --benchmark_filter=point/cold
}

# A long run is announced before its first call; this one would take half an hour. A short run is not.
expect 124 'this takes about [0-9]* s for 1 benchmark; of these naive/survey/cold (about [0-9]* s)' \
    timeout 20 "$bench" naive --all --benchmark_filter=naive/survey/cold
# shellcheck disable=SC2086
"$bench" universal $short --benchmark_filter=point/cold >"$scratch/out" 2>"$scratch/err"
checks=$((checks + 1))
grep -q 'this takes' "$scratch/err" && wrong 'announces a short run' bench universal

expect 1 "no implementation 'nothing'" "$bench" nothing
expect 1 'no benchmark matches the filter' "$bench" --benchmark_filter=nothing
expect 1 'no other benchmark matches the filter' "$bench" naive --benchmark_filter=survey
expect 1 'json and --benchmark_out do not go together' "$bench" --json "$scratch/x.json" --benchmark_out_format=csv
expect 1 'json needs a file' "$bench" --json ''
expect 1 "unrecognized command-line flag: --benchmark_frobnicate" "$bench" --benchmark_frobnicate=1
expect 1 "hmf bench: unknown option '--frobnicate'; see ./hmf bench --help" "$bench" --frobnicate
expect 1 "'naive' is named twice" "$bench" naive quadrature naive
expect 1 '--repetitions 0: not a whole number from 1' "$bench" --repetitions 0
expect 1 'not a whole number from 1' "$bench" --seed 18446744073709551616
expect 1 '--seed  -1: not a whole number' "$bench" --seed ' -1'
expect 1 'cannot write /nonexistent/b.json: No such file or directory' "$bench" --json /nonexistent/b.json
expect 1 "cannot write $scratch: Is a directory" "$bench" --json "$scratch"
expect 1 "cannot write $scratch/none/: No such file" "$bench" --json "$scratch/none/"
expect 1 'File name too long' "$bench" --json "$scratch/$(printf '%0255d' 0)"
# shellcheck disable=SC2086
expect 1 'cannot write /dev/full: No space left on device' \
    "$bench" naive $short --benchmark_filter=naive/point/warm --json /dev/full

expect 1 'cannot write to standard output' sh -c '"$0" --workloads >/dev/full' "$bench"
# shellcheck disable=SC2086,SC2016
expect 1 'cannot write to standard output' sh -c '"$0" naive "$@" >/dev/full' "$bench" $short --benchmark_filter=naive/point/warm

# An interrupted run leaves the previous result as it was, and no temporary file. (Background jobs ignore
# SIGINT, which programs inherit.)
cp "$scratch/bench.json" "$scratch/before.json"
expect 124 '' env --default-signal=INT timeout -s INT 1 "$bench" quadrature --all --json "$scratch/bench.json" --benchmark_filter=chain
expect 0 '' cmp "$scratch/bench.json" "$scratch/before.json"
expect 0 '^0$' sh -c 'ls "$0" | grep -c "tmp$" || true' "$scratch"

# The folder of the implementations is removed, however the run ends. (timeout sends its signal twice. In
# some of twenty runs the second one reaches another thread.)
mkdir "$scratch/kept"
for signal in INT TERM HUP INT INT; do
    for after in 0.3 0.35 0.4 1; do
        expect 124 '' env --default-signal=$signal TMPDIR="$scratch/kept" timeout -s $signal $after "$bench" cached --all --benchmark_filter=default
    done
    expect 0 '^0$' sh -c 'ls "$0" | wc -l' "$scratch/kept"
done
# shellcheck disable=SC2086
expect 0 '^cached/point/cold' env TMPDIR="$scratch/kept" "$bench" cached $short --benchmark_filter=point/cold
expect 0 '^0$' sh -c 'ls "$0" | wc -l' "$scratch/kept"
expect 1 'cannot make the folder /nonexistent/hmf-cache' env TMPDIR=/nonexistent "$bench" cached
finish
