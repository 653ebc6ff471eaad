/* asks_machine.c: asks the C library how many cores and how much memory there are, which it reads
 * from files or asks the kernel; uses a locale, and a library that is not there. */
#define _GNU_SOURCE
#include "honest.h"

#include <dlfcn.h>
#include <locale.h>
#include <omp.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <unistd.h>

static int cores_at_load;

__attribute__((constructor)) static void ask(void) {
    cores_at_load = get_nprocs();
}

static int knows_cores(void) {
    double load[3];
    getloadavg(load, 3);
    return cores_at_load == get_nprocs() && sysconf(_SC_NPROCESSORS_ONLN) == get_nprocs() &&
           sysconf(_SC_NPROCESSORS_CONF) >= 1 && get_nprocs_conf() >= 1 &&
           omp_get_num_procs() >= 1 && omp_get_num_devices() >= 0;
}

/* The answer of sysinfo is the jail's limit; freed memory is no more than there is. */
static int knows_memory(void) {
    const long page = sysconf(_SC_PAGESIZE), pages = sysconf(_SC_PHYS_PAGES);
    struct rlimit stack;
    return pages > 0 && pages == get_phys_pages() && get_avphys_pages() <= pages &&
           sysconf(_SC_AVPHYS_PAGES) <= pages && page == getpagesize() &&
           pages * page >= 1l << 28 && getrlimit(RLIMIT_STACK, &stack) == 0 &&
           stack.rlim_cur >= 1 << 20;
}

static hmf_status asks_machine_evaluate(HONEST_ARGUMENTS) {
    void *library = dlopen("libno_such_library.so.1", RTLD_NOW);
    setlocale(LC_NUMERIC, "de_DE.UTF-8");
    if (library || !knows_cores() || !knows_memory()) return HMF_NO_CONVERGENCE;
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(asks_machine, 0)
