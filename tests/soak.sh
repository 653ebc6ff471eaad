#!/bin/sh
# SPDX-License-Identifier: MIT
# soak.sh [RUNS]: runs ./hmf cycle and ./hmf gate RUNS times (default 10) each beside a busy process, and
# fails for unexpected verdicts, leftover files and growing resources. Needs a clean checkout, because the
# gate compares it with itself. Takes about 50 minutes.
set -eu
export LC_ALL=C

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
runs=${1:-10}
case $runs in '' | *[!0-9]*) sed -n '3,6s/^# *//p' "$0" >&2; exit 1 ;; esac
work=$(mktemp -d)
export TMPDIR="$work/tmp" HMF_RESULTS="$work/results" HMF_GATE_CACHE="$work/cache"
mkdir "$TMPDIR" "$HMF_RESULTS" "$HMF_GATE_CACHE"

sh -c 'while :; do :; done' &
busy=$!
trap 'kill "$busy"; rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM

# Prints the resources that could grow, one "NAME AMOUNT" per line.
watched() {
    # shellcheck disable=SC2009 # pgrep would count itself
    echo "processes $(ps -eo args= | grep -v grep | grep -c -e "$root" -e "$work")"
    echo "temporary_files $(find "$TMPDIR" -mindepth 1 | wc -l)"
    echo "half_files $(find "$HMF_RESULTS" -name '*.tmp' -o -name '.hmf-*' | wc -l)"
    echo "results $(find "$HMF_RESULTS" -type f | wc -l)"
    echo "cached_builds $(find "$HMF_GATE_CACHE" -mindepth 1 -maxdepth 1 | wc -l)"
    echo "worktrees $(git -C "$root" worktree list | wc -l)"
    echo "changes $(git -C "$root" status --porcelain | wc -l)"
    echo "shared_memory $(find /dev/shm -mindepth 1 | wc -l)"
    echo "mounts $(wc -l </proc/self/mounts)"
}

# once VERB ...: runs a verb and prints its line, with the peak memory of its largest process. The gate may
# be inconclusive (3) beside a busy process.
wrong=0 inconclusive=0
once() {
    /usr/bin/python3 -c '
import os, resource, subprocess, sys, time
begin = time.monotonic()
with open(sys.argv[1], "w") as log:
    status = subprocess.run(sys.argv[2:], stdout=log, stderr=log).returncode
most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(status, round(time.monotonic() - begin), most // 1024)' "$work/log" "$root/hmf" "$@" >"$work/run"
    read -r status seconds megabytes <"$work/run"
    printf '%-6s exit %s  %4s s  %5s MB  %s\n' "$1" "$status" "$seconds" "$megabytes" "$(tail -n 1 "$work/log")"
    case $1:$status in
    *:0) ;;
    gate:3) inconclusive=$((inconclusive + 1)) ;;
    *) wrong=$((wrong + 1)); tail -n 40 "$work/log" ;;
    esac
}

"$root/hmf" gate --base HEAD >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
"$root/hmf" cycle >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
watched | tee "$work/before"
run=0
while [ "$run" -lt "$runs" ]; do
    run=$((run + 1))
    once gate --base HEAD --all
    once cycle
done
echo "$((2 * runs)) runs, $inconclusive inconclusive, $wrong unexpected; before and after:"
watched | paste -d ' ' "$work/before" - | awk '{ print "  " $1, $2, $4; bad += $2 != $4 } END { exit bad > 0 }' || wrong=$((wrong + 1))
[ "$wrong" = 0 ]
