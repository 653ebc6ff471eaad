# expect.sh: for tests of command lines; read with `.` by test_*.sh, which get the folder of the
# programs as their first argument.
#
#     expect STATUS TEXT COMMAND ...   the command exits with STATUS and prints TEXT (a basic regular
#                                      expression; '': whatever) to standard output or standard error
#     also TEXT                        the command before printed that as well
#     is WANTED GOT WHAT ...           the text GOT is that
#     not_tried REASON                 a part of the test that cannot run here
#     finish                           ends the test: as skipped, when something was not tried
# shellcheck shell=sh
set -u
export LC_ALL=C # a decimal point in what awk reads and prints

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
