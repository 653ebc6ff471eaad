#!/bin/sh
# ./hmf coverage: which lines and branches the tests have been through.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
# Most of what is left are failures of the system that no test brings about, and walls that another
# machine has not.
least_lines=92 least_branches=80

usage() {
    cat <<EOF
usage: ./hmf coverage [--filter REGEX] [--html FOLDER]

Runs the tests in a build that counts (coverage), and prints of every file of impls, bench, profiles
and report how many of its lines and branches were executed, by gcovr. Not run are those under
Valgrind, and that of the library, which cannot be linked with without what counts.

  --filter REGEX  only the tests whose names match; the least values then do not hold
  --html FOLDER   also every source line with its counts, as pages
  --help          this text

Not counted is bench/judge/tool_jail.c: it gives up all files, and with them those of its counts.
(What it calls is counted in tests that raise no walls.)

Results: coverage.json in the folder of results.
Exit status: 0 lines at least $least_lines % and branches at least $least_branches %; 1 less, a test failed, or a usage or tool error;
69 gcovr is missing.
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

command -v gcovr >/dev/null || { echo "hmf coverage: gcovr is missing (Debian: gcovr)" >&2; exit 69; }
build=$root/build/coverage
if [ -n "$html" ]; then
    mkdir -p "$html" || fail "cannot write into $html"
    html=$(CDPATH='' cd -- "$html" && pwd -P)
fi
{ mkdir -p "$HMF_RESULTS" && [ -w "$HMF_RESULTS" ]; } ||
    fail "cannot write into the folder of results, $HMF_RESULTS"
"$root/hmf" build coverage
# But for the programs that make tables: they ran when they were built, and run no more.
find "$build" -name '*.gcda' ! -name 'generate_*' -delete
tests=0
HMF_REFUSE_ALL=yes ctest --test-dir "$build" --output-on-failure --no-tests=error -j "$(nproc)" \
    -LE memcheck -E '^commands\.library$' -R "${filter:-.}" || tests=$?

# gcovr takes filters for regular expressions below the working folder, and adds up the counts of all
# objects that were compiled from one file.
set -- --root . --filter impls/ --filter bench/ --filter profiles/ --filter report/ \
    --exclude bench/judge/tool_jail.c --exclude-throw-branches --exclude-unreachable-branches \
    -j "$(nproc)" --print-summary --txt --json-summary "$HMF_RESULTS/coverage.json"
[ -z "$html" ] || set -- "$@" --html-details "$html/index.html"
[ -n "$filter" ] || set -- "$@" --fail-under-line "$least_lines" --fail-under-branch "$least_branches"
status=0
(cd "$root" && gcovr "$@" "$build") || status=1
[ "$tests" = 0 ] || fail "a test failed"
exit "$status"
