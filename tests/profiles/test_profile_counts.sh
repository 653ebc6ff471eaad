#!/bin/sh
# SPDX-License-Identifier: MIT
# test_profile_counts.sh: the profile of the naive implementation, through the front door, shows what
# the algorithm is known to do: 4005 integrals over sigma's integrand, evaluated 1,094,475 times. The
# same numbers come from a profile of the same algorithm in Python, on SciPy's QUADPACK.
. "$(dirname "$0")/../expect.sh"
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
command -v valgrind >/dev/null || skip 'valgrind is not installed'
out=$scratch/profile

expect 0 'files in' env HMF_NO_INSTALL=1 "$root/hmf" profile naive --seconds 0 --out "$out"

# called FUNCTION COUNT: checks its row in the table
called() {
    expect 0 "^$2\$" awk -v name="($1)" 'index($NF, name) { print $1 }' "$out/functions.txt"
}
called sigma_integrand 1094475
called hmf_window_top_hat 1094475
called hmf_power_spectrum 1094475
called integrate_to_infinity 4005
called gsl_integration_qagiu 4005

# called_by CALLER CALLEE COUNT: checks callgrind's file
called_by() {
    expect 0 "^$3\$" awk -v caller="fn=$1" -v callee="cfn=$2" '
        /^fn=/ { inside = ($0 == caller) }
        /^cfn=/ { wanted = inside && $0 == callee }
        wanted && /^calls=/ { split($0, part, /[= ]/); calls += part[2] }
        END { print calls + 0 }' "$out/callgrind.out"
}
# The counts of lines come from the coverage build and are joined by line and text.
expect 0 'functions are the same by both counts' head -n 7 "$out/lines.txt"
entered() { expect 0 "^Function: $1 at line [0-9]*, entered $2 times" grep "^Function: $1 " "$out/lines.txt"; }
entered sigma_integrand 1094475
entered hmf_window_top_hat 1094475
entered integrate_to_infinity 4005
expect 0 ' 1094475 .*double window = hmf_window_top_hat(k' cat "$out/lines.txt"

called_by sigma_integrand hmf_window_top_hat 1094475
called_by sigma_integrand hmf_power_spectrum 1094475

# All threads of a parallel region are counted: here each has one half of the masses.
expect 0 'files in' env HMF_NO_INSTALL=1 OMP_NUM_THREADS=2 "$root/hmf" profile openmp --workload survey \
    --seconds 0 --out "$out"
called evaluate._omp_fn.0 2
expect 0 '^no difference' env HMF_NO_INSTALL=1 HMF_RESULTS="$scratch" "$root/hmf" profile --diff "$out" "$out"
finish
