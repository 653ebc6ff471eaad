#!/bin/sh
# SPDX-License-Identifier: MIT
# test_report_cycle.sh: ./hmf cycle with a front door that only logs its arguments. Checks the order of
# the steps, and that the first failing step is the last, with its exit status.
. "$(dirname "$0")/../expect.sh"
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
unset HMF_RESULTS

mkdir "$scratch/report"
cp "$root/report/cycle.sh" "$scratch/report/cycle.sh"
cycle=$scratch/report/cycle.sh
cat >"$scratch/hmf" <<'END'
#!/bin/sh
echo "$*" >>"$(dirname "$0")/asked"
[ "${FAILING-}" != "$*" ] || exit 7
case $* in
'report --slowest') echo sluggish ;;
report) echo new >"$HMF_RESULTS/report.html"; echo the report ;;
esac
END
chmod +x "$scratch/hmf"
results=$scratch/build/results
cat >"$scratch/all" <<END
test --quick
bench --json $results/bench.json --benchmark_filter=/default/
report --slowest
profile sluggish
report
END

expect 0 'usage: ./hmf cycle' "$cycle" --help
expect 1 "unexpected argument 'nonsense'" "$cycle" nonsense
expect 1 'cannot write to the folder of results, /dev/null/results' env HMF_RESULTS=/dev/null/results "$cycle"
[ ! -e "$scratch/asked" ] || wrong 'a usage error ran a step' cat "$scratch/asked"

expect 0 '' "$cycle"
is 'the report' "$(tail -n 1 "$scratch/out")" 'the last line'
for k in 1 2 3 4; do also "step $k/4.*(after [0-9]* s)"; done
is new "$(cat "$results/report.html")" 'the page'
is "$(cat "$scratch/all")" "$(cat "$scratch/asked")" 'the steps'

cp "$scratch/all" "$scratch/steps"
n=0
while read -r step; do
    n=$((n + 1))
    rm "$scratch/asked"
    echo old >"$results/report.html"
    expect 7 "failed with exit status 7: $scratch/hmf $step" env FAILING="$step" "$cycle" </dev/null
    also 'report.html is from an earlier round'
    is "$(head -n $n "$scratch/all")" "$(cat "$scratch/asked")" "the steps when $step fails"
    is old "$(cat "$results/report.html")" "the page when $step fails"
done <"$scratch/steps"
is 5 $n 'number of steps'
finish
