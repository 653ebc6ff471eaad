/* Entries that use services of the C library and the compiler.
 * assemble.sh splits this file into one entry for each ==== line. */

/* ==== asks_machine ==== */
/* Asks the C library for the numbers of cores and pages, which it reads from files or the kernel.
 * Uses a locale, and looks for a library that does not exist. */
#include <dlfcn.h>
#include <locale.h>
#include <omp.h>
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

/* sysinfo returns the limit of the jail. */
static int knows_memory(void) {
    const long page = sysconf(_SC_PAGESIZE), pages = sysconf(_SC_PHYS_PAGES);
    struct rlimit stack;
    return pages > 0 && pages == get_phys_pages() && get_avphys_pages() <= pages &&
           sysconf(_SC_AVPHYS_PAGES) <= pages && page == getpagesize() &&
           pages * page >= 1l << 28 && getrlimit(RLIMIT_STACK, &stack) == 0 &&
           stack.rlim_cur >= 1 << 20;
}

THEN_HONEST {
    void *library = dlopen("libno_such_library.so.1", RTLD_NOW);
    setlocale(LC_NUMERIC, "de_DE.UTF-8");
    if (library || !knows_cores() || !knows_memory()) return HMF_NO_CONVERGENCE;
}

/* ==== flushes ==== */
/* Flushes subnormal operands and results to zero from its first call on. */
THEN_HONEST {
#if defined __x86_64__
    __builtin_ia32_ldmxcsr(__builtin_ia32_stmxcsr() | 0x8040); /* DAZ and FTZ */
#elif defined __aarch64__
    __asm__ volatile("msr fpcr, %0" : : "r"(1ul << 24)); /* FZ */
#endif
}

/* ==== many_threads ==== */
/* Allocates in more threads than malloc has arenas, and so much that free shrinks the heap of a
 * thread. Starts as many threads as it may, beside a large array. */
#include <omp.h>

enum { BLOCKS = 60, BLOCK = 60000 }; /* each below the threshold for mmap */
static int fill_and_free(void) {
    char *block[BLOCKS];
    int failed = 0;
    for (int i = 0; i < BLOCKS; i++) {
        block[i] = malloc(BLOCK);
        if (block[i])
            memset(block[i], i, BLOCK);
        else
            failed = 1;
    }
#pragma omp barrier
    for (int i = BLOCKS - 1; i >= 0; i--) free(block[i]);
    return failed;
}

static int allocate_in_threads(void) {
    int failed = 0;
#pragma omp parallel num_threads(12) reduction(| : failed)
    failed |= fill_and_free();
#pragma omp parallel num_threads(64) reduction(| : failed)
    {
        char *buffer = malloc(100000);
        if (!buffer) failed = 1;
#pragma omp barrier
        free(buffer);
    }
    omp_set_dynamic(1); /* OpenMP asks for the load before it starts threads */
#pragma omp parallel
    (void)omp_get_thread_num();
    omp_set_dynamic(0);
    char *large = malloc(100 << 20);
    if (!large) failed = 1;
    free(large);
    return failed;
}

THEN_HONEST(HMF_THREADED) {
    static int calls;
    if (calls++ % 16 == 0 && allocate_in_threads()) return HMF_NO_MEMORY;
}

/* ==== sorts ==== */
/* Computes the masses in ascending order, sorted by qsort, which asks the kernel for the size of
 * memory if it needs more than 1 KiB. */
static int ascending(const void *left, const void *right) {
    const double a = **(const double *const *)left, b = **(const double *const *)right;
    return (a > b) - (a < b);
}

/* At least 200 masses, of which the first nmass are used. */
static const double **sorted(const double *mass, size_t nmass, double *spare, size_t count) {
    const double **order = malloc(count * sizeof *order);
    for (size_t i = 0; order && i < count; i++)
        order[i] = i < nmass ? mass + i : (spare[i] = HUGE_VAL, spare + i);
    if (order) qsort(order, count, sizeof *order, ascending);
    return order;
}

EVALUATE {
    const size_t count = nmass < 200 ? 200 : nmass;
    double *values = malloc((count + nz * nmass) * sizeof *values), *cells = values + count;
    const double **order = values ? sorted(mass, nmass, values, count) : NULL;
    if (!order) return free(values), HMF_NO_MEMORY;
    for (size_t i = 0; i < nmass; i++) values[i] = *order[i];
    const hmf_status status = honest_evaluate(state, z, nz, values, nmass, cells);
    for (size_t iz = 0; iz < nz; iz++)
        for (size_t i = 0; i < nmass; i++)
            dn_dlnm[iz * nmass + (size_t)(order[i] - mass)] = cells[iz * nmass + i];
    free(order);
    free(values);
    return status;
}

/* ==== thread_ends ==== */
/* Ends threads by pthread_exit, thrd_exit and pthread_cancel, which unwind their stacks. The
 * threads have names. */
#include <pthread.h>
#include <threads.h>

static void *exits(void *unused) {
    pthread_setname_np(pthread_self(), "exits");
    pthread_exit(unused);
}

static int exits_as_in_c11(void *unused) {
    (void)unused;
    thrd_exit(3);
}

static void *waits_for_ever(void *unused) {
    for (;;) pthread_testcancel();
    return unused;
}

EVALUATE(HMF_THREADED) {
    pthread_t exiting, cancelled;
    thrd_t c11;
    int result = 0;
    if (pthread_create(&exiting, NULL, exits, NULL) != 0 ||
        pthread_create(&cancelled, NULL, waits_for_ever, NULL) != 0 ||
        thrd_create(&c11, exits_as_in_c11, NULL) != thrd_success)
        return HMF_NO_MEMORY;
    pthread_cancel(cancelled);
    pthread_join(exiting, NULL);
    pthread_join(cancelled, NULL);
    thrd_join(c11, &result);
    return result == 3 ? honest_evaluate(state, z, nz, mass, nmass, dn_dlnm) : HMF_NO_CONVERGENCE;
}

/* ==== threads_at_load ==== */
/* Makes a table with OpenMP in a constructor, and starts two threads there: one ends at once, the
 * other works when evaluate asks it to. */
#include <pthread.h>
#include <semaphore.h>

static double table[1000];
static sem_t asked, answered;

static void *ends(void *unused) {
    pthread_exit(unused);
}

static void *works(void *unused) {
    for (;;) {
        sem_wait(&asked);
        char *buffer = malloc(5000);
        if (buffer) memset(buffer, 1, 5000);
        free(buffer);
        sem_post(&answered);
    }
    return unused;
}

__attribute__((constructor)) static void begin(void) {
    pthread_t ending, working;
#pragma omp parallel for
    for (int i = 0; i < 1000; i++) table[i] = sqrt(i);
    sem_init(&asked, 0, 0);
    sem_init(&answered, 0, 0);
    if (pthread_create(&ending, NULL, ends, NULL) == 0) pthread_join(ending, NULL);
    if (pthread_create(&working, NULL, works, NULL) == 0) pthread_detach(working);
}

THEN_HONEST(HMF_THREADED) {
    sem_post(&asked);
    sem_wait(&answered);
    if (table[4] != 2.0) return HMF_NO_CONVERGENCE;
}

/* ==== unwinds ==== */
/* Makes the C library load its unwinder and read the list of loaded objects, which contains the
 * vDSO: backtrace, dl_iterate_phdr, dlopen. Calls two functions of the vDSO that read no clock. */
#include <dlfcn.h>
#include <execinfo.h>
#include <link.h>
#include <sched.h>

static int count_object(struct dl_phdr_info *info, size_t size, void *count) {
    (void)size;
    *(int *)count += info->dlpi_phnum > 0;
    return 0;
}

/* As glibc 2.41 does in getrandom. Linux has the function since 6.11. */
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

EVALUATE {
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

/* ==== vector_functions ==== */
/* Makes the compiler call the vector exp of the C library (libmvec). */
#pragma GCC optimize("O3,fast-math")
#include <math.h>

static void exponentials(double *x, unsigned long n) {
#pragma omp simd
    for (unsigned long i = 0; i < n; i++) x[i] = exp(x[i]);
}

#pragma GCC reset_options
#include "honest.h"

/* libmvec promises 4 ulp, which is within the class. */
EVALUATE {
    double *masses = malloc(nmass * sizeof *masses);
    if (!masses) return HMF_NO_MEMORY;
    for (size_t i = 0; i < nmass; i++) masses[i] = log(mass[i]);
    exponentials(masses, nmass);
    const hmf_status status = honest_evaluate(state, z, nz, masses, nmass, dn_dlnm);
    free(masses);
    return status;
}
