#!/bin/sh
# test_report.sh: the command line of ./hmf report: options, missing and malformed results, output
# that cannot be written.
. "$(dirname "$0")/../expect.sh"
report=$1/hmf-report
data=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)/data/report
results=$scratch/results
export HMF_RESULTS="$results"
mkdir "$results"

expect_only() {
    left=$(ls "$results")
    [ "$left" = "$1" ] || wrong "the folder of results holds '$left', not '$1'"
}

# ---- options
expect 0 'usage: ./hmf report' "$report" --help
expect 1 'see ./hmf report --help' "$report" --nonsense
expect 1 'see ./hmf report --help' "$report" --out
expect 1 "unexpected argument 'naive'" "$report" naive
for task in --ladder --next-step --slowest --json; do
    expect 1 '--out goes with a whole report alone' "$report" "$task" --out x
done
expect 1 'only one' "$report" --slowest --json
expect 1 'only one' "$report" --ladder --next-step

# ---- nothing was run: a report all the same
expect 1 'not timed cold; ./hmf bench does it' "$report" --slowest
expect 0 "Report: $results/report.md" "$report"
expect_only report.md
grep -q 'Not run; .\./hmf bench. runs them' "$results/report.md" || wrong 'timings not shown as not run'
grep -q '.naive. was not run; .\./hmf profile naive.' "$results/report.md" || wrong 'profile not shown as not run'
expect 1 "$scratch/none.json: no such file" "$report" --bench "$scratch/none.json"

# ---- results that are there
expect 0 naive "$report" --slowest --bench "$data/bench.json"
expect 0 '"boards": \[\]' "$report" --json
expect 0 '"rank": 1' "$report" --json --bench "$data/bench.json"
expect_only report.md
HMF_RESULTS=$data
expect 0 'Not the same source' "$report" --out -
expect 0 "^Report: $scratch/page.md$" "$report" --out "$scratch/page.md"
expect 0 '^Next step$' "$report" --next-step
expect 0 '/hmf test --filter memoised$' "$report" --next-step
grep -q '^rung' "$scratch/out" && wrong 'the ladder is not asked for' "$report" --next-step
"$report" --out - | cmp - "$scratch/page.md" || wrong 'the file is not what - prints'
HMF_RESULTS=$results

# ---- a profile without counts, as there is where valgrind is not
mkdir "$results/profile-naive"
sed 's/"counted": {.*},$/"counted": null, "not_counted": "no valgrind",/
    s/\("calls"\|"instructions_[a-z]*"\): [0-9]*/\1: 0/g' \
    "$data/profile-naive/profile.json" >"$results/profile-naive/profile.json"
expect 0 '^Not counted: no valgrind. Sampled by gperftools: 2,000 samples' "$report" --out -
expect 0 '^| - | - | - | 25.0 % | .* | `naive_integrand` |' "$report" --out -
expect 0 'more below 1 %\.$' "$report" --out -
rm -r "$results/profile-naive"

# ---- the ladder on a terminal, and in a pipe where it is asked for
HMF_RESULTS=$data
# widest: columns of the longest line that was printed last
widest() { tr -d '\r' <"$scratch/out" | awk '{ if (length > most) most = length } END { print most + 0 }'; }
escape=$(printf '\033')
for columns in 50 80 120; do
    expect 0 '^naive  *3.0e-03  *2.30 s  *1' env COLUMNS=$columns "$report" --ladder
    [ "$(widest)" -le $columns ] || wrong "$(widest) columns" COLUMNS=$columns "$report" --ladder
    LC_ALL=C grep -q '[^ -~]' "$scratch/out" && wrong 'not ASCII alone' COLUMNS=$columns "$report" --ladder
done
[ "$(widest)" = 120 ] || wrong "$(widest) columns, not 120" "$report" --ladder
expect 0 '###' env COLUMNS=nonsense "$report" --ladder
[ "$(widest)" = 80 ] || wrong "$(widest) columns, not 80" "$report" --ladder
expect 0 '███' env LC_ALL=C.UTF-8 "$report" --ladder
grep -q "$escape" "$scratch/out" && wrong 'colour in a pipe' "$report" --ladder
expect 0 '^Next step' "$report" --ladder
# on_terminal COLUMNS VARIABLE=VALUE
on_terminal() { env "$2" REPORT="$report" script -qec "stty cols $1; \"\$REPORT\" --ladder" /dev/null; }
expect 0 "$escape\[1mrung" on_terminal 100 LC_ALL=C
expect 0 '^naive  *3.0e-03  *2.30 s  *1  ####' on_terminal 100 NO_COLOR=1
[ "$(widest)" = 100 ] || wrong "$(widest) columns, not 100" on_terminal 100 NO_COLOR=1
grep -q "$escape" "$scratch/out" && wrong 'colour with NO_COLOR' on_terminal 100 NO_COLOR=1
HMF_RESULTS=$results

# ---- malformed results: refused with file and line, and the old report stays whole
cp "$scratch/page.md" "$results/report.md"
head -c 3000 "$data/bench.json" >"$results/bench.json"
lines=$(($(wc -l <"$results/bench.json") + 1))
expect 1 "hmf report: $results/bench.json:$lines: " "$report"
expect 1 "$results/bench.json:$lines: " "$report" --slowest
cmp -s "$scratch/page.md" "$results/report.md" || wrong 'a refused report was written'
rm "$results/bench.json"
mkdir "$results/profile-naive"
echo '{' >"$results/profile-naive/profile.json"
expect 1 "$results/profile-naive/profile.json:2: " "$report"
rm -r "$results/profile-naive"

# ---- output that cannot be written
expect 1 "cannot write $scratch/none/report.md: No such file or directory" "$report" --out "$scratch/none/report.md"
expect 1 "cannot write $scratch: Is a directory" "$report" --out "$scratch"
# Through a link, so that a program that puts a file in the device's place spoils nothing but the link.
ln -s /dev/full "$scratch/full"
expect 1 "cannot write $scratch/full: No space left on device" "$report" --out "$scratch/full"
[ -c "$scratch/full" ] || wrong 'a device was replaced by a file'
HMF_RESULTS=$scratch/page.md
expect 1 "$scratch/page.md/bench.json: Not a directory" "$report"
HMF_RESULTS=$results
for arguments in --help --json '--out -' '--slowest --bench bench.json' '--bench bench.json' \
    --next-step '--ladder --bench bench.json'; do
    # shellcheck disable=SC2016,SC2086 # expanded by the inner shell; a list of words
    expect 1 'cannot write to standard output' sh -c 'cd "$0" && "$@" >/dev/full' "$data" "$report" $arguments
done

# A disk that is full, as far as this program can tell: no file may grow beyond a block.
cp "$scratch/page.md" "$results/report.md"
status=0
output=$(trap '' XFSZ; ulimit -f 1; HMF_RESULTS=$data "$report" --out "$results/report.md" 2>&1) || status=$?
[ "$status" = 1 ] || wrong "no room: exit status $status, not 1: $output"
cmp -s "$scratch/page.md" "$results/report.md" || wrong 'no room: the old report is gone'
expect_only report.md

finish
