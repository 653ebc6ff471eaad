#!/bin/sh
# ./hmf test: every test whose tools are here, in the builds that they are for.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)

usage() {
    cat <<'EOF'
usage: ./hmf test [--quick] [--filter REGEX]
       ./hmf test --reset
       ./hmf test --sweep [CELLS] [--seed SEED]
       ./hmf test --fuzz [SECONDS] [--filter REGEX]
       ./hmf test --analyse

Is everything still right? Runs the tests

  1. in the build that is measured (release, gcc): truth, contract, regression, units, command
     lines, and the memory checks of Valgrind
  2. with AddressSanitizer, LeakSanitizer and UBSan (asan), without the memory checks and with no
     command lines but those of list, eval and report
  3. compiles everything with clang, without warnings
  4. looks with libFuzzer for input that a reader of files or arguments does not bear (fuzz)
  5. and has all sources read by clang-tidy, cppcheck and gcc's -fanalyzer

  --quick          only 1, without the memory checks and what takes more than some seconds
  --filter REGEX   only the tests whose names match, in 1, 2 and 4; ctest -N in build/release lists
                   them
  --reset          records the outputs of all implementations anew, in tests/impls/recorded;
                   git diff shows what has moved
  --sweep [CELLS]  every implementation, in every clone, against so many certified values (10000)
                   at random cosmologies, redshifts and masses; some minutes. The values are kept
                   in the folder of results, for the next sweep with the same SEED
  --seed SEED      of the sweep; by default another one every day
  --fuzz [SECONDS] only 4, with so many seconds for each fuzzer (1200) instead of 4. It begins with
                   tests/fuzz/corpus and what led somewhere new the last time
                   (build/results/fuzz-corpus); what it finds is left in build/results/fuzz
  --analyse        only 5
  --help           this text

A test whose tools are missing is skipped, counted and told with its reason; with CI set in the
environment that is a failure, but for what this processor lacks or this machine does not allow.
Results: build/results/test-BUILD.xml (JUnit).
Exit status: 0 all passed; 1 a test failed, a build failed, or a usage error.
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

# attribute NAME FILE: of the one <testsuite> in a JUnit file that CTest wrote
attribute() { sed -n "s/^[[:space:]]*$1=\"\([0-9]*\)\".*/\1/p" "$2" | head -n 1; }

# The names of the skipped tests in a JUnit file, each with the reason that it printed.
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
    # A program that is not there is a failure to CTest and "skipped" in its JUnit file.
    [ "$verdict" = 0 ] || [ "$bad" != 0 ] || failed=$((failed + 1))
    [ "$left" = 0 ] || reasons="$reasons$(skipped_tests "$junit")
"
}

# count_step NAME PROGRAM COMMAND ...: a step that is one check, where that program is installed
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

# Every warning is an error.
compile_with_clang() {
    printf '\n== clang: everything compiles without warnings\n'
    count_step clang clang++ "$root/hmf" build clang
}

look_with_fuzzers() {
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

record_anew() {
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
[ -z "$reset" ] || { record_anew; exit; }
{ mkdir -p "$HMF_RESULTS" && [ -w "$HMF_RESULTS" ]; } ||
    fail "cannot write into the folder of results, $HMF_RESULTS"
trap 'rm -f "$HMF_RESULTS"/test-*.xml.$$.tmp' EXIT
trap 'exit 130' HUP INT TERM

if [ -n "$fuzz" ]; then
    export HMF_FUZZ_SECONDS="$fuzz" HMF_FUZZ_CORPUS="$HMF_RESULTS/fuzz-corpus"
    look_with_fuzzers
elif [ -n "$analyse" ]; then
    analyse_sources
elif [ -n "$quick" ]; then
    run_tests release -LE "memcheck|slow"
else
    run_tests release
    "$root/hmf" build asan
    run_tests asan -LE 'memcheck|commands$'
    compile_with_clang
    look_with_fuzzers
    analyse_sources
fi

printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
printf 'hmf test: took %s s\n' $(($(date +%s) - start)) >&2
if [ "$skipped" != 0 ]; then
    printf 'skipped:\n%s' "$reasons"
    # What the processor lacks, or a container forbids, no package brings.
    others=$(printf '%s' "$reasons" |
        grep -c -v -e ': this processor has not' -e ': this machine does not allow' -e '^$') || true
    [ -z "${CI-}" ] || [ "$others" = 0 ] || fail "with CI set nothing may be skipped"
fi
[ "$failed" = 0 ]
