/*
 * dose.c: a module whose implementations take longer by known amounts, for the gate to find them.
 *
 * In the place of registry.c's registry it hands out one in which every evaluate is followed by a
 * loop that does nothing, of so many turns as the file named by HMF_DOSE has for that
 * implementation and grid, in lines of
 *
 *     IMPL NZ NMASS COLD WARM
 *
 * COLD is for the first evaluate after a create, WARM for those that follow. Where HMF_DOSED is 0
 * the loop has no turns and all else is the same.
 */
#include "hmf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GRIDS_MAX = 8 };

typedef struct {
    size_t nz, nmass;
    unsigned long cold, warm; /* turns */
} grid_dose;

typedef struct {
    grid_dose grid[GRIDS_MAX];
    size_t count;
    void *fresh; /* state that has been created and not been evaluated */
} dose;

/* volatile: for the same code in both modules. */
static volatile const unsigned dosed = HMF_DOSED;

static void spin(dose *d, void *state, size_t nz, size_t nmass) {
    const int cold = state == d->fresh;
    d->fresh = NULL;
    for (size_t i = 0; i < d->count; i++) {
        if (d->grid[i].nz != nz || d->grid[i].nmass != nmass) continue;
        for (unsigned long turn = cold ? d->grid[i].cold : d->grid[i].warm; turn > 0; turn--)
            __asm__ volatile("");
    }
}

/* ---- the implementations, each with its own dose --------------------------------------------- */

#define HMF_IMPL(name)                                                                             \
    extern const hmf_impl hmf_impl_##name;                                                         \
    static dose name##_dose;                                                                       \
    static hmf_status name##_create(const hmf_cosmology *cosmology, void **state) {                \
        const hmf_status status = hmf_impl_##name.create(cosmology, state);                        \
        name##_dose.fresh = *state;                                                                \
        return status;                                                                             \
    }                                                                                              \
    static hmf_status name##_evaluate(void *state, const double *z, size_t nz, const double *mass, \
                                      size_t nmass, double *dn_dlnm) {                             \
        const hmf_status status = hmf_impl_##name.evaluate(state, z, nz, mass, nmass, dn_dlnm);    \
        spin(&name##_dose, state, nz, nmass);                                                      \
        return status;                                                                             \
    }
#include "registry_list.h"
#undef HMF_IMPL

typedef struct {
    const hmf_impl *inner;
    dose *dose;
    hmf_status (*create)(const hmf_cosmology *, void **);
    hmf_status (*evaluate)(void *, const double *, size_t, const double *, size_t, double *);
} patient;

static const patient patients[] = {
#define HMF_IMPL(name) {&hmf_impl_##name, &name##_dose, name##_create, name##_evaluate},
#include "registry_list.h"
#undef HMF_IMPL
};

enum { PATIENTS = sizeof patients / sizeof *patients };

/* ---- the doses ------------------------------------------------------------------------------- */

static void refuse(const char *path, const char *reason) {
    fprintf(stderr, "HMF_DOSE: %s: %s\n", path, reason);
    exit(1);
}

static void keep_dose(const char *path, const char *name, const grid_dose *grid) {
    for (size_t i = 0; i < PATIENTS; i++) {
        if (strcmp(patients[i].inner->name, name) != 0) continue;
        dose *d = patients[i].dose;
        if (d->count == GRIDS_MAX) refuse(path, "too many grids");
        d->grid[d->count++] = *grid;
        if (!dosed) d->grid[d->count - 1].cold = d->grid[d->count - 1].warm = 0;
        return;
    }
    refuse(path, "names an implementation that is not there");
}

static void read_doses(void) {
    const char *path = getenv("HMF_DOSE");
    if (!path) return;
    FILE *file = fopen(path, "r");
    if (!file) refuse(path, "cannot be read");
    char line[256], name[64];
    for (grid_dose g; fgets(line, sizeof line, file);) {
        if (sscanf(line, "%63s %zu %zu %lu %lu", name, &g.nz, &g.nmass, &g.cold, &g.warm) != 5)
            refuse(path, "not IMPL NZ NMASS COLD WARM");
        keep_dose(path, name, &g);
    }
    fclose(file);
}

/* ---- the registry ---------------------------------------------------------------------------- */

/* registry.c's, compiled under this name. */
const hmf_registry *hmf_undosed_registry(void);

const hmf_registry *hmf_get_registry(void) {
    static hmf_impl impls[PATIENTS];
    static const hmf_impl *pointers[PATIENTS];
    static hmf_registry registry;
    if (registry.count > 0) return &registry;
    read_doses();
    for (size_t i = 0; i < PATIENTS; i++) {
        impls[i] = *patients[i].inner;
        impls[i].evaluate = patients[i].evaluate;
        if (impls[i].create) impls[i].create = patients[i].create;
        pointers[i] = &impls[i];
    }
    registry = *hmf_undosed_registry();
    registry.impls = pointers;
    return &registry;
}
