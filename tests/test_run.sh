#!/bin/sh
# test_run.sh: ./hmf test, on a build that has nothing but a few made-up tests: what is counted, what is
# written, and that a run which does not end leaves the results of the one before.
. "$(dirname "$0")/expect.sh"
tree=$scratch/tree
mkdir -p "$tree/tests" "$tree/build/release"
cp "$(dirname "$0")/run.sh" "$tree/tests/run.sh"
printf '#!/bin/sh\n' >"$tree/hmf" # builds nothing
chmod +x "$tree/hmf"
cat >"$tree/build/release/CTestTestfile.cmake" <<'END'
add_test(made_up.good true)
add_test(made_up.bad false)
add_test(made_up.slow sleep 60)
add_test(made_up.skipped sh -c "echo 'SKIPPED: for a reason'; exit 77")
add_test(made_up.forbidden sh -c "echo 'SKIPPED: flying: this machine does not allow it'; exit 77")
set_tests_properties(made_up.skipped made_up.forbidden PROPERTIES SKIP_RETURN_CODE 77)
END
mkdir "$tree/build/fuzz"
cat >"$tree/build/fuzz/CTestTestfile.cmake" <<'END'
add_test(fuzz.good echo "good: 17 inputs, 4 edges, nothing found")
add_test(fuzz.bad sh -c "echo found something; exit 1")
set_tests_properties(fuzz.good fuzz.bad PROPERTIES LABELS fuzz)
END
results=$scratch/results
run() { env -u CI HMF_RESULTS="$results" "$tree/tests/run.sh" --quick --filter "$@"; }

expect 0 '^1 passed, 0 failed, 0 skipped' run good
expect 1 '^1 passed, 1 failed, 0 skipped' run 'good|bad'
expect 0 '^  made_up.skipped: for a reason' run 'good|skipped'
expect 1 'with CI set nothing may be skipped' env CI=true HMF_RESULTS="$results" "$tree/tests/run.sh" --quick --filter skipped
expect 0 '^  made_up.forbidden: flying: this' env CI=true HMF_RESULTS="$results" "$tree/tests/run.sh" --quick --filter forbidden

fuzz() { env -u CI HMF_RESULTS="$results" "$tree/tests/run.sh" --fuzz 5 --filter "$@"; }
if echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' | clang -fsanitize=fuzzer -x c - -o /dev/null 2>/dev/null; then
    expect 0 '^  good: 17 inputs, 4 edges, nothing found$' fuzz good
    expect 1 '^1 passed, 1 failed, 0 skipped' fuzz .
    expect 0 '^0 passed, 0 failed, 0 skipped' fuzz nonesuch
    rm "$results/test-fuzz.xml"
else
    expect 0 'fuzz: clang with libFuzzer is not installed' fuzz good
fi

expect 0 '' run good
cp "$results/test-release.xml" "$scratch/before.xml" || exit 1
unchanged() {
    expect 0 '' cmp "$scratch/before.xml" "$results/test-release.xml"
    expect 0 '^test-release.xml$' ls "$results"
    [ "$(wc -l <"$scratch/out")" = 1 ] || wrong 'more than one file of results' ls
}
expect 1 "no test matches 'nonesuch' in the build 'release'" run nonesuch
unchanged
expect 124 '' env HMF_RESULTS="$results" timeout -s INT 1 "$tree/tests/run.sh" --quick --filter slow
unchanged

# Where nothing can be written it says so, before it runs anything.
results=/dev/null/results
expect 1 'cannot write into the folder of results, /dev/null/results' run good
expect 1 '' grep -q 'made_up' "$scratch/out"
finish
