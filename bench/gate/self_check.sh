#!/bin/sh
# ./hmf gate --self-check: how often the gate is wrong, measured on builds of which it is known
# whether one is slower, and by how much.
set -eu
export LC_ALL=C # a decimal point in what awk reads and prints

gate=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=${gate%/bench/gate}
build=$root/build/${HMF_PRESET:-release}
programs=$build/bin
compare=/usr/share/benchmark/compare.py
python=/usr/bin/python3 # the one that Debian's scipy is for

usage() {
    cat <<'EOF'
usage: ./hmf gate --self-check [--long] [OPTION ...]

How often is the gate wrong? Runs it on two copies of one build, which differ in nothing but where
their code lies, and on copies in which implementations take longer by a known dose, and counts its
verdicts, with 95 % intervals. On the same builds, for as much machine time, Google Benchmark's
compare.py (package libbenchmark-tools) and a comparison of medians before and after judge as well
(of --long in every fourth turn).

By default: one whole run on identical code and one of layer 2 at +3 %, in less than four minutes.
Every run is a file of its own, and all that are in the folder are counted: what is interrupted goes
on another time.

  --long              whole runs on identical code and layer 2 at 0, 1, 2, 3, 4 and 5 %, in turns
  --minutes M         how long --long goes on                             60
  --doses 'P ...'     of --long only these, per cent, and nothing on identical code; 2 3 1 5 4
  --busy              with a loop that never ends on every other core; counted apart
  --folder FOLDER     where the runs are kept         build/results/gate-self-check
  --seed N            of the first run; the next ones count on            drawn
  --json FILE         the rates
  --rates             only counts what there is
  --help              this text

Exit status: 0 success; 1 usage or tool error; 2 the gate was wrong in a run made now: it called
identical code slower, or the same what is surely more than 2 % slower.
EOF
}

say() { printf 'hmf gate: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

long='' tries=4 doses='' busy='' minutes=60 folder=${HMF_RESULTS:-$root/build/results}/gate-self-check seed=$(date +%s) json='' only_rates=''
while [ $# -gt 0 ]; do
    case $1 in
    -h | --help) usage; exit 0 ;;
    --long) long=yes tries=8 ;;
    --busy) busy=busy- ;;
    --rates) only_rates=yes ;;
    --minutes | --doses | --folder | --seed | --json)
        [ $# -ge 2 ] || die "$1 needs a value; see ./hmf gate --self-check --help"
        case $1:$2 in
        *:) die "$1 needs a value; see ./hmf gate --self-check --help" ;;
        --minutes:*[!0-9]* | --seed:*[!0-9]* | --minutes:0?* | --seed:0?*) die "$1 '$2': a whole number" ;;
        --doses:*[!0-9\ ]* | --doses:*[0-9][0-9]*) die "--doses '$2': whole per cents from 1 to 9" ;;
        --minutes:*) minutes=$2 ;;
        --doses:*) doses=$2 ;;
        --seed:*) seed=$2 ;;
        --folder:*) folder=$2 ;;
        --json:*) json=$2 ;;
        esac
        shift ;;
    *) die "unexpected argument '$1'; see ./hmf gate --self-check --help" ;;
    esac
    shift
done
mkdir -p "$folder" || die "$folder: cannot be made"
folder=$(CDPATH='' cd -- "$folder" && pwd -P)
[ -w "$folder" ] || die "$folder: cannot be written to"

"$root/hmf" build "${HMF_PRESET:-release}" hmf_gate_self_check
rates() { "$programs/hmf-gate-rates" "$folder" ${json:+--json "$json"}; }
[ -z "$only_rates" ] || { rates; exit; }

work=$(mktemp -d)
loops='' wrong=0 layouts=$((seed * 1000))
finish() {
    status=$?
    # shellcheck disable=SC2086 # a list of processes
    [ -z "$loops" ] || kill $loops 2>/dev/null || :
    rm -rf "$work"
    [ "$status" != 2 ] || [ "$wrong" != 0 ] || exit 1 # another program's 2
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# ---- doses ---------------------------------------------------------------------------------------

# links MODULE FOLDER COUNT SEED
links() { "$gate/layouts.sh" "$build" "$work/$2" "$3" "$4" "$1"; }

# draws COUNT FILE: base and new in the same layouts, so that nothing but the dose tells them apart;
# others each time
draws() {
    layouts=$((layouts + 2))
    links hmf_module_dosed_0 plain "$1" "$layouts"
    links hmf_module_dosed_1 dosed "$1" "$layouts"
    links hmf_module_dosed_0 copy "$1" "$((layouts + 1))"
    : >"$2"
    number=1
    while [ "$number" -le "$1" ]; do
        # shellcheck disable=SC2086 # a list of words
        HMF_DOSE=$work/doses "$programs/hmf-gate-draw" "$number" 25 "$work/plain/$number.so" \
            "$work/dosed/$number.so" "$work/copy/$number.so" $comparisons >>"$2"
        number=$((number + 1))
    done
}

# centres FILE: COMPARISON CENTRE ERROR SECONDS, the median of the log ratios of new to base, and its
# standard error for noise that is normal but for outliers
centres() {
    sort -k1,1 "$1" | awk '
        function median(x, n,   i, j, keep) {
            for (i = 2; i <= n; i++) {
                keep = x[i]
                for (j = i - 1; j > 0 && x[j] > keep; j--) x[j + 1] = x[j]
                x[j + 1] = keep
            }
            return (x[int((n + 1) / 2)] + x[int(n / 2) + 1]) / 2
        }
        function tell(   i, centre) {
            if (n == 0) return
            centre = median(ratio, n)
            for (i = 1; i <= n; i++) away[i] = ratio[i] > centre ? ratio[i] - centre : centre - ratio[i]
            printf "%s %.6f %.6f %.9g\n", name, centre, 1.253 * 1.483 * median(away, n) / sqrt(n), median(time, n)
        }
        $1 != name { tell(); name = $1; n = 0 }
        { ratio[++n] = $2; time[n] = $4 }
        END { tell() }'
}

# How many turns of the loop a call grows by, for each unit of the log ratio, found at 10 %: $work/turns.
# Where most of those turns are hidden, for the processor runs ahead, it takes more of them.
calibrate() {
    say "calibrating the doses"
    : >"$work/doses"
    draws 3 "$work/draws"
    centres "$work/draws" | awk '{ print $1, $4 * 1e9 * 3.5 * 0.1 }' >"$work/guess"
    for more_tries in 3 2 1 0; do
        "$programs/hmf-gate-doses" <"$work/guess" >"$work/doses"
        draws 8 "$work/draws"
        centres "$work/draws" >"$work/found"
        [ "$more_tries" != 0 ] || break
        awk 'NR == FNR { found[$1] = $2; next } found[$1] < 0.05 { $2 *= 4; hidden = 1 } { print } END { exit !hidden }' \
            "$work/found" "$work/guess" >"$work/more" || break
        mv "$work/more" "$work/guess"
    done
    awk 'NR == FNR { turns[$1] = $2; next } $2 <= 0 { exit 1 } { print $1, turns[$1] / $2 }' \
        "$work/guess" "$work/found" >"$work/turns" || die "a dose of 10 % cannot be measured here"
}

# dose PERCENT: makes $work/doses. At first, what a short call hides of the loop, because the processor
# runs ahead, is made up for, in three tries of which the surest count most; and what the dose then
# comes to is left in FOLDER/[busy-]verified-PERCENT-SEED.txt: COMPARISON RATIO ERROR INSTRUCTIONS, the
# last the gain in per cent.
dose() {
    if [ ! -f "$work/dose-$1" ]; then
        say "making and verifying the dose of $1 %"
        awk -v percent="$1" '{ print $1, $2 * log(1 + percent / 100) }' "$work/turns" >"$work/guess"
        : >"$work/tries"
        for try in 1 2 3; do
            "$programs/hmf-gate-doses" <"$work/guess" >"$work/doses"
            draws "$((try * tries))" "$work/draws"
            centres "$work/draws" | awk 'NR == FNR { turns[$1] = $2; next } { print $1, turns[$1], $2, $3 }' \
                "$work/guess" - >>"$work/tries"
            next_try "$1" >"$work/corrected"
            mv "$work/corrected" "$work/guess"
        done
        "$programs/hmf-gate-doses" <"$work/guess" >"$work/dose-$1"
        cp "$work/dose-$1" "$work/doses"
        verify "$1"
    fi
    cp "$work/dose-$1" "$work/doses"
}

# next_try PERCENT: COMPARISON TURNS, from the tries: COMPARISON TURNS LOG-RATIO ERROR
next_try() {
    awk -v percent="$1" 'NR == FNR { slope[$1] = $2; next }
        { first[$1] = first[$1] ? first[$1] : $2
          weight = 1 / ($4 * $4 + 1e-8)
          sum[$1] += weight * ($2 + (log(1 + percent / 100) - $3) * slope[$1])
          weights[$1] += weight }
        END { for (name in sum) { turns = sum[name] / weights[name]
                  if (turns < first[name] / 2) turns = first[name] / 2
                  if (turns > 4 * first[name]) turns = 4 * first[name]
                  print name, turns } }' "$work/turns" "$work/tries"
}

verify() {
    draws "$((3 * tries))" "$work/draws"
    centres "$work/draws" >"$work/found"
    for comparison in $comparisons; do
        HMF_DOSE=$work/doses "$gate/count.sh" "$programs/hmf-gate-count" "$work/count" \
            "$build/lib/hmf_module_dosed_0.so" "$build/lib/hmf_module_dosed_1.so" "$comparison" |
            awk -v name="$comparison" '{ ir[NR] = $2 } END { printf "%s %.4f\n", name, 100 * (ir[2] / ir[1] - 1) }'
    done >"$work/instructions"
    awk 'NR == FNR { gain[$1] = $2; next } { printf "%s %.5f %.5f %s\n", $1, exp($2), $3, gain[$1] }' \
        "$work/instructions" "$work/found" >"$work/verified-$1"
    cp "$work/verified-$1" "$folder/${busy}verified-$1-$seed.txt"
}

# ---- runs ----------------------------------------------------------------------------------------

# judged KIND STATUS: a run of the gate has ended
judged() {
    case $1:$2 in
    *same:2 | *whole:2) say "a false alarm: $1"; wrong=$((wrong + 1)) ;;
    *:0 | *:2 | *:3) ;;
    *) die "the gate failed with exit status $2" ;;
    esac
}

# run KIND OPTION ...
run() {
    kind=$busy$1; shift
    say "$kind, seed $seed"
    status=0
    "$programs/hmf-gate" --seed "$seed" --json "$folder/$kind-$seed.json" "$@" >"$work/table" || status=$?
    judged "$kind" "$status"
    seed=$((seed + 1))
}

run_whole() { run whole --all "$build" "$build"; }

# shellcheck disable=SC2086 # lists of words
run_same() { run same --time-only $all "$build" "$build"; }

# shellcheck disable=SC2086
run_dose() {
    dose "$1"
    HMF_DOSE=$work/doses run "dose-$1" --time-only $dosed --base-target hmf_module_dosed_0 \
        --head-target hmf_module_dosed_1 "$build" "$build"
    [ "$1" -lt 3 ] || passed_over "$work/verified-$1" "$folder/$kind-$((seed - 1)).json"
}

run_identical() {
    run_whole
    run_same
    : >"$work/doses"
    # shellcheck disable=SC2086 # a list of words
    [ -z "$others" ] || run_classic same hmf_module_dosed_0 $comparisons
}

# passed_over VERIFIED RUN: what is surely more than 2 % slower and was called the same
passed_over() {
    missed=$(awk 'NR == FNR { if ($2 - 3 * $3 > 1.02) slower[$1] = 1; next }
        /"name":/ { split($0, part, "\""); name = part[4] }
        /"outcome": "same"/ && name in slower { print name }' "$1" "$2")
    [ -n "$missed" ] || return 0
    say "passed over:" "$missed"
    wrong=$((wrong + 1))
}

# run_classic KIND NEW COMPARISON...: before and after, 20 repetitions of 15 ms each, which is what a
# draw's 25 ms come to in 24 draws; judged by compare.py
run_classic() {
    kind=${busy}classic-$1 new=$2; shift 2
    [ -z "$no_compare" ] || return 0
    say "$kind, seed $seed"
    links hmf_module_dosed_0 before 1 "$seed"
    links "$new" after 1 "$((seed + 1))"
    for side in before after; do
        HMF_DOSE=$work/doses "$programs/hmf-gate-alone" "$work/$side/1.so" "$seed" 20 15 "$@" >"$work/$side.json"
    done
    "$python" "$compare" --no-color --dump_to_json "$work/compared" benchmarks \
        "$work/before.json" "$work/after.json" >/dev/null
    mv "$work/compared" "$folder/$kind-$seed.json"
    seed=$((seed + 1))
}

no_compare=''
{ [ -f "$compare" ] && "$python" -c 'import scipy' 2>/dev/null; } || no_compare=yes
[ -z "$no_compare" ] || say "not compared with compare.py, which is not here (Debian: libbenchmark-tools python3-scipy)"

"$programs/hmf-gate" --list "$build" "$build" >"$work/list"
sed -i '/ instructions$/d' "$work/list" # those are not timed
all=$(awk '{ print "--compare", $1 }' "$work/list")
# Doses are for those with the usual margin; chain_ns has the grid of default, and a replay that of warm,
# so the module cannot tell them apart.
comparisons=$(awk '$2 == 1 && $1 !~ /chain|replay/ { print $1 }' "$work/list")
dosed=$(printf '%s\n' "$comparisons" | sed 's/^/--compare /')

if [ -n "$busy" ]; then
    cores=$(nproc)
    while [ "$cores" -gt 1 ]; do
        (exec sh -c 'while :; do :; done') &
        loops="$loops $!" cores=$((cores - 1))
    done
fi
calibrate
if [ -z "$long" ]; then
    run_whole
    run_dose 3
else
    end=$(($(date +%s) + 60 * minutes)) turn=0
    while [ "$(date +%s)" -lt "$end" ]; do
        turn=$((turn + 1)) others='' # which need fewer runs to show what they are worth
        [ $((turn % 4)) != 1 ] || others=yes
        [ -n "$doses" ] || run_identical
        for percent in ${doses:-2 3 1 5 4}; do
            [ "$(date +%s)" -lt "$end" ] || break
            run_dose "$percent"
            # shellcheck disable=SC2086 # a list of words
            [ -z "$others" ] || run_classic "dose-$percent" hmf_module_dosed_1 $comparisons
        done
    done
fi
rates
[ "$wrong" = 0 ] || exit 2
