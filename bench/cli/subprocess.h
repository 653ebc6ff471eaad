/**
 * @file
 * command.h: runs another program, with a time limit, and ends it on an interrupt.
 */
#ifndef SUBPROCESS_H
#define SUBPROCESS_H

#include <stddef.h>

/** What is to be run. */
typedef struct {
    const char *const
        *arguments;       /**< the program, looked for on PATH, and what it gets; NULL ends it */
    const char *folder;   /**< where it runs                                          */
    const char *output;   /**< file in that folder for its output, or NULL: ours      */
    const char *errors;   /**< the same for its standard error, or NULL: with the rest */
    const char *progress; /**< what a terminal is told while it runs, or NULL         */
    double limit;         /**< seconds after which it is ended                        */
} subprocess_command;

/** How it ended. */
typedef enum {
    SUBPROCESS_EXITED,      /**< status is its exit status                    */
    SUBPROCESS_KILLED,      /**< by signal number status, and not by us       */
    SUBPROCESS_MISSING,     /**< not on PATH                                  */
    SUBPROCESS_TIMED_OUT,   /**< and was ended                                */
    SUBPROCESS_INTERRUPTED, /**< we were told to stop by signal number status */
    SUBPROCESS_FAILED,      /**< could not be started; status is an errno     */
} subprocess_end;

/** How it ended, and with what. */
typedef struct {
    subprocess_end end; /**< which of them                                    */
    int status;      /**< exit status, signal or errno, as `end` has it; or 0 */
} subprocess_result;

/** Call once, before the first command: from here on SIGINT, SIGTERM and SIGHUP wait until
 * subprocess_run or subprocess_interrupt looks for them. */
void subprocess_hold_interrupts(void);

/** Runs a program. When it returns the program has ended, whatever the result; and when it was
 * ended, also what it had started. */
subprocess_result subprocess_run(const subprocess_command *run);

/** The number of an interrupt that waits, or 0. */
int subprocess_interrupt(void);

/** Ends this process as that signal would have. */
_Noreturn void subprocess_die(int signal_number);

#endif
