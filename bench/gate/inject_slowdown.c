/* SPDX-License-Identifier: MIT */
/*
 * inject_slowdown.c: a module whose implementations take longer by known amounts, for the gate's
 * self-check.
 *
 * Replaces the registry of registry.c by one in which an empty loop follows every evaluate. The
 * file named by HMF_SLOWDOWN holds the turns of that loop, in lines of
 *
 *     IMPL NZ NMASS MODE TURNS
 *
 * MODE is cold (the first evaluate after a create) or warm (the following ones). If HMF_SLOWED is
 * 0, the loop has no turns and all else is the same.
 */
#include "hmf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENTRIES_MAX = 16 }; /* of one implementation */

typedef struct {
    size_t nz, nmass;
    int cold;
    unsigned long turns;
} entry;

typedef struct {
    entry item[ENTRIES_MAX];
    size_t count;
    void *fresh; /* state that has been created and not yet evaluated */
} slowdown;

/* volatile: both modules have the same code. */
static volatile const unsigned slowed = HMF_SLOWED;

static void spin(slowdown *s, void *state, size_t nz, size_t nmass) {
    const int cold = state == s->fresh;
    s->fresh = NULL;
    for (size_t i = 0; i < s->count; i++) {
        const entry *e = &s->item[i];
        if (e->nz != nz || e->nmass != nmass || e->cold != cold) continue;
        for (unsigned long turn = e->turns; turn > 0; turn--) __asm__ volatile("");
    }
}

/* ---- wrapped implementations ----------------------------------------------------------------- */

#define HMF_IMPL(name)                                                                             \
    extern const hmf_impl hmf_impl_##name;                                                         \
    static slowdown name##_slowdown;                                                               \
    static hmf_status name##_create(const hmf_cosmology *cosmology, void **state) {                \
        const hmf_status status = hmf_impl_##name.create(cosmology, state);                        \
        name##_slowdown.fresh = *state;                                                            \
        return status;                                                                             \
    }                                                                                              \
    static hmf_status name##_evaluate(void *state, const double *z, size_t nz, const double *mass, \
                                      size_t nmass, double *dn_dlnm) {                             \
        const hmf_status status = hmf_impl_##name.evaluate(state, z, nz, mass, nmass, dn_dlnm);    \
        spin(&name##_slowdown, state, nz, nmass);                                                  \
        return status;                                                                             \
    }
#include "registry_list.h"
#undef HMF_IMPL

typedef struct {
    const hmf_impl *inner;
    slowdown *slowdown;
    hmf_status (*create)(const hmf_cosmology *, void **);
    hmf_status (*evaluate)(void *, const double *, size_t, const double *, size_t, double *);
} wrapper;

static const wrapper wrappers[] = {
#define HMF_IMPL(name) {&hmf_impl_##name, &name##_slowdown, name##_create, name##_evaluate},
#include "registry_list.h"
#undef HMF_IMPL
};

enum { WRAPPERS = sizeof wrappers / sizeof *wrappers };

/* ---- the file -------------------------------------------------------------------------------- */

static void fail(const char *path, const char *reason) {
    fprintf(stderr, "HMF_SLOWDOWN: %s: %s\n", path, reason);
    exit(1);
}

static void add_entry(const char *path, const char *impl, entry e) {
    for (size_t i = 0; i < WRAPPERS; i++) {
        if (strcmp(wrappers[i].inner->name, impl) != 0) continue;
        slowdown *s = wrappers[i].slowdown;
        if (s->count == ENTRIES_MAX) fail(path, "too many lines for one implementation");
        if (!slowed) e.turns = 0;
        s->item[s->count++] = e;
        return;
    }
    fail(path, "unknown implementation");
}

static void read_slowdowns(void) {
    const char *path = getenv("HMF_SLOWDOWN");
    if (!path) return;
    FILE *file = fopen(path, "r");
    if (!file) fail(path, "cannot be read");
    char line[256], impl[64], mode[8];
    for (entry e; fgets(line, sizeof line, file); add_entry(path, impl, e)) {
        const int fields =
            sscanf(line, "%63s %zu %zu %7s %lu", impl, &e.nz, &e.nmass, mode, &e.turns);
        e.cold = fields == 5 && strcmp(mode, "cold") == 0;
        if (fields != 5 || (!e.cold && strcmp(mode, "warm") != 0))
            fail(path, "not IMPL NZ NMASS MODE TURNS");
    }
    fclose(file);
}

/* ---- the registry ---------------------------------------------------------------------------- */

/* That of registry.c, which is compiled under this name. */
const hmf_registry *hmf_normal_registry(void);

const hmf_registry *hmf_get_registry(void) {
    static hmf_impl impls[WRAPPERS];
    static const hmf_impl *pointers[WRAPPERS];
    static hmf_registry registry;
    if (registry.count > 0) return &registry;
    read_slowdowns();
    for (size_t i = 0; i < WRAPPERS; i++) {
        impls[i] = *wrappers[i].inner;
        impls[i].evaluate = wrappers[i].evaluate;
        if (impls[i].create) impls[i].create = wrappers[i].create;
        pointers[i] = &impls[i];
    }
    registry = *hmf_normal_registry();
    registry.impls = pointers;
    return &registry;
}
