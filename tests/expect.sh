# SPDX-License-Identifier: MIT
# Functions for tests of command lines; test_*.sh source this file.
#
#     expect STATUS TEXT COMMAND ...   expects exit status STATUS, and TEXT (a basic regular expression;
#                                      '' matches anything) on standard output or standard error
#     also TEXT                        expects TEXT in the output of the previous command as well
#     is WANTED GOT NAME ...           expects GOT to be WANTED
#     not_tried REASON                 records a part of the test that cannot run on this machine
#     finish                           ends the test; as skipped, if a part was not tried
# shellcheck shell=sh
set -u
export LC_ALL=C # a decimal point in awk

failures=0 checks=0 untried=''
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

expect() {
    wanted=$1 text=$2
    shift 2
    checks=$((checks + 1))
    "$@" >"$scratch/out" 2>"$scratch/err"
    status=$?
    if [ "$status" != "$wanted" ]; then
        wrong "exits with $status, expected $wanted" "$@"
    elif [ -n "$text" ] && ! cat "$scratch/out" "$scratch/err" | grep -q -- "$text"; then
        wrong "does not print '$text'" "$@"
    fi
}

also() {
    checks=$((checks + 1))
    cat "$scratch/out" "$scratch/err" | grep -q -- "$1" || wrong "does not print '$1'" 'the command before'
}

is() {
    checks=$((checks + 1)) wanted=$1 got=$2
    shift 2
    [ "$wanted" = "$got" ] || wrong "'$got', expected '$wanted'" "$@"
}

wrong() {
    failures=$((failures + 1))
    printf 'FAILED: %s:' "$1"
    shift
    printf ' %s' "$@"
    printf '\n'
    sed 's/^/    out: /' "$scratch/out" | head -n 20
    sed 's/^/    err: /' "$scratch/err" | head -n 20
}

not_tried() { untried="${untried:+$untried; }$*"; }
skip() { echo "SKIPPED: $*"; exit 77; }

finish() {
    [ "$checks" -gt 0 ] || { echo "FAILED: nothing was checked"; exit 1; }
    [ "$failures" = 0 ] || { echo "$failures of $checks checks failed"; exit 1; }
    [ -z "$untried" ] || skip "$checks checks passed, but not tried: $untried"
    echo "$checks checks passed"
}
