#!/bin/sh
# SPDX-License-Identifier: MIT
# Counts the instructions of calls in the modules of two builds with callgrind. Both run at the same time,
# which does not change the counts.
set -eu

usage() {
    cat <<'EOT'
usage: count.sh COUNTER OUTPUT BASE HEAD COMPARISON ...

Counts one call of every COMPARISON, IMPL/WORKLOAD/MODE, in the modules BASE and HEAD under callgrind.
COUNTER is the program hmf-gate-count. Writes OUTPUT-IMPL-WORKLOAD-MODE.base and .head for
hmf-profile --diff. Prints two lines for each COMPARISON, for BASE and HEAD: an exit status, and if it is
0 the instructions and the instruction set that ran. After a crash all later calls have its status.
Exit status: 0 success, even if calls failed; 1 otherwise.
EOT
}

[ "${1-}" != --help ] || { usage; exit 0; }
[ $# -ge 5 ] || { usage >&2; exit 1; }
counter=$1 output=$2 base=$3 head=$4
shift 4
command -v valgrind >/dev/null || { echo "count.sh: valgrind is not on PATH (Debian: valgrind)" >&2; exit 1; }

# Waiting threads sleep, because the number of turns of a spinning thread is random.
export GOMP_SPINCOUNT=0 OMP_WAIT_POLICY=passive

# count SIDE MODULE COMPARISON ...: writes OUTPUT.SIDE.1, OUTPUT.SIDE.2 and so on, and OUTPUT.SIDE.status
count() {
    side=$1 module=$2 status=0
    shift 2
    rm -f "$output.$side".*
    valgrind --command-line-only=yes --tool=callgrind --instr-atstart=no --separate-recs=2 \
        --compress-strings=no --compress-pos=no --callgrind-out-file="$output.$side" \
        "$counter" "$module" "$@" >"$output.$side.log" 2>&1 || status=$?
    echo "$status" >"$output.$side.status"
}

# print_count SIDE NUMBER COMPARISON: prints the line of that call and moves its dump into place
print_count() {
    read -r status <"$output.$1.status"
    clone=$(sed -n "s/^counted $2 //p" "$output.$1.log")
    if [ -n "$clone" ]; then
        file=$output-$(echo "$3" | tr / -).$1
        sed '1,/^part:/s/^part: .*/part: 1/' "$output.$1.$2" >"$file" # hmf-profile reads single dumps
        rm "$output.$1.$2"
        instructions=$(sed -n 's/^totals: \([0-9]*\).*/\1/p' "$file")
        [ -n "$instructions" ] || { cat "$output.$1.log" >&2; echo "count.sh: callgrind counted nothing" >&2; exit 1; }
        echo "0 $instructions $clone"
    elif [ "$status" = 0 ]; then
        cat "$output.$1.log" >&2
        echo "count.sh: $3 was not counted" >&2
        exit 1
    else
        echo "$status"
    fi
}

count base "$base" "$@" &
count head "$head" "$@"
wait
grep -h -v -e '^==' -e '^counted ' "$output.base.log" "$output.head.log" >&2 || :
number=1
for comparison; do
    print_count base "$number" "$comparison"
    print_count head "$number" "$comparison"
    number=$((number + 1))
done
