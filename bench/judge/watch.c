/* watch.c: what a signal was about. Everything here may run on a thread of the entry, at any
 * moment. */
#include "watch.h"

#include "jail.h"
#include "library_calls.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

static judge_handover watched;
static confine_clock clock_pages;

static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGSYS, SIGABRT};
enum { SIGNALS = sizeof signals / sizeof *signals };
static struct sigaction before[SIGNALS]; /* a sanitizer's, where there is one */

/* ---- where it was ---------------------------------------------------------------------------- */

typedef struct {
    uint64_t instruction, stack; /* addresses, 0 where they are not known          */
    uint64_t argument[2];        /* of a system call that was trapped, the first two */
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

/* Has the trapped system call return that value. */
static void return_from_call(ucontext_t *context, int64_t value) {
#if defined __x86_64__
    context->uc_mcontext.gregs[REG_RAX] = value;
#elif defined __aarch64__
    context->uc_mcontext.regs[0] = (uint64_t)value;
#else
    (void)context, (void)value;
#endif
}

/* rdtsc, rdtscp or rdpru, which raise a general protection fault: no address, and the instruction
 * itself could be read. */
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

/* Or within. */
static bool is_beside(uint64_t address, const void *start, size_t size) {
    return is_within(address + JUDGE_GUARD, start, size + 2 * JUDGE_GUARD);
}

static bool is_clock(uint64_t address) {
    for (size_t i = 0; i < clock_pages.count; i++)
        if (address - clock_pages.part[i].start < clock_pages.part[i].size) return true;
    return false;
}

static bool near_stack(uint64_t address, const machine_state *state) {
    const uint64_t reach = 1 << 16; /* a frame with an array on it skips the guard page */
    return state->stack != 0 && address - (state->stack - reach) < 2 * reach;
}

static judge_trouble trouble_at(uint64_t address) {
    const judge_handover *h = &watched;
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
    /* A clock of the vDSO that is not in its pages is asked of the kernel. */
    if (number == SIGSYS) return is_clock(address) ? JUDGE_TROUBLE_CLOCK : JUDGE_TROUBLE_CALL;
    if (number != SIGSEGV && number != SIGBUS) return JUDGE_TROUBLE_SIGNAL;
    if (is_clock(address) || reads_clock(info, state)) return JUDGE_TROUBLE_CLOCK;
    const judge_trouble trouble = trouble_at(address);
    if (trouble == JUDGE_TROUBLE_SIGNAL && near_stack(address, state)) return JUDGE_TROUBLE_STACK;
    return trouble;
}

/* ---- the handler ----------------------------------------------------------------------------- */

static void note_down(int number, siginfo_t *info, void *context) {
    const machine_state state = state_of(context);
    int64_t result;
    if (number == SIGSYS &&
        library_call_answer((uint32_t)info->si_syscall, state.argument, &result)) {
        return_from_call(context, result);
        return;
    }
    judge_answer *answer = watched.answer;
    answer->trouble = trouble_of(number, info, &state);
    answer->detail = number == SIGSYS ? (uint32_t)info->si_syscall : (uint32_t)number;
    answer->address = number == SIGSYS ? state.argument[0] : (uint64_t)(uintptr_t)info->si_addr;
    if (!JAIL_SANITIZED || answer->trouble != JUDGE_TROUBLE_SIGNAL) _exit(WATCH_EXIT);
    /* It happens again when this returns, and the sanitizer tells where. */
    for (int i = 0; i < SIGNALS; i++)
        if (signals[i] == number) sigaction(number, &before[i], NULL);
    if (number == SIGABRT) raise(number);
}

bool watch_begin(const judge_handover *handover, const confine_clock *clock) {
    static unsigned char stack[1 << 16]; /* for when the usual one has run out */
    watched = *handover;
    clock_pages = *clock;
    const stack_t apart = {.ss_sp = stack, .ss_size = sizeof stack};
    if (sigaltstack(&apart, NULL) != 0) return false;
    struct sigaction action = {.sa_sigaction = note_down, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigfillset(&action.sa_mask);
    for (int i = 0; i < SIGNALS; i++)
        if (sigaction(signals[i], &action, &before[i]) != 0) return false;
    return true;
}
