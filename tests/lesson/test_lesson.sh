#!/bin/sh
# SPDX-License-Identifier: MIT
# test_lesson.sh: ./hmf lesson from its first station to its last, with substitutes for the judge and
# the gate, so that no timing decides; then damaged state, interrupts and failing output.
# usage: test_lesson.sh PROGRAMS, the folder bin of a build
. "$(dirname "$0")/../expect.sh"
bin=$1
data=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)/data
root=${data%/tests/data}
stations=$root/report/lesson/stations
HMF_RESULTS=$scratch/results
export HMF_RESULTS
unset HMF_LESSON CC
mkdir "$HMF_RESULTS"
cd "$scratch" || exit 1

# A front door. Its judge answers with the file `answer` and the status in `status`. Its gate calls the
# program `power` slower, or exits with the status in `gate`.
cat >hmf <<'END'
#!/bin/sh
here=$(dirname "$0")
echo "$*" >>"$here/asked"
case $1 in
judge)
    [ -r "$2" ] || { echo "no file $2"; exit 1; }
    echo 'output of the judge'
    [ ! -e "$here/answer" ] || cp "$here/answer" "$5"
    exit "$(cat "$here/status")" ;;
gate)
    echo "the gate looked at ${4##*/}"
    [ ! -e "$here/gate" ] || exit "$(cat "$here/gate")"
    case $4 in *power) exit 2 ;; esac ;;
esac
END
chmod +x hmf
lesson() { "$bin/hmf-lesson" --front-door "$scratch/hmf" "$@"; }
folder=$scratch/work

# ---- before a lesson starts
expect 0 'usage: .*hmf lesson' lesson --help
expect 1 'no lesson was started; ./hmf lesson start FOLDER' lesson
expect 1 'no lesson was started' lesson check
expect 1 "no command 'frobnicate'" lesson frobnicate
expect 1 'start needs a folder' lesson start
expect 1 'start needs a folder' lesson start --seed 3
expect 1 "unknown option '--frobnicate'" lesson start --frobnicate
for seed in -1 x 0; do expect 1 "--seed $seed: not a whole number" lesson start --seed $seed "$folder"; done
expect 1 "unexpected argument 'b'" lesson start a b
expect 1 'nowhere/work: cannot be created: No such file' lesson start nowhere/work
expect 1 '/dev/null/work: cannot be created' lesson start /dev/null/work
expect 1 'no lesson was started there' env HMF_LESSON="$scratch" "$bin/hmf-lesson"
expect 1 'nonexistent: No such file' env HMF_LESSON=/nonexistent "$bin/hmf-lesson"

# ---- station 1: predict, then profile
expect 0 '^1. Predict, then profile' lesson start --seed 17 "$folder"
expect 0 'here  1. Predict' lesson
expect 0 'here  1. Predict' lesson status
expect 0 'Next:  ./hmf lesson predict X' lesson task
expect 1 'first predict: ./hmf lesson predict X' lesson check
for bad in nan abc 101 inf '' '40 mutants' 1e400; do
    expect 1 "predict '$bad': not a number from 0 to 100, in %" lesson predict "$bad"
done
expect 1 "unknown option '-1'" lesson predict -1
expect 1 'predict needs a value' lesson predict
expect 1 "unexpected argument '2'" lesson predict 1 2
expect 1 "unexpected argument 'now'" lesson check now
expect 1 "of this station, 'profile', is not passed yet" lesson next
expect 1 "unknown option '--skup'" lesson next --skup
expect 1 "does not belong to 'check'" lesson check --skip
expect 1 'has no start file' lesson restart
expect 0 'You predicted 30 %' lesson predict '30 %'
expect 0 'You predicted 40 %' lesson predict 40%
expect 1 'there is no profile of naive yet (.*); run ./hmf profile naive' lesson check
mkdir "$HMF_RESULTS/profile-naive"
profile=$HMF_RESULTS/profile-naive/profile.json
echo '{' >"$profile"
expect 1 'profile.json:2: .*; ./hmf profile naive writes it again' lesson check
# profile NAME: a profile of 2000 instructions, 1500 of them in the function NAME
profile() {
    cat >"$profile" <<END
{"hmfbench_schema": 1, "kind": "profile", "context": {"compiler": "", "git_commit": ""}, "implementation": "naive",
 "workload": "default", "mode": "cold", "counted": {"clone": "", "instructions": 2000}, "lines": [], "functions": [
 {"name": "$1", "file": "", "object": "", "line": 1, "calls": 7, "instructions_self": 9, "instructions_inclusive": 1500},
 {"name": "growth", "file": "", "object": "", "line": 1, "calls": 10, "instructions_self": 20, "instructions_inclusive": 20}]}
END
}
profile sigma
expect 1 'callgrind did not count hmf_power_spectrum' lesson check
profile hmf_power_spectrum
expect 0 'Predicted 40 %, measured 75 %' lesson check
also '75.000 %  hmf_power_spectrum  *7 calls'
also 'the growth factor cost nothing at all, naive would be faster by 1 %'
also '^ *./hmf lesson aside premature'

# ---- hints run out, and are shown again
for hint in 1 2 3; do expect 0 "Hint $hint of 3" lesson hint; done
expect 0 'You have seen all three' lesson hint
for hint in 1 2 3; do also "Hint $hint of 3"; done

# ---- station 2: tests
expect 0 '^2. Tests' lesson next
expect 0 'Hint 1 of 3' lesson hint
expect 0 '' lesson predict 4
expect 2 'of 12 caught; 9 are enough' lesson check
also 'missed  a mistake with'
cp "$folder/tests.c" start_tests.c
echo 'this is no C' >"$folder/tests.c"
expect 1 'tests.c does not compile' lesson check
echo 'int nothing;' >"$folder/tests.c"
expect 1 'cannot run your tests' lesson check
# student BODY: writes tests with that body
student() {
    printf '#include "hmf.h"\n#include <stdio.h>\nconst char *test_mass_function(const hmf_impl *impl) {\n(void)impl; %s\n}\n' \
        "$1" >"$folder/tests.c"
}
student 'return "no";'
expect 2 'is right, and your tests reject it' lesson check
student 'return NULL;'
expect 2 '^0 of 12 caught' lesson check
student 'volatile int *p = NULL; return *p ? "" : NULL;'
expect 2 'is right, and your tests crash on it' lesson check
student 'for (volatile int i = 0;; i = 0) {}'
expect 2 'is right, and your tests do not end on it' lesson check
# The first three runs are correct implementations, and the tests accept four mutants more.
student 'FILE *f = fopen("first_runs", "a+"); fputc(0, f); fflush(f); return ftell(f) > 7 ? "no" : NULL;'
expect 2 '^8 of 12 caught' lesson check
# The runs, in order: three correct implementations, then the mutants. The tests hang on the first
# mutant, crash on the second and reject the others.
student 'FILE *f = fopen("runs", "a+"); fputc(0, f); fflush(f); const long run = ftell(f);
    while (run == 4) {}
    if (run == 5) __builtin_trap();
    return run > 3 ? "no" : NULL;'
expect 0 '^11 of 12 caught' lesson check
also 'missed  your tests did not end within 10 s'
also 'caught  .* (your tests crashed on it)'
is 1 "$(grep -c 'crashed on it' "$scratch/out")" 'mutants that crash'
rm "$folder/tests.c"
expect 1 'tests.c is missing; ./hmf lesson restart' lesson check
expect 0 'tests.c is the start file of this station' lesson restart
expect 0 '' cmp start_tests.c "$folder/tests.c"
expect 0 '' lesson predict 12
cp "$data/lesson/good_tests.c" "$folder/tests.c"
expect 0 'Predicted 12 mutants, measured 12 mutants' lesson check
expect 0 'Your tests.c is kept as tests-tests.c' lesson restart
expect 0 '' cmp "$data/lesson/good_tests.c" "$folder/tests-tests.c"
expect 0 'Your tests.c is kept as tests-tests-2.c' lesson restart

# ---- station 3: noise ends; its numbers are not checked
expect 0 '^3. A baseline' lesson next
expect 0 '' lesson predict 0.5
expect 0 'two of a pair differ by [0-9.e+-]* %' lesson check

# ---- station 4: the judge
expect 0 '^4. First loop' lesson next
expect 0 '' test -e "$folder/mine.c"
expect 1 'a number from 0.001 to 1e+09, in times' lesson predict 0
expect 0 'You predicted 2 times' lesson predict 2
rm -f asked
echo 1 >status
expect 1 './hmf judge mine.c failed' lesson check
also 'output of the judge'
echo 0 >status
expect 1 'judge.json: line' lesson check
cp "$data/judge/wrong.json" answer
echo 2 >status
expect 2 'mine.c: wrong: a cell is not finite' lesson check
also 'want 0, got no finite number'
also "The judge's advice: where nu is large"
also 'the speed of a wrong answer is meaningless'
cp "$data/judge/correct.json" answer
echo 0 >status
sed -i 's/"median": 6.5, "low": 6.2/"median": 6.5, "low": 2/' answer
expect 0 'Not certain: the speed-up should be 3 or more, and its interval begins at 2' lesson check
cp "$data/judge/correct.json" answer
entries=$(grep -c '"predicted"' "$folder/lesson.json")
expect 0 'mine.c: correct, accuracy class table' lesson check
is $((entries + 1)) "$(grep -c '"predicted"' "$folder/lesson.json")" 'entries of the log'
also '^Warm, any cosmology: .* to 7.20 ms)'
also 'z = 20, M = 1e+15, nu = 30.5: want 1e-200, got 1.1e-200; error 1.1e-07'
also 'n_s = 0.96'
also 'Speed-up, cold, over the file that you began with: 6.5 times (6.2 to 6.8)'
also 'Cold, any cosmology: 7.60 ms per call (7.50 ms to 7.80 ms),$'
also '^ *6.5 times as fast as naive (6.2 to 6.8)'
also '1.7 times as fast as quadrature; vectorised is still 250 times as fast'
also 'Predicted 2 times, measured 6.5 times (6.2 to 6.8): off by a factor of 3.2'
grep -q '^judge mine.c --accept-reduced-isolation --json ' asked || wrong 'asks the judge for something else' cat asked

# ---- station 5: the own file continues, and the speed-up is over it
echo '/* my own */' >>"$folder/mine.c"
expect 0 'You continue with your .*mine.c' lesson next
grep -q 'my own' "$folder/mine.c" || wrong 'takes the file away' lesson next
expect 0 '' lesson predict 3
expect 2 'over the file that you began with: 1 times (0.951 to 1.05),$' lesson check
also 'through vectorised, the rung that both'
also 'within your noise floor of'
also 'Not yet: the speed-up must be 1.2 or more'
sed -i 's/"any": "table"/"any": "workshop"/' answer
expect 2 'the accuracy class must be table or better here, and yours is workshop' lesson check
sed -i 's/"median": 0.0076, "low": 0.0075, "high": 0.0078/"median": null, "low": null, "high": null/' answer
sed -i 's/"median": 0.004, "low": 0.0039/"median": 0.009, "low": 0.0038/; s/"rung": "[^v]/"rung": "other-/' answer
expect 2 'and its interval begins at 0.927' lesson check
sed -i 's/"rung": "/"rung": "other-/' answer
expect 2 'too many interruptions to measure the speed-up' lesson check
sed -i 's/"threaded": false/"threaded": true/' answer
expect 2 'Entries with threads race separately' lesson check
also 'Cold, any cosmology: no time per call'
sed -i 's/"any": "", /"any": "wrong where n_s is 0.9", /; s/"any": "workshop"/"any": null/; s/"threaded": true/"threaded": false/' answer
expect 2 'default cosmology only.*: wrong where n_s is 0.9' lesson check
cp "$data/judge/correct.json" answer
expect 1 'is not passed yet' lesson next

# ---- station 6, skipped to: its start file is judged first
rm -f asked
expect 0 'Your mine.c is kept as mine-nodes.c' lesson next --skip
grep -q 'my own' "$folder/mine-nodes.c" || wrong 'loses a file' lesson next --skip
expect 0 '' cmp "$stations/06-table/start.c" "$folder/mine.c"
expect 0 '' lesson predict 4
expect 2 'began with: 1 times' lesson check
is 'judge mine.c
judge .lesson/mine.c' "$(cut -d ' ' -f 1,2 asked)" 'questions to the judge'

# ---- stations 7 to 9
expect 0 '^7. Fourth loop' lesson next --skip
expect 0 '^8. The gate' lesson next --skip
for side in left right; do expect 0 '' test -e "$folder/$side.c"; done
echo '/* my own */' >>"$folder/left.c"
expect 0 'Your left.c is kept as left-gate.c' lesson restart
expect 0 'my own' cat "$folder/left-gate.c"
expect 1 '' grep 'my own' "$folder/left.c"
for bad in both 1; do expect 1 "predict '$bad': left or right" lesson predict $bad; done
expect 0 'You predicted left' lesson predict left
echo 3 >gate
expect 2 'the gate is not certain of both' lesson check
echo 1 >gate
expect 1 'gate --binaries failed on base and left' lesson check
rm gate
expect 0 'the gate looked at hmf-lesson-row-' lesson check
slower=left
grep -q 'pow(x, 1.5)' "$folder/left.c" || slower=right
also "Predicted left, measured $slower"
expect 0 '^9. The judge' lesson next
expect 0 '' lesson predict 500
expect 0 'Predicted 500 times, measured 6.5 times' lesson check
also 'The lesson is complete'
mv "$folder/mine.c" mine.c
expect 1 'mine.c is missing$' lesson check # this station has no start file
mv mine.c "$folder/mine.c"
expect 0 'here  9. The judge' lesson next

# ---- the log, the copy for the page, finding the lesson again
expect 0 '^profile  *predicted 40 %, measured 75 %' lesson log
also '^nodes .*, not passed'
expect 0 '"kind": "lesson"' lesson log --json
expect 1 "unknown option '--yaml'" lesson log --yaml
expect 1 'cannot write' sh -c '"$0" log --json >/dev/full' "$bin/hmf-lesson"
expect 0 "\"folder\": \"$folder\"" cat "$HMF_RESULTS/lesson.json"
expect 0 "Your folder: $folder" lesson start work
rm "$HMF_RESULTS/lesson.json"
expect 1 'no lesson was started' lesson
expect 0 "Your folder: $folder" env HMF_LESSON="$folder" "$bin/hmf-lesson"
expect 0 "Your folder: $folder" sh -c 'cd work && "$0"' "$bin/hmf-lesson"
expect 0 'done  1. Predict' lesson start work

# ---- the seed decides which mutants are drawn
drawn() { lesson start --seed "$1" "$2" >/dev/null && lesson next --skip >/dev/null && lesson predict 1 >/dev/null; lesson check | grep 'caught\|missed'; }
drawn 1 one >one.txt
drawn 1 again >again.txt
drawn 2 two >two.txt
expect 0 '' cmp one.txt again.txt
expect 1 '' cmp one.txt two.txt

# ---- damaged state is rejected with the key, and remains as it is
good=$(cat one/lesson.json)
damaged() { # damaged TEXT SED
    printf '%s\n' "$good" | sed "$2" >one/lesson.json
    cp one/lesson.json before
    expect 1 "lesson.json: $1" env HMF_LESSON=one "$bin/hmf-lesson" predict 3
    also 'move it away and start again'
    expect 1 "lesson.json: $1" "$bin/hmf-lesson" start one
    expect 0 '' cmp before one/lesson.json
}
damaged 'line' '$d'
damaged 'line 1' 'd'
damaged "'kind'" 's/"kind": "lesson"/"kind": "gate"/'
damaged "'hmfbench_schema'" 's/"hmfbench_schema": 1,/"hmfbench_schema": 9,/'
damaged "'station'" 's/"station": "tests",$/"station": "nowhere",/'
damaged "'prediction'" 's/"prediction": .*/"prediction": [],/'
for hints in -1 2147483648; do damaged "'hints'" "s/\"hints\": .*/\"hints\": $hints,/"; done
damaged "'before'" 's/"before": .*/"before": {"cold": 1},/'
damaged "'log: predicted'" 's/"predicted": .*/"predicted": null,/'
printf '%s\n' "$good" >one/lesson.json
expect 0 'You predicted 3' env HMF_LESSON=one "$bin/hmf-lesson" predict 3

# ---- state that cannot be written, not even by root: the old state remains
expect 1 'cannot be created' lesson start /proc
cp two/lesson.json before
expect 1 'cannot write /dev/null/results' env HMF_LESSON=two HMF_RESULTS=/dev/null/results "$bin/hmf-lesson" predict 3
cp two/lesson.json after # the state itself comes before its copy, and is whole
expect 0 '"prediction": 3.0' cat two/lesson.json
status=0
cp before two/lesson.json
(trap '' XFSZ; ulimit -f 0; HMF_LESSON=two "$bin/hmf-lesson" predict 4) >/dev/null 2>full.txt || status=$?
is 1 $status 'exit status without disk space'
expect 0 '' cmp before two/lesson.json
is '' "$(find two -name '*.tmp')" 'files left behind'

# ---- interrupted: the state remains, and the lesson goes on from there
expect 0 '' lesson start --seed 5 slow
for step in 1 2 3; do lesson next --skip >/dev/null || wrong 'cannot skip' echo "$step"; done
lesson predict 2 >/dev/null
cat >hmf <<'END'
#!/bin/sh
: >"$(dirname "$0")/begun"
exec sleep 60
END
cp slow/lesson.json before
"$bin/hmf-lesson" --front-door "$scratch/hmf" check >interrupted.txt 2>&1 &
checking=$!
tries=100
until [ -e begun ] || [ $tries = 0 ]; do sleep 0.1; tries=$((tries - 1)); done
kill -TERM "$checking"
wait "$checking"
is 143 $? 'exit status of an interrupted check'
expect 0 '' cmp before slow/lesson.json
expect 0 'You predicted 2 times' lesson

# ---- the gate's changes: one compiles to the same code, the other does not
# The order of instructions and the registers may differ, but not the number of each instruction.
instructions() { cc -O2 -S -o - "$stations/08-gate/$1.c" | awk '$1 ~ /^[a-z]/ { print $1 }' | sort | uniq -c >"$1.txt"; }
for change in base square power; do instructions $change; done
expect 0 '' grep -q mul base.txt
expect 0 '' cmp base.txt square.txt
expect 1 '' cmp base.txt power.txt

# ---- texts: every station has its sections, and every command in them exists
for texts in "$stations"/*/texts.txt; do
    is 'task hint 1 hint 2 hint 3' "$(sed -n 's/^# \(task\|hint .*\)$/\1/p' "$texts" | xargs)" "$texts"
    expect 1 '' grep -n '.\{80,\}' "$texts" # wider than a terminal
done
expect 0 'premature  *Premature optimisation' lesson aside
expect 0 "Amdahl's law" lesson aside premature
expect 1 '' grep -q '^# ' "$scratch/out"
for bad in nonsense ../09-judge/task premature/ ''; do expect 1 "no aside '$bad'" lesson aside "$bad"; done
expect 1 "unexpected argument 'b'" lesson aside a b
"$root/hmf" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p' | sort >verbs.txt
sed -n 's/.*\.\/hmf \([a-z]*\).*/\1/p' "$stations"/*/texts.txt | sort -u >asked.txt
expect 0 '' grep -q profile asked.txt
expect 1 '' grep -v -x -F -f verbs.txt asked.txt
finish
