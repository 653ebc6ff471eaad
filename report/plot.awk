# plot.awk: rows z,mass,dn_dlnm[,z,mass,other], sorted by z and mass, to what plot.gp draws: a block of
# "mass dn_dlnm |ln(dn_dlnm/other)|" for each redshift that rises above `lowest`. Writes their redshifts
# and all ranges to the file `ranges`, as gnuplot reads variables; the other redshifts to the file `below`.

BEGIN { lowest += 0 } # as below

function end_of_curve() {
    if (risen) {
        printf "%s%s", (curves++ ? "\n\n" : ""), curve
        redshifts = redshifts sprintf("%s%.4g", (curves > 1 ? " " : ""), z)
    } else {
        printf "%.4g\n", z >below
    }
    curve = ""
    risen = masses = 0
}

function difference(a, b) {
    if (a < lowest || b <= 0) return 0
    return a > b ? log(a / b) : log(b / a)
}

NR > 1 && $1 != z { end_of_curve() }

{
    # Numbers, for what is below DBL_MIN or above DBL_MAX passes for a text otherwise.
    z = $1
    mass = $2 + 0
    dn = $3 + 0
    masses++
    if (NR == 1 || mass < low) low = mass
    if (mass > high) high = mass
    if (dn > top) top = dn
    if (dn >= lowest) risen = 1
    apart = difference(dn, $6 + 0)
    if (apart > largest) largest = apart
    if (apart > 0 && (smallest == 0 || apart < smallest)) smallest = apart
    if (dn > 0) curve = curve sprintf("%.10g %.10g %.4g\n", mass, dn, apart)
}

# The decade that begins at x or before.
function decade(x,    e) {
    e = log(x) / log(10) + 1e-9
    return e < int(e) ? int(e) - 1 : int(e)
}

# A tic at each decade; about eight of them are major, and named. Where there are few, minor ones between.
function tics(from, to, named,    step, list, e, k) {
    step = int((to - from + 8) / 9)
    for (e = from; e <= to; e++) {
        list = list sprintf("%s'%s' 1e%d %d", (e > from ? ", " : ""),
            (named && e % step == 0 ? name(e) : ""), e, e % step != 0)
        for (k = 2; k <= 9 && to - from < 6; k++) list = list sprintf(", '' %de%d 1", k, e)
    }
    return list
}

function name(e) {
    return sprintf("10^{%s%d}", e < 0 ? "−" : "", e < 0 ? -e : e)
}

function write_range(axis, from, to) {
    printf "%s_low = %.10g\n%s_high = %.10g\n", axis, from, axis, to >ranges
    printf "%s_tics = \"%s\"\n", axis, tics(decade(from), decade(to) + 1, 1) >ranges
}

END {
    each = masses
    end_of_curve()
    printf "redshifts = \"%s\"\nmasses = %d\n", redshifts, each >ranges
    if (low == high) { low /= 2; high *= 2 }
    write_range("x", low, high)
    printf "x_tics_unnamed = \"%s\"\n", tics(decade(low), decade(high) + 1, 0) >ranges
    write_range("y", lowest, 10 ^ (decade(2 * top) + 1)) # room above the curves
    if (largest > 0) write_range("difference", 10 ^ decade(smallest), 10 ^ (decade(largest) + 1))
}
