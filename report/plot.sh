#!/bin/sh
# SPDX-License-Identifier: MIT
# ./hmf plot: dn/dlnM over mass, one curve per redshift. hmf-eval computes, plot.gp draws.
set -eu
export LC_ALL=C # a decimal point in all numbers

report=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
build=${report%/report}/build
hmf_eval=$build/${HMF_PRESET:-release}/bin/hmf-eval
most=16 # redshifts; the legend has no room for more

usage() {
    cat <<'EOT'
usage: ./hmf plot [IMPL] [--z LIST] [--mass LIST] [OPTION ...]

Plots the mass function dn/dlnM over mass, one curve per redshift, on logarithmic axes. IMPL is the
implementation that computes it (default universal). Needs gnuplot.

  --z LIST              redshifts (default 0,5,10,20,30)
  --mass LIST           masses in solar masses (default 1e2:1e16:400)
                        LIST is A,B,C or FIRST:LAST:COUNT, as in ./hmf eval
  --omega-m X           and --omega-lambda, --h0, --sigma-8, --n-s, --delta-c:
                        the cosmology, as in ./hmf eval; H(a) ignores curvature
  --floor X             lower end of the plot in Mpc^-3 (default 1e-13, less than
                        one halo in the observable universe)
  --residual IMPL2      adds a second panel with |ln(IMPL/IMPL2)|
  --title TEXT          title (default "Press–Schechter halo mass function")
  --out FILE            .svg or .png (default build/results/plot.svg)
  --help                print this text

Environment: HMF_RESULTS is the folder of results (default build/results).
Exit status: 0 success; 1 usage error, bad input, nothing to draw, or the file cannot be written;
2 an implementation could not compute its answer; 69 gnuplot is missing.
EOT
}

die() { status=$1; shift; printf 'hmf plot: %s\n' "$*" >&2; exit "$status"; }

# ---- the command line ----------------------------------------------------------------------------

impl='' other='' out='' floor=1e-13 z=0,5,10,20,30 mass=1e2:1e16:400 cosmology=''
title='Press–Schechter halo mass function'
while [ $# -gt 0 ]; do
    option=$1; shift
    case $option in
    -h | --help) usage; exit 0 ;;
    --*=*) value=${option#*=} option=${option%%=*} ;;
    --*)
        [ $# -gt 0 ] || die 1 "$option: needs a value; see ./hmf plot --help"
        value=$1; shift ;;
    *)
        [ -z "$impl" ] || die 1 "unexpected argument '$option'; see ./hmf plot --help"
        impl=$option
        continue ;;
    esac
    case $option in
    --z) z=$value ;;
    --mass) mass=$value ;;
    --omega-m | --omega-lambda | --h0 | --sigma-8 | --n-s | --delta-c)
        case $value in '' | *[!0-9a-zA-Z.+-]*) die 1 "$option '$value': not a number" ;; esac
        cosmology="$cosmology $option=$value" ;;
    --floor) floor=$value ;;
    --residual) other=$value ;;
    --title) title=$value ;;
    --out) out=$value ;;
    *) die 1 "no option '$option'; see ./hmf plot --help" ;;
    esac
done
command -v gnuplot >/dev/null || die 69 "gnuplot is missing (Debian: gnuplot-nox)"
impl=${impl:-universal}
# A number with at least one digit other than 0 in its mantissa.
printf '%s\n' "$floor" | grep -E '^([0-9]+[.]?[0-9]*|[.][0-9]+)([eE]([+]?[0-9]{1,2}|-[0-3]?[0-9]{1,2}))?$' |
    sed 's/[eE].*//' | grep -q '[1-9]' || die 1 "--floor '$floor': not a number from 1e-300 to 1e99"
if [ -z "$out" ]; then
    results=${HMF_RESULTS:-$build/results}
    mkdir -p "$results" 2>/dev/null || : # a failure is reported below
    out=$results/plot.svg
fi
case $out in
*.svg) terminal=svg ;;
*.png) terminal=png ;;
*) die 1 "--out '$out': the name must end in .svg or .png" ;;
esac
[ ! -d "$out" ] || die 1 "$out: is a folder"

# ---- the numbers ---------------------------------------------------------------------------------

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"; rm -f "$out.$$.tmp"' EXIT
trap 'exit 1' HUP INT TERM

# evaluate FILE OPTION... IMPL: writes the output of hmf-eval to FILE. Prints its messages as ours, and
# repeated ones once.
evaluate() {
    file=$1; shift
    status=0
    # shellcheck disable=SC2086 # a list of words
    "$hmf_eval" $cosmology "$@" >"$file" 2>"$scratch/complaint" || status=$?
    sed 's/^hmf eval:/hmf plot:/; s|[.]/hmf eval --help|./hmf plot --help|' "$scratch/complaint" >"$scratch/message"
    cmp -s "$scratch/message" "$scratch/printed" || cat "$scratch/message" >&2
    mv "$scratch/message" "$scratch/printed"
    [ "$status" = 0 ] || exit "$status"
}

evaluate "$scratch/csv" --z="$z" --mass="$mass" -- "$impl"
evaluate "$scratch/json" --z=0 --mass=1e12 --json -- "$impl"
if [ -n "$other" ]; then
    evaluate "$scratch/other.csv" --z="$z" --mass="$mass" -- "$other"
    paste -d, "$scratch/csv" "$scratch/other.csv" >"$scratch/both.csv"
    mv "$scratch/both.csv" "$scratch/csv"
fi
sed 1d "$scratch/csv" | sort -t, -g -u -k1,1 -k2,2 >"$scratch/cells"
cut -d, -f1 "$scratch/cells" | uniq >"$scratch/redshifts"
count=$(wc -l <"$scratch/redshifts")
[ "$count" -le $most ] || die 1 "--z '$z': $count redshifts; at most $most fit into one plot"
# Assignments for gnuplot, for example omega_m = 0.3089.
sed -n 's/^ *"\(omega_m\|omega_lambda\|h0\|sigma_8\|n_s\|delta_c\)": \([^,]*\),*$/\1 = \2/p' \
    "$scratch/json" >"$scratch/assignments"
echo "lowest = $floor" >>"$scratch/assignments"

# ---- the picture ---------------------------------------------------------------------------------

status=0
LC_ALL=C.UTF-8 gnuplot -d -c "$report/plot.gp" "$terminal" "$scratch/cells" "$scratch/assignments" \
    "$floor" "$title" "$impl" "$other" "$(paste -s -d " " "$scratch/redshifts")" >"$scratch/plot.$terminal" 2>"$scratch/complaint" ||
    status=$?
grep '^hmf plot:' "$scratch/complaint" >&2 || [ "$status" = 0 ] || cat "$scratch/complaint" >&2
[ "$status" = 0 ] || exit 1
if [ "$terminal" = svg ]; then # the name that a browser shows
    sed 's|<title>Gnuplot</title>|<title>Halo mass function</title>|' "$scratch/plot.svg" >"$scratch/named"
    mv "$scratch/named" "$scratch/plot.svg"
fi
{ cat "$scratch/plot.$terminal" >"$out.$$.tmp" && mv -f "$out.$$.tmp" "$out"; } 2>/dev/null ||
    die 1 "$out: cannot be written"
printf 'Plot: %s\n' "$out"
