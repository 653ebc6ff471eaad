#!/bin/sh
# SPDX-License-Identifier: MIT
# test_plot.sh: the picture of ./hmf plot, and its messages on bad input.
# usage: test_plot.sh PROGRAMS, the folder bin of a build of this tree
. "$(dirname "$0")/../expect.sh"
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
programs=$1
HMF_PRESET=$(basename "$(dirname "$programs")")
HMF_RESULTS=$scratch/results
export HMF_PRESET HMF_RESULTS
plot=$root/report/plot.sh
svg=$scratch/a.svg

# drawn TEXT: the picture $svg contains TEXT; not_drawn TEXT: it does not
drawn() { expect 0 '' grep -q -- "$1" "$svg"; }
not_drawn() { expect 1 '' grep -q -- "$1" "$svg"; }

expect 0 'usage: ./hmf plot' "$plot" --help
mkdir "$scratch/few"
for tool in sh dirname awk mkdir; do ln -s "$(command -v "$tool")" "$scratch/few/$tool"; done
expect 69 'gnuplot is missing (Debian: gnuplot-nox)' env PATH="$scratch/few" "$plot"
command -v gnuplot >/dev/null || skip 'gnuplot not found (Debian: gnuplot-nox)'

# ---- the picture ---------------------------------------------------------------------------------

expect 0 "Plot: $HMF_RESULTS/plot.svg" "$plot"
expect 0 '' cp "$HMF_RESULTS/plot.svg" "$svg"
drawn '</svg>'
drawn '<title>Halo mass function</title>'
for z in 0 5 10 20 30; do drawn "<title>z = $z</title>"; done
drawn 'Press–Schechter halo mass function'
drawn '= 0.3089, '
drawn 'universal (hmfbench)'
drawn 'Mpc'
drawn '☉'
expect 0 '' "$plot" --out "$scratch/again.svg"
expect 0 '' cmp "$svg" "$scratch/again.svg"

# Three points of a curve, given in any order, have the expected positions. The frame is from 11.5 % to
# 96.5 % of 800 pixels and, upwards, from 11.5 % to 89 % of 600 pixels. Its values are from 1e-13 to the
# decade above twice the highest value.
expect 0 '' "$plot" quadrature --z 2 --mass 1e12,1e4,1e8 --out "$svg"
path=$(awk '/<title>z = 2</ { here = 1 } here && match($0, /d=.M[^Z]*\/>/) { print substr($0, RSTART + 4); exit }' "$svg")
"$programs/hmf-eval" quadrature --z 2 --mass 1e4,1e8,1e12 | sed 1d >"$scratch/want"
misplaced=$(awk -F, -v path="$path" '
    function log10(x) { return log(x) / log(10) }
    NR == 1 { split(path, at, /[ L,]+/); top = int(log10(2 * $3)) + 1 }
    {
        x = 92 + 680 * (log10($2) - 4) / 8
        y = 531 - 465 * (log10($3) + 13) / (top + 13)
        dx = at[2 * NR - 1] - x
        dy = at[2 * NR] - y
        if (dx * dx + dy * dy > 0.0004) print $0 " is at " at[2 * NR - 1] "," at[2 * NR] ", not " x "," y
    }
    END { if (NR != 3) print NR " values" }' "$scratch/want")
checks=$((checks + 1))
[ -z "$misplaced" ] || { printf '%s\n' "$misplaced" >"$scratch/out"; wrong 'is misplaced' "$plot"; }

# All parameters are printed below the title.
expect 0 '' "$plot" --omega-m 0.31 --omega-lambda=0.5 --h0 71 --sigma-8 0.8 --n-s 0.96 --delta-c 1.686 --out "$svg"
for value in 0.31 0.5 71 0.8 0.96 1.686; do drawn "= ${value}[ ,<]"; done
# plot prints a warning of eval once, although it calls eval several times.
expect 0 'Plot: ' "$plot" --omega-m 0.3 --omega-lambda 0 --residual quadrature --out "$svg"
[ "$(grep -c '^hmf plot: warning: 1 - omega_m - omega_lambda = 0.7,' "$scratch/err")" = 1 ] ||
    wrong 'does not warn exactly once' "$plot" --omega-lambda 0
expect 0 '' "$plot" --omega-m 0.3 --omega-lambda 0.7 --out "$svg"
[ ! -s "$scratch/err" ] || wrong 'warns of a flat universe' "$plot" --omega-lambda 0.7
expect 0 '' "$plot" naive --title "A_b^c {x} 'y' \`echo no\` & \"z\"" --out="$svg"
drawn "A_b^c {x} 'y' \`echo no\` &amp; \"z\""
drawn 'naive (hmfbench)'

# Values below the floor are cut. Redshifts without other values are reported.
expect 0 'below 1e-3 Mpc^-3 and not drawn: z = 10,20,30$' "$plot" --mass 1e10:1e16:50 --floor 1e-3 --out "$svg"
drawn '<title>z = 5</title>'
not_drawn '<title>z = 10</title>'
expect 1 'no value is above 1e9 Mpc^-3; --floor sets the lower end' "$plot" --floor 1e9
expect 1 "--floor '1e400': not a number from" "$plot" --floor 1e400
expect 0 '' "$plot" --floor 1e-300 --out "$svg"

# One mass, and the largest number of redshifts.
expect 0 '' "$plot" --z 0 --mass 1e12 --out "$svg"
expect 0 '' "$plot" --z 0:30:16 --out "$svg"
expect 1 '17 redshifts; at most 16' "$plot" --z 0:30:17

# The second panel shows the differences, or that there are none.
not_drawn 'ln('
expect 0 '' "$plot" naive --residual quadrature --out "$svg"
drawn '|ln(naive / quadrature)|'
expect 0 '^1[0-9][0-9][0-9]$' grep -c gpPt6 "$svg" # of 2000 cells
not_drawn 'bit-identical'
expect 0 '' "$plot" quadrature --residual quadrature --out "$svg"
drawn 'bit-identical'

expect 0 "Plot: $scratch/a.png" "$plot" --out "$scratch/a.png"
expect 0 "$(printf '\211PNG')" head -c 4 "$scratch/a.png"

# ---- bad input: no files remain ------------------------------------------------------------------

echo kept >"$svg"
expect 1 "hmf plot: no implementation 'nothing'" "$plot" nothing --out "$svg"
expect 1 "hmf plot: no implementation 'nothing'" "$plot" --residual nothing --out "$svg"
expect 1 'hmf plot: --z .*not a list of numbers' "$plot" --z 0,,1 --out "$svg"
expect 1 'hmf plot: .*a range is FIRST:LAST:COUNT' "$plot" --mass 1e2:1e15 --out "$svg"
expect 1 'hmf plot: h0 = 0.7: must be between' "$plot" --h0 0.7 --out "$svg"
expect 1 "hmf plot: --h0 '': not a number" "$plot" --h0= --out "$svg"
expect 1 "hmf plot: --h0 '70 x': not a number" "$plot" --h0 '70 x' --out "$svg"
expect 1 'hmf plot: --h0 seventy: not a number' "$plot" --h0 seventy --out "$svg"
expect 1 "hmf plot: --floor '0': not a number from 1e-300 to 1e99" "$plot" --floor 0 --out "$svg"
expect 1 "hmf plot: --floor 'low': not a number from 1e-300 to 1e99" "$plot" --floor low --out "$svg"
expect 1 "hmf plot: --floor '1.2.3': not a number from 1e-300 to 1e99" "$plot" --floor 1.2.3 --out "$svg"
expect 1 "no option '--colour'" "$plot" --colour blue --out "$svg"
expect 1 '--z: needs a value' "$plot" --out "$svg" --z
expect 1 "unexpected argument 'quadrature'" "$plot" naive quadrature --out "$svg"
expect 0 '^kept$' cat "$svg"
expect 1 'must end in .svg or .png' "$plot" --out "$scratch/a.pdf"
expect 1 '/a.svg: cannot be written' "$plot" --out "$scratch/nowhere/a.svg"
mkdir "$scratch/folder.svg"
expect 1 'folder.svg: is a folder' "$plot" --out "$scratch/folder.svg"
expect 1 'plot.svg: cannot be written' env HMF_RESULTS=/dev/null/results "$plot"
expect 1 '' sh -c 'ls "$0" | grep tmp' "$scratch"
finish
