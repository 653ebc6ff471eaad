#!/bin/sh
# ./hmf cycle with a front door that only notes what it is asked: the order of the steps, and that
# the first that fails is the last, with its exit status and without a report.
set -eu

tests=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
unset HMF_RESULTS
failures=0

fail() { echo "FAILED: $*" >&2; failures=$((failures + 1)); }

mkdir "$scratch/report"
cp "$tests/../report/cycle.sh" "$scratch/report/cycle.sh"
cat >"$scratch/hmf" <<'EOF'
#!/bin/sh
echo "$*" >>"$(dirname "$0")/asked"
[ "$FAILING" != "$*" ] || exit 7
case $* in
'report --slowest') echo sluggish ;;
report) echo new >"$HMF_RESULTS/report.md"; echo "Report: $HMF_RESULTS/report.md" ;;
esac
EOF
chmod +x "$scratch/hmf"

# cycle FAILING STATUS ARGUMENT...: output and the verbs asked for.
cycle() {
    export FAILING="$1"
    want=$2; shift 2
    status=0
    rm -f "$scratch/asked"
    output=$("$scratch/report/cycle.sh" "$@" 2>&1) || status=$?
    [ "$status" = "$want" ] || fail "cycle $* with failing '$FAILING': exit status $status, not $want"
}

results=$scratch/build/results
all="test --quick
bench --json $results/bench.json --benchmark_filter=/default/
report --slowest
profile sluggish
report"

cycle none 0
[ "$(cat "$scratch/asked")" = "$all" ] || fail "asked: $(cat "$scratch/asked")"
[ "$(cat "$results/report.md")" = new ] || fail 'no report'
[ "$(printf '%s\n' "$output" | tail -n 1)" = "Report: $results/report.md" ] || fail "ends with: $output"
for k in 1 2 3 4; do
    case $output in *"step $k/4"*"(after "*" s)"*) ;; *) fail "no progress of step $k: $output" ;; esac
done

printf '%s\n' "$all" | tee "$scratch/all" >"$scratch/steps"
n=0
while read -r step; do
    n=$((n + 1))
    echo old | tee "$results/report.html" >"$results/report.md"
    cycle "$step" 7 </dev/null
    [ "$(cat "$scratch/asked")" = "$(head -n "$n" "$scratch/all")" ] || fail "after failing '$step': $(cat "$scratch/asked")"
    [ "$(cat "$results/report.md" "$results/report.html" | uniq)" = old ] || fail "failing '$step' lost the report of an earlier round"
    case $output in *"report.md is of an earlier round"*) ;; *) fail "failing '$step' says nothing of the earlier report: $output" ;; esac
    case $output in *"failed with exit status 7: $scratch/hmf $step"*) ;; *) fail "failing '$step': $output" ;; esac
done <"$scratch/steps"
[ "$n" = 5 ] || fail "$n steps failed, not 5"

cycle none 0 --help
case $output in 'usage: ./hmf cycle'*) ;; *) fail "--help: $output" ;; esac
cycle none 1 nonsense
[ ! -e "$scratch/asked" ] || fail 'a usage error ran a step'

export HMF_RESULTS=/dev/null/results
cycle none 1
case $output in *"cannot write into the folder of results, $HMF_RESULTS"*) ;; *) fail "no folder: $output" ;; esac
[ ! -e "$scratch/asked" ] || fail 'without a folder for results a step was run'

[ "$failures" = 0 ] || exit 1
echo 'all as expected'
