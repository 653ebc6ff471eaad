#!/bin/sh
# SPDX-License-Identifier: MIT
# test_report_html.sh: hmf-report with the page: missing packages, options, malformed results, and
# output that cannot be written. The content of the page is tested by test_page.mjs.
# usage: test_report_html.sh BUILD
. "$(dirname "$0")/../expect.sh"
report=$1/bin/hmf-report
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
data=$root/tests/data/report
results=$scratch/results
mkdir "$results"
export HMF_RESULTS="$results"

# ---- without node
mkdir "$scratch/few"
for tool in sh dirname cat cmp mkdir cp rm flock tail; do ln -s "$(command -v $tool)" "$scratch/few/$tool"; done
few() { PATH=$scratch/few "$report" "$@"; }
expect 0 'no page: .*nodejs npm' few
also '^Next step'
grep -q '^Page: ' "$scratch/out" && wrong 'names a page' few
[ ! -e "$results/report.html" ] || wrong 'a page without node' few
expect 69 'nodejs npm' few --html "$scratch/page.html"
expect 69 'nodejs npm' few --open
expect 0 '^naive$' few --slowest --bench "$data/bench.json"

command -v node >/dev/null || skip "node not found (Debian: nodejs)"
status=0
"$root/report/page/page.sh" "$root" --prepare >"$scratch/prepare" 2>&1 || status=$?
[ "$status" != 69 ] || skip "$(tail -n 1 "$scratch/prepare")"

# ---- options
expect 0 "^Page: $results/report.html" "$report"
also '^The workload `default` was not timed cold'
[ -s "$results/report.html" ] || wrong 'wrote nothing' "$report"
expect 0 "^Page: $scratch/other.html" "$report" --bench "$data/bench.json" --html="$scratch/other.html"
is '    ./hmf test --filter memoised' "$(tail -n 1 "$scratch/out")" 'the last line of' "$report"
grep -q '^rung' "$scratch/out" && wrong 'prints the ladder in a pipe' "$report"
grep -q '"impl":"naive"' "$scratch/other.html" || wrong 'ignores --bench in the page' "$report"
expect 0 '^rung .*faster' env NO_COLOR=1 script -qec "'$report' --bench '$data/bench.json'" /dev/null
is '    ./hmf test --filter memoised' "$(tr -d '\r' <"$scratch/out" | tail -n 1)" 'the last line on a terminal'
expect 1 'none.json: no such file' "$report" --bench "$scratch/none.json"
printf '#!/bin/sh\necho "opens $1"\n' >"$scratch/xdg-open"
chmod +x "$scratch/xdg-open"
expect 0 "opens $results/report.html" env PATH="$scratch:$PATH" "$report" --open

# ---- malformed results: rejected with file, place and command, and the old page remains
cp "$results/report.html" "$scratch/old.html"
# rejected FILE TEXT PATTERN
rejected() {
    mkdir -p "$(dirname "$results/$1")"
    printf '%s' "$2" >"$results/$1"
    expect 1 "$results/$1: $3" "$report"
    cmp -s "$scratch/old.html" "$results/report.html" || wrong "$1: the old page is gone" "$report"
    rm -r "${results:?}/${1%%/*}"
}
rejected headline.json '{"hmfbench_schema": 2}' 'hmfbench_schema: .*; ./hmf bench --headline writes it again'
rejected work.json '{' '.*; ./hmf bench --work writes it again'
rejected gate.json '[]' 'the whole file: .*; ./hmf gate'
rejected gate-rates.json '{"hmfbench_schema": 1, "kind": "gate"}' 'kind: '
rejected test-release.xml 'no XML' 'not an XML file; ./hmf test writes it again'
rejected profile-naive/profile.json '{"hmfbench_schema": 1}' ''

# ---- output that cannot be written
expect 1 "cannot write $scratch/none/page.html" "$report" --html "$scratch/none/page.html"
expect 1 "cannot write $scratch: " "$report" --html "$scratch"
is '' "$(find "$scratch" "$results" -name '*.tmp')" 'files left behind'
finish
