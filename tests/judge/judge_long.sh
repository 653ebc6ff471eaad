#!/bin/sh
# SPDX-License-Identifier: MIT
# judge_long.sh: long tests of the judge, which are not part of the test run.
#
#     judge_long.sh twice [BIN]      makes the board of all honest entries twice: the rankings must be equal,
#                                    equal entries must tie, and 5 % slower ones must lose
#     judge_long.sh soak N [BIN]     judges N entries drawn at random: every verdict must be the expected one, and
#                                    nothing may be left behind
set -eu
export LC_ALL=C
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
usage() { sed -n '5,8s/^# *//p' "$0" >&2; exit 1; }
[ $# -ge 1 ] || usage
job=$1; shift
case $job in
twice) ;;
soak) case ${1-} in '' | *[!0-9]*) usage ;; esac; count=$1; shift ;;
*) usage ;;
esac
bin=${1:-$here/../../build/release/bin}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
judge() { "$bin/hmf-judge" --patience 10 "$@"; }

mkdir "$work/honest" "$work/attacks"
for kind in honest attacks; do
    "$here/entries/assemble.sh" $kind "$work/$kind" "$bin/../impls/generated"
done >"$work/expected"

# ranks FILE: prints "BOARD ENTRY RANK" for each row of the boards, sorted
ranks() {
    awk '/cosmology, (cold|warm), class/ { board = $0; gsub(/ /, "", board) }
        board && $1 ~ /^[0-9]+=?$/ { print board, $2, $1 + 0 }' "$1" | sort
}

twice() {
    for run in 1 2; do
        echo "board $run" >&2
        judge --board "$work/honest" --json "$work/$run.json" >"$work/$run"
        ranks "$work/$run" >"$work/ranks-$run"
    done
    cat "$work/2"
    status=0
    diff "$work/ranks-1" "$work/ranks-2" || { echo "the rankings differ"; status=1; }
    for run in 1 2; do
        awk '$2 == "again" { again[$1] = $3 } $2 == "quadrature" { same[$1] = $3 } $2 == "slower" { slower[$1] = $3 }
            END { for (board in again) {
                if (again[board] != same[board]) { print board ": equals do not tie"; bad = 1 }
                if (slower[board] <= same[board]) { print board ": 5 % slower did not lose"; bad = 1 } }
                exit bad }' "$work/ranks-$run" || status=1
    done
    [ "$status" = 0 ] && echo "equal rankings; equal entries tie; 5 % slower ones lose"
    return "$status"
}

# Counts processes, mounts, files, and shared memory in units of 16 MiB.
count_leftovers() {
    pgrep -c -f 'hmf-judge-jail (run|compile)' || :
    wc -l </proc/self/mounts
    find /tmp /dev/shm -maxdepth 1 -name '*hmf-judge*' | wc -l
    awk '/^Shmem:/ { print int($2 / 16384) }' /proc/meminfo
}

# verdict FILE: succeeds if the verdict is the expected one
verdict() {
    name=$(basename "$1" .c)
    wanted=$(awk -F '\t' -v name="$name" '$1 == name { print $2 }' "$work/expected")
    line=$(judge --quick "$1" | head -n 1) || :
    printf '%s\n' "$line" | grep -Eq "^$name +(${wanted:-correct}):|^$name +correct: .*(${wanted:-x})\$" && return
    echo "$name: expected ${wanted:-correct}, got: $line"
    return 1
}

soak() {
    count_leftovers >"$work/before"
    find "$work/honest" "$work/attacks" -name '*.c' ! -name 'endless.c' ! -name 'constructor_hangs.c' | sort >"$work/files"
    files=$(wc -l <"$work/files")
    awk -v count="$count" -v files="$files" 'BEGIN { srand(1); for (i = 0; i < count; i++) print 1 + int(files * rand()) }' >"$work/draw"
    done=0 wrong=0
    while read -r number; do
        verdict "$(sed -n "${number}p" "$work/files")" || wrong=$((wrong + 1))
        done=$((done + 1))
        [ $((done % 100)) != 0 ] || echo "$done judgements, $wrong wrong, left: $(count_leftovers | tr '\n' ' ')"
    done <"$work/draw"
    sleep 1
    count_leftovers >"$work/after"
    echo "$done judgements, $wrong wrong; jails, mounts, files, shared memory (16 MiB) before: $(tr '\n' ' ' <"$work/before")after: $(tr '\n' ' ' <"$work/after")"
    [ "$wrong" = 0 ]
}

"$job"
