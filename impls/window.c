/* window.c: the top hat in Fourier space. */
#include "physics.h"

#include <math.h>

/*
 * The closed form loses digits to cancellation: about 3/y^2 units for small y. The series
 * 3 sum_j (-1)^j (2j+2) y^(2j) / (2j+3)! takes over below y = 1.5, where its first neglected term,
 * j = 11, is 3 * 24 * 1.5^22 / 25! = 4e-20.
 */
static double window_series(double y) {
    const double t = y * y;
    double sum = 0.0;
    double term = 1.0 / 3.0; /* (2j+2) / (2j+3)! without sign, at j = 0 */
    for (int j = 0; j <= 10; j++) {
        sum += term;
        term *= -t / ((2 * j + 2) * (2 * j + 5));
    }
    return 3.0 * sum;
}

double hmf_window_top_hat(double y) {
    if (y < 1.5) return window_series(y);
    return 3.0 * (sin(y) - y * cos(y)) / (y * y * y);
}
