/* SPDX-License-Identifier: MIT */
/*
 * certified.c: the mass function in ball arithmetic.
 *
 * With q = k c, c the transfer length, and x = R/c, the variance is a constant times
 *
 *     S(x) = integral over q > 0 of q^(2+n) T(q)^2 W(qx)^2,
 *
 * With y = qx and
 *
 *     W(y)^2 = (9/2) [(1 + y^2) + Re((y+i)^2 e^(2iy))] / y^6,
 *
 * the integral is split into a head, q from q0 to U/x, without this expansion; a tail, from U/x to
 * q1, of the first term (both in v = ln q); and a wave, from y = U to U + i s1, of the second term.
 * acb_calc_integrate computes the three and bounds its own error from the size of the integrand on
 * ellipses around the path, where the integrand must be analytic or evaluate to infinity. The
 * truncated parts are bounded as follows:
 *
 *   q < q0      0 <= T <= 1 and |W| <= 1: at most q0^(3+n) / (3+n).
 *
 *   q > q1      ln(1+a) <= sqrt(a) and the quartic is at least (6.71q)^4, so that
 *               T^2 <= 1 / (2.34 * 6.71^2 q^3) <= 1 / (100 q^3); with y >= 1 the integrand is at
 *               most (9/100) q^(n-1) / y^4, its integral 0.09 x^-4 q1^(n-4) / (4-n), n < 4.
 *
 *   the arc     from the real axis to the contour: T is analytic for Re q >= 0, q not 0, where all
 *               roots r of the quartic have Re r < 0 (checked), and falls off as ln(q)/q^2, so that
 *               the integrand is o(|y|^(n-5)) and the arc at infinity contributes nothing, n < 4.
 *
 *   s > s1      for Re a >= 0, ln(1+a)/a, the mean of 1/(1+ta) for 0 < t < 1, is at most 1; and
 *               |1 - q/r| >= |Re r|/|r|, so that |T^2| <= B = 1/sqrt(product of |Re r|/|r|); with
 *               |y+i| <= 2|y|, |y| >= 1 and n <= 2 the integrand is at most
 *               18 x^-(3+n) B e^(-2s), its integral 9 x^-(3+n) B e^(-2 s1).
 */
#include "certified.h"

#include <acb_calc.h>
#include <acb_hypgeom.h>
#include <acb_poly.h>
#include <arb_hypgeom.h>
#include <math.h>

static const double certified_gravity = 4.302e-9; /* Mpc (km/s)^2 / solar mass, as in hmf.h */

/* BBKS: ln(1+aq)/(aq) [1 + sum of (b_i q)^i]^(-1/4). */
static const double bbks_log = 2.34;
static const double bbks_quartic[4] = {3.89, 16.1, 5.46, 6.71};

/* U: the start of the complex contour for the oscillating window. Any value of at least 1 is valid.
 */
enum { SPLIT = 6 };

/* ---- the integrands -------------------------------------------------------------------------- */

typedef struct {
    const certified_model *model;
    arb_t x, log_x;
    arb_t exponent; /* 3 + n_s */
} variance_point;

/* q^(3+n) T(q)^2 with v = ln q. The principal root of each factor 1 - q/r is cut where q/r > 1, on
 * the ray from r away from 0; on q > 0 their product is the positive root of the quartic. */
static void power(acb_t result, const variance_point *p, const acb_t v, const acb_t q, int analytic,
                  slong bits) {
    acb_t factor, a;
    acb_init(factor);
    acb_init(a);
    acb_set_d(a, bbks_log);
    acb_mul(a, a, q, bits);
    acb_add_ui(factor, a, 1, bits);
    acb_log_analytic(factor, factor, analytic, bits);
    acb_div(factor, factor, a, bits);
    acb_mul(result, factor, factor, bits);
    for (int i = 0; i < 4; i++) {
        acb_div(factor, q, &p->model->roots[i], bits);
        acb_sub_ui(factor, factor, 1, bits);
        acb_neg(factor, factor);
        acb_rsqrt_analytic(factor, factor, analytic, bits);
        acb_mul(result, result, factor, bits);
    }
    acb_mul_arb(factor, v, p->exponent, bits);
    acb_exp(factor, factor, bits);
    acb_mul(result, result, factor, bits);
    acb_clear(factor);
    acb_clear(a);
}

/* With W(y) = 0F1(; 5/2; -y^2/4), which does not cancel near y = 0. */
static int head(acb_ptr result, const acb_t v, void *parameters, slong order, slong bits) {
    const variance_point *p = parameters;
    acb_t q, y, b;
    acb_init(q);
    acb_init(y);
    acb_init(b);
    acb_exp(q, v, bits);
    acb_mul_arb(y, q, p->x, bits);
    acb_mul(y, y, y, bits);
    acb_mul_2exp_si(y, y, -2);
    acb_neg(y, y);
    acb_set_d(b, 2.5);
    acb_hypgeom_0f1(y, b, y, 0, bits);
    acb_mul(y, y, y, bits);
    power(result, p, v, q, order != 0, bits);
    acb_mul(result, result, y, bits);
    acb_clear(q);
    acb_clear(y);
    acb_clear(b);
    return 0;
}

/* The window's part is (9/2) (y^-4 + y^-6). */
static int tail(acb_ptr result, const acb_t v, void *parameters, slong order, slong bits) {
    const variance_point *p = parameters;
    acb_t q, inverse, fourth;
    acb_init(q);
    acb_init(inverse);
    acb_init(fourth);
    acb_exp(q, v, bits);
    acb_mul_arb(inverse, q, p->x, bits);
    acb_pow_si(inverse, inverse, -2, bits);
    acb_mul(fourth, inverse, inverse, bits);
    acb_addmul(fourth, fourth, inverse, bits);
    acb_mul_ui(fourth, fourth, 9, bits);
    acb_mul_2exp_si(fourth, fourth, -1);
    power(result, p, v, q, order != 0, bits);
    acb_mul(result, result, fourth, bits);
    acb_clear(q);
    acb_clear(inverse);
    acb_clear(fourth);
    return 0;
}

/* Per ds at y = U + is: (9/2) i (y+i)^2 e^(2iy) y^-7 from the window and dq/q = i ds/y. */
static int wave(acb_ptr result, const acb_t s, void *parameters, slong order, slong bits) {
    const variance_point *p = parameters;
    acb_t q, y, v;
    acb_init(q);
    acb_init(y);
    acb_init(v);
    acb_mul_onei(y, s);
    acb_add_ui(y, y, SPLIT, bits);
    acb_div_arb(q, y, p->x, bits);
    acb_log_analytic(v, q, order != 0, bits);
    power(result, p, v, q, order != 0, bits);
    acb_pow_si(q, y, -7, bits);
    acb_mul(result, result, q, bits);
    acb_onei(q);
    acb_add(q, q, y, bits);
    acb_mul(q, q, q, bits);
    acb_mul(result, result, q, bits);
    acb_mul_onei(y, y);
    acb_mul_2exp_si(y, y, 1);
    acb_exp(y, y, bits);
    acb_mul_onei(y, y);
    acb_mul(result, result, y, bits);
    acb_mul_ui(result, result, 9, bits);
    acb_mul_2exp_si(result, result, -1);
    acb_clear(q);
    acb_clear(y);
    acb_clear(v);
    return 0;
}

/* ---- the variance ---------------------------------------------------------------------------- */

/* Adds the real part of the integral from a to b. */
static void add_integral(arb_t sum, acb_calc_func_t integrand, variance_point *p, const arb_t a,
                         const arb_t b) {
    const slong bits = p->model->precision;
    acb_t from, to, integral;
    mag_t tolerance;
    acb_init(from);
    acb_init(to);
    acb_init(integral);
    mag_init(tolerance);
    acb_set_arb(from, a);
    acb_set_arb(to, b);
    mag_set_ui_2exp_si(tolerance, 1, -bits);
    acb_calc_integrate(integral, integrand, p, from, to, bits, tolerance, NULL, bits);
    arb_add(sum, sum, acb_realref(integral), bits);
    acb_clear(from);
    acb_clear(to);
    acb_clear(integral);
    mag_clear(tolerance);
}

/* Adds the truncated part, given by its logarithm, to the radius of the sum. */
static void add_cut(arb_t sum, const arb_t logarithm, slong bits) {
    arb_t cut;
    arb_init(cut);
    arb_exp(cut, logarithm, bits);
    arb_add_error(sum, cut);
    arb_clear(cut);
}

static void add_head(arb_t sum, variance_point *p, const arb_t split) {
    const slong bits = p->model->precision;
    arb_t start;
    arb_init(start);
    arb_set_si(start, -bits / 4);
    add_integral(sum, head, p, start, split);
    arb_mul(start, start, p->exponent, bits); /* 1/(3+n) is below 1 */
    add_cut(sum, start, bits);
    arb_clear(start);
}

static void add_tail(arb_t sum, variance_point *p, const arb_t split) {
    const slong bits = p->model->precision;
    const slong log_y1 = 2 * bits / 5;
    arb_t end, cut;
    arb_init(end);
    arb_init(cut);
    arb_sub_si(end, p->log_x, log_y1, bits);
    arb_neg(end, end);
    add_integral(sum, tail, p, split, end);
    arb_sub_ui(cut, p->exponent, 7, bits); /* n - 4; 0.09/(4-n) is below 1 */
    arb_mul(cut, cut, end, bits);
    arb_mul_ui(end, p->log_x, 4, bits);
    arb_sub(cut, cut, end, bits);
    add_cut(sum, cut, bits);
    arb_clear(end);
    arb_clear(cut);
}

static void add_wave(arb_t sum, variance_point *p) {
    const slong bits = p->model->precision;
    arb_t start, end, cut;
    arb_init(start);
    arb_init(end);
    arb_init(cut);
    arb_set_si(end, bits / 2);
    add_integral(sum, wave, p, start, end);
    arb_mul_ui(cut, p->model->transfer_bound, 9, bits);
    arb_log(cut, cut, bits);
    arb_submul(cut, p->exponent, p->log_x, bits);
    arb_submul_ui(cut, end, 2, bits);
    add_cut(sum, cut, bits);
    arb_clear(start);
    arb_clear(end);
    arb_clear(cut);
}

/* S(x). */
static void variance(arb_t sum, const certified_model *model, const arb_t x) {
    const slong bits = model->precision;
    variance_point p = {.model = model};
    arb_t split;
    arb_init(split);
    arb_init(p.x);
    arb_init(p.log_x);
    arb_init(p.exponent);
    arb_set(p.x, x);
    arb_log(p.log_x, x, bits);
    arb_set_d(p.exponent, model->cosmology.n_s);
    arb_add_ui(p.exponent, p.exponent, 3, bits);
    arb_log_ui(split, SPLIT, bits);
    arb_sub(split, split, p.log_x, bits);
    arb_zero(sum);
    add_head(sum, &p, split);
    add_tail(sum, &p, split);
    add_wave(sum, &p);
    arb_clear(split);
    arb_clear(p.x);
    arb_clear(p.log_x);
    arb_clear(p.exponent);
}

/* ---- the model ------------------------------------------------------------------------------- */

/* Computes the roots of the quartic and the bound that follows from them. Sets infinite balls if
 * the roots cannot be separated or are not all in the left half-plane. */
static void set_roots(certified_model *m) {
    const slong bits = m->precision;
    acb_poly_t quartic;
    arb_t factor;
    acb_poly_init(quartic);
    arb_init(factor);
    acb_poly_set_coeff_si(quartic, 0, 1);
    for (int i = 1; i <= 4; i++) {
        acb_t coefficient;
        acb_init(coefficient);
        acb_set_d(coefficient, bbks_quartic[i - 1]);
        acb_pow_ui(coefficient, coefficient, (ulong)i, bits);
        acb_poly_set_coeff_acb(quartic, i, coefficient);
        acb_clear(coefficient);
    }
    bool good = acb_poly_find_roots(m->roots, quartic, NULL, 0, bits) == 4;
    arb_one(m->transfer_bound);
    for (int i = 0; i < 4; i++) {
        good = good && arb_is_negative(acb_realref(&m->roots[i]));
        acb_abs(factor, &m->roots[i], bits);
        arb_div(factor, factor, acb_realref(&m->roots[i]), bits);
        arb_mul(m->transfer_bound, m->transfer_bound, factor, bits);
    }
    arb_sqrt(m->transfer_bound, m->transfer_bound, bits);
    if (!good) arb_indeterminate(m->transfer_bound);
    acb_poly_clear(quartic);
    arb_clear(factor);
}

/* c = (100/H0)^2/Om, and sigma_8^2/S(x_8), x_8 = 8 (100/H0)/c. */
static void set_scales(certified_model *m) {
    const slong bits = m->precision;
    arb_t inverse_h, x_8, parameter;
    arb_init(inverse_h);
    arb_init(x_8);
    arb_init(parameter);
    arb_set_d(parameter, m->cosmology.h0);
    arb_ui_div(inverse_h, 100, parameter, bits);
    arb_sqr(m->length, inverse_h, bits);
    arb_set_d(parameter, m->cosmology.omega_m);
    arb_div(m->length, m->length, parameter, bits);
    arb_mul_ui(x_8, inverse_h, 8, bits);
    arb_div(x_8, x_8, m->length, bits);
    variance(m->normalisation, m, x_8);
    arb_set_d(parameter, m->cosmology.sigma_8);
    arb_sqr(parameter, parameter, bits);
    arb_div(m->normalisation, parameter, m->normalisation, bits);
    arb_clear(inverse_h);
    arb_clear(x_8);
    arb_clear(parameter);
}

/* g(a) = a sqrt(1+y) 2F1(3/2, 5/6; 11/6; -y), y = OL a^3 / Om: the growth factor of hmf.h's H(a),
 * H(a) times the integral of da/(aH)^3 from 0, but for a constant. */
static void growth(arb_t result, const certified_model *m, const arb_t a) {
    const slong bits = m->precision;
    arb_t y, root, p, q, r;
    arb_init(y);
    arb_init(root);
    arb_init(p);
    arb_init(q);
    arb_init(r);
    arb_set_d(y, m->cosmology.omega_lambda);
    arb_set_d(p, m->cosmology.omega_m);
    arb_div(y, y, p, bits);
    arb_pow_ui(p, a, 3, bits);
    arb_mul(y, y, p, bits);
    arb_add_ui(root, y, 1, bits);
    arb_sqrt(root, root, bits);
    arb_neg(y, y);
    arb_set_d(p, 1.5);
    arb_set_ui(q, 5);
    arb_div_ui(q, q, 6, bits);
    arb_set_ui(r, 11);
    arb_div_ui(r, r, 6, bits);
    arb_hypgeom_2f1(result, p, q, r, y, 0, bits);
    arb_mul(result, result, root, bits);
    arb_mul(result, result, a, bits);
    arb_clear(y);
    arb_clear(root);
    arb_clear(p);
    arb_clear(q);
    arb_clear(r);
}

void certified_create(certified_model *m, const hmf_cosmology *cosmology, slong precision) {
    m->cosmology = *cosmology;
    m->precision = precision;
    for (int i = 0; i < 4; i++) acb_init(&m->roots[i]);
    arb_init(m->transfer_bound);
    arb_init(m->length);
    arb_init(m->normalisation);
    set_roots(m);
    set_scales(m);
}

void certified_destroy(certified_model *m) {
    for (int i = 0; i < 4; i++) acb_clear(&m->roots[i]);
    arb_clear(m->transfer_bound);
    arb_clear(m->length);
    arb_clear(m->normalisation);
}

/* ---- the mass function ----------------------------------------------------------------------- */

void certified_mass_init(certified_mass *mass) {
    arb_init(mass->sigma);
    arb_init(mass->prefactor);
}

void certified_mass_clear(certified_mass *mass) {
    arb_clear(mass->sigma);
    arb_clear(mass->prefactor);
}

/* x(M) and sqrt(2/pi) rho/M, rho = 3 Om H0^2 / (8 pi G). */
static void set_mass_scales(arb_t x, arb_t density, const certified_model *m, double mass) {
    const slong bits = m->precision;
    arb_t gravity, pi;
    arb_init(gravity);
    arb_init(pi);
    arb_set_d(density, m->cosmology.h0);
    arb_sqr(density, density, bits);
    arb_set_d(x, m->cosmology.omega_m);
    arb_mul(density, density, x, bits);
    arb_set_d(gravity, certified_gravity);
    arb_div(density, density, gravity, bits); /* Om H0^2 / G */
    arb_set_d(x, mass);
    arb_div(density, density, x, bits);
    arb_set_ui(x, 2);
    arb_div(x, x, density, bits);
    arb_root_ui(x, x, 3, bits);
    arb_div(x, x, m->length, bits);
    arb_const_pi(pi, bits);
    arb_div(density, density, pi, bits);
    arb_mul_ui(density, density, 3, bits);
    arb_mul_2exp_si(density, density, -3);
    arb_mul_2exp_si(pi, pi, -1);
    arb_rsqrt(pi, pi, bits);
    arb_mul(density, density, pi, bits);
    arb_clear(gravity);
    arb_clear(pi);
}

/* -dln sigma/dlnM = [ln sigma(R/2) - ln sigma(3R/2)] / 3, ln sigma being half of ln S. */
void certified_mass_set(certified_mass *result, const certified_model *m, double mass) {
    const slong bits = m->precision;
    arb_t x, density, below, above;
    arb_init(x);
    arb_init(density);
    arb_init(below);
    arb_init(above);
    set_mass_scales(x, density, m, mass);
    variance(result->sigma, m, x);
    arb_mul(result->sigma, result->sigma, m->normalisation, bits);
    arb_sqrt(result->sigma, result->sigma, bits);
    arb_mul_2exp_si(x, x, -1);
    variance(below, m, x);
    arb_mul_ui(x, x, 3, bits);
    variance(above, m, x);
    arb_div(below, below, above, bits);
    arb_log(below, below, bits);
    arb_div_ui(below, below, 6, bits);
    arb_mul(result->prefactor, density, below, bits);
    arb_clear(x);
    arb_clear(density);
    arb_clear(below);
    arb_clear(above);
}

void certified_cell(arb_t dn_dlnm, arb_t nu, const certified_model *m, const certified_mass *mass,
                    double z) {
    const slong bits = m->precision;
    arb_t a, growth_today;
    arb_init(a);
    arb_init(growth_today);
    arb_one(a);
    growth(growth_today, m, a);
    arb_set_d(a, z);
    arb_add_ui(a, a, 1, bits);
    arb_inv(a, a, bits);
    growth(nu, m, a);
    arb_div(nu, growth_today, nu, bits);
    arb_set_d(a, m->cosmology.delta_c);
    arb_mul(nu, nu, a, bits);
    arb_div(nu, nu, mass->sigma, bits);

    arb_sqr(dn_dlnm, nu, bits);
    arb_mul_2exp_si(dn_dlnm, dn_dlnm, -1);
    arb_neg(dn_dlnm, dn_dlnm);
    arb_exp(dn_dlnm, dn_dlnm, bits);
    arb_mul(dn_dlnm, dn_dlnm, nu, bits);
    arb_mul(dn_dlnm, dn_dlnm, mass->prefactor, bits);
    arb_clear(a);
    arb_clear(growth_today);
}

/* 54 bits are a relative radius of 2^-54 = 5.6e-17. */
bool certified_nearest(const arb_t ball, double *nearest) {
    if (arb_rel_accuracy_bits(ball) < 54) return false;
    arf_t low, high;
    arf_init(low);
    arf_init(high);
    arb_get_interval_arf(low, high, ball, ARF_PREC_EXACT);
    *nearest = arf_get_d(low, ARF_RND_NEAR);
    const bool single = *nearest == arf_get_d(high, ARF_RND_NEAR);
    arf_clear(low);
    arf_clear(high);
    return single;
}
