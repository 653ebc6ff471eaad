#!/bin/sh
# ./hmf report: the Markdown and the page from one set of results; what is missing, malformed, or
# cannot be written. What the page shows: test_page.mjs.
. "$(dirname "$0")/../expect.sh"
build=$1
tests=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
report=$tests/../report/report.sh
data=$tests/data/report
results=$scratch/results
mkdir "$results"
export HMF_RESULTS="$results"

# ---- without node, or without npm and its libraries: the Markdown still comes out
mkdir "$scratch/few"
for tool in sh dirname cat cmp mkdir cp rm flock tail; do ln -s "$(command -v $tool)" "$scratch/few/$tool"; done
few() { PATH=$scratch/few "$report" "$build" "$@"; }
expect 0 'no page: node not found: .*apt-get install .*nodejs npm' few
expect 0 '^Next step' few
[ -s "$results/report.md" ] || wrong 'no Markdown without node'
[ ! -e "$results/report.html" ] || wrong 'a page without node'
expect 69 'nodejs npm' few --html "$scratch/page.html"
expect 69 'nodejs npm' few --open
expect 0 '^naive$' few --slowest --bench "$data/bench.json"
expect 0 'usage: ./hmf report' few --bench x --help

command -v node >/dev/null || skip "node not found (Debian: nodejs)"
status=0
"$tests/../report/page/page.sh" "$(cd "$tests/.." && pwd -P)" --prepare >"$scratch/prepare" 2>&1 || status=$?
[ "$status" != 69 ] || skip "$(tail -n 1 "$scratch/prepare")"

# ---- options
run() { "$report" "$build" "$@"; }
expect 1 '--html needs a file' run --html
expect 1 'see ./hmf report --help' run --nonsense
rm -f "$results"/*
expect 0 '^# hmfbench report' run --out -
[ -z "$(ls "$results")" ] || wrong '--out - wrote a page'
expect 0 '^# hmfbench report' run --out - --html "$scratch/page.html"
[ -s "$scratch/page.html" ] || wrong '--html wrote nothing'
grep -q '^Page: ' "$scratch/out" && wrong 'more than the Markdown' run --out - --html "$scratch/page.html"
rm "$scratch/page.html"
expect 0 "^Page: $results/report.html" run
expect 0 '^The job default was not timed cold' run
expect 0 '' run --bench "$data/bench.json"
[ "$(tail -n 1 "$scratch/out")" = '    ./hmf test --filter memoised' ] || wrong 'does not end with the next step' run
grep -q '^rung' "$scratch/out" && wrong 'the ladder in a pipe' run
expect 0 '^rung .*faster' env NO_COLOR=1 script -qec "'$report' '$build' --bench '$data/bench.json'" /dev/null
[ "$(tr -d '\r' <"$scratch/out" | tail -n 1)" = '    ./hmf test --filter memoised' ] ||
    wrong 'does not end with the next step' run, on a terminal
expect 0 "^Page: $scratch/other.html" run --html="$scratch/other.html" --out "$scratch/other.md"
[ -s "$scratch/other.html" ] || wrong '--html wrote nothing'
[ -s "$scratch/other.md" ] || wrong '--out wrote nothing'
expect 0 '' run --bench "$data/bench.json" --html "$scratch/other.html"
grep -q '"impl":"naive"' "$scratch/other.html" || wrong '--bench is not in the page'
expect 1 'none.json: no such file' run --bench "$scratch/none.json"

# ---- malformed results: refused with file, place and command, and the old page stays whole
cp "$results/report.html" "$scratch/old.html"
# refused FILE TEXT PATTERN
refused() {
    mkdir -p "$(dirname "$results/$1")"
    printf '%s' "$2" >"$results/$1"
    expect 1 "$results/$1: $3" run
    cmp -s "$scratch/old.html" "$results/report.html" || wrong "$1: the old page is gone"
    rm -r "${results:?}/${1%%/*}"
}
refused headline.json '{"hmfbench_schema": 2}' 'hmfbench_schema: .*; ./hmf bench --headline writes it again'
refused work.json '{' '.*; ./hmf bench --work writes it again'
refused gate.json '[]' 'the whole file: .*; ./hmf gate'
refused gate-rates.json '{"hmfbench_schema": 1, "kind": "gate"}' 'kind: '
refused test-release.xml 'no XML' 'not a JUnit file; ./hmf test writes it again'
refused profile-naive/profile.json '{"hmfbench_schema": 1}' ''

# ---- output that cannot be written
expect 1 "cannot write $scratch/none/page.html" run --html "$scratch/none/page.html"
expect 1 "cannot write $scratch: " run --html "$scratch"
left=$(find "$scratch" "$results" -name '*.tmp')
[ -z "$left" ] || wrong "left behind: $left"

finish
