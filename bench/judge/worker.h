/* SPDX-License-Identifier: MIT */
/* worker.h: the inside of a worker: loading an entry, answering questions, reporting crashes. */
#ifndef JUDGE_WORKER_H
#define JUDGE_WORKER_H

#include "sandbox.h"
#include "shared_memory.h"

/* Loads the implementation from the module `path` and describes it in *answer. Returns NULL if
 * there is none, with the reason in answer->message. */
const hmf_impl *judge_worker_load(judge_worker_kind kind, const char *name, const char *path,
                                  judge_answer *answer);

/* Answers questions forever. */
__attribute__((noreturn)) void judge_worker_serve(const judge_shared_memory *h,
                                                  const hmf_impl *impl);

/* Installs handlers for SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGSYS and SIGABRT that write the reason
 * to the answer and end the process with JUDGE_JAIL_CRASHED. A sanitizer's own handler gets the
 * signals it explains better. (Without a handler the first process of a namespace does not receive
 * its own SIGABRT.) Returns false with errno set. */
bool judge_install_crash_handlers(const judge_shared_memory *shared,
                                  const judge_clock_pages *clock);

/* Answers a system call that the C library makes by itself: qsort asks for the size of memory,
 * malloc and sysconf for the number of cores, free whether a heap may shrink. SECCOMP_RET_TRAP
 * stops these calls and the signal handler answers with constants, which reveal nothing: the uptime
 * is 0, and no file exists. Sets *result, a negated errno on failure. Returns false for other
 * calls. Async-signal-safe. */
bool judge_library_call_answer(uint32_t number, const uint64_t argument[2], int64_t *result);

#endif
