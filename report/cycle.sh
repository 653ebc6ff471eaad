#!/bin/sh
# SPDX-License-Identifier: MIT
# ./hmf cycle: tests, times, profiles the slowest implementation, and reports with the next step.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
hmf=$root/hmf
export HMF_RESULTS="${HMF_RESULTS:-$root/build/results}"

usage() {
    cat <<'EOT'
usage: ./hmf cycle

Runs one round of the optimisation cycle on the workload `default` (5 redshifts, 200 masses):

  1. test      are all answers still right?             ./hmf test --quick
  2. time      every implementation                     ./hmf bench --benchmark_filter=/default/
  3. profile   the slowest of them                      ./hmf profile IMPL
  4. report    the page and the next step               ./hmf report

On a terminal the round ends with a table of the implementations, with bars, and the next step.

  --help   print this text

Environment: HMF_RESULTS is the folder of results (default build/results). Results of an earlier round
stay until this round replaces them.
Exit status: 0 success; 1 usage error, or the folder is not writable; otherwise the status of the first
step that failed. No step runs after that.
EOT
}

case ${1-} in
-h | --help) usage; exit 0 ;;
'') ;;
*) echo "hmf cycle: unexpected argument '$1'; see ./hmf cycle --help" >&2; exit 1 ;;
esac

# Prints the seconds since the machine was started, which changes of the clock do not affect.
now() { read -r seconds _ </proc/uptime && echo "${seconds%.*}"; }
begin=$(now)

step() { printf '\n== step %s (after %d s)\n' "$1" "$(($(now) - begin))"; }
run() {
    "$@" || {
        status=$?
        echo "hmf cycle: stopped because this failed with exit status $status: $*" >&2
        [ ! -e "$HMF_RESULTS/report.html" ] ||
            echo "hmf cycle: $HMF_RESULTS/report.html is from an earlier round" >&2
        exit "$status"
    }
}

{ mkdir -p "$HMF_RESULTS" && [ -w "$HMF_RESULTS" ]; } || {
    echo "hmf cycle: cannot write to the folder of results, $HMF_RESULTS" >&2
    exit 1
}
step '1/4, test: are all answers still right?'
run "$hmf" test --quick
step '2/4, time: how fast is each implementation?'
run "$hmf" bench --json "$HMF_RESULTS/bench.json" --benchmark_filter=/default/
slowest=$(run "$hmf" report --slowest)
step "3/4, profile: where does $slowest, the slowest, spend its time?"
run "$hmf" profile "$slowest"
step '4/4, report'
run "$hmf" report
