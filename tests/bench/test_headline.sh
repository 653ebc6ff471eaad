#!/bin/sh
# SPDX-License-Identifier: MIT
# Tests ./hmf bench --headline and --work: output and errors. No measured time decides.
. "$(dirname "$0")/../expect.sh"
bench=$1/hmf-bench

expect 0 'the Python start' "$bench" --headline --repetitions 2 --json "$scratch/headline.json"
for line in '^naive  *- ' '^universal  *[a-z0-9-]* .* [µn]s' '× the speed of light\|× \[.* the speed of light' \
    'n_s other than 1' 'set-up' 'cached: set-up of a cosmology that its files hold: [0-9]'; do
    grep -q "$line" "$scratch/out" || wrong "does not print '$line'" "$bench" --headline
done
if /usr/bin/python3 -c 'import scipy' 2>/dev/null; then
    grep -q 'takes [0-9]' "$scratch/out" || wrong 'does not time the Python start' "$bench" --headline
fi
for key in '"kind": "headline"' '"hmfbench_schema": 1' '"ladder"' '"times_naive"' '"pays_after"' \
    '"state_bytes"' '"clone"' '"git_commit"' '"seed"' '"mode": "cold"' '"what": "speed of light"' \
    '"what": "create and destroy, found in files"'; do
    expect 0 '' grep -q -- "$key" "$scratch/headline.json"
done
# Set-ups are compared with cold calls and with each other, so all of them are timed in every round.
if [ -x /usr/bin/python3 ]; then
    expect 0 '^[1-9][0-9]* rungs, 2 samples each$' /usr/bin/python3 -c '
import json, sys
result = json.load(open(sys.argv[1]))
samples = {(t["impl"], t["mode"] or t["what"]): len(t["seconds"])
           for t in result["timings"] if t["impl"] and t["workload"] in ("default", None)}
rungs = [r["impl"] for r in result["ladder"]]
kinds = "cold", "warm", "create and destroy"
print(len(rungs), "rungs,", *{samples[rung, kind] for rung in rungs for kind in kinds}, "samples each")
' "$scratch/headline.json"
else
    not_tried 'numbers of samples: no /usr/bin/python3'
fi
expect 0 '^  *1  *1  *1 ' "$bench" --work universal --repetitions 2 --json "$scratch/work.json"
expect 0 '"seconds_a_cell"' cat "$scratch/work.json"

expect 4 'universal cannot run here' env HMF_CLONE=none "$bench" --work universal --repetitions 1 --json "$scratch/work.json"
expect 1 'runs all implementations' "$bench" --headline universal
expect 1 'not with --work' "$bench" --headline --work
expect 1 'do not go with' "$bench" --headline --benchmark_filter=x
expect 1 'cannot write /nonexistent/h.json' "$bench" --headline --json /nonexistent/h.json
finish
