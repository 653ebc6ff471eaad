#!/bin/sh
# test_lesson.sh: ./hmf lesson from its first station to its last, with stand-ins for the judge and the
# gate, so that no clock has a say; and all that may go wrong on the way.
. "$(dirname "$0")/../expect.sh"
bin=$1
data=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)/data
root=${data%/tests/data}
HMF_RESULTS=$scratch/results
export HMF_RESULTS
unset HMF_LESSON CC
mkdir "$HMF_RESULTS"
cd "$scratch" || exit 1

# A front door whose judge answers with the file `answer` and the status in `status`, and whose gate
# calls the program `power` slower, or says what the file `gate` holds.
cat >hmf <<'END'
#!/bin/sh
here=$(dirname "$0")
echo "$*" >>"$here/asked"
case $1 in
judge)
    [ -r "$2" ] || { echo "no file $2"; exit 1; }
    echo 'the judge says something'
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

# ---- before it begins
expect 0 'usage: ./hmf lesson' lesson --help
expect 1 'no lesson was begun; ./hmf lesson start FOLDER' lesson
expect 1 'no lesson was begun' lesson check
expect 1 "no command 'frobnicate'" lesson frobnicate
expect 1 'start needs a folder' lesson start
expect 1 'start needs a folder' lesson start --seed 3
expect 1 'start needs a folder' lesson start --frobnicate
expect 1 "--seed '-1': a whole number" lesson start --seed -1 "$folder"
expect 1 "--seed 'x': a whole number" lesson start --seed x "$folder"
expect 1 "unexpected argument 'b'" lesson start a b
expect 1 'nowhere/work: cannot be made: No such file' lesson start nowhere/work
expect 1 'cannot be made\|cannot be written\|Not a directory' lesson start /dev/null/work
expect 1 "no lesson was begun there" env HMF_LESSON="$scratch" "$bin/hmf-lesson"
expect 1 'nonexistent: No such file' env HMF_LESSON=/nonexistent "$bin/hmf-lesson"

# ---- station 1: predict, then profile
expect 0 '^1. Predict, then profile' lesson start --seed 17 "$folder"
expect 0 'here  1. Predict' lesson
expect 0 'here  1. Predict' lesson status
expect 0 'Next:  ./hmf lesson predict X' lesson task
expect 1 'first say what you expect' lesson check
for bad in nan -1 abc 101 inf '' '40 mutants' 1e400; do
    expect 1 "predict '$bad': a number from 0 to 100, in %" lesson predict "$bad"
done
expect 1 "something is missing after 'predict'" lesson predict
expect 1 "unexpected argument '2'" lesson predict 1 2
expect 1 "unexpected argument 'now'" lesson check now
expect 1 "of this station, 'profile', is not passed yet" lesson next
expect 1 "unexpected argument '--skup'" lesson next --skup
expect 1 "has no start file" lesson restart
expect 0 'You predicted 30 %' lesson predict '30 %'
expect 0 'You predicted 40 %' lesson predict 40%
expect 1 'there is no profile of naive yet (.*); ./hmf profile naive makes it' lesson check
mkdir "$HMF_RESULTS/profile-naive"
profile=$HMF_RESULTS/profile-naive/profile.json
echo '{' >"$profile"
expect 1 'profile.json: line .*; ./hmf profile naive makes it anew' lesson check
echo '{"counted": null, "functions": []}' >"$profile"
expect 1 'callgrind did not count hmf_power_spectrum' lesson check
cat >"$profile" <<'END'
{"counted": {"instructions": 2000}, "functions": [
 {"name": "hmf_power_spectrum", "calls": 7, "instructions_inclusive": 1500},
 {"name": "naive_growth", "calls": 10, "instructions_inclusive": 20}]}
END
expect 0 'Predicted 40 %, measured 75 %' lesson check
expect 0 '75.000 %  hmf_power_spectrum  *7 calls' lesson check
expect 0 'the growth factor cost nothing at all, naive would be faster by 1 %' lesson check
expect 0 '^ *./hmf lesson aside premature' lesson

# ---- hints run out, and are shown again
expect 0 'Hint 1 of 3' lesson hint
expect 0 'Hint 2 of 3' lesson hint
expect 0 'Hint 3 of 3' lesson hint
expect 0 'These were all three' lesson hint
expect 0 'Hint 3 of 3' lesson hint

# ---- station 2: tests
expect 0 '^2. Tests' lesson next
expect 0 'Hint 1 of 3' lesson hint
expect 0 '' lesson predict 4
expect 2 'of 12 caught; 9 are enough' lesson check
expect 2 'missed  a mistake with' lesson check
cp "$folder/tests.c" start_tests.c
echo 'this is no C' >"$folder/tests.c"
expect 1 'tests.c does not compile' lesson check
echo 'int nothing;' >"$folder/tests.c"
expect 1 'your tests cannot be run' lesson check
student() { # student BODY: a test that does just that
    printf '#include "hmf.h"\nconst char *test_mass_function(const hmf_impl *impl) {\n(void)impl; %s\n}\n' \
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
rm "$folder/tests.c"
expect 1 'tests.c is not there; ./hmf lesson restart' lesson check
expect 0 'tests.c is there, the start of this station' lesson restart
cmp -s start_tests.c "$folder/tests.c" || wrong 'does not put the start file there' lesson restart
expect 0 '' lesson predict 12
cp "$data/lesson/good_tests.c" "$folder/tests.c"
expect 0 'Predicted 12 mutants, measured 12 mutants' lesson check
expect 0 'Your tests.c is kept as tests-tests.c' lesson restart
cmp -s "$data/lesson/good_tests.c" "$folder/tests-tests.c" || wrong 'loses a file' lesson restart
expect 0 'Your tests.c is kept as tests-tests-2.c' lesson restart

# ---- station 3: noise; that it comes to an end, not what it says
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
expect 1 './hmf judge mine.c failed; what it said' lesson check
expect 1 'the judge says something' lesson check
echo 0 >status
expect 1 'judge.json: line' lesson check
cp "$data/judge/wrong.json" answer
echo 2 >status
expect 2 'mine.c: wrong: a cell is not finite' lesson check
expect 2 'want 0, got no finite number' lesson check
expect 2 "The judge's advice: where nu is large" lesson check
expect 2 'A wrong answer has no speed' lesson check
cp "$data/judge/correct.json" answer
echo 0 >status
sed -i 's/"median": 6.5, "low": 6.2/"median": 6.5, "low": 2/' answer
expect 0 'Not sure: the gain should be 3 or more, and its interval begins at 2' lesson check
cp "$data/judge/correct.json" answer
entries=$(grep -c '"predicted"' "$folder/lesson.json")
expect 0 'mine.c: correct, accuracy class table' lesson check
[ "$(grep -c '"predicted"' "$folder/lesson.json")" = $((entries + 1)) ] || wrong 'logs what was wrong' lesson check
expect 0 'Gain, cold, over the file that you began with: 6.5 times (6.2 to 6.8)' lesson check
expect 0 'Cold, any cosmology: 7.6 ms a call (7.5 ms to 7.8 ms),$' lesson check
expect 0 '^ *6.5 times as fast as naive (6.2 to 6.8)' lesson check
expect 0 '1.7 times as fast as quadrature; vectorised is still 250 times as fast' lesson check
expect 0 'Predicted 2 times, measured 6.5 times (6.2 to 6.8): off by a factor of 3.2' lesson check
grep -q '^judge mine.c --accept-reduced-isolation --json ' asked || wrong 'asks the judge for something else' cat asked

# ---- station 5: one's own file is taken along, and a gain is over that
echo '/* my own */' >>"$folder/mine.c"
expect 0 'You go on with your .*mine.c' lesson next
grep -q 'my own' "$folder/mine.c" || wrong 'takes the file away' lesson next
expect 0 '' lesson predict 3
expect 2 'over the file that you began with: 1 times (0.951 to 1.05),$' lesson check
expect 2 'by way of vectorised, which both' lesson check
expect 2 'within your noise floor of' lesson check
expect 2 'Not yet: the gain must be 1.2 or more' lesson check
sed -i 's/"any": "table"/"any": "workshop"/' answer
expect 2 'the accuracy class here must be table or better, and yours is workshop' lesson check
sed -i 's/"median": 0.0076, "low": 0.0075, "high": 0.0078/"median": null, "low": null, "high": null/' answer
sed -i 's/"median": 0.004, "low": 0.0039/"median": 0.009, "low": 0.0038/; s/"rung": "[^v]/"rung": "other-/' answer
expect 2 'Not sure: .*, and its interval begins at 0.927' lesson check
sed -i 's/"rung": "/"rung": "other-/' answer
expect 2 'too much else was running to tell the gain' lesson check
sed -i 's/"threaded": false/"threaded": true/' answer
expect 2 'An entry with threads races apart' lesson check
expect 2 'Cold, any cosmology: too much else was running' lesson check
sed -i 's/"any": "", /"any": "wrong where n_s is 0.9", /; s/"any": "workshop"/"any": null/; s/"threaded": true/"threaded": false/' answer
expect 2 'default cosmology alone.*: wrong where n_s is 0.9' lesson check
cp "$data/judge/correct.json" answer
expect 1 "is not passed yet" lesson next

# ---- station 6: skipped to; its start file is judged first
rm -f asked
expect 0 'Your mine.c is kept as mine-nodes.c' lesson next --skip
grep -q 'my own' "$folder/mine-nodes.c" || wrong 'loses a file' lesson next --skip
cmp -s "$root/report/lesson/stations/06-table/start.c" "$folder/mine.c" || wrong 'puts another file there' lesson next --skip
expect 0 '' lesson predict 4
expect 2 'began with: 1 times' lesson check
[ "$(cut -d ' ' -f 1,2 asked)" = "judge mine.c
judge .lesson/mine.c" ] || wrong 'asks the judge for something else' cat asked

# ---- stations 7 to 9
expect 0 '^7. Fourth loop' lesson next --skip
expect 0 '^8. The gate' lesson next --skip
for side in left right; do [ -e "$folder/$side.c" ] || wrong "puts no $side.c there" lesson next; done
echo '/* my own */' >>"$folder/left.c"
expect 0 'Your left.c is kept as left-gate.c' lesson restart
expect 0 'my own' cat "$folder/left-gate.c"
expect 1 '' grep 'my own' "$folder/left.c"
expect 1 "predict 'both': left or right" lesson predict both
expect 1 "predict '1': left or right" lesson predict 1
expect 0 'You predicted left' lesson predict left
echo 3 >gate
expect 2 'the gate is not sure of both' lesson check
echo 1 >gate
expect 1 'gate --binaries failed on base and left' lesson check
rm gate
expect 0 'the gate looked at hmf-lesson-row-' lesson check
slower=left
grep -q 'pow(x, 1.5)' "$folder/left.c" || slower=right
expect 0 "Predicted left, measured $slower" lesson check
expect 0 '^9. The judge' lesson next
expect 0 '' lesson predict 500
expect 0 'Predicted 500 times, measured 6.5 times' lesson check
expect 0 'The lesson is done' lesson check
mv "$folder/mine.c" mine.c
expect 1 'mine.c is not there$' lesson check # nor is there a start file
mv mine.c "$folder/mine.c"
expect 0 'here  9. The judge' lesson next

# ---- the log, the copy for the page, finding it again
expect 0 '^profile  *predicted 40 %, measured 75 %' lesson log
expect 0 '^nodes .*, not passed' lesson log
expect 0 '"kind": "lesson"' lesson log --json
expect 1 "unexpected argument '--yaml'" lesson log --yaml
expect 1 'cannot write' sh -c '"$0" log --json >/dev/full' "$bin/hmf-lesson"
grep -q "\"folder\": \"$folder\"" "$HMF_RESULTS/lesson.json" || wrong 'leaves no copy with its folder' cat "$HMF_RESULTS/lesson.json"
expect 0 "Your folder: $folder" lesson start work
rm "$HMF_RESULTS/lesson.json"
expect 1 'no lesson was begun' lesson
expect 0 "Your folder: $folder" env HMF_LESSON="$folder" "$bin/hmf-lesson"
expect 0 "Your folder: $folder" sh -c 'cd work && "$0"' "$bin/hmf-lesson"
expect 0 'done  1. Predict' lesson start work

# ---- another seed, other mutants; the same seed, the same
drawn() { lesson start --seed "$1" "$2" >/dev/null && lesson next --skip >/dev/null && lesson predict 1 >/dev/null; lesson check | grep 'caught\|missed'; }
drawn 1 one >one.txt
drawn 1 again >again.txt
drawn 2 two >two.txt
expect 0 '' cmp one.txt again.txt
expect 1 '' cmp one.txt two.txt

# ---- damaged state
good=$(cat one/lesson.json)
damaged() { # damaged WHAT SED: told with its name, and nothing is written
    printf '%s\n' "$good" | sed "$2" >one/lesson.json
    cp one/lesson.json before
    expect 1 "lesson.json: $1" env HMF_LESSON=one "$bin/hmf-lesson" predict 3
    expect 0 '' cmp before one/lesson.json
}
damaged "line" '$d'
damaged "'kind'" 's/"kind": "lesson"/"kind": "gate"/'
damaged "'hmfbench_schema'" 's/"hmfbench_schema": 1,/"hmfbench_schema": 9,/'
damaged "'station'" 's/"station": "tests",$/"station": "nowhere",/'
damaged "'prediction'" 's/"prediction": .*/"prediction": [],/'
for hints in -1 2147483648; do damaged "'hints'" "s/\"hints\": .*/\"hints\": $hints,/"; done
damaged "'before'" 's/"before": .*/"before": {"cold": 1},/'
damaged "'log: predicted'" 's/"predicted": .*/"predicted": null,/'
: >one/lesson.json
expect 1 'lesson.json: line 1: .*' env HMF_LESSON=one "$bin/hmf-lesson"
expect 1 'move it away and begin anew' env HMF_LESSON=one "$bin/hmf-lesson"
printf '%s\n' "$good" >one/lesson.json
expect 0 'You predicted 3' env HMF_LESSON=one "$bin/hmf-lesson" predict 3

# ---- a folder that cannot be written into, not even by root
expect 1 'cannot be written into' lesson start /proc
expect 1 'cannot write /dev/null/results' env HMF_LESSON=two HMF_RESULTS=/dev/null/results "$bin/hmf-lesson" predict 3

# ---- interrupted: what was not finished is not in the log, and it goes on where it was
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
expect 0 '' test $? = 143
expect 0 '' cmp before slow/lesson.json
expect 0 'You predicted 2 times' lesson

# ---- the gate's changes: one is the same to the compiler, the other is not
# The order of their instructions and the names of registers may differ, not how many there are of each.
instructions() { cc -O2 -S -o - "$root/report/lesson/stations/08-gate/$1.c" | awk '$1 ~ /^[a-z]/ { print $1 }' | sort | uniq -c >"$1.txt"; }
for change in base square power; do instructions $change; done
expect 0 '' grep -q mul base.txt
expect 0 '' cmp base.txt square.txt
expect 1 '' cmp base.txt power.txt

# ---- asides; every station has its texts, and every command in them is one that there is
for text in task.txt hint-1.txt hint-2.txt hint-3.txt; do
    for station in "$root"/report/lesson/stations/*/; do expect 0 '' test -s "$station$text"; done
done
expect 0 '' sh -c '! grep -n ".\{80,\}" "$0"/report/lesson/stations/*/*.txt' "$root" # wider than a terminal
expect 0 'premature  *Premature optimisation' lesson aside
expect 0 "Amdahl's law" lesson aside premature
expect 1 "no aside 'nonsense'" lesson aside nonsense
expect 1 "no aside '../09-judge/task'" lesson aside ../09-judge/task
expect 1 "no aside ''" lesson aside ''
expect 1 "unexpected argument 'b'" lesson aside a b
"$root/hmf" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p' | sort >verbs.txt
sed -n 's/.*\.\/hmf \([a-z]*\).*/\1/p' "$root"/report/lesson/stations/*/*.txt | sort -u >asked.txt
expect 0 '' grep -q profile asked.txt
expect 1 '' grep -v -x -F -f verbs.txt asked.txt
finish
