#!/bin/sh
# test_help.sh: --help of every verb: it is there, names the exit statuses, fails where it cannot be
# written, and names the options that the program knows, all of them and no others.
# usage: test_help.sh BIN BUILD
. "$(dirname "$0")/../expect.sh"
bin=$1 build=$2
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
export HMF_RESULTS="$scratch/results" HMF_NO_INSTALL=1

# run_verb VERB ARGUMENT ...: what ./hmf runs for it, without building
run_verb() {
    verb=$1; shift
    case $verb in
    plot) "$root/report/plot.sh" "$@" ;;
    self-check) "$root/bench/gate/self_check.sh" "$@" ;;
    *) if [ -x "$bin/hmf-$verb" ]; then "$bin/hmf-$verb" "$@"; else "$root/hmf" "$verb" "$@"; fi ;;
    esac
}
full() { run_verb "$@" >/dev/full; }

# ---- every verb
"$root/hmf" --help | sed -n 's/^  \([a-z]*\)  *.*/\1/p' >"$scratch/verbs"
[ "$(wc -l <"$scratch/verbs")" -ge 11 ] || wrong 'names less than 11 verbs' ./hmf --help
while read -r verb; do
    expect 0 "^usage: ./hmf $verb" run_verb "$verb" --help
    grep -q '^Exit status: ' "$scratch/out" || wrong 'says nothing about exit statuses' "$verb" --help
    mv "$scratch/out" "$scratch/help"
    expect 0 '' run_verb "$verb" -h
    cmp -s "$scratch/help" "$scratch/out" || wrong 'is not what --help prints' "$verb" -h
    expect 1 'No space left on device\|cannot write' full "$verb" --help
done <"$scratch/verbs"

# ---- options: of C sources `{"name", no_argument, ...}`, of scripts `--name | --other)`
options_of() {
    case $1 in
    *.sh) sed -n 's/^ *\([-a-z0-9 |*=:]*\)).*/\1/p' "$@" | sed 's/[ |]/\n/g' | sed -n 's/^[*:]*--\([a-z0-9-]*\)=*[*]*$/\1/p' ;;
    *) sed 's/[{]"/\n&/g' "$@" | sed -n 's/^[{]"\([a-z0-9-]*\)", \([a-z]*_argument\|CLI_\).*/\1/p' ;;
    esac | grep . | grep -v '^help$' | LC_ALL=C sort -u
}

# options VERB PRIVATE SOURCE ...: what the sources know but for what is PRIVATE, between programs of
# ours, has a line in the help, and every line of the help is about an option that is known, or one of
# Google Benchmark's (--benchmark_...).
options() {
    verb=$1 private=$2; shift 2
    for source; do options_of "$root/$source"; done | LC_ALL=C sort -u >"$scratch/known"
    [ -s "$scratch/known" ] || [ "$verb" = cycle ] || wrong 'no options were found in' "$@"
    run_verb "$verb" --help >"$scratch/help"
    while read -r option; do
        checks=$((checks + 1))
        case " $private " in *" $option "*) continue ;; esac
        grep -q -e "--$option\\([^a-z0-9-]\\|\$\\)" "$scratch/help" || wrong "does not tell of --$option" "$verb" --help
    done <"$scratch/known"
    sed -n 's/^  --\([a-z0-9-]*\).*/\1/p' "$scratch/help" | grep -v -e '^help$' -e '^benchmark$' >"$scratch/told"
    while read -r option; do
        checks=$((checks + 1))
        grep -q -x -e "$option" "$scratch/known" || wrong "tells of --$option, which it does not know" "$verb" --help
    done <"$scratch/told"
}
options list '' impls/tool_list.c
options eval '' impls/tool_eval.c
options bench '' bench/tool_bench.cc
options doctor instruction-sets bench/tool_doctor.c
options profile '' profiles/tool_profile.c
options gate 'accept note nothing time-only base-title head-title base-target head-target' \
    bench/gate/gate_options.c bench/gate/gate.sh
options self-check '' bench/gate/self_check.sh
options plot '' report/plot.sh
options test '' tests/run.sh
options cycle '' report/cycle.sh
finish
