#!/bin/sh
# count.sh: the instructions of one call in the modules of two builds, counted by callgrind, both at
# the same time: counts do not mind.
set -eu

usage() {
    cat <<'EOF'
usage: count.sh COUNTER COMPARISON OUTPUT BASE HEAD

Counts one call of COMPARISON, IMPL/WORKLOAD/MODE, in the modules BASE and HEAD with the program
COUNTER, hmf-gate-count, under callgrind. Leaves OUTPUT.base and OUTPUT.head, which hmf-profile --diff
reads, and prints a line for each side: its exit status, and where that is 0 its instructions and the
clone that ran. Exit status: 0 success, whatever the statuses are; 1 otherwise.
EOF
}

[ "${1-}" != --help ] || { usage; exit 0; }
[ $# -eq 5 ] || { usage >&2; exit 1; }
counter=$1 comparison=$2 output=$3
command -v valgrind >/dev/null || { echo "count.sh: valgrind is not on PATH (Debian: valgrind)" >&2; exit 1; }

# Threads that wait would spin for as long as chance has it: they are sent to sleep.
export GOMP_SPINCOUNT=0 OMP_WAIT_POLICY=passive

# count SIDE MODULE
count() {
    status=0
    valgrind --command-line-only=yes --tool=callgrind --instr-atstart=no --separate-recs=2 \
        --compress-strings=no --compress-pos=no --callgrind-out-file="$output.$1" \
        "$counter" "$2" "$comparison" >"$output.$1.log" 2>&1 || status=$?
    echo "$status" >"$output.$1.status"
}

# tell SIDE
tell() {
    read -r status <"$output.$1.status"
    [ "$status" = 0 ] || { grep -v '^==' "$output.$1.log" >&2 || :; echo "$status"; return 0; }
    instructions=$(sed -n 's/^totals: \([0-9]*\).*/\1/p' "$output.$1")
    clone=$(sed -n 's/^clone //p' "$output.$1.log")
    [ -n "$instructions" ] || { cat "$output.$1.log" >&2; echo "count.sh: callgrind counted nothing" >&2; exit 1; }
    echo "0 $instructions $clone"
}

count base "$4" &
count head "$5"
wait
tell base
tell head
