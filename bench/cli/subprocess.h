/* SPDX-License-Identifier: MIT */
/**
 * @file
 * subprocess.h: runs another program with a time limit, and ends it on an interrupt.
 */
#ifndef SUBPROCESS_H
#define SUBPROCESS_H

#include <stddef.h>

/** A program to run. */
typedef struct {
    const char *const
        *arguments;       /**< program, looked up on PATH, and its arguments; ends with NULL */
    const char *folder;   /**< its working folder; NULL: this process's                      */
    const char *output;   /**< file in that folder for standard output; NULL: this process's   */
    const char *errors;   /**< file for its standard error; NULL: the same as output         */
    const char *progress; /**< shown on a terminal while it runs, or NULL                    */
    double limit;         /**< seconds after which it is ended                               */
} subprocess_command;

/** How a program ended. */
typedef enum {
    SUBPROCESS_EXITED,      /**< status is its exit status                     */
    SUBPROCESS_KILLED,      /**< by signal number status, not sent by us       */
    SUBPROCESS_MISSING,     /**< not on PATH                                   */
    SUBPROCESS_TIMED_OUT,   /**< ended because it exceeded the limit           */
    SUBPROCESS_INTERRUPTED, /**< ended because we received signal number status */
    SUBPROCESS_FAILED,      /**< could not be started; status is an errno      */
} subprocess_end;

/** The end of a program, and its status. */
typedef struct {
    subprocess_end end; /**< one of the above                     */
    int status;         /**< exit status, signal, errno; else 0   */
} subprocess_result;

/** Blocks SIGINT, SIGTERM and SIGHUP, so that subprocess_run() and subprocess_interrupt() can wait
 * for them. Call it once, before the first program. */
void subprocess_hold_interrupts(void);

/** Runs a program to its end, whatever the result. If it has to be ended, so are the processes that
 * it started. */
subprocess_result subprocess_run(const subprocess_command *run);

/** Runs a program as subprocess_run() does, but reads its standard output into text[size], as much
 * as fits, with a final NUL. `output` is ignored. Needs no subprocess_hold_interrupts(): an
 * interrupt is delivered to this process after the program has ended. */
subprocess_result subprocess_capture(const subprocess_command *run, char *text, size_t size);

/** Returns the number of a pending interrupt, or 0. */
int subprocess_interrupt(void);

/** Ends this process by that signal, as if it had not been blocked. */
_Noreturn void subprocess_die(int signal_number);

#endif
