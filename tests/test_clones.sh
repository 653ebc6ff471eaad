#!/bin/sh
# test_clones.sh: what is compiled in clones is right in every clone that this processor runs.
# Arguments: the folder of the programs, the clones with commas between them, the implementations.
. "$(dirname "$0")/expect.sh"
bin=$1 clones=$2
shift 2

# with CLONE COMMAND...
with() {
    HMF_CLONE=$1
    export HMF_CLONE
    shift
    "$@"
}

for clone in $(echo "$clones" | tr , ' '); do
    with "$clone" "$bin/test_regression" "$1" >"$scratch/why_not" 2>&1
    if grep "more than this processor has" "$scratch/why_not"; then continue; fi
    expect 0 "$clone, log:" with "$clone" "$bin/test_vector_math"
    for impl in "$@"; do
        expect 0 "truth *PASS" with "$clone" "$bin/test_impls" "$impl" truth contract
        expect 0 ": 0 of" with "$clone" "$bin/test_regression" "$impl"
    done
done

# The environment can ask for what there is not.
for impl in "$@"; do
    expect 77 "SKIPPED: .*names no clone" with nonesuch "$bin/test_regression" "$impl"
done
finish
