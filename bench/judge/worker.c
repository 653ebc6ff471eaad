/* SPDX-License-Identifier: MIT */
/* worker.c: loads an implementation, answers questions and reports crashes. */
#include "worker.h"

#include "lower_bound.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <ucontext.h>
#include <unistd.h>

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
        snprintf(answer->message, sizeof answer->message, JUDGE_JAIL_NOT_LINKED "%s", dlerror());
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

/* Executes the command, and reports the stages. */
static hmf_status answer_question(const judge_shared_memory *h, const hmf_impl *impl,
                                  hmf_model *model) {
    const judge_question *q = h->question;
    const judge_command command = q->command;
    hmf_status status = HMF_OK;
    if (command == JUDGE_CREATE || command == JUDGE_MASS_FUNCTION) {
        h->answer->stage = JUDGE_STAGE_CREATE;
        status = hmf_create(model, impl, &q->cosmology, NULL);
    }
    if (status == HMF_OK && (command == JUDGE_EVALUATE || command == JUDGE_MASS_FUNCTION)) {
        h->answer->stage = JUDGE_STAGE_EVALUATE;
        status = hmf_evaluate(model, h->z + q->z_at, q->nz, h->mass + q->mass_at, q->nmass,
                              h->cells + q->cells_at, NULL);
    }
    if (command == JUDGE_DESTROY || command == JUDGE_MASS_FUNCTION) {
        if (status == HMF_OK) h->answer->stage = JUDGE_STAGE_DESTROY;
        hmf_destroy(model);
    }
    return status;
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

static judge_shared_memory shared_memory;
static judge_clock_pages clock_pages;

static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGSYS, SIGABRT};
enum { SIGNALS = sizeof signals / sizeof *signals };
static struct sigaction before[SIGNALS]; /* handlers of a sanitizer */

typedef struct {
    uint64_t instruction, stack; /* addresses; 0: unknown                    */
    uint64_t argument[2];        /* the first two of a trapped system call   */
} machine_state;

static machine_state state_of(const ucontext_t *context) {
    const mcontext_t *m = &context->uc_mcontext;
#if defined __x86_64__
    return (machine_state){(uint64_t)m->gregs[REG_RIP],
                           (uint64_t)m->gregs[REG_RSP],
                           {(uint64_t)m->gregs[REG_RDI], (uint64_t)m->gregs[REG_RSI]}};
#elif defined __aarch64__
    return (machine_state){m->pc, m->sp, {m->regs[0], m->regs[1]}};
#else
    (void)m;
    return (machine_state){0};
#endif
}

/* Makes the trapped system call return that value. */
static void return_from_call(ucontext_t *context, int64_t value) {
#if defined __x86_64__
    context->uc_mcontext.gregs[REG_RAX] = value;
#elif defined __aarch64__
    context->uc_mcontext.regs[0] = (uint64_t)value;
#else
    (void)context, (void)value;
#endif
}

/* Returns whether the instruction is rdtsc, rdtscp or rdpru. These raise a general protection
 * fault, which has no address; the instruction itself is readable. */
static bool reads_clock(const siginfo_t *info, const machine_state *state) {
#if defined __x86_64__
    if (info->si_code != SI_KERNEL || state->instruction == 0) return false;
    unsigned char code[3];
    memcpy(code, (const void *)(uintptr_t)state->instruction, sizeof code);
    if (code[0] != 0x0f) return false;
    return code[1] == 0x31 || (code[1] == 0x01 && (code[2] == 0xf9 || code[2] == 0xfd));
#else
    (void)info, (void)state;
    return false;
#endif
}

static bool is_within(uint64_t address, const void *start, size_t size) {
    return address - (uint64_t)(uintptr_t)start < size;
}

/* Returns whether the address is within start[size] or its guard pages. */
static bool is_beside(uint64_t address, const void *start, size_t size) {
    return is_within(address + JUDGE_GUARD, start, size + 2 * JUDGE_GUARD);
}

static bool is_clock(uint64_t address) {
    for (size_t i = 0; i < clock_pages.count; i++)
        if (address - clock_pages.part[i].start < clock_pages.part[i].size) return true;
    return false;
}

static bool near_stack(uint64_t address, const machine_state *state) {
    const uint64_t reach = 1 << 16; /* a frame with an array may skip the guard page */
    return state->stack != 0 && address - (state->stack - reach) < 2 * reach;
}

static judge_trouble trouble_at(uint64_t address) {
    const judge_shared_memory *h = &shared_memory;
    if (is_within(address, h->question, JUDGE_PAGE) || is_within(address, h->z, JUDGE_Z_BYTES) ||
        is_within(address, h->mass, JUDGE_MASS_BYTES))
        return JUDGE_TROUBLE_INPUT;
    if (is_beside(address, h->z, JUDGE_Z_BYTES) || is_beside(address, h->mass, JUDGE_MASS_BYTES))
        return JUDGE_TROUBLE_BEYOND_IN;
    if (is_beside(address, h->cells, JUDGE_CELLS_BYTES)) return JUDGE_TROUBLE_BEYOND_OUT;
    return JUDGE_TROUBLE_SIGNAL;
}

static judge_trouble trouble_of(int number, const siginfo_t *info, const machine_state *state) {
    const uint64_t address = (uint64_t)(uintptr_t)info->si_addr;
    /* The vDSO asks the kernel for clocks that are not in its pages. */
    if (number == SIGSYS) return is_clock(address) ? JUDGE_TROUBLE_CLOCK : JUDGE_TROUBLE_CALL;
    if (number != SIGSEGV && number != SIGBUS) return JUDGE_TROUBLE_SIGNAL;
    if (is_clock(address) || reads_clock(info, state)) return JUDGE_TROUBLE_CLOCK;
    const judge_trouble trouble = trouble_at(address);
    if (trouble == JUDGE_TROUBLE_SIGNAL && near_stack(address, state)) return JUDGE_TROUBLE_STACK;
    return trouble;
}

/* ---- calls of the C library ----------------------------------------------------------------- */

/* Files that glibc 2.36 to 2.41 and libgomp open in functions that have nothing to do with files.
 * They work without them. */
static const char *const files[] = {
    "/sys/devices/system/cpu/online",   /* get_nprocs, sysconf, malloc's arenas */
    "/sys/devices/system/cpu/possible", /* get_nprocs_conf, sysconf */
    "/sys/devices/system/cpu",          /* the same two */
    "/proc/stat",                       /* get_nprocs */
    "/proc/cpuinfo",                    /* get_nprocs_conf */
    "/proc/loadavg",                    /* getloadavg, OpenMP's dynamic threads */
    "/proc/meminfo",                    /* get_phys_pages */
    "/proc/self/maps",                  /* pthread_getattr_np */
    "/proc/sys/vm/overcommit_memory",   /* free, in a thread's heap */
    "/etc/ld.so.cache",                 /* dlopen, OpenMP's search for accelerators */
};

static bool starts_with(const char *text, const char *start) {
    return strncmp(text, start, strlen(start)) == 0;
}

/* Returns whether the path is a libNAME.so, which dlopen opens, or a file of a locale. */
static bool is_of_linker_or_locale(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    return (starts_with(name, "lib") && strstr(name, ".so")) ||
           starts_with(path, "/usr/lib/locale/") || starts_with(path, "/usr/share/locale/");
}

static bool opens_for_library(const char *path) {
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (strcmp(path, files[i]) == 0) return true;
    return is_of_linker_or_locale(path);
}

/* Returns whether dlopen may look for a library there. It looks for folders first. */
static bool looks_for_library(const char *path) {
    return starts_with(path, "/lib") || starts_with(path, "/usr/lib");
}

/* Fills in constants. An error is not possible: glibc 2.36 ignores the result of sysinfo and would
 * use uninitialised memory. */
static void fill_sysinfo(struct sysinfo *info) {
    *info = (struct sysinfo){.mem_unit = 1, .procs = 1};
    info->totalram = info->freeram = (unsigned long)JUDGE_JAIL_MEMORY_MIB << 20;
}

bool judge_library_call_answer(uint32_t number, const uint64_t argument[2], int64_t *result) {
    const uintptr_t first = (uintptr_t)argument[0], second = (uintptr_t)argument[1];
    const uintptr_t page = 4096; /* page 0 is never mapped */
    *result = -ENOENT;
    switch (number) {
    case SYS_openat: return second >= page && opens_for_library((const char *)second);
    case SYS_newfstatat: return second >= page && looks_for_library((const char *)second);
    case SYS_sysinfo:
        if (first >= page) fill_sysinfo((struct sysinfo *)first);
        *result = first >= page ? 0 : -EFAULT;
        return true;
    default: return false;
    }
}

static void handle_signal(int number, siginfo_t *info, void *context) {
    const machine_state state = state_of(context);
    int64_t result;
    if (number == SIGSYS &&
        judge_library_call_answer((uint32_t)info->si_syscall, state.argument, &result)) {
        return_from_call(context, result);
        return;
    }
    judge_answer *answer = shared_memory.answer;
    answer->trouble = trouble_of(number, info, &state);
    answer->detail = number == SIGSYS ? (uint32_t)info->si_syscall : (uint32_t)number;
    answer->address = number == SIGSYS ? state.argument[0] : (uint64_t)(uintptr_t)info->si_addr;
    if (!JUDGE_JAIL_SANITIZED || answer->trouble != JUDGE_TROUBLE_SIGNAL) _exit(JUDGE_JAIL_CRASHED);
    /* The signal occurs again after the return, and the sanitizer reports its place. */
    for (int i = 0; i < SIGNALS; i++)
        if (signals[i] == number) sigaction(number, &before[i], NULL);
    if (number == SIGABRT) raise(number);
}

bool judge_install_crash_handlers(const judge_shared_memory *shared,
                                  const judge_clock_pages *clock) {
    static unsigned char stack[1 << 16]; /* for a stack overflow */
    shared_memory = *shared;
    clock_pages = *clock;
    const stack_t apart = {.ss_sp = stack, .ss_size = sizeof stack};
    if (sigaltstack(&apart, NULL) != 0) return false;
    struct sigaction action = {.sa_sigaction = handle_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigfillset(&action.sa_mask);
    for (int i = 0; i < SIGNALS; i++)
        if (sigaction(signals[i], &action, &before[i]) != 0) return false;
    return true;
}
