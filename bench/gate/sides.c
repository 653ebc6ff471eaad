/* sides.c: names taken apart, modules loaded. */
#include "sides.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static bool refuse(const char *name, const char *reason) {
    fprintf(stderr, "hmf gate: %s: %s\n", name, reason);
    return false;
}

bool side_job_parse(const char *name, side_job *job) {
    char workload[64], mode[16];
    int used = 0;
    if (sscanf(name, "%63[^/]/%63[^/]/%15s%n", job->impl, workload, mode, &used) != 3 || name[used])
        return refuse(name, "not IMPL/WORKLOAD/MODE");
    job->workload = hmf_workload_find(workload);
    if (!job->workload) return refuse(name, "no such workload");
    for (job->mode = HMF_COLD; job->mode < HMF_MODE_COUNT; job->mode++)
        if (strcmp(hmf_mode_name(job->mode), mode) == 0) return true;
    return refuse(name, "no such mode");
}

int side_load(const char *path, const hmf_registry **registry) {
    void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *symbol = module ? dlsym(module, HMF_GET_REGISTRY_SYMBOL) : NULL;
    if (!symbol) return refuse(path, dlerror()), SIDE_FAILED;
    const hmf_registry *(*get_registry)(void);
    memcpy(&get_registry, &symbol, sizeof get_registry); /* ISO C has no cast for this */
    *registry = get_registry();
    if ((*registry)->abi_version == HMF_ABI_VERSION) return 0;
    fprintf(stderr, "hmf gate: %s: interface %u, expected %u\n", path, (*registry)->abi_version,
            HMF_ABI_VERSION);
    return SIDE_OTHER_INTERFACE;
}

hmf_job *side_job_create(const hmf_registry *registry, const side_job *job, uint64_t seed) {
    hmf_error error;
    hmf_job *created = NULL;
    const hmf_impl *impl = hmf_find(registry, job->impl);
    if (!impl)
        refuse(job->impl, "this build has no such implementation");
    else if (hmf_job_create(&registry->wrappers, impl, job->workload, job->mode, seed, &created,
                            &error) != HMF_OK)
        refuse(job->impl, error.message);
    return created;
}
