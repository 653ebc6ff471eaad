#!/bin/sh
# SPDX-License-Identifier: MIT
# test_gate_binaries.sh: hmf-gate --binaries on programs with given times, so that no verdict depends on a
# clock; at the end on a program that is really timed.
. "$(dirname "$0")/../expect.sh"
bin=$1
TMPDIR=$scratch/tmp
export TMPDIR
mkdir "$TMPDIR"

# also_not TEXT: checks that the last command did not print that
also_not() {
    checks=$((checks + 1))
    if cat out err | grep -q -- "$1"; then wrong "prints '$1'" 'the command before'; fi
}
gate() { "$bin/hmf-gate" --binaries "$@" --seed 17 --budget 100; }

# program NAME COMMANDS: makes a substitute for a Google Benchmark program from lines of standard input,
# "BENCHMARK<tab>REAL<tab>CPU<tab>MORE", nanoseconds and further JSON. COMMANDS run before its output:
# there $list is set if the list is requested, and wants BENCHMARK succeeds if that one is to be run.
# The times of runs differ by less than $noise per mille.
noise=2
program() {
    cat >"$scratch/$1.list"
    {
        printf '#!/bin/sh\nbenchmarks=%s noise=%s count=%s context=\n' \
            "$scratch/$1.list" "$noise" "$scratch/count"
        cat <<'SCRIPT'
list='' filter='' out=''
for argument; do
    case $argument in
    --benchmark_list_tests=true) list=yes ;;
    --benchmark_filter=*) filter=${argument#*=} ;;
    --benchmark_out=*) out=${argument#*=} ;;
    esac
done
wants() { [ -z "$list" ] && printf '%s\n' "$1" | grep -E -q -e "$filter"; }
SCRIPT
        printf '%s\n' "$2"
        cat <<'SCRIPT'
[ -z "$list" ] || exec cut -f 1 "$benchmarks"
read -r run <"$count"
echo $((run + 1)) >"$count"
exec awk -F '\t' -v filter="$filter" -v run="$run" -v noise="$noise" -v context="$context" '
    BEGIN { printf "{\"context\": {%s}, \"benchmarks\": [", context }
    $1 ~ filter {
        now = 1 + 1e-3 * noise * ((run * 61 + NR * 37) % 101 - 50) / 50
        printf "%s{\"name\": \"%s\", \"run_type\": \"iteration\"%s, ", comma, $1, $4
        printf "\"real_time\": %.9g, \"cpu_time\": %.9g, \"time_unit\": \"ns\"}\n", $2 * now, $3 * now
        comma = ","
    }
    END { print "]}" }' "$benchmarks" >"$out"
SCRIPT
    } >"$scratch/$1"
    chmod +x "$scratch/$1"
}
echo 1 >"$scratch/count"

two() { printf 'BM_one\t1000\t%s\nBM_two<a, b>/8 x+(y)|z/real_time\t%s\t500\n' "$1" "$2"; }
two 1000 1000 | program base ''
two 1000 1200 | program slower ''
two 1200 1000 | program slower_cpu ''
cd "$scratch" || exit 1

# ---- verdicts
expect 0 '^2 comparisons: 2 same$' gate base base
expect 0 'cpu or real time' gate ./base ./base
expect 2 '^2 comparisons: 1 same, 1 slower$' gate base slower
expect 2 '^BM_two<a, b>/8 x+(y)|z/real_time .* 1\.[0-9]* \[.* slower$' gate base slower
expect 0 '^2 comparisons: 1 same, 1 faster$' gate slower base
expect 2 '^BM_one .* slower$' gate base slower_cpu
expect 0 '^2 comparisons: 2 same$' gate base slower --metric cpu
expect 0 '^2 comparisons: 2 same$' gate base slower_cpu --metric real
expect 0 'real time' gate base slower_cpu --metric real
expect 0 '^2 comparisons: 2 same$' gate base slower --margin 30
expect 0 '^1 comparison: 1 same$' gate base slower --filter '^BM_one$'
runs=$(cat count)
expect 0 '^BM_one 3 %$' gate base slower --list --margin 3
expect 0 "^$((runs + 1))$" cat count # of the base, to find out which benchmarks run
noise=300
two 1000 1000 | program restless ''
noise=2
expect 3 'inconclusive' gate restless restless --draws 16

# ---- not on both sides
{ two 1000 1000; printf 'BM_three\t10\t10\n'; } | program three ''
printf 'BM_other\t10\t10\n' | program other ''
expect 1 '^BM_three .* vanished: missing from the new program' gate three base
expect 0 '^BM_three .* not compared: new: not in the base' gate base three
expect 1 'have no benchmark in common' gate base other
expect 1 'that matches --filter' gate three base --filter three
expect 1 '--filter matches no benchmark of the base' gate base base --filter nothing
{ two 1000 1000; printf 'BM_one\t10\t10\n'; } | program twice ''
expect 0 '^BM_one .* not compared: several benchmarks of the base' gate twice base
expect 1 '^BM_one .* vanished: several benchmarks of the new program have this name' gate base twice
expect 1 '^cannot be judged (exit status 1)' gate base twice
expect 0 '^BM_one .* not compared: several benchmarks of both' gate twice twice
expect 1 'nothing was compared' gate twice twice --filter '^BM_one$'
expect 1 'nothing was compared' gate twice base --filter '^BM_one$'
{ two 1000 1000; printf 'BM_many\t10\t10\nBM_many\t10\t10\n'; } | program many ''
expect 1 '^BM_many .* vanished: missing from the new program' gate many base
expect 0 '^BM_many .* not compared: new: ' gate base many
expect 0 '^BM_two<a, b>/8 x+(y)|z/real_time 2 %$' gate twice base --list
also_not BM_one
expect 1 'there is nothing to compare' gate twice base --list --filter '^BM_one$'

# ---- failures
three() { { two 1000 1000; printf 'BM_three\t%s\t%s\t%s\n' "$@"; } }
three 10 10 '' | program crashing 'wants BM_three && kill -SEGV $$'
three 10 10 '' | program dead 'kill -SEGV $$'
three 10 10 '' | program failing 'wants BM_three && { echo first; echo "no device" >&2; exit 9; }'
three 10 10 '' | program hanging 'wants BM_three && exec sleep 100'
three 10 10 '' | program asleep 'exec sleep 100'
three 10 10 '' | program together 'wants BM_three && wants BM_one && exit 5'
three 10 10 '' | program babbling 'wants BM_three && { echo "no JSON" >"$out"; exit 0; }'
three 10 10 '' | program silent '[ -n "$list" ] || exit 0'
three 0 0 ', "error_occurred": true, "error_message": "wrong \"sum\""' | program error ''
three 0 0 ', "skipped": true, "skip_message": "no vectors"' | program skipping ''
three 0 0 '' | program timeless ''
three NaN NaN '' | program nan ''
three 4e-2 5e-9 '' | program emptied '' # like a loop that the compiler has removed
three 5e-9 2e-1 '' | program shortest ''
three 10 10 '' | program unreported 'filter="^BM_[ot]wo|^BM_one"'
expect 4 '^BM_three .* wrong answer: the new program was killed by signal 11' gate three crashing
expect 4 '^3 comparisons: 2 same, 1 wrong' gate three crashing
expect 4 'the new program was killed by signal 11' gate three dead
expect 4 'exits with status 9: no device' gate three failing
expect 4 'run together with others, exits with status 5' gate three together
expect 4 'the new program wrote results that cannot be read: line 1: ' gate three babbling
expect 4 'wrote no results: is it a Google Benchmark program' gate three silent
# A benchmark that the base timed and the new program does not has vanished.
lost() { # lost NEW REASON
    expect 1 "^BM_three .* vanished: the new program $2" gate three "$1"
    also '^3 comparisons: 2 same, 1 vanished$'
    expect 1 'nothing was compared' gate three "$1" --filter three
}
# left_out OLD NEW REASON: the base does not time it either
left_out() {
    expect 0 "^BM_three .* not compared: $3" gate "$1" "$2"
    also '^3 comparisons: 2 same, 1 not compared$'
    expect 1 'nothing was compared\|no benchmark in common' gate "$1" "$2" --filter three
}
# The reason of a failure, without the lines about the machine that the library prints before.
three 10 10 '' | program throwing 'wants BM_three && { printf "Load Average: 1, 2\n***WARNING*** slow\nterminate called\n  what():  no data\n\n" >&2; echo table; kill -ABRT $$; }'
three 10 10 '' | program quiet 'wants BM_three && { printf "Run on (2 X 2000 MHz CPU s)\n  L1 Data 32 KiB\nLoad Average: 1, 2\n" >&2; echo table; kill -ABRT $$; }'
expect 4 'was killed by signal 6 (Aborted): terminate called / what():  no data$' gate three throwing
expect 1 'the base, .*/throwing, was killed by signal 6 (Aborted): terminate called / what():  no data$' gate throwing three
expect 4 'was killed by signal 6 (Aborted)$' gate three quiet
lost error 'reports an error: wrong "sum"'
lost skipping 'skips it: no vectors'
lost timeless 'reports no cpu time above 0'
lost nan 'reports no cpu time above 0'
lost emptied 'takes no time for it: the compiler may have removed its loop'
expect 0 '^3 comparisons: 3 same$' gate shortest shortest
lost unreported 'lists it, but does not report it'
left_out error three 'new: the base reports an error: wrong "sum"'
left_out skipping three 'new: the base skips it: no vectors'
left_out nan three 'new: the base reports no cpu time above 0'
left_out error error 'timed by neither program: the base reports an error'
left_out skipping skipping 'timed by neither program: the base skips it: no vectors'
left_out skipping error 'timed by neither program: the base skips it: no vectors'
left_out timeless emptied 'timed by neither program: the base reports no cpu time above 0'
left_out emptied three 'new: the base takes no time for it'
left_out skipping base 'the base skips it: no vectors'
left_out skipping crashing 'the base skips it: no vectors'
also 'run with the benchmarks that the base does not time, was killed by signal 11'
expect 1 'the new program was killed by signal 11' gate skipping dead --filter three
also 'nothing was compared'
HMF_GATE_LIMIT=1
export HMF_GATE_LIMIT
expect 4 '^BM_three .* the new program did not end within 1 s' gate three hanging
expect 4 'did not end within 1 s' gate three asleep
expect 1 'the base, .*/asleep, did not end within 1 s' gate asleep three
unset HMF_GATE_LIMIT
expect 1 'the base, .*/dead, was killed by signal 11' gate dead three
expect 1 'the base, .*/crashing, was killed by signal 11' gate crashing three
expect 1 'the base, .*/failing, exits with status 9: no device' gate failing three
expect 1 'the base, .*/silent, wrote no results' gate silent three

# A program that begins to fail after some runs.
two 1000 1000 | program tired '[ -n "$list" ] || ! wants BM_one || [ "$(cat "$count")" -lt "$limit" ] || exit 7'
limit=$(($(cat count) + 20))
export limit
expect 4 '^BM_one .* exits with status 7' gate base tired
limit=$(($(cat count) + 20))
expect 1 'exits with status 7' gate tired base
limit=1000000000

# A program that skips a benchmark after some runs, and one that fails in another folder.
three 10 10 '' | program moody '[ "$(cat "$count")" -lt "$limit" ] || benchmarks=${benchmarks%/*}/skipping.list'
limit=$(($(cat count) + 20))
expect 1 '^BM_three .* vanished: the new program skips it: no vectors' gate three moody
limit=$(($(cat count) + 20))
expect 3 '^BM_three .* inconclusive: the .*base skips it: no vectors' gate moody three
limit=1000000000
three 10 10 '' | program homely '[ "${0##*/}" = homely ] || benchmarks=${benchmarks%/*}/skipping.list'
expect 0 '^3 comparisons: 3 same$' gate homely three
also 'a copy of the base fails in another folder'

# ---- runs that are shorter than --min-time
three 10 10 ', "iterations": 1' | program hasty ''
three 10 10 ', "iterations": 500' | program brief ''
three 10 10 ', "iterations": 1000000' | program long ''
three 1 1 ', "iterations": 1000000000' | program longest ''
printf 'BM_a/iterations:1\t9\t9\t, "iterations": 1\nBM_b/min_time:0.001\t9\t9\t, "iterations": 1\n' | program set_by_source ''
printf 'BM_one\t9\t9\t, "iterations": 1\n' | program dry ''
expect 1 '^BM_three .* vanished: the new program times a single iteration of it, .* where --min-time asks for 50.0 ms' \
    gate three hasty
expect 3 '^BM_three .* inconclusive: the base times a single iteration of it' gate hasty three
expect 1 'the base, .*/dry, ignores --benchmark_min_time: BM_one: .* a single iteration' gate dry dry
expect 0 '^3 comparisons: 3 same$' gate three brief
also 'note: the new program has a minimum time of its own: "BM_three": it times it for [0-9.]* µs, where'
expect 0 '^3 comparisons: 3 same$' gate long long
also_not 'minimum time'
expect 0 '^3 comparisons: 3 same$' gate longest longest --min-time 100
also_not 'minimum time'
expect 0 '^2 comparisons: 2 same$' gate set_by_source set_by_source

# ---- other programs
echo text >text
expect 1 'the base, .*/nothing, cannot be run: No such file' gate nothing base
expect 1 'the new program, .*/nothing, cannot be run: No such file' gate base nothing
expect 1 'cannot be run: Permission denied' gate base text
expect 1 'cannot be run: Permission denied' gate base .
chmod +x text
expect 1 'cannot be run: Exec format error' gate base text
expect 1 'lists no benchmarks: is it' gate /bin/true base
expect 1 'lists no benchmarks: is it' gate base /bin/true
printf '#!/bin/sh\necho rubbish $$; echo more rubbish >&2\n' >rubbish
chmod +x rubbish
expect 1 'wrote no results: is it' gate rubbish base
expect 1 'have no benchmark in common' gate base rubbish
expect 1 '' gate base

# ---- the environment of the programs
two 1000 1000 | program watching 'env | grep -E "^(LC_|LANG|BENCHMARK_|KEPT)" | sort | tr "\n" " " >>"${benchmarks%/*}/seen"; echo >>"${benchmarks%/*}/seen"'
watched() {
    rm -f seen
    env KEPT=1 LANG=de_DE.UTF-8 LANGUAGE=de "$@" LC_NUMERIC=de_DE.UTF-8 BENCHMARK_DRY_RUN=true BENCHMARK_MIN_TIME=7 \
        "$bin/hmf-gate" --binaries watching watching --seed 17 --budget 100 &&
        sort -u seen
}
for variable in LC_ALL=de_DE.UTF-8 LC_NAME=de_DE.UTF-8; do
    expect 0 '^KEPT=1 LANG=C LC_ALL=C $' watched $variable
    is 1 "$(sort -u seen | wc -l)" 'environments'
    also '^note: the programs ran without these environment variables: BENCHMARK_DRY_RUN, BENCHMARK_MIN_TIME$\|BENCHMARK_MIN_TIME, BENCHMARK_DRY_RUN$'
done
expect 0 '^2 comparisons: 2 same$' gate base base
also_not 'environment variables'

# ---- unusual programs
two 1000 1000 | program talking 'echo "began as $$"; echo "talks" >&2; echo "[seed 5]"'
expect 0 '^2 comparisons: 2 same$' gate talking base
expect 0 'omitted lines of the base.s list that are no benchmarks: 2 lines, the first "began as' gate talking base
expect 0 '^2 comparisons: 2 same$' gate base talking --filter '^BM'
two 1000 1000 | program settled '[ "${0##*/}" = settled ] || exit 1'
expect 0 'a copy of the base fails in another folder' gate settled base

# A name with bytes that are not UTF-8, and libraries of different versions.
printf 'BM_\366\337\t10\t10\nBM_\303\251\t10\t10\n' | program latin1 ''
expect 0 '^2 comparisons: 2 same$' gate latin1 latin1
also '^BM_?? .* same$'
two 1000 1000 | program newer 'context="\"library_version\": \"v1.9.5\""'
expect 0 'note: the versions of Google Benchmark differ, unknown in the base and v1.9.5 in the new' gate base newer
expect 0 'note: the versions of Google Benchmark differ, v1.9.5 in the base and unknown in the new' gate newer base
expect 0 '^2 comparisons: 2 same$' gate newer newer
also_not 'versions of Google Benchmark'

# More names, and longer ones, than fit in one command line.
long=$(printf '%0140d' 0)
awk -v long="$long" 'BEGIN { for (i = 1; i <= 120; i++) print "BM_<" long ">/" i "/tail\t100\t100" }' |
    program many ''
expect 0 '^120 comparisons: 120 same$' gate many many
expect 0 '^BM_<0*\.\.\.0*>/120/tail .* same$' gate many many --filter '/120/tail$'

# ---- an interrupt leaves nothing behind
two 1000 1000 | program slow '[ -n "$list" ] || exec sleep 100'
interrupted() {
    "$bin/hmf-gate" --binaries base slow &
    gate=$!
    sleep 1
    kill -TERM $gate
    wait $gate
}
expect 143 '' interrupted
expect 2 '' sh -c 'ls "$1"/* 2>/dev/null' sh "$TMPDIR"

# ---- a real program against itself, with a locale that has a decimal comma
mkdir locales
localedef -i de_DE -f UTF-8 locales/de_DE.UTF-8 2>/dev/null ||
    not_tried 'a decimal comma: the locale cannot be made (Debian: locales)'
really_timed() {
    env LOCPATH="$scratch/locales" LANG=de_DE.UTF-8 LC_ALL=de_DE.UTF-8 "$bin/hmf-gate" --binaries "$bin/gbench_fixture" "$bin/gbench_fixture" --draws 16 --budget 5 \
        --margin 100 --min-time 0.0005
    status=$?
    [ $status = 3 ] || return $status
}
expect 0 '' really_timed
mv out real
for name in steady/2000 'named with blanks/a+b (c)|d/100' 'sum<unsigned char, 200>' \
    counted/real_time with_threads/1000/threads:2 again/100/repeats:3 only_aggregates/100/repeats:3; do
    expect 0 "^$name  .*  [1-9][0-9]*  \(same\|inconclusive: \)" cat real
done
expect 0 '^failing .* not compared: timed by neither program: the base reports an error: no such "device"' cat real
finish
