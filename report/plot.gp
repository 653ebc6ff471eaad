# plot.gp: draws what plot.sh has gathered, to standard output. Arguments: svg or png; the files of ranges
# and of curves, see plot.awk; title, cosmology, and the names of the implementation and of the one to
# compare with, or nothing.
set encoding utf8
load ARG2
compared = ARG7 ne ""

# ---- the sheet ----
width = 800
height = compared ? 800 : 600
if (ARG1 eq "svg") {
    set terminal svg size width, height enhanced background rgb "white" linewidth 1.2 \
        font "DejaVu Sans,Liberation Sans,Arial,sans-serif,14"
} else {
    # Twice as large; its letters are in points, 4/3 of a pixel.
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

# From a violet to an orange that both print dark: ordered as the redshifts are, in lightness as well, so
# that it is told apart without colours.
set palette defined (0 "#1b0c7a", 1 "#6a00a8", 2 "#b12a90", 3 "#e0605f", 4 "#f0953a")
unset colorbox
curves = words(redshifts)
shade(i) = curves > 1 ? (i - 1.0) / (curves - 1.0) : 0.0

inside = 1 - 1e-9 # for a tic at the very end is lost in rounding

# ---- the mass function ----
set label 1 ARG4 at graph 0.5, screen (compared ? 0.974 : 0.967) center noenhanced font ",16" textcolor rgb ink
set label 2 ARG5 at graph 0.5, screen (compared ? 0.939 : 0.921) center font ",12" textcolor rgb "#555555"
set label 3 ARG6." (hmfbench)" at graph 1, screen 0.015 right noenhanced font ",10" textcolor rgb "#777777"
set tmargin at screen (compared ? 0.915 : 0.89)
set xrange [x_low * inside : x_high / inside]
set yrange [y_low * inside : y_high / inside]
eval "set xtics (".x_tics.")"
eval "set ytics (".y_tics.")"
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
    eval "set xtics (".x_tics_unnamed.")"
} else {
    set bmargin at screen 0.115
    set xlabel "{/:Italic M}   [M_☉]"
}
if (masses > 60) {
    plot for [i = 1 : curves] ARG3 index i - 1 using 1:2 with lines linewidth 2.2 \
        linecolor palette fraction shade(i) title "{/:Italic z} = ".word(redshifts, i)
} else {
    plot for [i = 1 : curves] ARG3 index i - 1 using 1:2 with linespoints linewidth 2.2 pointtype 7 pointsize 0.7 \
        linecolor palette fraction shade(i) title "{/:Italic z} = ".word(redshifts, i)
}

# ---- the difference: points, for its sign and size jump ----
if (compared) {
    unset label
    unset key
    set tmargin at screen 0.37
    set bmargin at screen 0.085
    eval "set xtics (".x_tics.")"
    set xlabel "{/:Italic M}   [M_☉]"
    set ylabel "|ln(".ARG6." / ".ARG7.")|" noenhanced offset 0.5, 0
    if (exists("difference_low")) {
        set yrange [difference_low * inside : difference_high / inside]
        eval "set ytics (".difference_tics.")"
    } else {
        set label 4 "the same to the bit" at graph 0.5, graph 0.5 center
        unset ytics
    }
    plot for [i = 1 : curves] ARG3 index i - 1 using 1:($3 > 0 ? $3 : NaN) with points pointtype 7 pointsize (masses > 60 ? 0.35 : 0.7) \
        linecolor palette fraction shade(i)
    unset multiplot
}
