# SPDX-License-Identifier: MIT
# plot.gp: draws the cells that plot.sh has gathered, to standard output. Arguments:
#   1 svg or png
#   2 file of rows z,mass,dn_dlnm[,z,mass,other], sorted by z and mass
#   3 file of assignments: the cosmology, and `lowest`, the lower end of the plot in Mpc^-3
#   4 the lower end as it was given
#   5 title
#   6 implementation
#   7 implementation to compare with, or empty
#   8 redshifts as in the file, separated by blanks
set encoding utf8
set datafile separator ","
cells = ARG2
load ARG3
compared = ARG7 ne ""

# ---- redshifts that rise above the lower end, and ranges ----
redshifts = ""
titles = ""
below = ""
top = 0
masses = 0
do for [z in ARG8] {
    stats cells using (strcol(1) eq z ? column(3) : NaN) name "D" nooutput
    masses = D_records
    if (D_max > top) { top = D_max }
    eval "title = sprintf('%.4g', 1.0 * ".z.")"
    if (D_max >= lowest) {
        redshifts = redshifts." ".z
        titles = titles." ".title
    } else {
        below = below.(below eq "" ? "" : ",").title
    }
}
if (redshifts eq "") {
    print "hmf plot: no value is above ".ARG4." Mpc^-3; --floor sets the lower end"
    exit status 1
}
if (below ne "") { print "hmf plot: below ".ARG4." Mpc^-3 and not drawn: z = ".below }
curves = words(redshifts)
decade(x) = floor(log10(x) + 1e-9)
stats cells using 2 name "M" nooutput
low = M_min == M_max ? M_min / 2 : M_min
high = M_min == M_max ? M_max * 2 : M_max
# Values below the lower end are not drawn, and so not compared.
difference(a, b) = a >= lowest && b > 0 && a != b ? abs(log(a / b)) : NaN
if (compared) { stats cells using (difference(column(3), column(6))) name "R" nooutput }

# ---- the sheet ----
width = 800
height = compared ? 800 : 600
if (ARG1 eq "svg") {
    set terminal svg size width, height enhanced background rgb "white" linewidth 1.2 \
        font "DejaVu Sans,Liberation Sans,Arial,sans-serif,14"
} else {
    # Twice as large. Font sizes are in points, 4/3 of a pixel.
    set terminal pngcairo size 2 * width, 2 * height enhanced background rgb "white" linewidth 2.4 \
        font "DejaVu Sans,14" fontscale 1.5
}
set minussign
set lmargin at screen 0.115
set rmargin at screen 0.965
ink = "#222222"
set border 15 linewidth 1 linecolor rgb ink
set grid xtics ytics linetype 1 linecolor rgb "#dddddd" linewidth 0.6
set tics scale 1, 0.5
set logscale xy
set format xy "10^{%T}"

# From dark violet to orange. The lightness follows the redshift, so that the curves remain
# distinguishable without colours.
set palette defined (0 "#1b0c7a", 1 "#6a00a8", 2 "#b12a90", 3 "#e0605f", 4 "#f0953a")
unset colorbox
shade(i) = curves > 1 ? (i - 1.0) / (curves - 1.0) : 0.0

# ---- the mass function ----
parameters = sprintf("Ω_m = %.10g,  Ω_Λ = %.10g,  H_0 = %.10g km s^{−1} Mpc^{−1},  ", omega_m, omega_lambda, h0).\
    sprintf("σ_8 = %.10g,  n_s = %.10g,  δ_c = %.10g", sigma_8, n_s, delta_c)
set label 1 ARG5 at graph 0.5, screen (compared ? 0.974 : 0.967) center noenhanced font ",16" textcolor rgb ink
set label 2 parameters at graph 0.5, screen (compared ? 0.939 : 0.921) center font ",12" textcolor rgb "#555555"
set label 3 ARG6." (hmfbench)" at graph 1, screen 0.015 right noenhanced font ",10" textcolor rgb "#777777"
set tmargin at screen (compared ? 0.915 : 0.89)
set xrange [low : high]
set yrange [lowest : 10**(decade(2 * top) + 1)] # room above the curves
# Minor tics are clear only if every decade has a major one.
if (log10(high / low) > 6) { set xtics scale 1, 0 }
if (log10(top / lowest) > 6) { set ytics scale 1, 0 }
set ylabel "{/:Italic dn} / {/:Italic d} ln {/:Italic M}   [Mpc^{−3}]" offset 0.5, 0
set key reverse Left samplen 2.5 spacing 1.15 opaque
if (curves > 8) {
    set rmargin at screen 0.80
    set key outside right top
} else {
    set key inside right top
}
if (compared) {
    set multiplot
    set bmargin at screen 0.40
    set format x ""
} else {
    set bmargin at screen 0.115
    set xlabel "{/:Italic M}   [M_☉]"
}
# Single points are visible as long as there are few.
style = masses > 60 ? "lines" : "linespoints pointtype 7 pointsize 0.7"
plot for [i = 1 : curves] cells using 2:(strcol(1) eq word(redshifts, i) ? column(3) : NaN) \
    with @style linewidth 2.2 linecolor palette fraction shade(i) \
    title "{/:Italic z} = ".word(titles, i)

# ---- the difference: points only, because its size jumps from mass to mass ----
if (compared) {
    unset label
    unset key
    set tmargin at screen 0.37
    set bmargin at screen 0.085
    set format x "10^{%T}"
    set xlabel "{/:Italic M}   [M_☉]"
    set ylabel "|ln(".ARG6." / ".ARG7.")|" noenhanced offset 0.5, 0
    if (exists("R_max")) {
        set ytics scale 1, (R_max > 1e6 * R_min ? 0 : 0.5)
        set yrange [10**decade(R_min) : 10**(decade(R_max) + 1)]
    } else {
        set label 4 "bit-identical" at graph 0.5, graph 0.5 center
        unset ytics
    }
    plot for [i = 1 : curves] cells using 2:(strcol(1) eq word(redshifts, i) ? difference(column(3), column(6)) : NaN) \
        with points pointtype 7 pointsize (masses > 60 ? 0.35 : 0.7) linecolor palette fraction shade(i)
    unset multiplot
}
