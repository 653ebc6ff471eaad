#!/bin/sh
# SPDX-License-Identifier: MIT
# ./hmf test: runs all tests whose tools are installed.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)

usage() {
    cat <<'EOF'
usage: ./hmf test [--quick] [--filter REGEX]
       ./hmf test --reset
       ./hmf test --sweep [CELLS] [--seed SEED]
       ./hmf test --fuzz [SECONDS] [--filter REGEX]
       ./hmf test --analyse

Runs, in this order:

  1. all tests in the measured build (release, gcc): truth, contract, regression,
     unit and command tests, and Valgrind's memcheck
  2. the tests with AddressSanitizer, LeakSanitizer and UBSan (asan), without
     memcheck and with only the command tests of list, eval, report and lesson
  3. a build with clang, without warnings
  4. all fuzzers, 4 seconds each
  5. static analysis: clang-tidy, cppcheck and gcc -fanalyzer

  --quick           run only step 1, without memcheck and slow tests
  --filter REGEX    run only matching tests, in steps 1, 2 and 4 (ctest -N in
                    build/release lists the names)
  --reset           record the outputs of all implementations again, in
                    tests/impls/recorded.csv; git diff shows the changes
  --sweep [CELLS]   compare every implementation and clone with random certified
                    values (default 10000); takes minutes. The values stay in the
                    folder of results for the next sweep with the same seed
  --seed SEED       seed of the sweep (default: the date)
  --fuzz [SECONDS]  run only step 4, SECONDS per fuzzer (default 1200). Starts from
                    tests/fuzz/corpus and build/results/fuzz-corpus, and writes
                    failing inputs to build/results/fuzz
  --analyse         run only step 5
  --help            print this text

A test whose tools are missing is counted as skipped, with its reason. If CI is set,
skipped tests are failures, except for missing CPU features and kernel permissions.
Results: build/results/test-BUILD.xml (JUnit).
Exit status: 0 all passed; 1 usage error, failed test or failed build.
EOF
}

fail() { echo "hmf test: $*" >&2; exit 1; }

quick='' filter=. reset='' sweep='' seed='' fuzz='' analyse=''
while [ $# -gt 0 ]; do
    case $1 in
    --quick) quick=yes ;;
    --reset) reset=yes ;;
    --analyse) analyse=yes ;;
    --sweep)
        sweep=10000
        case ${2-} in [1-9]*) sweep=$2; shift ;; esac ;;
    --fuzz)
        fuzz=1200
        case ${2-} in [1-9]*) fuzz=$2; shift ;; esac ;;
    --seed) [ $# -ge 2 ] || fail "--seed needs a number"; seed=$2; shift ;;
    --filter) [ $# -ge 2 ] || fail "--filter needs a regular expression"; filter=$2; shift ;;
    --filter=*) filter=${1#*=} ;;
    -h | --help) usage; exit 0 ;;
    *) fail "unexpected argument '$1'; see ./hmf test --help" ;;
    esac
    shift
done

passed=0 failed=0 skipped=0 reasons=''

# attribute NAME FILE: prints an attribute of the <testsuite> in a JUnit file.
attribute() { sed -n "s/^[[:space:]]*$1=\"\([0-9]*\)\".*/\1/p" "$2" | head -n 1; }

# skipped_tests FILE: prints the skipped tests of a JUnit file with their reasons.
skipped_tests() {
    awk '
        /<testcase / { match($0, /name="[^"]*"/); name = substr($0, RSTART + 6, RLENGTH - 7); reason = "no reason given" }
        /SKIPPED: /  { reason = $0; sub(/.*SKIPPED: /, "", reason); sub(/<.*/, "", reason) }
        /<skipped/   { waiting = 1 }
        /<\/testcase>/ { if (waiting) print "  " name ": " reason; waiting = 0 }
    ' "$1"
}

# run_tests BUILD CTEST-ARGUMENT...
run_tests() {
    build=$1; shift
    junit=$HMF_RESULTS/test-$build.xml.$$.tmp
    printf '\n== %s: tests\n' "$build"
    verdict=0
    ctest --test-dir "$root/build/$build" --output-on-failure --no-tests=ignore -j "$(nproc)" \
        --output-junit "$junit" -R "$filter" "$@" || verdict=$?
    [ -s "$junit" ] || fail "ctest wrote no results for the build '$build'"
    total=$(attribute tests "$junit") bad=$(attribute failures "$junit") left=$(attribute skipped "$junit")
    [ "$total" -gt 0 ] || [ "$build" != release ] || fail "no test matches '$filter' in the build '$build'"
    mv "$junit" "$HMF_RESULTS/test-$build.xml"
    junit=$HMF_RESULTS/test-$build.xml
    passed=$((passed + total - bad - left)) failed=$((failed + bad)) skipped=$((skipped + left))
    # CTest fails for a missing program but writes "skipped" to the JUnit file.
    [ "$verdict" = 0 ] || [ "$bad" != 0 ] || failed=$((failed + 1))
    [ "$left" = 0 ] || reasons="$reasons$(skipped_tests "$junit")
"
}

# count_step NAME PROGRAM COMMAND ...: counts COMMAND as one test, skipped if PROGRAM is not installed.
count_step() {
    name=$1 program=$2; shift 2
    if ! command -v "$program" >/dev/null; then
        skipped=$((skipped + 1)) reasons="$reasons  $name: $program is not installed
"
    elif "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
}

compile_with_clang() {
    printf '\n== clang: everything compiles without warnings\n'
    count_step clang clang++ "$root/hmf" build clang
}

run_fuzzers() {
    if ! echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' |
        clang -fsanitize=fuzzer -x c - -o /dev/null 2>/dev/null; then
        skipped=$((skipped + 1)) reasons="$reasons  fuzz: clang with libFuzzer is not installed
"
        return
    fi
    "$root/hmf" build fuzz fuzzers || { failed=$((failed + 1)); return; }
    run_tests fuzz -L fuzz
    grep -o '[a-z_]*: [0-9]* inputs, .* nothing found' "$HMF_RESULTS/test-fuzz.xml" | sed 's/^/  /' || :
}

analyse_sources() {
    printf '\n== sources: clang-tidy, cppcheck, gcc -fanalyzer\n'
    for tool in clang-tidy cppcheck gcc; do
        count_step "analysis.$tool" "$tool" "$root/tests/analyse.sh" "$tool"
    done
}

record_outputs() {
    list=$("$root/build/release/bin/hmf-list" --json) || fail "hmf-list failed"
    for impl in $(printf '%s\n' "$list" | sed -n 's/^ *"name": "\([a-z0-9_]*\)".*/\1/p'); do
        status=0
        "$root/build/release/bin/test_regression" "$impl" --reset || status=$?
        [ "$status" = 0 ] || [ "$status" = 77 ] || exit 1
    done
}

[ -z "$sweep" ] || exec "$root/tests/impls/sweep.sh" "$sweep" "${seed:-$(date +%Y%m%d)}"
[ -z "$seed" ] || fail "--seed goes with --sweep"
start=$(date +%s)
[ -n "$fuzz" ] || "$root/hmf" build release
[ -z "$reset" ] || { record_outputs; exit; }
{ mkdir -p "$HMF_RESULTS" && [ -w "$HMF_RESULTS" ]; } ||
    fail "cannot write into the folder of results, $HMF_RESULTS"
trap 'rm -f "$HMF_RESULTS"/test-*.xml.$$.tmp' EXIT
trap 'exit 130' HUP INT TERM

if [ -n "$fuzz" ]; then
    export HMF_FUZZ_SECONDS="$fuzz" HMF_FUZZ_CORPUS="$HMF_RESULTS/fuzz-corpus"
    run_fuzzers
elif [ -n "$analyse" ]; then
    analyse_sources
elif [ -n "$quick" ]; then
    run_tests release -LE "memcheck|slow"
else
    run_tests release
    "$root/hmf" build asan
    run_tests asan -LE 'memcheck|commands$'
    compile_with_clang
    run_fuzzers
    analyse_sources
fi

printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
printf 'hmf test: took %s s\n' $(($(date +%s) - start)) >&2
if [ "$skipped" != 0 ]; then
    printf 'skipped:\n%s' "$reasons"
    # No package can add CPU features or the permissions of a container.
    others=$(printf '%s' "$reasons" |
        grep -c -v -e ': this CPU does not' -e ': this processor has not' -e ': this machine does not allow' -e '^$') || true
    [ -z "${CI-}" ] || [ "$others" = 0 ] || fail "with CI set nothing may be skipped"
fi
[ "$failed" = 0 ]
