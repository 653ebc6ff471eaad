#!/bin/sh
# SPDX-License-Identifier: MIT
# test_judge_race.sh: a whole race: boards, ratios, verdicts that only timing finds. The expected differences in
# speed are far larger than any noise.
# usage: test_judge_race.sh BIN GENERATED
. "$(dirname "$0")/../expect.sh"
bin=$1 generated=$2
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
judge() { "$bin/hmf-judge" --patience 3 --repetitions 2 "$@"; }
reduced=''
if ! judge --quick "$here/no-such-file.c" >"$scratch/why" 2>&1 && grep -q 'not safe' "$scratch/why"; then
    cat "$scratch/why"
    reduced=--accept-reduced-isolation
fi

mkdir "$scratch/board"
assemble() { # assemble KIND [NAME ...]
    kind=$1
    shift
    "$here/entries/assemble.sh" "$kind" "$scratch/board" "$generated" "$@" >/dev/null || wrong 'cannot be assembled' "$kind"
}
assemble honest naive chebyshev threads coarse
assemble attacks baked_in nan_cell
assemble race

expect 0 'Wrote ' judge $reduced --board "$scratch/board" --seed 5 --json "$scratch/judge.json"
cp "$scratch/out" "$scratch/text"
for title in 'any cosmology, cold, class full, serial' 'any cosmology, warm, class full, threaded' \
    'any cosmology, cold, class table, serial' 'any cosmology, cold, class workshop, serial' \
    'default cosmology, warm, class full, serial'; do
    expect 0 "^$title" cat "$scratch/text"
done
expect 0 '^nan_cell *not finite' cat "$scratch/text"
# baked_in is on the boards of the default cosmology only.
expect 0 '' awk '/cosmology, (cold|warm), class/ { any = /^any/ }
    $2 == "baked_in" { if (any) bad = 1; else good = 1 } END { exit bad || !good }' "$scratch/text"

expect 0 '' awk '/"overhead":/ { if ($2 + 0 <= 0) bad = 1; overheads++ } END { exit bad || overheads < 8 }' "$scratch/judge.json"
for name in large_liar race_liar; do
    expect 0 "^$name *correct" cat "$scratch/text"
    expect 0 "^while it was timed: $name *wrong" cat "$scratch/text"
done
# The threads of hogs do not limit others, restless does not run in the turns of others, and predicts does not
# know a question beforehand. On a busy machine predicts may be too slow for the large grids that it needs.
expect 0 '[0-9]=* predicts ' cat "$scratch/text"
grep -q '[0-9]=* predicts .*, large grid' "$scratch/text" || echo 'predicts got no large grids: the machine is too busy'
for name in hogs predicts threads restless; do
    expect 0 "^$name *correct" cat "$scratch/text"
    expect 1 '' grep "^while it was timed: $name" "$scratch/text"
done

# One file against the ladder: naive is thousands of times slower than chebyshev.
expect 0 'faster than' judge $reduced "$scratch/board/chebyshev.c" --seed 6
cp "$scratch/out" "$scratch/text"
expect 0 '' awk '$1 == "naive" { gsub(/[^0-9.]/, "", $2); found = $2 > 100 } END { exit !found }' "$scratch/text"
expect 0 'overhead' cat "$scratch/text"
expect 0 '^next: ' cat "$scratch/text"

# An interrupted race leaves no processes, and keeps the previous result.
cp "$scratch/judge.json" "$scratch/kept.json"
judge $reduced --board "$scratch/board" --json "$scratch/judge.json" >/dev/null 2>&1 &
running=$!
sleep 6
pkill -TERM -P "$running" hmf-judge || kill "$running"
wait "$running"
sleep 0.3
checks=$((checks + 2))
cmp -s "$scratch/judge.json" "$scratch/kept.json" || wrong 'an interrupt changed the result' cmp "$scratch/judge.json" "$scratch/kept.json"
! pgrep -s 0 -f "hmf-judge-jail run" >/dev/null || wrong 'an interrupt left workers' pgrep -s 0 -af hmf-judge-jail
finish
