#!/bin/sh
# test_help.sh: --help of every verb exists, lists the exit statuses, and fails if it
# cannot be written. Verbs that parse options themselves document all their options and no others;
# programs with an option table print it as their help.
# usage: test_help.sh BIN BUILD
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../expect.sh"
bin=$1 build=$2
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
export HMF_RESULTS="$scratch/results" HMF_NO_INSTALL=1

# run_verb VERB ARGUMENT ...: runs the verb as ./hmf does, without building
run_verb() {
    verb=$1; shift
    case $verb in
    plot) "$root/report/plot.sh" "$@" ;;
    *) if [ -x "$bin/hmf-$verb" ]; then "$bin/hmf-$verb" "$@"; else "$root/hmf" "$verb" "$@"; fi ;;
    esac
}
full() { run_verb "$@" >/dev/full; }

# ---- every verb
"$root/hmf" --help | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p' >"$scratch/verbs"
[ "$(wc -l <"$scratch/verbs")" -ge 11 ] || wrong 'lists fewer than 11 verbs' ./hmf --help
while read -r verb; do
    expect 0 "^usage: ./hmf $verb" run_verb "$verb" --help
    grep -q '^Exit status: ' "$scratch/out" || wrong 'has no exit statuses' "$verb" --help
    mv "$scratch/out" "$scratch/help"
    expect 0 '' run_verb "$verb" -h
    cmp -s "$scratch/help" "$scratch/out" || wrong 'differs from --help' "$verb" -h
    expect 1 'No space left on device\|cannot write' full "$verb" --help
done <"$scratch/verbs"

# ---- options of scripts: `--name | --other)`
options_of() {
    sed -n 's/^ *\([-a-z0-9 |*=:]*\)).*/\1/p' "$1" | sed 's/[ |]/\n/g' |
        sed -n 's/^[*:]*--\([a-z0-9-]*\)=*[*]*$/\1/p' | grep . | grep -v '^help$' | LC_ALL=C sort -u
}

# options VERB SOURCE: every option in the source is in the help, and every line of the help that begins
# with an option names one from the source.
options() {
    verb=$1
    options_of "$root/$2" >"$scratch/known"
    [ -s "$scratch/known" ] || wrong 'no options were found in' "$2"
    run_verb "$verb" --help >"$scratch/help"
    while read -r option; do
        checks=$((checks + 1))
        grep -q -e "--$option\([^a-z0-9-]\|\$\)" "$scratch/help" || wrong "does not document --$option" "$verb" --help
    done <"$scratch/known"
    checks=$((checks + 1))
    unknown=$(sed -n 's/^  --\([a-z0-9-]*\).*/\1/p' "$scratch/help" | grep -v '^help$' | LC_ALL=C sort -u | LC_ALL=C comm -23 - "$scratch/known")
    [ -z "$unknown" ] || wrong "documents unknown options: $unknown" "$verb" --help
}
options plot report/plot.sh
options test tests/run.sh
finish
