#!/bin/sh
# SPDX-License-Identifier: MIT
# test_judge.sh: checks that every attack and every faulty entry gets its expected verdict, honest entries
# pass, and nothing is left behind.
# usage: test_judge.sh BIN GENERATED, the latter the folder of generated headers of impls/
. "$(dirname "$0")/../expect.sh"
bin=$1 generated=$2
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
export HMF_RESULTS="$scratch"
judge() { "$bin/hmf-judge" --patience 3 "$@"; }
quick() { judge --quick $reduced "$@"; }

# The judge prints missing protections; the other checks run anyway.
reduced=''
if ! judge --quick "$here/no-such-file.c" >"$scratch/why" 2>&1 && grep -q 'not safe' "$scratch/why"; then
    cat "$scratch/why"
    reduced=--accept-reduced-isolation
fi

# ---- the entries ---------------------------------------------------------------------------------
mkdir "$scratch/attacks" "$scratch/honest"
for kind in attacks honest; do
    "$here/entries/assemble.sh" $kind "$scratch/$kind" "$generated" >"$scratch/$kind.expected" || wrong 'cannot be assembled' $kind
done
again=$scratch/honest/again.c
# Too large by one byte, and as large as possible; a name that is not an identifier; a device.
{ cat "$again"; printf '//'; } | sed 's/again/large_enough/g' >"$scratch/large"
size=$(wc -c <"$scratch/large")
{ cat "$scratch/large"; head -c $((65536 - size)) /dev/zero | tr '\0' x; } >"$scratch/large_enough.c"
{ sed 's/large_enough/too_large/g' "$scratch/large"; head -c 65536 /dev/zero | tr '\0' x; } >"$scratch/too_large.c"
cp "$again" "$scratch/not-a-name.c"
long=$(printf '%0127d' 0 | tr 0 x)
sed "s/again/$long/g" "$again" >"$scratch/$long.c"
cp "$scratch/$long.c" "$scratch/x$long.c"

# ---- attacks -------------------------------------------------------------------------------------
count_leftovers() { # processes without a judge, mounts, files
    pgrep -c -P 1 -f hmf-judge-jail || :
    wc -l </proc/self/mounts
    find /tmp -maxdepth 1 -name 'hmf-judge*' 2>/dev/null | wc -l
}
expect_no_leftovers() {
    sleep 0.2
    count_leftovers >"$scratch/after"
    checks=$((checks + 1))
    cmp -s "$scratch/before" "$scratch/after" || wrong 'leaves something behind' diff "$scratch/before" "$scratch/after"
}
hint_of() { # hint_of NAME FILE: the advice for that entry
    awk -F '"' -v name="$1" '$2 == "name" { mine = $4 == name } mine && $2 == "hint" { print $4 }' "$2"
}
count_leftovers >"$scratch/before"
expect 0 '' quick --board "$scratch/attacks" --json "$scratch/attacks.json" --seed 7
cp "$scratch/out" "$scratch/verdicts"
tab=$(printf '\t')
while IFS="$tab" read -r name wanted advice; do
    checks=$((checks + 1))
    line=$(grep "^$name " "$scratch/verdicts")
    [ -n "$wanted" ] || wrong 'has no expected verdict' "$name"
    printf '%s\n' "$line" | grep -Eq "^$name +($wanted):|^$name +correct: .*($wanted)\$" ||
        wrong "expected $wanted, got: $line" "$name"
    [ -z "$advice" ] || hint_of "$name" "$scratch/attacks.json" | grep -Eq "$advice" ||
        wrong "expected the advice '$advice', got: $(hint_of "$name" "$scratch/attacks.json")" "$name"
    case $wanted in correct* | *default*) ;; *)
        case $line in *": "*"any cosmology") wrong "passes: $line" "$name" ;; esac ;;
    esac
done <"$scratch/attacks.expected"
expect_no_leftovers
expect 1 '' grep -q 'root:' "$scratch/attacks.json"
expect 1 '' grep -q "$(printf '\033')" "$scratch/attacks.json"
expect 1 '' grep -q "$(printf '\033')" "$scratch/verdicts"
expect 0 '' grep -q '"kind": "judge"' "$scratch/attacks.json"
expect 1 '' grep -q '"details": "?' "$scratch/attacks.json"

# ---- memory --------------------------------------------------------------------------------------
# A running jail is the first choice of the OOM killer and in a memory group, if there are any. A killed judge
# leaves no group behind.
"$bin/hmf-judge" --patience 20 --quick $reduced "$scratch/attacks/endless.c" >/dev/null 2>&1 &
judge=$! adjusted='' group=''
for _ in $(seq 200); do
    for jail in $(pgrep -P "$judge" -f 'hmf-judge-jail run'); do
        adjusted=$(cat "/proc/$jail/oom_score_adj" 2>/dev/null)
        group=$(grep -o "/hmf-judge-$judge/[0-9]*" "/proc/$jail/cgroup" 2>/dev/null)
    done
    [ "$adjusted" != 1000 ] || break
    sleep 0.05
done
groups() { find /sys/fs/cgroup -name "hmf-judge-$judge" 2>/dev/null; }
checks=$((checks + 3))
[ "$adjusted" = 1000 ] || wrong "a jail's oom_score_adj is '$adjusted'" pgrep -P "$judge"
if "$bin/hmf-doctor" --budget 0.1 | grep -q 'memory cgroup: the kernel'; then
    case $group:$(groups) in :* | *:) wrong "a jail is in no memory group: $group" groups ;; esac
fi
kill -KILL "$judge"
wait "$judge" 2>/dev/null
for _ in $(seq 100); do
    [ -n "$(groups)" ] || break
    sleep 0.05
done
[ -z "$(groups)" ] || wrong 'leaves a memory group behind' groups

# ---- honest entries ------------------------------------------------------------------------------
expect 0 'again: --seed 8 (not secret' quick --board "$scratch/honest" --json "$scratch/honest.json" --seed 8
cp "$scratch/out" "$scratch/verdicts"
for pair in naive:workshop memoised:workshop coarse:table quadrature:full vectorised:full tabulated:full \
    chebyshev:full threads:full again:full slower:full flushes:full \
    vector_functions:full unwinds:full sorts:full asks_machine:full many_threads:full thread_ends:full \
    threads_at_load:full; do
    expect 0 '' grep -q "^${pair%:*} *correct: ${pair#*:}, any cosmology" "$scratch/verdicts"
done
expect 0 'correct: full, any cosmology' quick "$again"
expect 0 'correct: full, any cosmology' quick "$scratch/large_enough.c"
expect 0 'correct: full, any cosmology' quick "$scratch/$long.c"
expect 2 '^ *at z = .* it gave 0' quick "$scratch/attacks/zeros.c" # also below the question set
# A drawn seed is printed at the end, and repeats the questions.
expect 2 'again: --seed [0-9a-f]\{32\}$' quick "$scratch/attacks/zeros.c"
cp "$scratch/out" "$scratch/drawn"
expect 2 'not secret' quick "$scratch/attacks/zeros.c" --seed "$(sed -n 's/.*--seed //p' "$scratch/drawn")"
checks=$((checks + 1))
sed -i 's/ (not secret.*//' "$scratch/out"
cmp -s "$scratch/drawn" "$scratch/out" || wrong 'asks different questions' diff "$scratch/drawn" "$scratch/out"
expect 2 'again: --seed [0-9a-f]\{32\}$' quick "$scratch/attacks/zeros.c"
checks=$((checks + 1))
! cmp -s "$scratch/drawn" "$scratch/out" || wrong 'draws the same seed twice' cat "$scratch/out"
# OpenMP respects the limit on threads on a machine with 1024 cores.
echo '#include <string.h>
int sched_getaffinity(int process, size_t size, void *set) { memset(set, 255, size); return process; }' |
    cc -shared -fPIC -x c -o "$scratch/cores.so" - || wrong 'cannot be compiled' cores
expect 0 'correct: full, any cosmology' env LD_PRELOAD="$scratch/cores.so" "$bin/hmf-judge" --quick $reduced "$scratch/honest/threads.c"
masked() { (umask 077 && "$@"); }
expect 0 'correct: full, any cosmology' masked quick "$again"

# ---- files and options ---------------------------------------------------------------------------
expect 2 'too large' quick "$scratch/too_large.c"
expect 2 'must be a C identifier' quick "$scratch/not-a-name.c"
expect 2 'at most 127 letters' quick "$scratch/x$long.c"
expect 2 'No such file' quick "$scratch/none.c"
expect 2 'No such file' quick "$scratch/none/$long/$long/$long/$long.c"
expect 2 'an entry is a file NAME.c' quick /dev/null
ln -s /dev/zero "$scratch/zero.c"
expect 2 "a symbolic link" quick "$scratch/zero.c"
mkfifo "$scratch/pipe.c"
expect 2 "not a regular file" quick "$scratch/pipe.c"
strange=$(printf "%s/strange \\033[31m\\377.c" "$scratch")
cp "$again" "$strange"
expect 2 "must be a C identifier" quick --json "$scratch/strange.json" "$strange"
cp "$scratch/out" "$scratch/strange"
expect 0 "strange" cat "$scratch/strange.json"
expect 1 "" grep -q "$(printf "\\033")" "$scratch/strange"
: >"$scratch/empty.c"
expect 2 'no descriptor' quick "$scratch/empty.c"
expect 1 'No such file' quick --board "$scratch/none"
mkdir "$scratch/nothing"
expect 1 'contains no \*.c' quick --board "$scratch/nothing"
expect 1 'give one of FILE.c' judge
expect 1 'see ./hmf judge --help' judge --nonsense
expect 1 'give one of FILE.c' judge --board "$scratch" "$scratch/empty.c"
expect 1 "unexpected argument 'b.c'" judge a.c b.c
for seed in x -1 '' 1e3; do expect 1 'whole number' judge --seed "$seed" a.c; done
for runs in 0 1 65 x ''; do expect 1 'repetitions' judge --repetitions "$runs" a.c; done
for patience in 0 nan -1 x ''; do expect 1 'patience' judge --patience "$patience" a.c; done
expect 1 'No such file' quick --json "$scratch/none/x.json" "$again"
expect 0 'usage: ./hmf judge' judge --help
[ ! -e /dev/full ] || expect 1 '' sh -c '"$1" --help >/dev/full' sh "$bin/hmf-judge"
[ ! -e /dev/full ] || expect 1 '' sh -c '"$1" --quick $3 "$2" >/dev/full' sh "$bin/hmf-judge" "$scratch/empty.c" "$reduced"

# ---- without root, and without namespaces --------------------------------------------------------
as_nobody() { setpriv --reuid 12345 --regid 12345 --clear-groups "$@"; }
# A process in a chroot cannot make a user namespace.
without_namespaces() {
    # shellcheck disable=SC2016 # expanded by the inner shell
    unshare -m sh -c 'mount --rbind / "$0" && exec chroot --userspec=12345:12345 --groups= "$0" "$@"' \
        "$scratch/root" "$bin/hmf-judge" --patience 3 --quick "$@"
}
chmod 755 "$scratch" "$scratch/honest" "$scratch/attacks"
mkdir "$scratch/root"
if [ "$(id -u)" = 0 ] && as_nobody test -x "$bin/hmf-judge-jail" 2>/dev/null; then
    expect 0 'correct: full, any cosmology' as_nobody "$bin/hmf-judge" --quick $reduced "$again"
    expect 2 'forbidden call' as_nobody "$bin/hmf-judge" --quick $reduced "$scratch/attacks/forks.c"
    expect 2 'refused' as_nobody "$bin/hmf-judge" --quick $reduced "$scratch/attacks/hides_memory.c"
    expect 2 'reads the clock' as_nobody "$bin/hmf-judge" --quick $reduced "$scratch/attacks/zombie_leader.c"
    for attack in page_tables zombie_answers zombie_memory; do
        expect 2 'too much memory' as_nobody "$bin/hmf-judge" --quick $reduced "$scratch/attacks/$attack.c"
    done
    if unshare -m true 2>/dev/null; then
        expect 1 'not safe' without_namespaces "$again"
        expect 0 'missing protection: namespaces' without_namespaces --accept-reduced-isolation "$again"
        for attack in opens_file:'forbidden call' includes_secret:'does not compile' spies:correct network:'forbidden call' \
            sorts_inputs:'changes its inputs' reads_tsc:'reads the clock'; do
            expect "$([ "${attack#*:}" = correct ] && echo 0 || echo 2)" "${attack#*:}" \
                without_namespaces --accept-reduced-isolation "$scratch/attacks/${attack%:*}.c"
            expect 1 '' grep -q 'root:' "$scratch/out"
        done
    else
        not_tried 'judging without namespaces: this machine does not allow unshare'
    fi
else
    not_tried 'judging as another user: this machine does not allow it (not root, or other users cannot read the build)'
fi
expect_no_leftovers

# ---- a new entry ---------------------------------------------------------------------------------
in_scratch() { (cd "$scratch" && "$@"); }
expect 0 'Wrote mine.c' in_scratch judge --new mine
expect 0 'hmf_impl_mine' cat "$scratch/mine.c"
expect 1 '' grep -q NAME "$scratch/mine.c"
expect 2 '^mine *wrong' in_scratch quick mine.c
expect 1 'exists already' in_scratch judge --new mine
for name in '' 1a a-b ../x; do expect 1 'identifier' in_scratch judge --new "$name"; done
finish
