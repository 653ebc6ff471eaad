#!/bin/sh
# SPDX-License-Identifier: MIT
# test_report.sh: the command line of hmf-report without the page: options, missing and malformed
# results, the width of the ladder, and output that cannot be written.
# usage: test_report.sh PROGRAMS, the folder bin of a build
. "$(dirname "$0")/../expect.sh"
report=$1/hmf-report
data=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)/data/report
results=$scratch/results
export HMF_RESULTS="$results"
mkdir "$results"

# ---- options
expect 0 'usage: .*hmf report' "$report" --help
for option in html open bench ladder next-step slowest json; do also "--$option"; done
expect 1 'report --help' "$report" --nonsense
expect 1 '--html needs FILE' "$report" --html
expect 1 "unexpected argument 'naive'" "$report" naive
for task in --ladder --next-step --slowest --json; do
    expect 1 '--html and --open need the whole report' "$report" "$task" --html x
    expect 1 '--html and --open need the whole report' "$report" "$task" --open
done
expect 1 'only one of' "$report" --slowest --json
expect 1 'only one of' "$report" --ladder --next-step

# ---- results that were not run
expect 1 'not timed cold; run ./hmf bench' "$report" --slowest
expect 0 'not timed cold, so there is nothing to compare' "$report" --next-step
expect 0 '"boards": \[\]' "$report" --json
expect 1 "$scratch/none.json: no such file; run ./hmf bench" "$report" --slowest --bench "$scratch/none.json"

# ---- recorded results
expect 0 '^naive$' "$report" --slowest --bench "$data/bench.json"
expect 0 '"rank": 1' "$report" --json --bench "$data/bench.json"
HMF_RESULTS=$data
expect 0 '^Next step$' "$report" --next-step
also '/hmf test --filter memoised$'
grep -q '^rung' "$scratch/out" && wrong 'prints the ladder' "$report" --next-step

# ---- the ladder on a terminal and in a pipe
# widest: columns of the longest line that was printed last
widest() { tr -d '\r' <"$scratch/out" | awk '{ if (length > most) most = length } END { print most + 0 }'; }
escape=$(printf '\033')
for columns in 50 80 120; do
    expect 0 '^naive  *3.0e-03  *2.30 s  *1' env COLUMNS=$columns "$report" --ladder
    [ "$(widest)" -le $columns ] || wrong "$(widest) columns" COLUMNS=$columns "$report" --ladder
    LC_ALL=C grep -q '[^ -~]' "$scratch/out" && wrong 'prints more than ASCII' COLUMNS=$columns "$report" --ladder
done
is 120 "$(widest)" "$report" --ladder
expect 0 '###' env COLUMNS=nonsense "$report" --ladder
is 80 "$(widest)" "$report" --ladder
expect 0 '███' env LC_ALL=C.UTF-8 "$report" --ladder
grep -q "$escape" "$scratch/out" && wrong 'colour in a pipe' "$report" --ladder
expect 0 '^Next step' "$report" --ladder
# on_terminal COLUMNS VARIABLE=VALUE
on_terminal() { env "$2" REPORT="$report" script -qec "stty cols $1; \"\$REPORT\" --ladder" /dev/null; }
expect 0 "$escape\[1mrung" on_terminal 100 LC_ALL=C
expect 0 '^naive  *3.0e-03  *2.30 s  *1  ####' on_terminal 100 NO_COLOR=1
is 100 "$(widest)" on_terminal 100 NO_COLOR=1
grep -q "$escape" "$scratch/out" && wrong 'colour with NO_COLOR' on_terminal 100 NO_COLOR=1
HMF_RESULTS=$results

# ---- malformed results: rejected with file and line
head -c 3000 "$data/bench.json" >"$results/bench.json"
lines=$(($(wc -l <"$results/bench.json") + 1))
for task in '' --slowest --json; do
    # shellcheck disable=SC2086 # no word where it is empty
    expect 1 "hmf report: $results/bench.json:$lines: " "$report" $task
done
rm "$results/bench.json"
mkdir "$results/profile-naive"
expect 0 'not timed cold' "$report" --next-step # the profile's run has not finished
echo '{' >"$results/profile-naive/profile.json"
expect 1 "$results/profile-naive/profile.json:2: " "$report" --next-step
rm -r "$results/profile-naive"
: >"$scratch/file"
expect 1 "$scratch/file/bench.json: Not a directory" env HMF_RESULTS="$scratch/file" "$report" --json
expect 1 "$scratch/file: Not a directory" env HMF_RESULTS="$scratch/file" "$report" --json --bench "$data/bench.json"

# ---- output that cannot be written
for arguments in --json '--slowest --bench bench.json' --next-step '--ladder --bench bench.json'; do
    # shellcheck disable=SC2016,SC2086 # expanded by the inner shell; a list of words
    expect 1 'cannot write to standard output' sh -c 'cd "$0" && "$@" >/dev/full' "$data" "$report" $arguments
done
expect 1 'cannot print the help\|cannot write' sh -c '"$0" --help >/dev/full' "$report"
is '' "$(ls "$results")" 'files in the folder of results'
finish
