#!/bin/sh
# SPDX-License-Identifier: MIT
# test_eval.sh: the command line of ./hmf eval and its messages for bad input.
. "$(dirname "$0")/../expect.sh"
eval_tool=$1/hmf-eval

expect 0 'usage: ./hmf eval IMPL \[--z LIST\] \[--mass LIST\]' "$eval_tool" --help
expect 1 'expected one implementation' "$eval_tool"
expect 1 "no implementation 'nothing'; ./hmf list names them" "$eval_tool" nothing
expect 1 'see ./hmf eval --help' "$eval_tool" naive --frobnicate

# The grid: header, 17 digits, redshift by redshift.
expect 0 '^z,mass,dn_dlnm$' "$eval_tool" quadrature --z 0,5 --mass 1e8:1e10:3
expect 0 '^5,10000000000,' "$eval_tool" quadrature --z 0,5 --mass 1e8:1e10:3
[ "$(wc -l <"$scratch/out")" = 7 ] || wrong 'prints 7 lines' eval
expect 0 '^0,1000000000000,[0-9.e-]*$' "$eval_tool" quadrature --z 0 --mass 1e12
# The ends of a range are exact, although 5 + (0.7 - 5) and 10^log10(3e14) are not 0.7 and 3e14.
expect 0 '^5,300000000000000,' "$eval_tool" quadrature --z 5:0.7:4 --mass 3e14:0.3:3
expect 0 '^0\.69999999999999996,0\.29999999999999999,' "$eval_tool" quadrature --z 5:0.7:4 --mass 3e14:0.3:3
"$eval_tool" quadrature >"$scratch/default"
[ "$(wc -l <"$scratch/default")" = 1001 ] || wrong 'prints the default grid' eval

# Points: with and without a header, columns in any order, from standard input.
printf 'mass,name,z\n1e12,a,0\n1e10,b,5\n' >"$scratch/points.csv"
expect 0 '^5,10000000000,' "$eval_tool" quadrature --points "$scratch/points.csv"
printf '0,1e12\n' >"$scratch/bare.csv"
expect 0 '^0,1000000000000,' "$eval_tool" quadrature --points "$scratch/bare.csv"
expect 0 '^0,1000000000000,' sh -c '"$0" quadrature --points - <"$1"' "$eval_tool" "$scratch/bare.csv"
printf '\nz,,mass\n0,5,1e12\n' >"$scratch/gap.csv"
expect 0 '^0,1000000000000,' "$eval_tool" quadrature --points "$scratch/gap.csv"
printf 'my note, z ,mass,x\n7,0,1e12,9\n' >"$scratch/blanks.csv"
expect 0 '^0,1000000000000,' "$eval_tool" quadrature --points "$scratch/blanks.csv"
expect 1 '/nonexistent.csv: No such file or directory' "$eval_tool" naive --points /nonexistent.csv
printf 'z,mass\n0,1e12\n0\n' >"$scratch/short.csv"
expect 1 'short.csv:3: too few columns' "$eval_tool" naive --points "$scratch/short.csv"
printf 'z,mass\n0,heavy\n' >"$scratch/word.csv"
expect 1 'word.csv:2: z and mass must be numbers' "$eval_tool" naive --points "$scratch/word.csv"
printf 'redshift,mass\n0,1\n' >"$scratch/header.csv"
expect 1 'header.csv:1: the first line must name the columns z and mass' \
    "$eval_tool" naive --points "$scratch/header.csv"
printf 'z,mass\n0,1\0e12\n' >"$scratch/zero.csv"
expect 1 'zero.csv:2: a zero byte' "$eval_tool" naive --points "$scratch/zero.csv"
: >"$scratch/empty.csv"
expect 1 'empty.csv: no points' "$eval_tool" naive --points "$scratch/empty.csv"
expect 1 '--points cannot be combined' "$eval_tool" naive --points "$scratch/bare.csv" --z 0

# JSON is JSON.
expect 0 '"kind": "eval"' "$eval_tool" quadrature --z 0 --mass 1e12 --json
expect 0 '"dn_dlnm"' "$eval_tool" quadrature --z 0 --mass 1e12 --format json
expect 1 '--format xml: not one of: csv, json' "$eval_tool" quadrature --format xml

# Cosmology: every parameter counts; messages name malformed values and values out of bounds.
"$eval_tool" quadrature --z 5 --mass 1e12 >"$scratch/before"
for parameter in omega-m=0.31 omega-lambda=0.5 h0=70 sigma-8=0.8 n-s=0.96 delta-c=1.686; do
    "$eval_tool" quadrature --z 5 --mass 1e12 "--$parameter" >"$scratch/after"
    checks=$((checks + 1))
    cmp -s "$scratch/before" "$scratch/after" && wrong 'changes the answer' "--$parameter"
done
expect 1 '--h0 seventy: not a number' "$eval_tool" naive --h0 seventy
expect 1 'h0 = 0.7: must be between 10 and 200' "$eval_tool" naive --h0 0.7
expect 1 '--omega-m nan: not a number' "$eval_tool" naive --omega-m nan
expect 1 'mass\[0\] = -1: must be between' "$eval_tool" naive --z 0 --mass -1
expect 1 'mass\[0\] = inf: must be between' "$eval_tool" naive --z 0 --mass inf
expect 1 'z\[1\] = -1: must be between' "$eval_tool" naive --z 0,-1 --mass 1e12
expect 1 "not a list of numbers" "$eval_tool" naive --z 0,,1
expect 1 'a range is FIRST:LAST:COUNT' "$eval_tool" naive --mass 1e2:1e15
expect 1 'a range is FIRST:LAST:COUNT' "$eval_tool" naive --mass 0:1e15:5
long=$(printf '%0600d' 0) # truncates the text, not the reason
expect 1 'not a list of numbers' "$eval_tool" naive --z "$long,x"
expect 1 'a range is FIRST' "$eval_tool" naive --z "$long:1"
expect 1 'File name too long' "$eval_tool" naive --points "$long"
# 1e14 answers exceed the address space; AddressSanitizer must reject them as malloc does.
expect 1 'out of memory' env ASAN_OPTIONS=allocator_may_return_null=1 \
    "$eval_tool" naive --z 0:1:10000000 --mass 1:2:10000000

# A curved cosmology gets one warning on standard error.
warning='^hmf eval: warning: 1 - omega_m - omega_lambda = '
warnings() { # warnings NUMBER OPTION ...
    number=$1
    shift
    expect 0 '' "$eval_tool" quadrature "$@"
    [ "$(grep -c "$warning" "$scratch/err")" = "$number" ] || wrong "does not warn $number times" "$@"
    [ "$(wc -l <"$scratch/err")" = "$number" ] || wrong 'prints something else as well' "$@"
    grep -q warning "$scratch/out" && wrong 'warns on standard output' "$@"
}
for flat in 0.3:0.7 0.3:0.699 0.3:0.701 0.3:0.6995 1:0 0.1:0.9; do
    warnings 0 --z 3 --mass 1e14 --omega-m ${flat%:*} --omega-lambda ${flat#*:}
done
for curved in 0.3:0 0.3:0.6989 0.3:0.7011 0.4:0.9 1:1; do
    warnings 1 --z 0,3 --mass 1e12,1e14 --omega-m ${curved%:*} --omega-lambda ${curved#*:}
    warnings 1 --points "$scratch/points.csv" --json --omega-m ${curved%:*} --omega-lambda ${curved#*:}
done
warnings 0
warnings 1 --omega-lambda 0.6
expect 1 '' "$eval_tool" naive --mass -1 --omega-lambda 0
[ "$(wc -l <"$scratch/err")" = 1 ] || wrong 'warns of a result that is not there' eval
expect 0 'no curvature term' "$eval_tool" --help

# With a curvature term this value would be 1.2e-8.
expect 0 '^3,100000000000000,3\.59[0-9]*e-16$' "$eval_tool" quadrature --z 3 --mass 1e14 --omega-m 0.3 --omega-lambda 0

# A negative or non-finite cell is an error.
for impl in naive memoised; do
    expect 2 "$impl: evaluate: no convergence" "$eval_tool" $impl --z 0 --mass 1e-6 --n-s 0.5
    expect 2 "$impl: evaluate: no convergence" \
        "$eval_tool" $impl --z 0 --mass 1e-6 --n-s 1.438 --omega-m 1.963 --h0 120
done

# A full disk is an error.
expect 1 'cannot write the result: No space left on device' \
    sh -c '"$0" quadrature --z 0 >/dev/full' "$eval_tool"
finish
