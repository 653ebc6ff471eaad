#!/bin/sh
# test_judge.sh: every cheat and every fault gets the verdict that its file expects, honest entries
# pass, and nothing is left behind.
# usage: test_judge.sh BIN GENERATED, the latter the folder of impls' generated headers
. "$(dirname "$0")/../expect.sh"
bin=$1 generated=$2
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
impls=$here/../impls
export HMF_RESULTS="$scratch"
judge() { "$bin/hmf-judge" --patience 3 "$@"; }

# What is missing here is told by the judge; what is left is tested all the same.
reduced=''
if ! judge --quick "$here/entries/no-such-file.c" >"$scratch/why" 2>&1 && grep -q 'not safe' "$scratch/why"; then
    cat "$scratch/why"
    reduced=--accept-reduced-isolation
fi

# ---- the entries ---------------------------------------------------------------------------------
mkdir "$scratch/attacks" "$scratch/honest"
for file in "$here"/entries/attacks/*.c "$here"/entries/honest/*.c; do
    kind=$(basename "$(dirname "$file")")
    "$here/entries/assemble.sh" "$file" "$here/entries/$kind" "$here/entries" "$impls" "$generated" \
        >"$scratch/$kind/${file##*/}" || wrong 'cannot be assembled' "$file"
done
# Too large by one byte, and as large as may be; a name that is no identifier; a device.
{ cat "$scratch/honest/again.c"; printf '//'; } | sed 's/again/large_enough/g' >"$scratch/large"
size=$(wc -c <"$scratch/large")
{ cat "$scratch/large"; head -c $((65536 - size)) /dev/zero | tr '\0' x; } >"$scratch/large_enough.c"
{ sed 's/large_enough/too_large/g' "$scratch/large"; head -c 65536 /dev/zero | tr '\0' x; } >"$scratch/too_large.c"
cp "$scratch/honest/again.c" "$scratch/not-a-name.c"
long=$(printf '%0127d' 0 | tr 0 x)
sed "s/again/$long/g" "$scratch/honest/again.c" >"$scratch/$long.c"
cp "$scratch/$long.c" "$scratch/x$long.c"

# ---- attacks -------------------------------------------------------------------------------------
watched() { # what an entry might leave: processes without a judge, mounts, files
    pgrep -c -P 1 -f hmf-judge-jail || :
    wc -l </proc/self/mounts
    find /tmp -maxdepth 1 -name 'hmf-judge*' 2>/dev/null | wc -l
}
hint_of() { # hint_of NAME FILE: the advice for that entry
    awk -F '"' -v name="$1" '$2 == "name" { mine = $4 == name } mine && $2 == "hint" { print $4 }' "$2"
}
watched >"$scratch/before"
expect 0 '' judge --quick $reduced --board "$scratch/attacks" --json "$scratch/attacks.json" --seed 7
cp "$scratch/out" "$scratch/verdicts"
for file in "$here"/entries/attacks/*.c; do
    name=$(basename "$file" .c)
    checks=$((checks + 1))
    wanted=$(sed -n '1s/^\/\* expect: \(.*\) \*\/$/\1/p' "$file")
    line=$(grep "^$name " "$scratch/verdicts")
    case $wanted in
    '') wrong 'does not say what it expects' "$name" ;;
    esac
    printf '%s\n' "$line" | grep -Eq "^$name +($wanted):|^$name +correct: .*($wanted)\$" ||
        wrong "expected $wanted, got: $line" "$name"
    advice=$(sed -n '2s/^\/\* advice: \(.*\) \*\/$/\1/p' "$file")
    [ -z "$advice" ] || hint_of "$name" "$scratch/attacks.json" | grep -Eq "$advice" ||
        wrong "expected the advice '$advice', got: $(hint_of "$name" "$scratch/attacks.json")" "$name"
    case $wanted in correct* | *default*) ;; *)
        case $line in *": "*"any cosmology") wrong "passes: $line" "$name" ;; esac ;;
    esac
done
sleep 0.2
watched >"$scratch/after"
checks=$((checks + 1))
cmp -s "$scratch/before" "$scratch/after" || wrong 'leaves something behind' diff "$scratch/before" "$scratch/after"
expect 1 '' grep -q 'root:' "$scratch/attacks.json"
expect 1 '' grep -q "$(printf '\033')" "$scratch/attacks.json"
expect 1 '' grep -q "$(printf '\033')" "$scratch/verdicts"
expect 1 '' grep -q '"details": "?' "$scratch/attacks.json"
expect 0 '"kind": "judge"' cat "$scratch/attacks.json"

# ---- memory --------------------------------------------------------------------------------------
# A jail at work is the first choice of the OOM killer and in a memory group, where there are any; a judge
# that is killed leaves no group.
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
if "$bin/hmf-doctor" --seconds 0.1 | grep -q 'memory cgroup: the kernel'; then
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
expect 0 'again: --seed 8 (a given seed is no secret' judge --quick $reduced --board "$scratch/honest" --json "$scratch/honest.json" --seed 8
cp "$scratch/out" "$scratch/verdicts"
for pair in naive:workshop memoised:workshop coarse:table quadrature:full vectorised:full tabulated:full \
    chebyshev:full threads:full again:full slower:full flushes:full \
    vector_functions:full unwinds:full sorts:full asks_machine:full many_threads:full thread_ends:full \
    threads_at_load:full; do
    expect 0 '' grep -q "^${pair%:*} *correct: ${pair#*:}, any cosmology" "$scratch/verdicts"
done
expect 0 'correct: full, any cosmology' judge --quick $reduced "$scratch/honest/again.c"
expect 0 'correct: full, any cosmology' judge --quick $reduced "$scratch/large_enough.c"
expect 0 'correct: full, any cosmology' judge --quick $reduced "$scratch/$long.c"
expect 2 '^ *at z = .* it gave 0' judge --quick $reduced "$scratch/attacks/zeros.c" # under its league as well
# A drawn key is printed in the end, and repeats the questions.
expect 2 'again: --seed [0-9a-f]\{32\}$' judge --quick $reduced "$scratch/attacks/zeros.c"
cp "$scratch/out" "$scratch/drawn"
expect 2 'no secret' judge --quick $reduced "$scratch/attacks/zeros.c" --seed "$(sed -n 's/.*--seed //p' "$scratch/drawn")"
checks=$((checks + 1))
sed -i 's/ (a given seed .*//' "$scratch/out"
cmp -s "$scratch/drawn" "$scratch/out" || wrong 'asks other questions' diff "$scratch/drawn" "$scratch/out"
expect 2 'again: --seed [0-9a-f]\{32\}$' judge --quick $reduced "$scratch/attacks/zeros.c"
checks=$((checks + 1))
! cmp -s "$scratch/drawn" "$scratch/out" || wrong 'draws the same key twice' cat "$scratch/out"
# On a machine of 1024 cores OpenMP starts no more threads than there may be.
echo '#include <string.h>
int sched_getaffinity(int process, size_t size, void *set) { memset(set, 255, size); return process; }' |
    cc -shared -fPIC -x c -o "$scratch/cores.so" - || wrong 'cannot be compiled' cores
expect 0 'correct: full, any cosmology' env LD_PRELOAD="$scratch/cores.so" "$bin/hmf-judge" --quick $reduced "$scratch/honest/threads.c"
masked() { (umask 077 && "$@"); }
expect 0 'correct: full, any cosmology' masked judge --quick $reduced "$scratch/honest/again.c"

# ---- what it is given ----------------------------------------------------------------------------
expect 2 'too large' judge --quick $reduced "$scratch/too_large.c"
expect 2 'must be a C identifier' judge --quick $reduced "$scratch/not-a-name.c"
expect 2 'at most 127 letters' judge --quick $reduced "$scratch/x$long.c"
expect 2 'No such file' judge --quick $reduced "$scratch/none.c"
expect 2 'No such file' judge --quick $reduced "$scratch/none/$long/$long/$long/$long.c"
expect 2 'an entry is a file NAME.c' judge --quick $reduced /dev/null
ln -s /dev/zero "$scratch/zero.c"
expect 2 "a symbolic link" judge --quick $reduced "$scratch/zero.c"
mkfifo "$scratch/pipe.c"
expect 2 "not a regular file" judge --quick $reduced "$scratch/pipe.c"
strange=$(printf "%s/strange \\033[31m\\377.c" "$scratch")
cp "$scratch/honest/again.c" "$strange"
expect 2 "must be a C identifier" judge --quick $reduced --json "$scratch/strange.json" "$strange"
cp "$scratch/out" "$scratch/strange"
expect 0 "strange" cat "$scratch/strange.json"
expect 1 "" grep -q "$(printf "\\033")" "$scratch/strange"
: >"$scratch/empty.c"
expect 2 'no descriptor' judge --quick $reduced "$scratch/empty.c"
expect 1 'No such file' judge --quick $reduced --board "$scratch/none"
mkdir "$scratch/nothing"
expect 1 'no \*.c in it' judge --quick $reduced --board "$scratch/nothing"
expect 1 'usage' judge
expect 1 'see ./hmf judge --help' judge --nonsense
expect 1 'one of FILE.c' judge --board "$scratch" "$scratch/empty.c"
expect 1 "unexpected argument 'b.c'" judge a.c b.c
for seed in x -1 '' 1e3; do expect 1 'whole number' judge --seed "$seed" a.c; done
for draws in 0 1 65 x ''; do expect 1 'draws' judge --draws "$draws" a.c; done
for patience in 0 nan -1 x ''; do expect 1 'patience' judge --patience "$patience" a.c; done
expect 1 'No such file' judge --quick $reduced --json "$scratch/none/x.json" "$scratch/honest/again.c"
expect 0 'usage: ./hmf judge' judge --help
[ ! -e /dev/full ] || expect 1 '' sh -c '"$1" --help >/dev/full' sh "$bin/hmf-judge"
[ ! -e /dev/full ] || expect 1 '' sh -c '"$1" --quick $3 "$2" >/dev/full' sh "$bin/hmf-judge" "$scratch/empty.c" "$reduced"

# ---- as somebody who is not root, and where there are no namespaces for them ---------------------
as_nobody() { setpriv --reuid 12345 --regid 12345 --clear-groups "$@"; }
# A process whose root is not its namespace's can make no user namespace.
without_namespaces() {
    # shellcheck disable=SC2016 # expanded by the inner shell
    unshare -m sh -c 'mount --rbind / "$0" && exec chroot --userspec=12345:12345 --groups= "$0" "$@"' \
        "$scratch/root" "$bin/hmf-judge" --patience 3 --quick "$@"
}
chmod 755 "$scratch" "$scratch/honest" "$scratch/attacks"
mkdir "$scratch/root"
if [ "$(id -u)" = 0 ] && as_nobody test -x "$bin/hmf-judge-jail" 2>/dev/null; then
    expect 0 'correct: full, any cosmology' as_nobody "$bin/hmf-judge" --quick $reduced "$scratch/honest/again.c"
    expect 2 'forbidden call' as_nobody "$bin/hmf-judge" --quick $reduced "$scratch/attacks/forks.c"
    expect 2 'refused' as_nobody "$bin/hmf-judge" --quick $reduced "$scratch/attacks/hides_memory.c"
    expect 2 'reads the clock' as_nobody "$bin/hmf-judge" --quick $reduced "$scratch/attacks/zombie_leader.c"
    for attack in page_tables zombie_answers zombie_memory; do
        expect 2 'too much memory' as_nobody "$bin/hmf-judge" --quick $reduced "$scratch/attacks/$attack.c"
    done
    if unshare -m true 2>/dev/null; then
        expect 1 'not safe' without_namespaces "$scratch/honest/again.c"
        expect 0 'no namespaces here' without_namespaces --accept-reduced-isolation "$scratch/honest/again.c"
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
    not_tried 'judging as another user: this machine does not allow it (not root, or the build is not for others to read)'
fi
watched >"$scratch/after"
checks=$((checks + 1))
cmp -s "$scratch/before" "$scratch/after" || wrong 'leaves something behind' diff "$scratch/before" "$scratch/after"

# ---- a new one -----------------------------------------------------------------------------------
in_scratch() { (cd "$scratch" && "$@"); }
expect 0 'mine.c is there' in_scratch judge --new mine
expect 0 'hmf_impl_mine' cat "$scratch/mine.c"
expect 1 '' grep -q NAME "$scratch/mine.c"
expect 2 '^mine *wrong' in_scratch judge --quick $reduced mine.c
expect 1 'is there already' in_scratch judge --new mine
for name in '' 1a a-b ../x; do expect 1 'identifier' in_scratch judge --new "$name"; done
finish
