#!/bin/sh
# test_gate_self_check.sh: what ./hmf gate --self-check is made of: doses and the modules that take
# them, builds timed alone, counts of verdicts; and the script, with a gate that says what it is told.
# usage: test_gate_self_check.sh BUILD TEST_MODULE, the latter the path of the program test_module
. "$(dirname "$0")/../expect.sh"
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
build=$1 bin=$1/bin test_module=$2
plain=$build/lib/hmf_module_dosed_0.so dosed=$build/lib/hmf_module_dosed_1.so
unset HMF_DOSE HMF_PRESET HMF_RESULTS HMF_CLONE

# is WHAT LINES: what was printed, or is in the file $3, is that
is() {
    checks=$((checks + 1))
    [ "$(cat "${3-$scratch/out}")" = "$2" ] || wrong "$1 is not '$2'" "${3-$scratch/out}"
}

# ---- doses: turns for comparisons, made into lines for grids -------------------------------------
doses() { printf '%b' "$1" | "$bin/hmf-gate-doses"; }
expect 0 '' doses ''
is 'no dose' ''
expect 0 '' doses 'universal/point/cold 100\nnaive/point/warm 7.6\nuniversal/point/warm 3\n'
is 'a dose' 'universal 1 1 100 3
naive 1 1 0 8'
# In a call that goes through 64 cosmologies, each takes its share.
expect 0 '' doses 'a/default/cold 6400\na/survey/warm 1e6\nb/chain/warm 6400\nc/chain_ns/cold 0'
is 'a dose' 'a 5 200 6400 0
a 100 10000 0 1000000
b 5 200 0 100
c 5 200 0 0'

refused() { expect 1 "not usable, or its grid was given before: $2" doses "$1"; }
twice='a/point/cold 1\na/point/warm 2\n'
refused "${twice}a/point/cold 3\n" 'a/point/cold 3'
refused "${twice}a/point/warm 3\n" 'a/point/warm 3'
refused 'a/default/cold 1\na/chain/cold 2\n' 'a/chain/cold 2' # the same grid
for line in 'a/point/cold' 'a/point/cold much' 'a/point/cold -1' 'a/point/cold nan' 'a/point/cold inf' \
    'a/point/cold 1e30' 'a/point 1' 'a/point/lukewarm 1' 'a/nonesuch/cold 1' 'a/point/cold/more 1' '/point/cold 1' '\n'; do
    refused "b/point/cold 1\n$line\n" "${line%\\n}"
done
is 'what is printed of a dose that is refused' ''
many() { awk 'BEGIN { for (i = 1; i <= 257; i++) print "impl" i "/point/cold", i }' | "$bin/hmf-gate-doses"; }
expect 1 'impl257/point/cold 257' many
expect 0 'usage: hmf-gate-doses' "$bin/hmf-gate-doses" --help
expect 1 'usage: hmf-gate-doses' "$bin/hmf-gate-doses" file
# shellcheck disable=SC2016 # expanded by the inner shell
expect 1 '' sh -c 'echo a/point/cold 1 | "$0" >/dev/full' "$bin/hmf-gate-doses"

# ---- modules that take doses ---------------------------------------------------------------------
# Answers, on the grid that test_module has.
"$test_module" "$build/lib/hmf_module.so" --names >"$scratch/names"
sed 's/$/ 2 3 5000 7000/' "$scratch/names" >"$scratch/answers"
for module in "$plain" "$dosed"; do
    expect 0 '' "$test_module" "$module"
    expect 0 '' env HMF_DOSE="$scratch/answers" "$test_module" "$module"
    expect 0 '' "$test_module" "$module" --names
    is 'the list of implementations' "$(cat "$scratch/names")"
done

# counted DOSE: instructions of the comparison in both modules, as $without and $with
counted() {
    printf '%s\n' "$1" >"$scratch/dose"
    expect 0 '^0 [1-9]' env HMF_DOSE="$scratch/dose" "$root/bench/gate/count.sh" "$bin/hmf-gate-count" \
        "$scratch/count" "$plain" "$dosed" "$comparison"
    without=$(sed -n '1s/^0 \([0-9]*\).*/\1/p' "$scratch/out") with=$(sed -n '2s/^0 \([0-9]*\).*/\1/p' "$scratch/out")
    : "${without:=0}" "${with:=0}"
}

# Of two doses that differ in so many turns, the longer one takes exactly as many instructions more for
# each, up to 5 where nothing is optimised; and where the dose is no dose, or another grid's, or another
# implementation's, none.
turn=''
takes_its_dose() { # takes_its_dose COMPARISON LITTLE MORE TURNS NONE ...: the last two and more are lines
    comparison=$1 little=$2 more=$3 turns=$4
    shift 4
    counted "$little"
    base=$without first=$with
    counted "$more"
    [ "$without" = "$base" ] || wrong "without doses $comparison takes $base and $without" count.sh
    each=$(((with - first) / turns))
    : "${turn:=$each}"
    { [ "$each" = "$turn" ] && [ $((with - first)) = $((each * turns)) ] && [ "$each" -ge 1 ] && [ "$each" -le 5 ]; } ||
        wrong "$comparison takes $((with - first)) instructions more for $turns turns" count.sh
    checks=$((checks + 2))
    for none; do
        counted "$none"
        [ "$with" = "$without" ] || wrong "$comparison takes $with and $without instructions" "$none"
        checks=$((checks + 1))
    done
}
if command -v valgrind >/dev/null; then
    takes_its_dose universal/point/cold 'universal 1 1 1000 0' 'universal 1 1 51000 0' 50000 \
        'universal 1 1 0 5000' 'universal 1 2 1000 1000' 'naive 1 1 1000 1000'
    takes_its_dose universal/point/warm 'universal 1 1 0 1000' 'universal 1 1 0 4000' 3000 'universal 1 1 5000 0'
    takes_its_dose universal/chain/warm 'universal 5 200 0 100' 'universal 5 200 0 200' $((64 * 100))
    takes_its_dose openmp/point/cold 'openmp 1 1 1000 0' 'openmp 1 1 3000 0' 2000 'universal 1 1 1000 1000'
    while read -r name; do
        takes_its_dose "$name/point/warm" "$name 1 1 0 1000" "$name 1 1 0 3000" 2000
    done <"$scratch/names"
    echo "$turn instructions a turn"
else
    not_tried 'how long a dose takes: valgrind is not installed'
fi

# What a module cannot take.
dose_is() { # dose_is LINES: with them, one call of the module
    printf '%b' "$1" >"$scratch/dose"
    env HMF_DOSE="$scratch/dose" "$bin/hmf-gate-alone" "$dosed" 1 1 0.001 universal/point/warm
}
expect 0 '' dose_is ''
expect 0 '' dose_is 'universal 1 1 5 5\nnaive 1 1 5 5\n'
expect 1 'dose: not IMPL NZ NMASS COLD WARM' dose_is 'universal 1 1 5\n'
expect 1 'dose: not IMPL NZ NMASS COLD WARM' dose_is 'universal 1 1 5 many\n'
expect 1 'dose: names an implementation that is not there' dose_is 'nonesuch 1 1 5 5\n'
grids() { awk -v count="$1" 'BEGIN { for (i = 1; i <= count; i++) print "universal", i, 1, 0, 0 }'; }
expect 0 '' dose_is "$(grids 8)"
expect 1 'dose: too many grids' dose_is "$(grids 9)"
expect 1 'HMF_DOSE: /nonexistent: cannot be read' \
    env HMF_DOSE=/nonexistent "$bin/hmf-gate-alone" "$plain" 1 1 0.001 universal/point/warm

# ---- one build alone -----------------------------------------------------------------------------
alone() { "$bin/hmf-gate-alone" "$@"; }
expect 0 'usage: hmf-gate-alone' alone --help
expect 1 'usage: hmf-gate-alone' alone "$plain" 1 2 0.1
expect 1 '/nonexistent' alone /nonexistent 1 2 0.1 universal/point/warm
expect 4 'no such workload' alone "$plain" 1 2 0.1 universal/nonesuch/warm
expect 4 'has no such implementation' alone "$plain" 1 2 0.1 nonesuch/point/warm
expect 1 '' sh -c '"$@" >/dev/full' sh "$bin/hmf-gate-alone" "$plain" 1 2 0.1 universal/point/warm
cp "$plain" "$scratch/a \"module\".so"
expect 0 '' alone "$scratch/a \"module\".so" 7 3 0.1 universal/point/warm naive/point/cold
cp "$scratch/out" "$scratch/alone.json"
for name in universal/point/warm naive/point/cold; do
    expect 0 '^3$' grep -c "\"name\": \"$name\", \"run_name\": \"$name\"" "$scratch/alone.json"
done
expect 0 '^6$' grep -c '"real_time": [1-9][0-9.e+]*, "cpu_time": [1-9][0-9.e+]*, "time_unit": "ns"}' "$scratch/alone.json"
expect 0 '^2$' grep -c '"repetitions": 3, "repetition_index": 2, "iterations": 1' "$scratch/alone.json"

# ---- the counts; a file is read to its end before it is refused for what it is not ---------------
rates() { "$bin/hmf-gate-rates" "$@"; }
mkdir "$scratch/counted"
cp "$scratch/alone.json" "$scratch/counted/same-1.json"
expect 1 'same-1.json: is not a run of the self-check' rates "$scratch/counted"
expect 4 '' alone "$plain" 1 2 0.1 universal/point/warm nonesuch/point/warm
cp "$scratch/out" "$scratch/counted/same-1.json"
expect 1 'same-1.json: is not a run of the self-check' rates "$scratch/counted"
rm "$scratch/counted/same-1.json"
expect 1 "$scratch/counted: no runs of the self-check" rates "$scratch/counted"
expect 1 "$scratch/none: " rates "$scratch/none"
expect 0 'usage: hmf-gate-rates' rates --help
expect 1 'usage: hmf-gate-rates' rates
expect 1 'usage: hmf-gate-rates' rates "$scratch/counted" --json
run_is() { # run_is FILE OUTCOME
    cat >"$1" <<END
{
 "context": {"cpu": "A processor"},
 "seconds": 100,
 "comparisons": [
  {
   "name": "universal/point/cold",
   "outcome": "same"
  },
  {
   "name": "universal/point/warm",
   "outcome": "$2"
  }
 ]
}
END
}
run_is "$scratch/counted/whole-1.json" slower
expect 0 '^same  *2  1 (1.3-98.7 %)  *0 (0.0-84.2 %) ' rates "$scratch/counted"
expect 0 '^on A processor; ' rates "$scratch/counted" --json "$scratch/rates.json"
expect 0 '"kind": "gate_self_check"' cat "$scratch/rates.json"
expect 0 '"truth": "same"' cat "$scratch/rates.json"
expect 1 "$scratch/none/rates.json" rates "$scratch/counted" --json "$scratch/none/rates.json"
expect 1 '' sh -c '"$@" >/dev/full' sh "$bin/hmf-gate-rates" "$scratch/counted"
# The gate's own files are so.
expect 0 '' "$bin/hmf-gate" --only universal --json "$scratch/counted/same-2.json" "$build" "$build"
expect 0 '^   "outcome": "unchanged"' grep '^   "outcome": ' "$scratch/counted/same-2.json"
expect 0 '^   "name": "universal/\*"' grep '^   "name": ' "$scratch/counted/same-2.json"
expect 0 '^same  *2  1 ' rates "$scratch/counted"

# ---- the script: options -------------------------------------------------------------------------
tree=$scratch/tree programs=$scratch/tree/build/release/bin runs="$scratch/the runs"
mkdir -p "$tree/bench/gate" "$programs"
cp "$root/bench/gate/self_check.sh" "$tree/bench/gate/"
printf '#!/bin/sh\necho "built $*"\n' >"$tree/hmf"
ln -s "$bin/hmf-gate-rates" "$bin/hmf-gate-doses" "$programs/"
self_check() { "$tree/bench/gate/self_check.sh" "$@"; }
chmod +x "$tree/hmf"

expect 0 'usage: ./hmf gate --self-check' self_check --help
expect 0 'usage: ./hmf gate --self-check' self_check --long -h
expect 1 "unexpected argument '--short'" self_check --short
expect 1 "unexpected argument '5'" self_check --rates 5
for option in --minutes --seed --folder --json; do
    expect 1 "$option needs a value" self_check --rates $option
    expect 1 "$option needs a value" self_check --rates $option ''
done
for option in --minutes --seed; do
    expect 1 "$option 'x': a whole number" self_check --rates $option x
    expect 1 "$option '-1': a whole number" self_check --rates $option -1
    expect 1 "$option '1.5': a whole number" self_check --rates $option 1.5
    expect 1 "$option '08': a whole number" self_check --rates $option 08 # which a shell takes for octal
done
: >"$scratch/file"
expect 1 "$scratch/file/folder: cannot be made" self_check --rates --folder "$scratch/file/folder"
[ ! -s "$scratch/out" ] || wrong 'builds before it looks' self_check

expect 1 "$runs: no runs of the self-check" self_check --rates --folder "$runs"
is 'what was built' 'built build release hmf_gate_self_check'
run_is "$runs/same-1.json" same
expect 0 '^same  *2  0 ' self_check --rates --folder "$runs" --json "$scratch/again.json"
expect 0 '"kind": "gate_self_check"' cat "$scratch/again.json"
(cd "$scratch" && self_check --rates --folder 'the runs') >"$scratch/relative" 2>&1
expect 0 '^same  *2  0 ' cat "$scratch/relative"
mkdir -p "$scratch/results/gate-self-check"
run_is "$scratch/results/gate-self-check/same-1.json" inconclusive
expect 0 '^same  *2  0 .* 1 (1.3-98.7 %)' env HMF_RESULTS="$scratch/results" "$tree/bench/gate/self_check.sh" --rates
echo '{' >"$runs/same-2.json"
expect 1 'the runs/same-2.json: ' self_check --rates --folder "$runs"
printf '#!/bin/sh\necho no compiler >&2\nexit 1\n' >"$tree/hmf"
expect 1 'no compiler' self_check --rates --folder "$runs"
printf '#!/bin/sh\n:\n' >"$tree/hmf"

# ---- the script: runs ----------------------------------------------------------------------------
# A call takes 1 us, and 0.3 ns more for each turn. The gate says what is in the files verdict and status.
stub() { cat >"$1" && chmod +x "$1"; }
stub "$programs/hmf-gate" <<'END'
#!/bin/sh
case $1 in --list) printf '%s\n' 'universal/point/cold 1 %' 'universal/chain/cold 1 %' 'openmp/point/cold 5 %' \
    'universal/point/warm 1 %' 'universal/520x3/replay 1 %' 'naive/52x3/warm 1 % instructions'; exit ;; esac
echo "$*" >>"$told/asked"
[ -z "${HMF_DOSE-}" ] || cat "$HMF_DOSE" >>"$told/asked"
while [ "$1" != --json ]; do shift; done
cp "$told/verdict" "$2"
exit "$(cat "$told/status")"
END
stub "$programs/hmf-gate-draw" <<'END'
#!/bin/sh
number=$1
shift 5
read -r _ _ _ cold warm <"$HMF_DOSE" || cold=0 warm=0
for comparison; do
    case $comparison in */cold) turns=$cold ;; *) turns=$warm ;; esac
    echo "$comparison $turns $number"
done | awk '{ print $1, log(1 + 3e-4 * $2) + ($3 % 2 ? 1 : -1) * 1e-5, 0, 1e-6 }'
END
stub "$programs/hmf-gate-alone" <<'END'
#!/bin/sh
shift 4
for comparison; do
    for index in 0 1 2 3 4 5 6 7 8 9; do
        printf '{"name": "%s", "run_name": "%s", "run_type": "iteration", "repetitions": 10, "repetition_index": %s, ' \
            "$comparison" "$comparison" "$index"
        printf '"iterations": 1, "threads": 1, "real_time": 10%s, "cpu_time": 10%s, "time_unit": "ns"},' "$index" "$index"
    done
done | sed 's/^/{"context": {}, "benchmarks": [/; s/,$/]}/'
END
stub "$tree/bench/gate/layouts.sh" <<'END'
#!/bin/sh
mkdir -p "$2" && echo "$*" >>"$told/linked"
END
stub "$tree/bench/gate/count.sh" <<'END'
#!/bin/sh
printf '0 1000 portable\n0 1050 portable\n'
END
export told="$scratch/told" TMPDIR="$scratch/a tmp"
mkdir "$told" "$TMPDIR"
judges() { # judges OUTCOME STATUS
    run_is "$told/verdict" "$1"
    echo "$2" >"$told/status"
    rm -rf "$runs" "$told/asked"
}
checked() { self_check --folder "$runs" --seed 5 "$@"; }
files_are() {
    ls "$runs" >"$scratch/files"
    printf '%s\n' "$@" | cmp -s - "$scratch/files" || { cp "$scratch/files" "$scratch/out"; wrong 'are not the files' "$@"; }
}

judges slower 0
sed 's/same/slower/' "$told/verdict" >"$told/verdict.new" && mv "$told/verdict.new" "$told/verdict"
expect 0 '^dose-3  *2  2 ' checked
files_are dose-3-6.json verified-3-6.txt whole-5.json
# A dose of 3 % is 100 turns, found from one of 10 %.
is 'what the gate was asked' "$(printf '%s\n' \
    "--seed 5 --json $runs/whole-5.json --all $tree/build/release $tree/build/release" \
    "--seed 6 --json $runs/dose-3-6.json --time-only --compare universal/point/cold --compare universal/point/warm --base-target hmf_module_dosed_0 --head-target hmf_module_dosed_1 $tree/build/release $tree/build/release" \
    'universal 1 1 100 100')" "$told/asked"
sed 's/ 0\.0000[0-9] / little /' "$runs/verified-3-6.txt" >"$scratch/verified"
is 'what the dose comes to' 'universal/point/cold 1.03000 little 5.0000
universal/point/warm 1.03000 little 5.0000' "$scratch/verified"
rmdir "$TMPDIR" || wrong 'leaves something behind' self_check
mkdir "$TMPDIR"

judges slower 2
expect 2 'a false alarm: whole' checked
judges same 0
expect 2 'passed over: universal/point/cold' checked
grep -q '^universal/point/warm' "$scratch/err" || wrong 'does not name the other one' checked
judges slower 0
expect 2 'passed over: universal/point/cold$' checked
judges inconclusive 3
sed 's/"same"/"faster"/' "$told/verdict" >"$told/verdict.new" && mv "$told/verdict.new" "$told/verdict"
expect 0 '^dose-3  *2  0 .* 1 (1.3-98.7 %)' checked --json "$scratch/third.json"
expect 0 '"truth": "dose-3"' cat "$scratch/third.json"
judges same 1
expect 1 'the gate failed with exit status 1' checked
judges same 4
expect 1 'the gate failed with exit status 4' checked
judges slower 0
cp "$programs/hmf-gate-draw" "$scratch/draw"
printf '#!/bin/sh\nexit 2\n' | stub "$programs/hmf-gate-draw"
expect 1 '' checked # that 2 is none of the gate's
sed 's/3e-4/0/' "$scratch/draw" | stub "$programs/hmf-gate-draw"
expect 1 'a dose of 10 % cannot be measured here' checked
stub "$programs/hmf-gate-draw" <"$scratch/draw"

# With other loads, and for long, on a clock that goes by a quarter of a minute each time.
mkdir "$scratch/clock"
echo 1000 >"$told/clock"
stub "$scratch/clock/date" <<'END'
#!/bin/sh
read -r now <"$told/clock"
echo $((now + 15)) >"$told/clock"
echo "$now"
END
judges slower 0
expect 2 '^busy-same  *4  2 ' env PATH="$scratch/clock:$PATH" "$tree/bench/gate/self_check.sh" --folder "$runs" --seed 5 \
    --long --minutes 1 --busy
cp "$scratch/err" "$scratch/progress"
expect 0 '^busy-dose-2  *2  1 ' self_check --folder "$runs" --rates
expect 0 'busy-whole-5.json' ls "$runs"
expect 0 'busy-verified-2-' ls "$runs"
expect 0 'busy-same-6.json' ls "$runs"
if grep -q 'not compared with compare.py' "$scratch/progress"; then
    not_tried 'compare.py: libbenchmark-tools or python3-scipy is not installed'
else
    expect 0 'busy-classic-same-7.json' ls "$runs"
fi
finish
