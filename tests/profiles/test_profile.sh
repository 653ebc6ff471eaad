#!/bin/sh
# SPDX-License-Identifier: MIT
# test_profile.sh: the command line of ./hmf profile: its files, its error messages, and that a failed
# run leaves the earlier files. No check depends on time.
. "$(dirname "$0")/../expect.sh"
command -v valgrind >/dev/null || skip 'valgrind is not installed'
profile=$1/hmf-profile
out=$scratch/profile
HMF_RESULTS=$scratch/results
export HMF_RESULTS

expect 0 'usage: ./hmf profile IMPL' "$profile" --help
expect 1 'one implementation, please' "$profile"
expect 1 'one implementation, please' "$profile" naive quadrature
expect 1 "no implementation 'nothing'; ./hmf list names them" "$profile" nothing
expect 1 'mode hot: not one of: cold, warm' "$profile" naive --mode hot
expect 1 "workload 'nothing': there are point, default, survey" "$profile" naive --workload nothing
expect 1 'seconds -1: not a number from 0 to 3600' "$profile" naive --seconds -1
expect 1 'limit soon: not a number from' "$profile" naive --limit soon
expect 1 'top 1x: not a whole number from' "$profile" naive --top 1x
expect 1 "out '': a folder" "$profile" naive --out ''
expect 1 "unknown option '--frobnicate'" "$profile" naive --frobnicate
expect 1 '/dev/null/profile: Not a directory' "$profile" naive --out /dev/null/profile

# pretend NAME: a valgrind that does what standard input says, alone on PATH
pretend() {
    mkdir -p "$scratch/$1"
    { echo '#!/bin/sh'; cat; } >"$scratch/$1/valgrind"
    chmod +x "$scratch/$1/valgrind"
}
point() { "$profile" naive --workload point --out "$out" "$@"; }
with() { path=$scratch/$1; shift; (PATH=$path point --seconds 0 "$@"); }

mkdir "$scratch/empty"
expect 69 'not counted, valgrind is not on PATH (Debian: valgrind); not sampled, as asked' with empty
expect 1 '' test -e "$out"
# Without valgrind there are still samples, and a reason.
expect 0 '^not counted valgrind is not on PATH' env PATH="$scratch/empty" "$profile" naive \
    --workload point --seconds 0.5 --out "$out"
expect 1 '' test -e "$out/callgrind.out"
expect 0 '' test -s "$out/sampled.html"
rm -r "$out"
# Without gcov or the coverage build.
echo "PATH='$PATH' exec '$(command -v valgrind)' \"\$@\"" | pretend no_gcov
expect 0 '^no hits  *\(gcov is not on PATH (Debian: gcc)\|there is no build for them\)' with no_gcov
rm -r "$out"

expect 0 'hmf_job_call' point --seconds 0.2 --top 1000
grep -q '^sampled ' "$scratch/out" || wrong 'does not print the samples' profile
grep -q '^threads ' "$scratch/out" && wrong 'reports threads of a serial job' profile
for file in callgrind.out callgrind-stacks.out cpu.prof heap.prof functions.txt lines.txt \
    allocations.txt counted.folded sampled.folded counted.html sampled.html profile.json; do
    expect 0 '' test -s "$out/$file"
done
expect 0 'impl_naive.c:sigma_integrand' callgrind_annotate "$out/callgrind.out"
if command -v google-pprof >/dev/null; then
    expect 0 'sigma_integrand' google-pprof --text "$1/hmf-profile-target" "$out/cpu.prof"
    expect 0 'gsl_integration_workspace_alloc' google-pprof --text --alloc_space "$1/hmf-profile-heap" "$out/heap.prof"
fi
expect 0 'File: .*impl_naive.c' cat "$out/lines.txt"
expect 0 '(gsl_integration_workspace_alloc), for create' cat "$out/allocations.txt"
# The sums of the stacks, of the page and of the functions are equal.
total=$(sed -n 's/.*"instructions": \([0-9]*\),.*/\1/p' "$out/profile.json")
sum() { awk '{ sum += $NF } END { printf "%d\n", sum }' "$@"; }
expect 0 "^$total\$" sum "$out/counted.folded"
expect 0 "^$total\$" sh -c 'sed -n "/<pre id=\"stacks\"/,/<\/pre>/p" "$0" | sed "s/.*<pre[^>]*>//; s/<.*//" |
    awk "{ sum += \$NF } END { printf \"%d\\n\", sum }"' "$out/counted.html"
for key in '"hmfbench_schema": 1' '"kind": "profile"' '"git_commit"' '"implementation": "naive"' \
    '"mode": "cold"' '"version": "valgrind-' '"clone": "portable"' '"calls_profiled": 1' '"tool": "gperftools"' \
    '"samples_inclusive"' '"name": "sigma_integrand"'; do
    expect 0 "$key" cat "$out/profile.json"
done
# Without samples the file has the reason, and the samples of the earlier run are removed.
expect 0 '"not_sampled": "as asked' point --seconds 0 --json --mode warm
expect 1 '' test -e "$out/cpu.prof"
expect 1 'cannot write the result' sh -c '"$@" >/dev/full' sh "$profile" naive \
    --workload point --seconds 0 --out "$out" --json
expect 0 'profile-quadrature-point-cold' "$profile" quadrature --workload point --seconds 0
expect 0 '' test -s "$HMF_RESULTS/profile-quadrature-point-cold/profile.json"

# A profile does not differ from itself, two profiles do, and two jobs cannot be compared.
expect 0 '^no difference: all functions, lines and stacks' "$profile" --diff "$out" "$out/"
expect 0 '"empty": true' cat "$HMF_RESULTS/diff-profile-profile/difference.json"
expect 0 'sigma_integrand), gone' "$profile" --diff naive quadrature --workload point \
    --seconds 0 --top 1000 --out "$scratch/diff"
expect 0 'double window = hmf_window_top_hat' cat "$scratch/diff/difference.txt"
for file in difference.html difference.folded difference.json; do
    expect 0 '' test -s "$scratch/diff/$file"
done
expect 0 '"implementation": "quadrature"' "$profile" --diff --json --out "$scratch/diff" \
    "$HMF_RESULTS/profile-naive-point-cold" "$HMF_RESULTS/profile-quadrature-point-cold"
expect 0 '' point --mode warm --seconds 0 --out "$scratch/warm"
expect 1 'not of the same job: point, warm and point, cold' "$profile" --diff "$scratch/warm" "$out"
expect 1 "'nothing' is no implementation, no folder of a profile and no callgrind file: No such file" "$profile" --diff nothing "$out"
expect 1 'profile.json:-1: unable to open' "$profile" --diff "$scratch/empty" "$out"
expect 1 'two implementations, folders or callgrind files' "$profile" --diff
expect 1 'two implementations, folders or callgrind files' "$profile" --diff naive
expect 1 'cannot write the result' sh -c '"$@" >/dev/full' sh "$profile" --diff "$out" "$out"

# A callgrind file is a side without stacks.
counts() { "$profile" --diff --out "$scratch/counts" "$@"; }
naive=$HMF_RESULTS/profile-naive-point-cold/callgrind.out
quadrature=$HMF_RESULTS/profile-quadrature-point-cold/callgrind.out
expect 0 '^no difference: all functions and lines have equal counts' counts "$naive" "$naive"
expect 0 '^no difference: all functions and lines have equal counts' counts "$out" "$out/callgrind.out"
expect 0 '^before .*/callgrind.out by callgrind-.* of .*hmf-profile-target count naive point cold' \
    counts "$naive" "$quadrature"
expect 0 'impl_naive.c(sigma_integrand), gone' counts "$naive" "$quadrature" --top 1000
expect 0 'double window = hmf_window_top_hat' cat "$scratch/counts/difference.txt"
expect 1 '' test -e "$scratch/counts/difference.folded"
for key in '"no_stacks": "' '"source": "impls/impl_quadrature.c"' '"function": "sigma_integrand"'; do
    expect 0 "$key" counts --json "$naive" "$quadrature"
done
sed 's|=/.*/impls/|=/src/|' "$naive" >"$scratch/moved.out"
expect 0 '"source": "impl_naive.c"' counts --json --source /src --source /src "$scratch/moved.out" "$quadrature"
head -c 3000 "$naive" | sed '$d' >"$scratch/cut.out"
expect 1 'cut.out:[0-9]*: the file is cut off' counts "$naive" "$scratch/cut.out"
expect 1 'difference.json:1: .* of a callgrind file' counts "$scratch/diff/difference.json" "$naive"
: >"$scratch/empty.out"
expect 1 'empty.out:0: the file is empty' counts "$scratch/empty.out" "$naive"
expect 1 'source: twice, for BEFORE and for AFTER' counts --source "$scratch" "$naive" "$naive"
expect 1 'source: of --diff only' "$profile" naive --source "$scratch"

# The profiled build is compared with the release build in the folder beside it. A pretended valgrind
# reports 1000 instructions of the first and $RELEASE of the second.
mkdir -p "$scratch/build/profile/bin"
cp "$1/hmf-profile" "$1/hmf-profile-target" "$1/hmf-profile-heap" "$scratch/build/profile/bin"
pretend counting <<'EOF'
for argument; do
    case $argument in --callgrind-out-file=*) file=${argument#*=} ;; esac
done
total=1000 clone=portable
[ "$file" != callgrind-release.out ] || total=$RELEASE clone=${RELEASE_CLONE:-portable}
echo "clone $clone"
echo 'counted seconds 0.1'
printf 'positions: line\nevents: Ir\nfn=f\n1 %s\ntotals: %s\n' "$total" "$total" >"$file"
EOF
against() {
    instructions=$1
    shift
    env PATH="$scratch/counting" RELEASE="$instructions" "$scratch/build/profile/bin/hmf-profile" naive \
        --workload point --seconds 0 --out "$scratch/compared" "$@"
}
in_json() { expect 0 "$1" cat "$scratch/compared/profile.json"; }
expect 0 '^release  *not compared: there is no release build (./hmf build [a-z]* hmf-profile-target)' against 500
in_json '"not_compared": "there is no release build'
for preset in release clang; do # whichever is that of this compiler
    mkdir -p "$scratch/build/$preset/bin"
    cp "$1/hmf-profile-target" "$scratch/build/$preset/bin"
done
expect 0 '^WARNING: the profiled build takes 2.00 times the instructions of the release build (1000 and 500)' against 500
in_json '"differs": true'
expect 0 '^release  *900 instructions in the build [a-z]*; the profiled build takes 1.111 times as many' against 900
expect 0 '^WARNING: the profiled build takes 1.11 times' against 900
expect 0 '^WARNING: the profiled build takes 0.83 times' against 1200
expect 0 '"differs": false' against 910 --json
expect 0 'takes 0.909 times as many' against 1100
grep -q WARNING "$scratch/out" && wrong 'warns at 9 %' profile
expect 0 'not compared: the release build runs another clone' env RELEASE_CLONE=x86-64-v2 \
    PATH="$scratch/counting" RELEASE=500 "$scratch/build/profile/bin/hmf-profile" naive --workload point \
    --seconds 0 --out "$scratch/compared"
in_json '"release": null'
expect 3 'callgrind-release.out:4: ' against 5,5
for preset in release clang; do
    ln -sf "$scratch/build/profile/bin/hmf-profile-target" "$scratch/build/$preset/bin"
done
expect 0 'not compared: this is the release build' against 500

# Samples are of the pass alone, even if making its input takes longer.
expect 0 '^sampled ' "$profile" universal --seconds 1 --out "$scratch/short"
expect 1 '' grep '^_start\|^main\|hmf_workload_fill\|clock_gettime' "$scratch/short/sampled.folded"

# A limit shorter than the sampling ends the sampling early, not the profiler.
expect 0 '^sampled ' point --seconds 12 --limit 4

# A failed profiler leaves the earlier files.
cp -r "$out" "$scratch/before"
unchanged() { expect 0 '' diff -r "$scratch/before" "$out"; }

echo 'echo no such luck >&2; exit 5' | pretend failing
expect 3 'exit status 5' with failing
expect 3 '  | no such luck' with failing
unchanged
echo 'exit 2' | pretend refusing
expect 2 'exit status 2' with refusing
# shellcheck disable=SC2016 # expanded by the pretended valgrind
echo 'kill -SEGV $$' | pretend crashing
expect 3 'ended by signal 11' with crashing
echo 'exit 0' | pretend silent
expect 3 'callgrind.out: No such file' with silent
pretend cutting <<'EOF'
printf 'version: 1\npositions: line\nevents: Ir\nfn=f\n1 2\n' >callgrind.out
EOF
expect 3 'cut off: it has no totals:' with cutting
unchanged

# A limit of 2 kB per file simulates a full disk.
expect 3 "hmf profile: $out: File too large" sh -c 'trap "" XFSZ; ulimit -f 4; "$@"' sh \
    "$profile" naive --workload point --out "$out"
unchanged

# A time-out or an interrupt also ends the profiler.
echo "echo \$\$ >'$scratch/pid'; exec '$(command -v sleep)' 300" | pretend slow
expect 3 'given up after 0.5 s; a smaller --workload or a larger --limit' with slow --limit 0.5
expect 1 '' kill -0 "$(cat "$scratch/pid")"
unchanged
for signal in INT TERM HUP; do
    rm "$scratch/pid"
    expect 124 '' env PATH="$scratch/slow:$PATH" timeout -s "$signal" 1 \
        "$profile" naive --workload point --seconds 0 --out "$out"
    expect 1 '' kill -0 "$(cat "$scratch/pid")"
    unchanged
done
expect 124 '' env PATH="$scratch/slow:$PATH" timeout -s INT 1 \
    "$profile" naive --workload point --seconds 0 --out "$scratch/fresh"
expect 1 '' test -e "$scratch/fresh"
finish
