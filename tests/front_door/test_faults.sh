#!/bin/sh
# SPDX-License-Identifier: MIT
# Verbs that write results, with a full or read-only disk, interrupted, twice at once, and in an unusual
# folder and environment. Earlier results stay intact, no file is half-written, and the next run works.
# usage: test_faults.sh BIN [MOMENTS [JOB ...]]; interrupts each job MOMENTS times (default 1)
#        test_faults.sh BIN --job NAME FOLDER; runs one job
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
bin=$1
build=${bin%/bin}
HMF_PRESET=${build##*/}
export HMF_PRESET

# job NAME FOLDER: runs a verb for a second or two, with its results in FOLDER.
job() {
    export HMF_RESULTS="$2" HMF_CACHE="$2"
    case $1 in
    bench) "$bin/hmf-bench" universal --benchmark_filter=/point/ --benchmark_min_time=0.02 \
        --benchmark_repetitions=2 --json "$2/bench.json" ;;
    profile) "$bin/hmf-profile" universal --workload point --seconds 0 ;;
    gate) "$bin/hmf-gate" --binaries "$bin/gbench_fixture" "$bin/gbench_fixture" --min-time 0.001 \
        --margin 90 --filter steady --draws 16 --json "$2/gate.json" --junit "$2/gate.xml" --markdown "$2/gate.md" ;;
    judge) "$bin/hmf-judge" --quick --accept-reduced-isolation --json "$2/judge.json" "$inputs/again.c" ;;
    report) "$bin/hmf-report" --bench "$root/tests/data/report/bench.json" --html "$2/report.html" ;;
    plot) "$root/report/plot.sh" --out "$2/plot.svg" ;;
    lesson) "$bin/hmf-lesson" start "$2/lesson" ;;
    *) echo "no job $1" >&2; return 1 ;;
    esac
}
if [ "${2-}" = --job ]; then
    job "$3" "$4"
    exit
fi

. "$(dirname "$0")/../expect.sh"
moments=${2:-1}
if [ $# -gt 2 ]; then
    shift 2
else
    set -- bench profile gate judge report lesson
    ! command -v gnuplot >/dev/null || set -- "$@" plot
fi
export inputs="$scratch/inputs" TMPDIR="$scratch/tmp"
mkdir -p "$inputs" "$TMPDIR" "$scratch/disk"
"$root/tests/judge/entries/assemble.sh" honest "$inputs" "$build/impls/generated" again >/dev/null

# ---- results -------------------------------------------------------------------------------------
names() { (cd "$1" && find . -type f | LC_ALL=C sort); }

# is_whole FILE: succeeds if the file ends as files of its kind do.
is_whole() {
    case $1 in
    *.json) [ "$(tail -n 1 "$1")" = '}' ] ;;
    *.svg) grep -q '</svg>' "$1" ;;
    *.html) grep -q '</html>' "$1" ;;
    *.xml) grep -q "</testsuite" "$1" ;;
    *) [ -s "$1" ] ;;
    esac
}

# intact FOLDER: succeeds if FOLDER holds the files of the earlier run, all whole. Ignores temporary files
# of a killed run; the next run removes them (left).
intact() {
    names "$1" | grep -v -e '\.tmp$' -e '/\.hmf-profile-' >"$scratch/names"
    diff "$scratch/names.before" "$scratch/names" || return 1
    while read -r file; do
        is_whole "$1/$file" || { echo "$file is cut off"; return 1; }
    done <"$scratch/names"
}

left() { names "$1" | grep -e '\.tmp$' -e '/\.hmf-profile-'; }

# ---- disks ---------------------------------------------------------------------------------------
# fails_on DISK NAME: runs a job on a disk that holds earlier results and has DISK kilobytes left, or is
# read-only ("ro"). Exits with the status of the job, or 98 if the results changed.
fails_on() {
    # shellcheck disable=SC2016 # expanded by the inner shell
    unshare -rm sh -c '
        disk=$1 before=$2
        mount -t tmpfs -o size=16m none "$disk" && cp -r "$before/." "$disk" || exit 99
        if [ "$3" = ro ]; then
            mount -o remount,ro none "$disk" || exit 99
        else
            head -c 16m /dev/zero >"$disk/filler" 2>/dev/null
            truncate -s "-${3}k" "$disk/filler"
        fi
        shift 3
        "$@"
        status=$?
        rm -f "$disk/filler" 2>/dev/null
        diff -r "$before" "$disk" || exit 98
        exit "$status"' sh "$scratch/disk" "$scratch/before" "$1" "$0" "$bin" --job "$2" "$scratch/disk"
}

# ---- interrupts ----------------------------------------------------------------------------------
# interrupted SIGNAL NAME FOLDER: sends SIGNAL to a job and its children after a random time.
interrupted() {
    after=$(awk -v seed="$(od -An -N4 -tu4 /dev/urandom)" 'BEGIN { srand(seed % 2147483647); print 0.02 + 1.5 * rand() }')
    env --default-signal=INT timeout -s "$1" "$after" "$0" "$bin" --job "$2" "$3"
    status=$?
    [ "$status" -lt 99 ] || [ "$status" = 124 ] || [ "$status" = 130 ] || [ "$status" = 137 ] || return 1
    [ "$1" = INT ] || return 0 # SIGKILL allows no cleanup
    find "$TMPDIR" -mindepth 1 | grep . && return 1
    return 0
}
nothing_runs() {
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        pgrep -f "$scratch" >/dev/null || return 0
        sleep 0.3
    done
    pgrep -fa "$scratch"
    return 1
}

# ---- two at once, and unusual environments -------------------------------------------------------
two_at_once() {
    "$0" "$bin" --job "$1" "$2" >"$scratch/first" 2>&1 &
    first=$!
    "$0" "$bin" --job "$1" "$2"
    second=$?
    wait "$first" && [ "$second" = 0 ]
}

# elsewhere NAME FOLDER: runs a job with a decimal comma, no HOME, one core and no network.
mkdir "$scratch/locales"
localedef -i de_DE -f UTF-8 "$scratch/locales/de_DE.UTF-8" 2>/dev/null ||
    not_tried 'a decimal comma: the locale cannot be made (Debian: locales)'
elsewhere() {
    env -u HOME -u XDG_CACHE_HOME LC_ALL=de_DE.UTF-8 LOCPATH="$scratch/locales" \
        unshare -rn taskset -c 0 "$0" "$bin" --job "$@"
}

# ---- all jobs ------------------------------------------------------------------------------------
begin=$(date +%s)
for name; do
    before=$scratch/before
    rm -rf "$before" "$scratch/results"
    mkdir "$before"
    expect 0 '' job "$name" "$before"
    names "$before" >"$scratch/names.before"
    expect 0 '' intact "$before"

    if unshare -rm true 2>/dev/null; then
        for disk in ro 0 1; do
            fails_on "$disk" "$name" >"$scratch/out" 2>"$scratch/err"
            status=$? checks=$((checks + 1))
            { [ "$status" -ge 1 ] && [ "$status" -le 5 ]; } || wrong "exits with $status on a disk ($disk)" "$name"
            grep -qi "$scratch/disk.*\(No space left\|Read-only\|cannot be written\)" "$scratch/err" ||
                wrong "does not report the full or read-only disk ($disk)" "$name"
        done
    else
        not_tried 'a full disk: this machine does not allow mounts'
    fi

    cp -r "$before" "$scratch/results"
    for signal in INT KILL; do
        moment=0
        while [ "$moment" -lt "$moments" ]; do
            expect 0 '' interrupted "$signal" "$name" "$scratch/results"
            expect 0 '' nothing_runs
            expect 0 '' intact "$scratch/results"
            moment=$((moment + 1))
        done
    done
    rm -rf "$TMPDIR"
    mkdir "$TMPDIR"
    expect 0 '' job "$name" "$scratch/results"
    expect 0 '' two_at_once "$name" "$scratch/results"
    expect 0 '' intact "$scratch/results"
    expect 1 '' left "$scratch/results"

    place="$scratch/un dossier à l'écart, with \"quotes\" & \$HOME"
    rm -rf "$place"
    mkdir "$place"
    expect 0 '' elsewhere "$name" "$place"
    expect 0 '' intact "$place"
    echo "$name: after $(($(date +%s) - begin)) s"
done
finish
