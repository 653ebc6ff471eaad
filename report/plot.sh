#!/bin/sh
# ./hmf plot: dn/dlnM over mass, one curve for each redshift, drawn by gnuplot from what hmf-eval says.
set -eu
export LC_ALL=C # a decimal point in what awk reads and prints

report=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
build=${report%/report}/build
hmf_eval=$build/${HMF_PRESET:-release}/bin/hmf-eval
most=16 # redshifts, for the legend to fit

usage() {
    cat <<'EOF'
usage: ./hmf plot [IMPL] [--z LIST] [--mass LIST] [OPTION ...]

Plots the mass function dn/dlnM over mass, one curve for each redshift, on logarithmic axes, as an
implementation (`universal` where none is named) computes it. Needs gnuplot, and no browser.

  --z LIST              redshifts                                     0,5,10,20,30
  --mass LIST           masses in solar masses                        1e2:1e16:400
                        A LIST is as in ./hmf eval, A,B,C or FIRST:LAST:COUNT
  --omega-m X           and --omega-lambda, --h0, --sigma-8, --n-s, --delta-c:
                        the cosmology, as in ./hmf eval: curvature is left out of H(a)
  --floor X             in Mpc^-3; what is below is cut               1e-13
                        (less than one halo in the observable universe)
  --residual IMPL2      a second panel with |ln(IMPL/IMPL2)|
  --title TEXT          instead of "Press–Schechter halo mass function"
  --out FILE            .svg or .png                                  build/results/plot.svg
  --help                this text

Environment: HMF_RESULTS is the folder of results, build/results where it is not set.
Exit status: 0 success; 1 usage error, bad input, nothing to draw, or the file cannot be written;
2 an implementation could not compute its answer; 69 gnuplot is missing.
EOF
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
impl=${impl:-universal}
awk -v x="$floor" 'BEGIN { exit !(x ~ /^([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?$/ && x + 0 > 0) }' ||
    die 1 "--floor '$floor': not a number above 0"
if [ -z "$out" ]; then
    results=${HMF_RESULTS:-$build/results}
    mkdir -p "$results" 2>/dev/null || : # what cannot be written is told below
    out=$results/plot.svg
fi
case $out in
*.svg) terminal=svg ;;
*.png) terminal=png ;;
*) die 1 "--out '$out': the name must end in .svg or .png" ;;
esac
[ ! -d "$out" ] || die 1 "$out: is a folder"
command -v gnuplot >/dev/null || die 69 "gnuplot is missing (Debian: gnuplot-nox)"

# ---- the numbers ---------------------------------------------------------------------------------

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"; rm -f "$out.$$.tmp"' EXIT
trap 'exit 1' HUP INT TERM

# evaluate FILE OPTION... IMPL: writes the output of hmf-eval to FILE. Its messages are printed as ours,
# once where the next call has the same.
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
redshifts=$(cut -d, -f1 "$scratch/cells" | uniq | wc -l)
[ "$redshifts" -le $most ] || die 1 "--z '$z': $redshifts redshifts; at most $most in one plot"
awk -F, -v lowest="$floor" -v ranges="$scratch/ranges" -v below="$scratch/below" \
    -f "$report/plot.awk" "$scratch/cells" >"$scratch/curves"
[ -s "$scratch/curves" ] || die 1 "no value is above $floor Mpc^-3; --floor sets it"
[ ! -s "$scratch/below" ] ||
    printf 'hmf plot: below %s Mpc^-3 and not drawn: z = %s\n' "$floor" "$(paste -sd, "$scratch/below")" >&2

# ---- the picture ---------------------------------------------------------------------------------

# "Ω_m = 0.3089, ...": an underscore is an index to gnuplot.
parameters=$(awk -F '[":, ]+' '
    BEGIN {
        symbol["omega_m"] = "Ω_m"; symbol["omega_lambda"] = "Ω_Λ"; symbol["h0"] = "H_0"
        symbol["sigma_8"] = "σ_8"; symbol["n_s"] = "n_s"; symbol["delta_c"] = "δ_c"
        unit["h0"] = " km s^{−1} Mpc^{−1}"
    }
    $2 in symbol { printf "%s%s = %.10g%s", comma, symbol[$2], $3, unit[$2]; comma = ",  " }
    ' "$scratch/json")

LC_ALL=C.UTF-8 gnuplot -d -c "$report/plot.gp" "$terminal" "$scratch/ranges" "$scratch/curves" \
    "$title" "$parameters" "$impl" "$other" >"$scratch/plot.$terminal" 2>"$scratch/complaint" ||
    { cat "$scratch/complaint" >&2; die 1 "gnuplot failed"; }
if [ "$terminal" = svg ]; then # what a browser shows as its name
    sed 's|<title>Gnuplot</title>|<title>Halo mass function</title>|' "$scratch/plot.svg" >"$scratch/named"
    mv "$scratch/named" "$scratch/plot.svg"
fi
{ cat "$scratch/plot.$terminal" >"$out.$$.tmp" && mv -f "$out.$$.tmp" "$out"; } 2>/dev/null ||
    die 1 "$out: cannot be written"
printf 'Plot: %s\n' "$out"
