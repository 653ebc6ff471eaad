#!/bin/sh
# SPDX-License-Identifier: MIT
# Fails every allocation and every system call of a program once (refuse.c). The program then reports the
# failure and exits without a crash, or works without the call and prints its usual output or names the
# missing part. Its files are whole or unchanged.
# usage: test_refused.sh BIN LIBRARY [NAME ...]; HMF_REFUSE_ALL=yes tries all places of slow programs as well
. "$(dirname "$0")/../expect.sh"
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
bin=$1 library=$2
shift 2
[ $# -gt 0 ] || set -- list doctor eval bench report difference profile lesson gate judge
results=$scratch/results before=$scratch/before
mkdir "$scratch/tmp"
export HMF_RESULTS="$results" HMF_CACHE='' TMPDIR="$scratch/tmp"

# refuse KIND WHICH COMMAND ...: see refuse.c
refuse() {
    which=$1:$2
    shift 2
    PATH=${path:-$PATH} LD_PRELOAD=$library HMF_REFUSE=$which "$@"
}

# plain FILE: prints FILE without numbers, if the program measures.
plain() { if [ "$measures" ]; then sed 's/[-+0-9][-+0-9.,e]*\( \(m\|n\|µ\|u\)s\)\{0,1\}/#/g; s/  */ /g' "$1"; else cat "$1"; fi; }

wrong_at() {
    complaint="HMF_REFUSE=$kind:$place $1"
    shift
    cp "$scratch/difference" "$scratch/out"
    wrong "$complaint" "$@"
}

# try STATUS COMMAND ...: fails call $place of $kind; the exit status may be at most STATUS.
try() {
    failed=$1
    shift
    checks=$((checks + 1))
    refuse "$kind" "$place" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
    status=$?
    : >"$scratch/difference"
    if [ "$status" = 0 ]; then
        plain "$scratch/out" | diff "$scratch/usual" - >"$scratch/difference" || [ -s "$scratch/err" ] ||
            ! grep '^>' "$scratch/difference" | grep -qv "$missing" || wrong_at 'prints something else' "$@"
    elif [ "$status" -gt "$failed" ]; then
        wrong_at "exits with $status" "$@"
    elif [ "$kind" = memory ]; then
        cat "$scratch/out" "$scratch/err" | grep -q -i "$why" || wrong_at 'prints no reason' "$@"
    else
        [ -s "$scratch/err" ] || [ -s "$scratch/out" ] || wrong_at 'prints no reason' "$@"
    fi
    # Without the call, facts about the machine are "unknown", allocations have addresses instead of
    # functions, lines have no text, and the next run removes what cleaning left.
    diff -r -x heap.prof -x allocations.txt -x lines.txt -x '.hmf-profile-*' -I "$varies" "$before" "$results" >"$scratch/difference" && return
    wrong_at 'changes the results' "$@"
    rm -rf "$results"
    cp -r "$before" "$results"
}

# sweep EVERY STATUS COMMAND ...: tries every EVERY-th place; $results holds the inputs.
sweep() {
    every=$1 failed=$2
    shift 2
    [ -z "${HMF_REFUSE_ALL-}" ] || every=1
    expect 0 '' refuse none '' "$@"
    rm -rf "$before"
    cp -r "$results" "$before"
    for kind in memory system; do
        expect 0 '' refuse $kind "$scratch/all" "$@"
        plain "$scratch/out" >"$scratch/usual"
        sed -n "1~${every}p" "$scratch/all" >"$scratch/places"
        while read -r place; do try "$failed" "$@"; done <"$scratch/places"
        echo "${1##*/} ${2-}: $kind refused at $(grep -c . "$scratch/places") of $(grep -c . "$scratch/all") places"
    done
}

# make_profile: records callgrind's output for a fake valgrind.
make_profile() {
    command -v valgrind >/dev/null || return 1
    expect 0 '' "$bin/hmf-profile" universal --workload point --seconds 0
    expect 0 '' "$bin/hmf-profile" naive --workload point --seconds 0
    mkdir "$scratch/counted" "$scratch/path"
    cp "$results"/profile-universal-point-cold/callgrind*.out "$scratch/counted"
    cat >"$scratch/path/valgrind" <<SCRIPT
#!/bin/sh
for argument; do
    case \$argument in --callgrind-out-file=*) out=\${argument#*=} ;; esac
done
/bin/cp "$scratch/counted/\${out##*/}" "\$out"
echo clone portable
echo counted seconds 1
SCRIPT
    chmod +x "$scratch/path/valgrind"
}

for name; do
    rm -rf "$results"
    mkdir "$results"
    path='' varies='^ *"[a-z_]*": "' missing=unknown measures='' why=memory
    case $name in
    list)
        sweep 1 1 "$bin/hmf-list"
        sweep 1 1 "$bin/hmf-list" --json ;;
    eval)
        printf 'z,mass\n0,1e12\n5,1e10\n' >"$scratch/points.csv"
        sweep 1 2 "$bin/hmf-eval" universal --points "$scratch/points.csv"
        sweep 1 2 "$bin/hmf-eval" universal --json --z 0,5 --mass 1e8:1e10:3 ;;
    doctor)
        # A protection that cannot be tried counts as missing: with a reason in the text, false in JSON.
        missing='unknown\|: .*(\(not \)\{0,1\}required)$\|user namespace\|": false,\{0,1\}$' measures=yes
        sweep 3 1 "$bin/hmf-doctor" --budget 0.01
        sweep 3 1 "$bin/hmf-doctor" --budget 0.01 --json ;;
    bench)
        # Failures are recorded in the file. Google Benchmark has its own messages, and treats a name as
        # not matching if it has no memory for the comparison.
        measures=yes why='memory\|^Failed to \|^invalid file name'
        sweep 20 4 "$bin/hmf-bench" universal --json "$scratch/bench.json" --benchmark_filter=point/cold \
            --benchmark_min_time=0.001 --benchmark_repetitions=2 ;;
    report)
        cp -r "$root/tests/data/report/." "$results"
        sweep 2 1 "$bin/hmf-report" --next-step
        sweep 2 1 "$bin/hmf-report" --json
        sweep 2 1 "$bin/hmf-report" --ladder ;;
    difference | profile)
        [ -e "$scratch/path" ] || make_profile || { not_tried 'valgrind is not installed'; continue; }
        before_and_after="$results/profile-naive-point-cold $results/profile-universal-point-cold"
        varies='^ *"[a-z_]*": '
        # shellcheck disable=SC2086 # two words
        [ "$name" = profile ] || sweep 10 3 "$bin/hmf-profile" --diff $before_and_after
        path=$scratch/path
        [ "$name" = difference ] ||
            sweep 30 3 "$bin/hmf-profile" universal --workload point --seconds 0 ;;
    lesson)
        expect 0 '' "$bin/hmf-lesson" start --seed 1 "$results/lesson"
        sweep 2 1 "$bin/hmf-lesson" start --seed 1 "$results/lesson"
        sweep 2 1 "$bin/hmf-lesson" status ;;
    gate)
        sweep 60 1 "$bin/hmf-gate" --list --filter steady --min-time 0.001 --binaries "$bin/gbench_fixture" "$bin/gbench_fixture" ;;
    judge)
        "$root/tests/judge/entries/assemble.sh" honest "$results" "${bin%/bin}/impls/generated" again >/dev/null
        sweep 50 2 "$bin/hmf-judge" --quick --seed 1 --accept-reduced-isolation "$results/again.c" ;;
    esac
done
finish
