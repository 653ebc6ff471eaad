#!/bin/sh
# SPDX-License-Identifier: MIT
# test_gate.sh: hmf-gate on two builds of gate_module.c. A substitute for hmf-gate-draw supplies the
# times, so that no verdict depends on a clock, except in one run that is really timed.
. "$(dirname "$0")/../expect.sh"
bin=$(CDPATH='' cd -- "$1" && pwd -P)
source=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
cc=${CC:-cc}
for tool in valgrind ninja strip; do
    command -v $tool >/dev/null || skip "$tool not found"
done
TMPDIR=$scratch/tmp
export TMPDIR
mkdir "$TMPDIR" "$scratch/programs" "$scratch/impls"
cd "$scratch" || exit 1
# shellcheck disable=SC3045 # shells without it leave no core files here
ulimit -c 0 2>/dev/null

# ---- builds --------------------------------------------------------------------------------------

module=$scratch/impls/gate_module.c
cp "$source/tests/gate/gate_module.c" "$module"
line=$(grep -n 'one step' "$module" | cut -d : -f 1)
same=-DSTEPS=10000 less=-DSTEPS=9999 # too many instructions for larger jobs

# object NAME OPTION...: prints a part of a build.ninja
object() {
    printf 'build %s: compile %s\n  options =' "$1" "$module"
    shift
    printf " '%s'" "$@"
    echo
}

# build FOLDER IMPL...: makes a build folder like that of CMake and Ninja, of "NAME OPTION ..."
interface=''
build() {
    folder=$1 list='' objects=''
    shift
    mkdir -p "$folder/bin" "$folder/lib"
    for impl; do
        list="$list IMPL(${impl%% *})" objects="$objects impl_${impl%% *}.c.o"
    done
    {
        cat <<END
rule compile
  command = $cc -std=c17 -O1 -fno-unroll-loops -g -gdwarf-4 -fPIC -I$source/impls \$options -c \$in -o \$out
rule link
  command = : && $scratch/compiler -fPIC -g -shared -o lib/hmf_module.so \$in -lm && :
build lib/hmf_module.so: link$objects hmf.c.o registry.c.o shared.c.o
build hmf_module: phony lib/hmf_module.so
END
        object hmf.c.o -DWRAPPERS
        object registry.c.o "-DIMPLS=$list" "-DINTERFACE=${interface:-HMF_ABI_VERSION}"
        object shared.c.o -DSHARED
        for impl; do
            # shellcheck disable=SC2086 # a list of words
            object "impl_${impl%% *}.c.o" "-DNAME=${impl%% *}" ${impl#* }
        done
    } >"$folder/build.ninja"
    ninja -C "$folder" >"$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
    answers "$folder" 'exit 0'
}

# answers FOLDER COMMANDS: makes its hmf-check, which is run with IMPL truth contract
answers() {
    printf '#!/bin/sh\necho "$@" $HMF_CLONE >>%s\n%s\n' "$scratch/checked" "$2" >"$1/bin/hmf-check"
    chmod +x "$1/bin/hmf-check"
}

# Links modules in other layouts only if they will be loaded; otherwise makes an empty file.
really=''
cat >compiler <<END
#!/bin/sh
case \$* in *layouts*) ;; *) exec $cc "\$@" ;; esac
[ -z "\$really" ] || exec $cc "\$@"
if [ -e "$scratch/hang_link" ]; then touch "$scratch/hangs"; sleep 100; fi
while [ "\$1" != -o ]; do shift; done
: >"\$2"
END
export really

# ---- programs ------------------------------------------------------------------------------------

cp "$bin/hmf-gate" programs
ln -s "$bin/hmf-gate-count" "$bin/hmf-gate-answers" "$bin/hmf-profile" programs

# hmf-gate-draw SEED MILLISECONDS BASE NEW COPY COMPARISON ...: prints the ratios of the last matching
# line "REGEX RATIO CONTROL" of the file ratios, with a little noise that differs between draws.
cat >programs/hmf-gate-draw <<END
#!/bin/sh
echo "\$@" >>$scratch/draws
echo "\$LANG \$LC_ALL" >$scratch/locale
[ ! -e $scratch/slow ] || sleep 1
if [ -e $scratch/hang_draw ]; then touch $scratch/hangs; sleep 100; fi
seed=\$1
for module in "\$3" "\$4" "\$5"; do [ -f "\$module" ] || { echo "no \$module"; exit 1; }; done
shift 5
for name; do
    echo "\$name" | awk -v seed="\$seed" '
        NR == FNR { regex[++count] = \$1; ratio[count] = \$2; control[count] = \$3; next }
        { now = 1e-3 * ((seed * 61) % 101 - 50) / 50
          for (i = 1; i <= count; i++) if (\$1 ~ regex[i]) { r = ratio[i]; c = control[i] }
          print \$1, r + now, c - now, 1e-6 }' $scratch/ratios -
done
END
chmod +x compiler programs/hmf-gate-draw

# All processes of a run have TRACE in their environment.
gate() {
    : >draws
    : >checked
    TRACE=$scratch LANG=de_DE.UTF-8 LC_ALL=de_DE.UTF-8 programs/hmf-gate --seed 17 "$@"
}
all_equal() { echo '. 0 0' >ratios; }
draws() { wc -l <draws; }
left_behind() {
    ls "$TMPDIR"
    grep -l -z -x "TRACE=$scratch" /proc/[0-9]*/environ 2>/dev/null
}
nothing_is_left() { is '' "$(left_behind)" "left behind by $*"; }

# ---- every verdict -------------------------------------------------------------------------------

build base "alike $same" "faster $same" "more $same -DCLONED" "slower $same" "trade $same" \
    "unfit $same" "untouched $same"
build head "alike -DSTEPS=10040" "faster $less" "more -DSTEPS=10060 -DCLONED" "slower $less" \
    "trade -DSTEPS=10060" "unfit $less" "untouched $same"
cat >ratios <<END
. 0 0
faster -0.05 0
slower 0.05 0
trade -0.05 0
unfit 0 0.05
END
compared() { for impl; do printf ' --compare %s/point/cold' "$impl"; done; }
# shellcheck disable=SC2046 # lists of words
expect 2 '^7 comparisons: 1 unchanged, 1 same, 1 faster, 1 trade, 1 slower, 1 more instructions, 1 inconclusive$' \
    gate base head --draws 16 $(compared alike faster more slower trade unfit) \
    --json all.json --junit all.xml --markdown all.md --annotations --note 'seen from <far>' \
    --base-title old --head-title new
mv out all
expect 0 '^base old, new new$' cat all
expect 0 '^note: seen from <far>$' cat all
expect 0 '^regression (exit status 2)' cat all
expect 0 '^instructions (of clone made-up)' cat all
expect 0 '^untouched/\*  .* unchanged$' cat all
expect 0 '^alike/point/cold  .* [0-9,]*  +0\.3[0-9][0-9] %  *1\.00 µs  1\.000 \[.*\]  *16  same$' cat all
expect 0 '^faster/point/cold  .* 0\.951 \[.*\]  *16  faster$' cat all
expect 0 '^trade/point/cold  .* +0\.5[0-9][0-9] %  .* 0\.951 \[.*\]  *16  trade$' cat all
expect 0 '^slower/point/cold  .* 1\.051 \[.*\]  *16  slower$' cat all
expect 0 '^    first round 1\.051 \[.* in 16 draws, second 1\.051 \[.* in 16 draws$' cat all
expect 0 '^unfit/point/cold  .* inconclusive: two copies of the base differ$' cat all
expect 0 '^    control, a copy of the base to the base, 1\.051 \[' cat all
expect 0 '^more/point/cold  .* +0\.5[0-9][0-9] %  .* more instructions$' cat all
expect 0 "^    impls/gate_module\.c:$line (loop): +[0-9]* instructions: for .*one step" cat all
expect 0 "^::error file=impls/gate_module\.c,line=$line,title=more instructions%3A more/point/cold::" cat all
expect 0 '^::error title=slower%3A slower/point/cold::' cat all
expect 0 '^::warning title=inconclusive%3A unfit/point/cold::' cat all
expect 1 '' grep '^::.*\(same\|trade\|faster\|unchanged\)' all
nothing_is_left 'a run with all verdicts'
is 32 "$(draws)" 'draws of two rounds'
is 'C C' "$(cat locale)" 'the locale of a draw'
is 16 "$(grep -c unfit draws)" 'draws of a comparison that only the first round needs'
is 32 "$(cut -d ' ' -f 1 draws | sort -u | wc -l)" 'seeds of 32 draws'
is '' "$(grep untouched draws)" 'draws of an unchanged implementation'

echo '. 0.02 0.05' >ratios
suspect() { gate base head --draws 16 --compare alike/point/cold --json suspect.json "$@"; }
expect 3 '^perhaps slower, with a centre beyond the margin:$' suspect
also '^    alike/point/cold 1\.020 \['
expect 0 '^inconclusive (exit status 0)' suspect --fail-on regression
expect 0 '"status": "inconclusive"' cat suspect.json

expect 0 '"exit_status": 2' cat all.json
expect 0 "\"line\": $line" cat all.json
is 7 "$(grep -c '"outcome"' all.json)" 'outcomes in the JSON'
is 7 "$(grep -c '"log_ratio"' all.json)" 'rounds in the JSON'
expect 0 '<testsuite.* tests="7" failures="2" errors="0" skipped="1"' cat all.xml
if command -v xmllint >/dev/null; then expect 0 '' xmllint --noout all.xml; fi
expect 0 'seen from' cat all.md
expect 0 'slower/point/cold' cat all.md

# ---- instructions alone; accepted slow-downs -----------------------------------------------------

all_equal
more='--compare more/point/cold'
# shellcheck disable=SC2086 # lists of words
{
    expect 0 '^more/point/cold  .* -0\.5[0-9][0-9] %  .* same$' gate head base --only more --draws 16 $more
    expect 2 'more instructions$' gate base head --only more --draws 16 $more $more \
        --accept 'more/* instructions 0.59 too small' --accept 'more/* time 50 another metric' \
        --accept 'mor instructions 50 another name'
    expect 0 '^1 comparison: 1 accepted$' \
        gate base head --only more --draws 16 $more --accept 'mor[ef]/* instructions 0.61 it must be so'
    also ' accepted: instructions, up to 0.61 %: it must be so$'
    mv programs/hmf-profile profile
    printf '#!/bin/sh\nexit 3\n' >programs/hmf-profile
    chmod +x programs/hmf-profile
    expect 2 'the line with the largest growth was not found$' gate base head --only more --draws 16 $more
    mv profile programs/hmf-profile
}

# ---- which comparisons there are -----------------------------------------------------------------

build small 'quick -DSTEPS=100' "threads $same -DFLAGS=HMF_THREADED"
build small_head 'quick -DSTEPS=99' "threads $less -DFLAGS=HMF_THREADED"
expect 0 '' gate small small_head --list
sort out >listed
cat >expected <<END
quick/3x1300/warm 1 %
quick/3x3/cold 1 %
quick/3x3/warm 1 % instructions
quick/520x3/warm 1 %
quick/default/cold 1 %
quick/point/cold 1 %
quick/point/warm 1 % instructions
quick/survey/warm 1 %
threads/3x1300/warm 5 %
threads/3x3/cold 5 %
threads/520x3/warm 5 %
threads/default/cold 5 %
threads/point/cold 5 %
END
LC_ALL=C sort -o expected expected
LC_ALL=C sort -o listed listed
expect 0 '' cmp listed expected
is '' "$(cat draws checked)" 'draws and checks of --list'
expect 0 '^threads/point/cold 7 %$' gate small small_head --list --only threads --threaded-margin 7
expect 0 '^quick/survey/warm 1 %$' gate small small_head --list --filter 'quick/survey'
is 1 "$(wc -l <out)" 'lines of a list that is filtered'
expect 0 '^quick/chain/replay 2 %$' gate small small_head --list --compare quick/chain/replay --margin 2
expect 1 'there is nothing to compare' gate small small_head --filter '/nothing/'
expect 1 'there is nothing to compare' gate small small --filter '^quick/nothing'
expect 1 'there is nothing to compare' gate small small --filter '^quick/nothing' --list
expect 0 '^1 comparison: 1 unchanged$' gate small small --filter '^quick/default'
expect 1 '--only nobody: neither build has this implementation' gate small small_head --only nobody
expect 1 "only one build has this implementation, or none" gate small small_head --compare nobody/point/cold
expect 1 'no such workload' gate small small_head --compare quick/nothing/cold
expect 1 'no such mode' gate small small_head --compare quick/point/tepid
expect 1 'not IMPL/WORKLOAD/MODE' gate small small_head --compare quick
expect 1 'not IMPL/WORKLOAD/MODE' gate small small_head --compare 'quick/point/cold x'
nothing_is_left 'runs with nothing to compare'

# Slow-downs in a loop of any job, also of slow implementations.
build quick_loop 'loop -DSTEPS=1000'
build slow_loop 'loop -DSTEPS=2000000'
in_loop() { # in_loop BASE STEPS CONDITION COMPARISON
    build head_loop "loop -DSTEPS=$2 -DSLOW=$3"
    expect 2 "^loop/$4  .* +[0-9.]* %  .*more instructions$" gate "$1" head_loop --filter "/$4" --draws 16
}
in_loop quick_loop 1000 '(nz>128)' 520x3/warm
in_loop quick_loop 1000 '(nmass>512)' 3x1300/warm
in_loop quick_loop 1000 '(c->n_s!=1)' 3x3/cold
in_loop slow_loop 2000000 '(nmass>10)' 3x13/warm

# Demonstrations are compared only if named, implementations that keep files never.
build apart "detour $same -DFLAGS=HMF_DETOUR" "keeps $same -DFLAGS=HMF_FILES"
build apart_head "detour $less -DFLAGS=HMF_DETOUR" "keeps $less -DFLAGS=HMF_FILES"
expect 1 'there is nothing to compare' gate apart apart_head --list
expect 1 '^detour/\* .*not compared: a demonstration' gate apart apart_head --junit apart.xml --annotations
also '^keeps/\* .*not compared: it keeps files'
also '^cannot be judged (exit status 1)'
also '^hmf gate: nothing was compared$'
also '^::error title=cannot be judged::nothing was compared$'
expect 0 'errors="2" skipped="0"' cat apart.xml
is 0 "$(draws)" 'draws of omitted implementations'
is 'detour truth contract keeps truth contract ' "$(tr -s ' \n' ' ' <checked)" 'checks of omitted implementations'
expect 0 '^detour/point/cold 1 %$' gate apart apart_head --list --only detour
expect 0 '^detour/point/warm .* same$' gate apart apart_head --compare detour/point/warm --draws 16
expect 1 '^keeps/\* .*not compared: it keeps files' gate apart apart_head --only keeps
expect 0 '^2 comparisons: 2 unchanged$' gate apart apart

expect 0 '^2 comparisons: 2 unchanged$' gate small small
is 'quick truth contract threads truth contract ' "$(tr -s ' \n' ' ' <checked)" 'checks'
is 0 "$(draws)" 'draws of an unchanged implementation'
expect 0 '^1 comparison: 1 unchanged$' gate small small --only quick

# ---- spent time, failing draws -------------------------------------------------------------------

touch slow
expect 3 'inconclusive: the time was spent before it was clear' \
    gate small small_head --only quick --compare quick/point/cold --budget 1
is 1 "$(draws)" 'draws in no time'
rm slow
cp programs/hmf-gate-draw draw_by_file
printf '#!/bin/sh\necho "it burns"; exit 4\n' >programs/hmf-gate-draw
expect 1 '^it burns$' gate small small_head --compare quick/point/cold --json broken.json
expect 1 'draw 0 of seed 17: failed with exit status 4' gate small small_head --compare quick/point/cold
expect 1 '' test -e broken.json
printf '#!/bin/sh\necho quick/point/warm 0 0 1\n' >programs/hmf-gate-draw
expect 1 'did not print all its measurements' gate small small_head --compare quick/point/cold
mv draw_by_file programs/hmf-gate-draw

# ---- wrong answers -------------------------------------------------------------------------------

answers small_head 'case $1 in quick) echo fine; echo "  FAILED: cell 3"; echo FAILED: 1; exit 1 ;; esac'
expect 4 '^quick/\*  .* wrong answer: .*FAILED: cell 3$' gate small small_head --json wrong.json
also '^threads/\*  .* not compared: not timed, because another implementation is wrong$'
is 0 "$(draws)" 'draws beside a wrong answer'
expect 0 '"exit_status": 4' cat wrong.json
expect 0 '1 same$' gate small small_head --only threads --compare threads/point/cold --draws 16
answers small_head 'exit 1'
expect 4 'wrong answer: its tests failed' gate small small_head
answers small_head 'kill -SEGV $$'
expect 4 'wrong answer: its tests failed' gate small small_head
# A skipped check does not prevent the comparison; an implementation that cannot run does.
answers small_head '[ "$1" = quick ] || exit 77'
expect 0 '^threads/point/cold  .* same$' gate small small_head --draws 16
also '^quick/survey/warm  .* -<*[0-9.]* %  .* same$'
build cannot "threads $same -DUNAVAILABLE -DFLAGS=HMF_THREADED"
answers cannot 'exit 77'
expect 1 '^threads/\*  .* vanished: the base can run on this machine, the new build cannot$' \
    gate small cannot --only threads
expect 1 '^threads/\*  .* not compared: it cannot run on this machine$' gate cannot cannot --all
# Every clone that this machine can run is checked.
answers head '[ "$HMF_CLONE" != portable ] || { echo "FAILED: cell 3"; exit 1; }'
expect 4 '^more/\*  .* wrong answer: clone portable: FAILED: cell 3$' gate base head --only more --draws 16
answers head 'exit 0'
rm small_head/bin/hmf-check
expect 1 'hmf-check: no such program' gate small small_head
answers small_head 'exit 0'

# ---- answers and promises that change -------------------------------------------------------------

# changed OPTION ...: makes two builds of one implementation, the new one with these options
changed() {
    build was "calm $same -DCLONED"
    build becomes "calm $same -DCLONED $*"
}
calm() { gate was becomes --compare calm/point/cold --draws 16 "$@"; }
changed -DFACTOR=1.005
expect 2 '^calm/answers  .* changed answers: by up to 0\.49[0-9]* %, conditioned: ' calm
also '^calm/point/cold  .* same$'
expect 0 ' accepted: answers, up to 0.5 %: a better cut-off$' calm --accept 'calm/answers answers 0.5 a better cut-off'
expect 2 'changed answers' calm --accept 'calm/answers answers 0.4 too small' --accept 'calm/* promise 50 another'
changed '-DFACTOR=(1-1e-12)' '-DWHERE=in_clone(portable)'
expect 2 'changed answers: by up to [0-9.e-]* %, conditioned: clone portable: ' calm
changed '-DFACTOR=(1-1e-12)' '-DWHERE=(im>1200)'
expect 2 'changed answers: .* in [0-9]* x 100003 cells' calm
changed '-DFACTOR=(1-1e-12)' '-DWHERE=(nmass==1&&nz==1)'
expect 2 'changed answers' calm
changed '-DFACTOR=(1+2e-16)'
expect 0 '^note: calm: answers differ within rounding, by up to' calm
changed -DACCURACY=1.5
expect 2 '^calm/promise  .* lower promise: accuracy 1.5, the base promises 1$' calm
also '^calm/point/cold  .* same$'
expect 0 'accepted: promise, up to 50 %: it never was' calm --accept 'calm/promise promise 50 it never was'
changed -DFLAGS=HMF_DETOUR
expect 2 '^calm/flags  .* lower promise: HMF_DETOUR, but not in the base$' calm

# ---- implementations and failures on one side only -------------------------------------------------

build one "steady $same" "works $same"
build crashing "steady $same" "works $same -DCRASHES"
build failing "steady $same" "works $same -DFAILS_AFTER=0"
build additional "new $same" "steady $less" "works $same"
build fewer "steady $same"
expect 4 '^works/\*  .* wrong answer: fails where the base does not: it crashed$' gate one crashing
also '^steady/\*  .* unchanged$'
is 0 "$(draws)" 'draws of a crashing implementation'
expect 4 '^works/\*  .* wrong answer: fails where the base does not: works failed, on ' gate one failing
mv programs/hmf-gate-answers really_answers
printf '#!/bin/sh\necho works identical 0 0 0\n' >programs/hmf-gate-answers
chmod +x programs/hmf-gate-answers
expect 4 '^works/point/cold .* wrong answer: the new build fails here, with exit status [1-9]' gate one crashing
expect 4 '^works/3x3/warm .* wrong answer: the new build fails here, with exit status 4$' gate one failing
mv really_answers programs/hmf-gate-answers
expect 0 '^works/3x3/warm .* not compared: the base fails here, with exit status 4$' gate failing one
is 0 "$(draws)" 'draws of a failing implementation'
expect 0 '^new/\*  .* not compared: new: not in the base$' gate one additional --draws 16
also '^7 comparisons: 1 unchanged, 5 same, 1 not compared$'
expect 1 '^new/\*  .* not compared: new: ' gate one additional --only new
answers additional '[ "$1" != new ]'
expect 4 '^new/\*  .* wrong answer: its tests failed$' gate one additional
expect 1 '^works/\*  .* vanished: missing from the new build$' gate one fewer
also '^steady/\*  .* unchanged$'
expect 0 '^steady/\*  .* unchanged$' gate one fewer --only steady
expect 1 'accepted: removed' gate one fewer --only works --accept 'works/* removed 0 nobody used it'
also '^hmf gate: nothing was compared$'
expect 0 'accepted: removed, up to 0 %: nobody used it$' gate one fewer --accept 'works/* removed 0 nobody used it'
interface=99
build other "steady $same" "works $same"
interface=''
expect 3 '^hmf_module  .* other interface: HMF_ABI_VERSION of hmf.h: 99, the base has ' gate one other
is '' "$(cat draws checked)" 'draws and checks with another interface'
expect 3 'other interface' gate other one
expect 3 'other interface' gate other one --fail-on regression
is 'steady truth contract works truth contract ' "$(tr -s ' \n' ' ' <checked)" 'checks without a base'
answers one '[ "$1" != works ]'
expect 4 '^works/\*  .* wrong answer: its tests failed' gate other one
answers one 'exit 0'
expect 0 'accepted: interface, up to 0 %: compared by hand$' \
    gate other one --accept 'hmf_module interface 0 compared by hand'

# ---- invalid builds -----------------------------------------------------------------------------

mkdir empty not_a_module not_ours
mkdir not_a_module/lib not_ours/lib
echo text >not_a_module/lib/hmf_module.so
$cc -shared -o not_ours/lib/hmf_module.so -x c /dev/null
expect 1 '^hmf gate: nowhere: No such file' gate nowhere one
expect 1 '^hmf gate: nowhere: No such file' gate one nowhere
expect 1 '/empty/lib/hmf_module.so: No such file' gate empty one
expect 1 '/empty/lib/hmf_module.so: No such file' gate one empty
expect 1 'other_module.so: No such file' gate one one --head-target other_module
expect 1 'base.so: .*\(too short\|invalid ELF header\)' gate not_a_module one
expect 1 'head.so: .*hmf_get_registry' gate one not_ours
mkdir unbuilt
cp -r one/bin one/lib unbuilt
expect 1 'no target hmf_module' gate one unbuilt
cp -r one unlinkable
sed 's/ -shared/ -static/' one/build.ninja >unlinkable/build.ninja
expect 1 'no module' gate one unlinkable --all --compare works/point/cold
nothing_is_left 'runs without builds'

# ---- the command line and the outputs ------------------------------------------------------------

expect 1 'expected two build folders, OLD and NEW; see ./hmf gate --help' gate
expect 1 '--time-only needs --compare' gate one one --time-only
expect 0 '^usage: ./hmf gate' gate one --help
expect 1 '^hmf_module  .* not compared: the first commit$' gate --nothing 'the first commit'
for output in --json --junit --markdown; do
    expect 1 'cannot write nowhere/file: ' gate one one $output nowhere/file
    is '' "$(cat checked)" "checked although $output cannot be written"
done
expect 1 '/nowhere/\|nowhere: ' env TMPDIR="$scratch/nowhere" programs/hmf-gate one one
expect 1 '' test -e nowhere
if [ -e /dev/full ]; then
    checks=$((checks + 1))
    gate one one --json full.json >/dev/full 2>message
    [ $? = 1 ] || wrong 'does not exit with 1' 'gate >/dev/full'
    expect 0 'cannot write the table' cat message
    expect 0 '"exit_status": 0' cat full.json
fi
{ sleep 0.3; gate one one --json unread.json 2>message; echo $? >status; } | :
is 1 "$(cat status)" 'exit status with an unread table'
expect 0 '"exit_status": 0' cat unread.json
nothing_is_left 'a run with an unread table'
mkdir relative
relative() { TMPDIR=relative gate "$@"; }
expect 0 '^1 comparison: 1 same$' \
    relative small small_head --only quick --compare quick/point/cold --draws 16
expect 0 '' rmdir relative

# ---- an interrupt stops everything and leaves nothing ----------------------------------------------

# interrupted SIGNAL READY ARGUMENT...: sends the signal once the command READY succeeds
interrupted() {
    signal=$1 ready=$2
    shift 2
    rm -f hangs
    echo before >kept.json
    TRACE=$scratch env --default-signal=INT programs/hmf-gate "$@" --json kept.json --junit none.xml &
    gate=$!
    patience=600
    until eval "$ready" || [ $patience = 0 ] || ! kill -0 $gate; do
        sleep 0.05
        patience=$((patience - 1))
    done
    kill "-$signal" $gate
    wait $gate
}
# stops STATUS SIGNAL READY ARGUMENT...
stops() {
    wanted_status=$1
    shift
    expect "$wanted_status" '' interrupted "$@"
    nothing_is_left "$*"
    is before "$(cat kept.json)" 'content of the file'
    is '' "$(ls none.xml* kept.json?* 2>/dev/null)" 'files of an interrupted run'
}
build sleeping "steady $same" "works $same -DSLEEPS"
stops 143 TERM '[ -e "$(echo tmp/hmf-gate.*/answers.txt)" ]' one sleeping
answers sleeping 'touch hangs; sleep 100'
sed -i "s|touch hangs|touch $scratch/hangs|" sleeping/bin/hmf-check
stops 143 TERM '[ -e hangs ]' one sleeping
stops 130 INT '[ -e hangs ]' one sleeping
touch hang_link
stops 143 TERM '[ -e hangs ]' small small_head --compare quick/point/cold
rm hang_link
touch hang_draw
stops 129 HUP '[ -e hangs ]' small small_head --compare quick/point/cold
rm hang_draw

# ---- really timed --------------------------------------------------------------------------------

# Accepts an inconclusive verdict, because the machine may be noisy.
really_timed() {
    really=yes "$bin/hmf-gate" small small --all --only quick --compare quick/point/cold \
        --compare quick/default/warm --draws 16 --draw-time 1 --margin 90 --threaded-margin 90
    status=$?
    [ $status = 3 ] || return $status
}
expect 0 '^quick/point/cold  *[0-9,]*  *0 %  *[0-9.]* \(ns\|µs\)  *[0-9.]* \[.*\]  *16  ' really_timed
also '^quick/default/warm  *[0-9,]*  *0 %  *[0-9.]* \(ns\|µs\)  *[0-9.]* \[.*\]  *16  '
finish
