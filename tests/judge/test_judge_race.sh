#!/bin/sh
# test_judge_race.sh: a race from end to end: boards, ratios, what is found only while timing. What it
# says of speeds is so far apart that no noise reaches it.
# usage: test_judge_race.sh BIN GENERATED
. "$(dirname "$0")/../expect.sh"
bin=$1 generated=$2
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
judge() { "$bin/hmf-judge" --patience 3 --draws 2 "$@"; }
reduced=''
if ! judge --quick "$here/entries/no-such-file.c" >"$scratch/why" 2>&1 && grep -q 'not safe' "$scratch/why"; then
    cat "$scratch/why"
    reduced=--accept-reduced-isolation
fi

entry() { # KIND NAME
    "$here/entries/assemble.sh" "$here/entries/$1/$2.c" "$here/entries/$1" "$here/entries" "$here/../impls" \
        "$generated" >"$scratch/board/$2.c" || wrong 'cannot be assembled' "$2"
}
mkdir "$scratch/board"
for name in naive chebyshev threads coarse; do entry honest "$name"; done
entry attacks baked_in
entry attacks nan_cell
for name in hogs large_liar predicts race_liar restless; do entry race "$name"; done

expect 0 'written:' judge $reduced --board "$scratch/board" --seed 5 --json "$scratch/judge.json"
cp "$scratch/out" "$scratch/text"
for title in 'any cosmology, cold, class full, serial' 'any cosmology, warm, class full, threaded' \
    'any cosmology, cold, class table, serial' 'any cosmology, cold, class workshop, serial' \
    'default cosmology, warm, class full, serial'; do
    expect 0 "^$title" cat "$scratch/text"
done
expect 0 '^nan_cell *not finite' cat "$scratch/text"
# baked_in is on the boards of the default cosmology, and on no other.
expect 0 '' awk '/cosmology, (cold|warm), class/ { any = /^any/ }
    $2 == "baked_in" { if (any) bad = 1; else good = 1 } END { exit bad || !good }' "$scratch/text"

expect 0 '' awk '/"overhead":/ { if ($2 + 0 <= 0) bad = 1; overheads++ } END { exit bad || overheads < 8 }' "$scratch/judge.json"
for name in large_liar race_liar; do
    expect 0 "^$name *correct" cat "$scratch/text"
    expect 0 "^while it was timed: $name *wrong" cat "$scratch/text"
done
# The threads of hogs are its own, restless does not run in the turns of others, and predicts does not know
# a question beforehand; on a busy machine it may be too slow to be asked the large grids that it needs.
expect 0 '[0-9]=* predicts ' cat "$scratch/text"
grep -q '[0-9]=* predicts .*, large grid' "$scratch/text" || echo 'predicts was not asked large grids: too busy a machine'
for name in hogs predicts threads restless; do
    expect 0 "^$name *correct" cat "$scratch/text"
    expect 1 '' grep "^while it was timed: $name" "$scratch/text"
done

# One file, against the rungs: naive is thousands of times slower than chebyshev.
expect 0 'faster than' judge $reduced "$scratch/board/chebyshev.c" --seed 6
cp "$scratch/out" "$scratch/text"
expect 0 '' awk '$1 == "naive" { gsub(/x/, "", $2); found = $2 > 100 } END { exit !found }' "$scratch/text"
expect 0 'handing over' cat "$scratch/text"
expect 0 '^next: ' cat "$scratch/text"

# A race interrupted leaves nothing, and the result before it as it was.
cp "$scratch/judge.json" "$scratch/kept.json"
judge $reduced --board "$scratch/board" --json "$scratch/judge.json" >/dev/null 2>&1 &
running=$!
sleep 6
pkill -TERM -P "$running" hmf-judge || kill "$running"
wait "$running"
sleep 0.3
checks=$((checks + 2))
cmp -s "$scratch/judge.json" "$scratch/kept.json" || wrong 'an interrupt changed the result' cmp "$scratch/judge.json" "$scratch/kept.json"
! pgrep -s 0 -f "hmf-judge-jail run" >/dev/null || wrong 'an interrupt left contestants' pgrep -s 0 -af hmf-judge-jail
finish
