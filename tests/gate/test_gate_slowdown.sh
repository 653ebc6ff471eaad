#!/bin/sh
# SPDX-License-Identifier: MIT
# The modules of the gate's self-check: injected slow-downs take as many instructions as asked for, and
# hmf-gate-plain times a module alone.
# usage: test_gate_slowdown.sh BUILD TEST_MODULE, the latter the path of the program test_module
. "$(dirname "$0")/../expect.sh"
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
build=$1 bin=$1/bin test_module=$2
normal=$build/lib/hmf_module_normal.so slowed=$build/lib/hmf_module_slowed.so
unset HMF_SLOWDOWN HMF_CLONE

# ---- answers, on the grid of test_module ---------------------------------------------------------
"$test_module" "$build/lib/hmf_module.so" --names >"$scratch/names"
sed 's/$/ 2 3 cold 5000/p; s/ cold 5000/ warm 7000/' "$scratch/names" >"$scratch/answers"
for module in "$normal" "$slowed"; do
    expect 0 '' "$test_module" "$module"
    expect 0 '' env HMF_SLOWDOWN="$scratch/answers" "$test_module" "$module"
    expect 0 '' "$test_module" "$module" --names
    is "$(cat "$scratch/names")" "$(cat "$scratch/out")" 'implementations in' "$module"
done

# ---- instructions --------------------------------------------------------------------------------
# counted LINES: sets $without and $with, the instructions of the comparison in both modules
counted() {
    printf '%b\n' "$1" >"$scratch/slowdown"
    expect 0 '^0 [1-9]' env HMF_SLOWDOWN="$scratch/slowdown" "$root/bench/gate/count.sh" "$bin/hmf-gate-count" \
        "$scratch/count" "$normal" "$slowed" "$comparison"
    without=$(sed -n '1s/^0 \([0-9]*\).*/\1/p' "$scratch/out") with=$(sed -n '2s/^0 \([0-9]*\).*/\1/p' "$scratch/out")
    : "${without:=0}" "${with:=0}"
}

# takes COMPARISON LITTLE MORE TURNS [NONE ...]: MORE is TURNS longer than LITTLE, so it takes TURNS times
# the same number of instructions, 1 to 5, more; lines NONE are for other calls and take none.
turn=''
takes() {
    comparison=$1 little=$2 more=$3 turns=$4
    shift 4
    counted "$little"
    base=$without first=$with
    counted "$more"
    is "$base" "$without" "$comparison without a slow-down"
    : "${turn:=$(((with - first) / turns))}"
    is $((turn * turns)) $((with - first)) "instructions of $comparison for $turns turns"
    for none; do
        counted "$none"
        is "$without" "$with" "instructions of $comparison with $none"
    done
}
if command -v valgrind >/dev/null; then
    takes universal/point/cold 'universal 1 1 cold 1000' 'universal 1 1 cold 51000' 50000 \
        'universal 1 1 warm 5000' 'universal 1 2 cold 1000\nuniversal 1 2 warm 1000' 'naive 1 1 cold 1000'
    takes universal/point/warm 'universal 1 1 warm 1000' 'universal 1 1 warm 4000' 3000 'universal 1 1 cold 5000'
    takes universal/chain/warm 'universal 5 200 warm 100' 'universal 5 200 warm 200' $((64 * 100))
    takes openmp/point/cold 'openmp 1 1 cold 1000' 'openmp 1 1 cold 3000' 2000 'universal 1 1 cold 1000'
    while read -r name; do
        takes "$name/point/warm" "$name 1 1 warm 1000" "$name 1 1 warm 3000" 2000
    done <"$scratch/names"
    case $turn in [1-5]) ;; *) wrong "$turn instructions in a turn" takes ;; esac
else
    not_tried 'instructions of a slow-down: valgrind is not installed'
fi

# ---- malformed files -----------------------------------------------------------------------------
slow_down() { # slow_down LINES: makes a call of the module with them
    printf '%b' "$1" >"$scratch/slowdown"
    env HMF_SLOWDOWN="$scratch/slowdown" "$bin/hmf-gate-plain" "$slowed" 1 1 0.001 universal/point/warm
}
lines() { awk -v count="$1" 'BEGIN { for (i = 1; i <= count; i++) print "universal", i, 1, "cold", 0 }'; }
for good in '' 'universal 1 1 cold 5\nnaive 1 1 warm 5\n' "$(lines 16)"; do expect 0 '' slow_down "$good"; done
for line in 'universal 1 1 cold' 'universal 1 1 cold many' 'universal 1 1 5 5' 'universal 1 1 tepid 5' ' '; do
    expect 1 'slowdown: not IMPL NZ NMASS MODE TURNS' slow_down "$line\n"
done
expect 1 'slowdown: unknown implementation' slow_down 'nonesuch 1 1 cold 5\n'
expect 1 'slowdown: too many lines for one implementation' slow_down "$(lines 17)"
expect 1 'HMF_SLOWDOWN: /nonexistent: cannot be read' \
    env HMF_SLOWDOWN=/nonexistent "$bin/hmf-gate-plain" "$normal" 1 1 0.001 universal/point/warm

# ---- one build alone -----------------------------------------------------------------------------
plain() { "$bin/hmf-gate-plain" "$@"; }
full() { plain "$@" >/dev/full; }
expect 0 '^usage: hmf-gate-plain' plain --help
expect 1 '^usage: hmf-gate-plain' plain "$normal" 1 2 0.1
expect 1 '^usage: hmf-gate-plain' plain --grids
expect 1 '/nonexistent' plain /nonexistent 1 2 0.1 universal/point/warm
expect 4 'no such workload' plain "$normal" 1 2 0.1 universal/nonesuch/warm
expect 4 'has no such implementation' plain "$normal" 1 2 0.1 nonesuch/point/warm
expect 1 '' full "$normal" 1 2 0.1 universal/point/warm
expect 0 '' plain "$normal" 7 3 0.1 universal/point/warm naive/point/cold
is 'universal/point/warm universal/point/warm universal/point/warm naive/point/cold naive/point/cold naive/point/cold' \
    "$(awk '$2 > 0 { print $1 }' "$scratch/out" | xargs)" 'repetitions of' plain
expect 0 '' plain --grids universal/point/cold a/survey/warm b/chain/warm c/52x3/cold
is 'universal/point/cold 1 1 1 a/survey/warm 100 10000 1 b/chain/warm 5 200 64 c/52x3/cold 52 3 1' \
    "$(xargs <"$scratch/out")" 'grids of' plain
for name in universal universal/point universal/point/tepid universal/nonesuch/cold universal/point/cold/more; do
    expect 1 "$name" plain --grids universal/point/cold "$name"
done
finish
