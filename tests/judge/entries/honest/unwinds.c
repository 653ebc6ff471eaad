/* unwinds.c: makes the C library load its unwinder and read the list of loaded objects, which
 * contains the kernel's vDSO: backtrace, dl_iterate_phdr, dlopen; calls two functions of the vDSO
 * that read no clock. */
#define _GNU_SOURCE
#include "honest.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <link.h>
#include <sched.h>
#include <string.h>

static int count_object(struct dl_phdr_info *info, size_t size, void *count) {
    (void)size;
    *(int *)count += info->dlpi_phnum > 0;
    return 0;
}

/* As glibc 2.41 does in getrandom; Linux has the function since 6.11. */
static int ask_for_random(void) {
    void *vdso = dlopen("linux-vdso.so.1", RTLD_LAZY | RTLD_NOLOAD);
    void *symbol = vdso ? dlsym(vdso, "__vdso_getrandom") : NULL;
    if (vdso) dlclose(vdso);
    long (*function)(void *, size_t, unsigned, void *, size_t);
    unsigned value;
    if (!symbol) return 1;
    memcpy(&function, &symbol, sizeof function);
    return function(&value, sizeof value, 0, NULL, 0) == sizeof value;
}

static hmf_status unwinds_evaluate(HONEST_ARGUMENTS) {
    void *frames[16];
    int objects = 0;
    unsigned cpu, node;
    dl_iterate_phdr(count_object, &objects);
    void *again = dlopen("libm.so.6", RTLD_NOW);
    const int good = objects > 1 && again && backtrace(frames, 16) > 1 && ask_for_random() &&
                     getcpu(&cpu, &node) == 0 && sched_getcpu() >= 0;
    if (again) dlclose(again);
    return good ? honest_evaluate(state, z, nz, mass, nmass, dn_dlnm) : HMF_NO_CONVERGENCE;
}

HONEST_ENTRY(unwinds, 0)
