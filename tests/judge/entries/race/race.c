/* Entries for races: each finds out that it is timed, or works outside its turns.
 * assemble.sh splits this file into one entry for each ==== line. */

/* ==== hogs: correct ==== */
/* Starts as many threads as it may, and keeps them. Other entries need threads too. */
#include <pthread.h>

static pthread_mutex_t locked = PTHREAD_MUTEX_INITIALIZER;

static void *wait_for_ever(void *unused) {
    pthread_mutex_lock(&locked);
    return unused;
}

THEN_HONEST(HMF_THREADED) {
    pthread_t thread;
    pthread_mutex_trylock(&locked);
    while (pthread_create(&thread, NULL, wait_for_ever, NULL) == 0) continue;
}

/* ==== large_liar: wrong, while it is timed ==== */
/* Answers correctly until it sees a grid as large as only a race has. */
HONEST_THEN {
    if (nz * nmass > 500) dn_dlnm[nz * nmass - 1] *= 3.0;
}

/* ==== predicts: correct ==== */
/* Takes the masses of a large grid in drawn order for outputs of a 32-bit Mersenne twister, and
 * runs it on. Gives three times the right answer where that predicts the redshifts of a later
 * question. Only fast entries get large grids, which this one is for the default cosmology. */
#include <stdint.h>

/* ---- a fast answer for one cosmology, of the class "workshop" ------------------------------- */
/* As in hmf.c, which entries cannot use. */
static const hmf_cosmology usual = {.omega_m = 0.3089,
                                    .omega_lambda = 0.6911,
                                    .h0 = 67.74,
                                    .sigma_8 = 0.72,
                                    .n_s = 1.0,
                                    .delta_c = 1.69};

enum { NODES = 512, TILE = 256 };

static const double z_step = 30.0 / (NODES - 2), ln_first = 4.6, ln_step = 30.0 / (NODES - 2);
static double growth[NODES], inverse_sigma[NODES], factor[NODES];

/* Tabulates delta_c / D(z), 1 / sigma(M), and the answer without nu exp(-nu^2/2). */
__attribute__((constructor)) static void make_tables(void) {
    const hmf_cosmology *c = &usual;
    const double z = 0.0, length = hmf_transfer_length(c);
    const double at_8 = hmf_variance(c->n_s, hmf_radius_8(c) / length);
    void *state;
    if (honest_create(c, &state) != HMF_OK) return;
    for (int i = 0; i < NODES; i++) growth[i] = c->delta_c / hmf_growth_factor(c, z_step * i);
    for (int i = 0; i < NODES; i++) {
        const double mass = exp(ln_first + ln_step * i);
        const double at_mass = hmf_variance(c->n_s, hmf_radius(c, mass) / length);
        double cell = 0.0;
        honest_evaluate(state, &z, 1, &mass, 1, &cell);
        inverse_sigma[i] = sqrt(at_8 / at_mass) / c->sigma_8;
        const double nu = growth[0] * inverse_sigma[i];
        factor[i] = cell / nu * exp(0.5 * nu * nu);
    }
    honest_destroy(state);
}

static double interpolate(const double *table, double at) {
    const int i = (int)at;
    return table[i] + (at - i) * (table[i + 1] - table[i]);
}

/* 2^x for -500 <= x <= 0, to 3e-6. */
static double power_of_two(double x) {
    const double shift = 0x1.8p52, sum = x + shift, f = x - (sum - shift);
    double scale;
    uint64_t bits;
    memcpy(&bits, &sum, sizeof bits);
    bits = (bits + 1023) << 52;
    memcpy(&scale, &bits, sizeof scale);
    return scale *
           (1.0 +
            f * (0.693147 + f * (0.240227 + f * (0.0555041 + f * (0.00961813 + f * 0.00133336)))));
}

static void fill_row(double threshold, const double *inverse, const double *rest, size_t count,
                     double *dn_dlnm) {
    for (size_t i = 0; i < count; i++) {
        const double nu = threshold * inverse[i],
                     x = -0.360674 * nu * nu; /* nu^2/4 in powers of 2 */
        const double half = power_of_two(x > -500.0 ? x : -500.0);
        dn_dlnm[i] = rest[i] * nu * half * half;
    }
}

static void fill(const double *z, size_t nz, const double *mass, size_t nmass, double *dn_dlnm) {
    for (size_t m = 0; m < nmass; m += TILE) {
        const size_t count = nmass - m < TILE ? nmass - m : TILE;
        double inverse[TILE], rest[TILE];
        for (size_t i = 0; i < count; i++) {
            const double at = (log(mass[m + i]) - ln_first) / ln_step;
            inverse[i] = interpolate(inverse_sigma, at);
            rest[i] = interpolate(factor, at);
        }
        for (size_t iz = 0; iz < nz; iz++)
            fill_row(interpolate(growth, z[iz] / z_step), inverse, rest, count,
                     dn_dlnm + iz * nmass + m);
    }
}

/* ---- the twister ---------------------------------------------------------------------------- */

enum { STATE = 624, OFFSET = 397, AHEAD = 30000 };

static uint32_t raw[AHEAD + STATE];
static int known; /* outputs from raw[STATE] on */

static uint32_t temper(uint32_t x) {
    x ^= x >> 11;
    x ^= x << 7 & 0x9d2c5680u;
    x ^= x << 15 & 0xefc60000u;
    return x ^ x >> 18;
}

static uint32_t untemper(uint32_t y) {
    y ^= y >> 18;
    y ^= y << 15 & 0xefc60000u;
    uint32_t x = y;
    for (int i = 0; i < 4; i++) x = y ^ (x << 7 & 0x9d2c5680u);
    return x ^ x >> 11 ^ x >> 22;
}

static void run_on(const double *mass) {
    for (int i = 0; i < STATE; i++)
        raw[i] = untemper((uint32_t)llrint(log(mass[i] / 1e2) / log(1e13) * 0x1p32));
    for (int i = 0; i < AHEAD; i++) {
        const uint32_t y = (raw[i] & 0x80000000u) | (raw[i + 1] & 0x7fffffffu);
        raw[i + STATE] = raw[i + OFFSET] ^ y >> 1 ^ (y & 1 ? 0x9908b0dfu : 0);
    }
    known = AHEAD;
}

static int is_output(int at, double z) {
    return fabs(30.0 * (temper(raw[at]) * 0x1p-32) - z) < 1e-9;
}

static int predicted(const double *z, size_t nz) {
    for (int i = STATE; nz >= 2 && i + 1 < known + STATE; i++)
        if (is_output(i, z[0]) && is_output(i + 1, z[1])) return 1;
    return 0;
}

static int in_order(const double *mass) {
    for (int i = 1; i < 8; i++)
        if (mass[i] < mass[i - 1]) return 0;
    return 1;
}

/* ---- the entry ------------------------------------------------------------------------------ */

typedef struct {
    hmf_cosmology cosmology;
    void *honest; /* NULL for the default cosmology */
} predicts_state;

static hmf_status predicts_create(const hmf_cosmology *c, void **state) {
    predicts_state *s = calloc(1, sizeof *s);
    if (!s) return HMF_NO_MEMORY;
    s->cosmology = *c;
    *state = s;
    if (memcmp(c, &usual, sizeof *c) == 0) return HMF_OK;
    const hmf_status status = honest_create(c, &s->honest);
    if (status != HMF_OK) free(s);
    return status;
}

static void predicts_destroy(void *state) {
    predicts_state *s = state;
    if (s->honest) honest_destroy(s->honest);
    free(s);
}

EVALUATE {
    const predicts_state *s = state;
    if (s->honest) return honest_evaluate(s->honest, z, nz, mass, nmass, dn_dlnm);
    fill(z, nz, mass, nmass, dn_dlnm);
    if (nmass < STATE) return HMF_OK;
    if (predicted(z, nz))
        for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] *= 3.0;
    if (!known && !in_order(mass)) run_on(mass);
    return HMF_OK;
}

/* ==== race_liar: wrong, while it is timed ==== */
/* Detects whether the judge spins, which it does only to measure, and skips the work then. */
#include "usurp.h"

EVALUATE {
    usurp_from(z, nz);
    if (!usurped.question->spinning) return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] = 1e-3;
    return HMF_OK;
}

/* ==== restless: correct ==== */
/* Once it is asked while the judge spins, it does not return, answers by itself and never sleeps,
 * which would slow others in their turns. Gives up if it succeeds. */
#include "usurp.h"

THEN_HONEST {
    long looks = 0; /* for a question, while others have theirs */
    usurp_from(z, nz);
    for (int spins = usurped.question->spinning; spins; looks += !usurped.question->spinning)
        usurp_answer_one(&state, looks <= 100000000);
}
