#!/bin/sh
# The command ./hmf report: options, missing and malformed results, output that cannot be written.
# usage: test_report.sh PROGRAM
set -eu

program=$1
data=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)/data/report
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
results=$scratch/results
export HMF_RESULTS="$results"
failures=0

fail() { echo "FAILED: $*" >&2; failures=$((failures + 1)); }

# expect STATUS TEXT ARGUMENT...: runs the program; its output must hold TEXT.
expect() {
    want=$1 text=$2; shift 2
    status=0
    output=$("$program" "$@" 2>&1) || status=$?
    [ "$status" = "$want" ] || fail "report $*: exit status $status, not $want: $output"
    case $output in *"$text"*) ;; *) fail "report $*: says '$output', not '$text'" ;; esac
}

expect_only() {
    left=$(ls "$results")
    [ "$left" = "$1" ] || fail "the folder of results holds '$left', not '$1'"
}

# ---- options
expect 0 'usage: ./hmf report' --help
expect 1 'see ./hmf report --help' --nonsense
expect 1 'see ./hmf report --help' --out
expect 1 "unexpected argument 'naive'" naive
expect 1 'no --out' --slowest --out x
[ ! -e "$results" ] || fail 'a refused command made the folder of results'

# ---- nothing was run: a report all the same
expect 1 'not timed cold; ./hmf bench does it' --slowest
expect 0 "Report: $results/report.md"
expect_only report.md
grep -q 'Not run; .\./hmf bench. runs them' "$results/report.md" || fail 'timings not shown as not run'
grep -q '.naive. was not run; .\./hmf profile naive.' "$results/report.md" || fail 'profile not shown as not run'
expect 1 "$scratch/none.json: no such file" --bench "$scratch/none.json"

# ---- results that are there
expect 0 naive --slowest --bench "$data/bench.json"
HMF_RESULTS=$data
expect 0 'Not the same source' --out -
expect 0 'Next step' --out "$scratch/page.md"
"$program" --out - | cmp - "$scratch/page.md" || fail 'the file is not what - prints'
HMF_RESULTS=$results

# ---- malformed results: refused with file and line, and the old report stays whole
cp "$scratch/page.md" "$results/report.md"
head -c 3000 "$data/bench.json" >"$results/bench.json"
lines=$(($(wc -l <"$results/bench.json") + 1))
expect 1 "hmf report: $results/bench.json:$lines: "
expect 1 "$results/bench.json:$lines: " --slowest
cmp -s "$scratch/page.md" "$results/report.md" || fail 'a refused report was written'
rm "$results/bench.json"
mkdir "$results/profile-naive"
echo '{' >"$results/profile-naive/profile.json"
expect 1 "$results/profile-naive/profile.json:2: "
rm -r "$results/profile-naive"

# ---- output that cannot be written
expect 1 "cannot write $scratch/none/report.md: No such file or directory" --out "$scratch/none/report.md"
expect 1 "cannot write $scratch: Is a directory" --out "$scratch"
# Through a link, so that a program that puts a file in the device's place spoils nothing but the link.
ln -s /dev/full "$scratch/full"
expect 1 "cannot write $scratch/full: No space left on device" --out "$scratch/full"
[ -c "$scratch/full" ] || fail 'a device was replaced by a file'
HMF_RESULTS=$scratch/page.md
expect 1 "$scratch/page.md/bench.json: Not a directory"
HMF_RESULTS=$results
for arguments in --help '--out -' "--slowest --bench $data/bench.json" "--bench $data/bench.json"; do
    status=0
    # shellcheck disable=SC2086 # a list of words
    "$program" $arguments >/dev/full 2>/dev/null || status=$?
    [ "$status" = 1 ] || fail "report $arguments >/dev/full: exit status $status, not 1"
done

# A disk that is full, as far as this program can tell: no file may grow beyond a block.
cp "$scratch/page.md" "$results/report.md"
status=0
output=$(trap '' XFSZ; ulimit -f 1; HMF_RESULTS=$data "$program" --out "$results/report.md" 2>&1) || status=$?
[ "$status" = 1 ] || fail "no room: exit status $status, not 1: $output"
cmp -s "$scratch/page.md" "$results/report.md" || fail 'no room: the old report is gone'
expect_only report.md

[ "$failures" = 0 ] || exit 1
echo 'all as expected'
