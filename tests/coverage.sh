#!/bin/sh
# SPDX-License-Identifier: MIT
# ./hmf coverage: measures the lines and branches that the tests execute.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
# The rest is mostly failing system calls and sandbox features that some machines lack.
least_lines=92 least_branches=80

usage() {
    cat <<EOF
usage: ./hmf coverage [--filter REGEX] [--html FOLDER]

Runs the tests in the coverage build and prints, with gcovr, the executed lines and
branches of every file in impls, bench, profiles and report. Tests under Valgrind and the
test of the installed library are not run.

  --filter REGEX  run only matching tests, without the minimum
  --html FOLDER   write every source line with its counts, as HTML
  --help          print this text

bench/judge/tool_jail.c is excluded: it closes all files, including those of its counts.
The functions that it calls are covered by tests outside the sandbox.

Results: coverage.json in the folder of results.
Exit status: 0 at least $least_lines % of lines and $least_branches % of branches; 1 less, a failed test,
or a usage or tool error; 69 gcovr is missing.
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
# Keeps the counts of the generators, which run only during the build.
find "$build" -name '*.gcda' ! -name 'generate_*' -delete
tests=0
HMF_REFUSE_ALL=yes ctest --test-dir "$build" --output-on-failure --no-tests=error -j "$(nproc)" \
    -LE memcheck -E '^commands\.library$' -R "${filter:-.}" || tests=$?

# gcovr adds up the counts of all objects that were compiled from one file.
set -- --root . --filter impls/ --filter bench/ --filter profiles/ --filter report/ \
    --exclude bench/judge/tool_jail.c --exclude-throw-branches --exclude-unreachable-branches \
    -j "$(nproc)" --print-summary --txt --json-summary "$HMF_RESULTS/coverage.json"
[ -z "$html" ] || set -- "$@" --html-details "$html/index.html"
[ -n "$filter" ] || set -- "$@" --fail-under-line "$least_lines" --fail-under-branch "$least_branches"
status=0
(cd "$root" && gcovr "$@" "$build") || status=1
[ "$tests" = 0 ] || fail "a test failed"
exit "$status"
