/*
 * library_calls.h: system calls that the C library makes by itself, answered in the jail.
 *
 * qsort asks how much memory there is before it allocates, malloc and sysconf how many cores, free
 * whether a thread's heap may shrink. The kernel does not see these calls: SECCOMP_RET_TRAP stops
 * them, and the signal handler answers in its place. The answers are constants, so they tell an
 * entry nothing: the uptime in sysinfo, for example, is 0, and no file exists.
 */
#ifndef JUDGE_LIBRARY_CALLS_H
#define JUDGE_LIBRARY_CALLS_H

#include <stdbool.h>
#include <stdint.h>

/* Answers system call `number` with these arguments in *result, a negated errno on failure. Returns
 * false if the call is not one of the library's. Async-signal-safe. */
bool library_call_answer(uint32_t number, const uint64_t argument[2], int64_t *result);

#endif
