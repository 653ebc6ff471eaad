/* SPDX-License-Identifier: MIT */
/* worker.c: loads an implementation and answers questions. */
#include "worker.h"

#include "lower_bound.h"

#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <string.h>

/* ---- built-in implementations ---------------------------------------------------------------- */

static hmf_status null_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                size_t nmass, double *dn_dlnm) {
    (void)state;
    for (size_t iz = 0; iz < nz; iz++)
        for (size_t im = 0; im < nmass; im++) dn_dlnm[iz * nmass + im] = mass[im] + z[iz];
    return HMF_OK;
}

static hmf_status lower_bound_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                       size_t nmass, double *dn_dlnm) {
    static const double exponent[JUDGE_MASS_AREA];
    (void)state, (void)z, (void)mass;
    hmf_lower_bound(exponent, nmass, nz, dn_dlnm);
    return HMF_OK;
}

static const hmf_impl null_impl = {.name = "null", .evaluate = null_evaluate};
static const hmf_impl lower_bound_impl = {.name = "lower bound", .evaluate = lower_bound_evaluate};

/* ---- loading --------------------------------------------------------------------------------- */

static const hmf_impl *reject(judge_answer *answer, const char *reason) {
    snprintf(answer->message, sizeof answer->message, "%s", reason);
    return NULL;
}

static const hmf_impl *find_entry(void *module, const char *name, judge_answer *answer) {
    char symbol[sizeof "hmf_impl_" + JUDGE_NAME_SIZE];
    snprintf(symbol, sizeof symbol, "hmf_impl_%s", name);
    const hmf_impl *impl = dlsym(module, symbol);
    if (!impl) return reject(answer, "it does not define the descriptor");
    Dl_info info;
    const ElfW(Sym) *found = NULL;
    if (!dladdr1(impl, &info, (void **)&found, RTLD_DL_SYMENT) || !found ||
        found->st_size != sizeof *impl)
        return reject(answer, "the descriptor is not a const hmf_impl");
    if (!impl->evaluate) return reject(answer, "the descriptor has no evaluate");
    if (!impl->create != !impl->destroy)
        return reject(answer, "the descriptor has only one of create and destroy");
    return impl;
}

static const hmf_impl *find_rung(void *module, const char *name, judge_answer *answer) {
    void *symbol = dlsym(module, HMF_GET_REGISTRY_SYMBOL);
    if (!symbol) return reject(answer, "the module has no registry");
    const hmf_registry *(*get_registry)(void);
    memcpy(&get_registry, &symbol,
           sizeof get_registry); /* ISO C has no cast to a function pointer */
    const hmf_impl *impl = hmf_find(get_registry(), name);
    return impl ? impl : reject(answer, "no such implementation");
}

static const hmf_impl *find(judge_worker_kind kind, const char *name, const char *path,
                            judge_answer *answer) {
    if (kind == JUDGE_WORKER_NULL) return &null_impl;
    if (kind == JUDGE_WORKER_LOWER_BOUND) return &lower_bound_impl;
    void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!module) {
        snprintf(answer->message, sizeof answer->message, JUDGE_WORKER_NOT_LOADED "%s", dlerror());
        return NULL;
    }
    return kind == JUDGE_WORKER_ENTRY ? find_entry(module, name, answer)
                                      : find_rung(module, name, answer);
}

const hmf_impl *judge_worker_load(judge_worker_kind kind, const char *name, const char *path,
                                  judge_answer *answer) {
    const hmf_impl *impl = find(kind, name, path, answer);
    if (!impl) return NULL;
    answer->flags = impl->flags;
    const char *why = impl->unavailable ? impl->unavailable() : NULL;
    if (why) snprintf(answer->message, sizeof answer->message, "%s", why);
    return impl;
}

/* ---- the loop -------------------------------------------------------------------------------- */

/* Waits for the next question and returns its number. */
static uint32_t await_question(const judge_shared_memory *h, uint32_t last) {
    uint32_t number, spinning, bell, announced = 2;
    for (;;) {
        bell = atomic_load_explicit(&h->question->bell, memory_order_acquire);
        number = atomic_load_explicit(&h->question->number, memory_order_acquire);
        if (number != last) return number;
        spinning = atomic_load_explicit(&h->question->spinning, memory_order_acquire);
        if (spinning != announced) {
            atomic_store_explicit(&h->answer->spinning, spinning, memory_order_release);
            announced = spinning;
        }
        if (spinning)
            judge_pause();
        else
            judge_sleep(&h->question->bell, bell, 1.0);
    }
}

static hmf_status create(const judge_shared_memory *h, const hmf_impl *impl, hmf_model *model) {
    h->answer->stage = JUDGE_STAGE_CREATE;
    return hmf_create(model, impl, &h->question->cosmology, NULL);
}

static hmf_status evaluate(const judge_shared_memory *h, hmf_model *model) {
    const judge_question *q = h->question;
    h->answer->stage = JUDGE_STAGE_EVALUATE;
    return hmf_evaluate(model, h->z + q->z_at, q->nz, h->mass + q->mass_at, q->nmass,
                        h->cells + q->cells_at, NULL);
}

static hmf_status destroy(const judge_shared_memory *h, hmf_model *model) {
    h->answer->stage = JUDGE_STAGE_DESTROY;
    hmf_destroy(model);
    return HMF_OK;
}

/* Does the work of hmf_mass_function, and reports the stages. */
static hmf_status do_all(const judge_shared_memory *h, const hmf_impl *impl) {
    hmf_model model;
    hmf_status status = create(h, impl, &model);
    if (status == HMF_OK) status = evaluate(h, &model);
    if (status == HMF_OK) return destroy(h, &model);
    hmf_destroy(&model);
    return status;
}

static hmf_status answer_question(const judge_shared_memory *h, const hmf_impl *impl,
                                  hmf_model *model) {
    switch (h->question->command) {
    case JUDGE_CREATE: return create(h, impl, model);
    case JUDGE_EVALUATE: return evaluate(h, model);
    case JUDGE_DESTROY: return destroy(h, model);
    default: return do_all(h, impl);
    }
}

void judge_worker_serve(const judge_shared_memory *h, const hmf_impl *impl) {
    hmf_model model = {0};
    uint32_t number = 0;
    atomic_store_explicit(&h->answer->stage, JUDGE_STAGE_READY, memory_order_release);
    for (;;) {
        number = await_question(h, number);
        h->answer->status = answer_question(h, impl, &model);
        atomic_store_explicit(&h->answer->number, number, memory_order_release);
        if (!atomic_load_explicit(&h->question->spinning, memory_order_relaxed))
            judge_wake(&h->answer->number);
    }
}
