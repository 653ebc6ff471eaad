#!/bin/sh
# ./hmf cycle: test, time, profile the slowest, report, and the next step.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
hmf=$root/hmf
export HMF_RESULTS="${HMF_RESULTS:-$root/build/results}"

usage() {
    cat <<'EOF'
usage: ./hmf cycle

One round of the optimisation cycle on the job `default` (5 redshifts, 200 masses):

  1. test      is everything still right?               ./hmf test --quick
  2. time      every implementation                     ./hmf bench --benchmark_filter=/default/
  3. profile   the slowest of them                      ./hmf profile IMPL
  4. report    what it means, the page, the next step   ./hmf report

On a terminal it ends with the ladder of implementations, as a table with bars, above the one next step.

  --help   this text

Environment: HMF_RESULTS is the folder of results, build/results where it is not set. What an earlier
round has left there stays until there is something new in its place.
Exit status: 0 success; 1 usage error, or a folder that cannot be written to; otherwise that of the
step that failed, after which nothing is run.
EOF
}

case ${1-} in
-h | --help) usage; exit 0 ;;
'') ;;
*) echo "hmf cycle: unexpected argument '$1'; see ./hmf cycle --help" >&2; exit 1 ;;
esac

# Seconds since the machine was started: no change of the clock moves them.
now() { read -r seconds _ </proc/uptime && echo "${seconds%.*}"; }
begin=$(now)

step() { printf '\n== step %s (after %d s)\n' "$1" "$(($(now) - begin))"; }
run() {
    "$@" || {
        status=$?
        echo "hmf cycle: stopped, this failed with exit status $status: $*" >&2
        [ ! -e "$HMF_RESULTS/report.md" ] ||
            echo "hmf cycle: $HMF_RESULTS/report.md is of an earlier round" >&2
        exit "$status"
    }
}

{ mkdir -p "$HMF_RESULTS" && [ -w "$HMF_RESULTS" ]; } || {
    echo "hmf cycle: cannot write into the folder of results, $HMF_RESULTS" >&2
    exit 1
}
step '1/4, test: is everything still right?'
run "$hmf" test --quick
step '2/4, time: how fast is each implementation?'
run "$hmf" bench --json "$HMF_RESULTS/bench.json" --benchmark_filter=/default/
slowest=$(run "$hmf" report --slowest)
step "3/4, profile: where does the time of $slowest, the slowest, go?"
run "$hmf" profile "$slowest"
step '4/4, report: what does it mean?'
run "$hmf" report
