/* SPDX-License-Identifier: MIT */
#include "build_module.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static const double one_z[] = {3.0};

#define GRID(redshifts, masses, ...)                                                               \
    {                                                                                              \
        .name = #redshifts "x" #masses, .summary = "redshifts x masses, n_s other than 1",         \
        .ncosmology = 1, .nz = redshifts, .nmass = masses, .sampled = true, .sampled_n_s = true,   \
        __VA_ARGS__                                                                                \
    }

/* Grids that run every loop. Implementations work in blocks of at most 512 redshifts (vectorised)
 * and 512 masses (universal), so the largest grids exceed these. */
static const hmf_workload grids[] = {
    GRID(1, 3, .z = one_z, .mass = {1e2, 1e15}),
    GRID(3, 1, .mass = {1e10, 1e10}),
    GRID(3, 3, .mass = {1e2, 1e15}),
    GRID(52, 3, .mass = {1e2, 1e15}),
    GRID(520, 3, .mass = {1e2, 1e15}),
    GRID(3, 13, .mass = {1e2, 1e15}),
    GRID(3, 130, .mass = {1e2, 1e15}),
    GRID(3, 1300, .mass = {1e2, 1e15}),
};

const hmf_workload *gate_workload(size_t index) {
    const size_t own = sizeof grids / sizeof *grids;
    size_t count;
    const hmf_workload *workloads = hmf_workloads(&count);
    if (index < own) return &grids[index];
    return index - own < count ? &workloads[index - own] : NULL;
}

static const hmf_workload *find_workload(const char *name) {
    const hmf_workload *workload;
    for (size_t i = 0; (workload = gate_workload(i)); i++)
        if (strcmp(workload->name, name) == 0) break;
    return workload;
}

static bool reject(const char *name, const char *reason) {
    fprintf(stderr, "hmf gate: %s: %s\n", name, reason);
    return false;
}

bool gate_job_parse(const char *name, gate_job *job) {
    char workload[64], mode[16];
    int used = 0;
    if (sscanf(name, "%63[^/]/%63[^/]/%15s%n", job->impl, workload, mode, &used) != 3 || name[used])
        return reject(name, "not IMPL/WORKLOAD/MODE");
    job->workload = find_workload(workload);
    if (!job->workload) return reject(name, "no such workload");
    for (job->mode = HMF_COLD; job->mode < HMF_MODE_COUNT; job->mode++)
        if (strcmp(hmf_mode_name(job->mode), mode) == 0) return true;
    return reject(name, "no such mode");
}

int gate_module_load(const char *path, const hmf_registry **registry) {
    void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *symbol = module ? dlsym(module, HMF_GET_REGISTRY_SYMBOL) : NULL;
    if (!symbol) return reject(path, dlerror()), GATE_MODULE_FAILED;
    const hmf_registry *(*get_registry)(void);
    memcpy(&get_registry, &symbol, sizeof get_registry); /* ISO C has no cast for this */
    *registry = get_registry();
    if ((*registry)->abi_version == HMF_ABI_VERSION) return 0;
    fprintf(stderr, "hmf gate: %s: interface %u, expected %u\n", path, (*registry)->abi_version,
            HMF_ABI_VERSION);
    return GATE_MODULE_INTERFACE;
}

hmf_job *gate_job_create(const hmf_registry *registry, const gate_job *job, uint64_t seed) {
    hmf_error error;
    hmf_job *created = NULL;
    const hmf_impl *impl = hmf_find(registry, job->impl);
    if (!impl)
        reject(job->impl, "this build has no such implementation");
    else if (hmf_job_create(&registry->wrappers, impl, job->workload, job->mode, seed, &created,
                            &error) != HMF_OK)
        reject(job->impl, error.message);
    return created;
}
