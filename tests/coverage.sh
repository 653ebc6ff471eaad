#!/bin/sh
# ./hmf coverage: which lines and branches the tests have been through.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
# Most of what is left are failures of the system that no test brings about: of allocations outside of
# the library, of writes to memory, of processes that cannot be started.
least_lines=92 least_branches=80

usage() {
    cat <<EOF
usage: ./hmf coverage [--filter REGEX] [--html FOLDER]

Runs the tests, but for those under Valgrind, in a build that counts (coverage), and prints of every
file of impls, bench, profiles and report how many of its lines and branches were executed, by gcovr.

  --filter REGEX  only the tests whose names match; the least values then do not hold
  --html FOLDER   also every source line with its counts, as pages
  --help          this text

What runs in the judge's jail cannot write its counts, and is not counted: the jail is what keeps it
from doing so. Results: coverage.json in the folder of results.
Exit status: 0 lines at least $least_lines % and branches at least $least_branches %; 1 less, a test failed, or a usage or tool error.
EOF
}

fail() { echo "hmf coverage: $*" >&2; exit 1; }

filter='' html=''
while [ $# -gt 0 ]; do
    case $1 in
    --filter) [ $# -ge 2 ] || fail "--filter needs a regular expression"; filter=$2; shift ;;
    --html) [ $# -ge 2 ] || fail "--html needs a folder"; html=$2; shift ;;
    -h | --help) usage; exit 0 ;;
    *) fail "unexpected argument '$1'; see ./hmf coverage --help" ;;
    esac
    shift
done

build=$root/build/coverage
[ -z "$html" ] || mkdir -p "$html" || fail "cannot write into $html"
{ mkdir -p "$HMF_RESULTS" && [ -w "$HMF_RESULTS" ]; } ||
    fail "cannot write into the folder of results, $HMF_RESULTS"
"$root/hmf" build coverage
find "$build" -name '*.gcda' -delete
tests=0
ctest --test-dir "$build" --output-on-failure --no-tests=error -j "$(nproc)" -LE memcheck \
    -R "${filter:-.}" || tests=$?

# One count for a line and branch, however often the file was compiled.
set -- --root "$root" --object-directory "$build" --merge-mode-functions=separate \
    --filter "$root/impls/" --filter "$root/bench/" --filter "$root/profiles/" --filter "$root/report/" \
    --exclude-throw-branches --exclude-unreachable-branches --print-summary \
    --json-summary "$HMF_RESULTS/coverage.json" --txt
[ -z "$html" ] || set -- "$@" --html-details "$html/index.html"
[ -n "$filter" ] || set -- "$@" --fail-under-line "$least_lines" --fail-under-branch "$least_branches"
status=0
(cd "$build" && gcovr "$@") || status=1
[ "$tests" = 0 ] || fail "a test failed"
exit "$status"
