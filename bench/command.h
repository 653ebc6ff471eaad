/**
 * @file
 * command.h: runs another program, with a time limit, and ends it on an interrupt.
 */
#ifndef HMF_COMMAND_H
#define HMF_COMMAND_H

#include <stddef.h>

/** What is to be run. */
typedef struct {
    const char *const
        *arguments;       /**< the program, looked for on PATH, and what it gets; NULL ends it */
    const char *folder;   /**< where it runs                                          */
    const char *output;   /**< file in that folder for what it prints                 */
    const char *errors;   /**< the same for its standard error, or NULL: with the rest */
    const char *progress; /**< what a terminal is told while it runs, or NULL         */
    double limit;         /**< seconds after which it is ended                        */
} command;

/** How it ended. */
typedef enum {
    COMMAND_EXITED,      /**< status is its exit status                    */
    COMMAND_KILLED,      /**< by signal number status, and not by us       */
    COMMAND_MISSING,     /**< not on PATH                                  */
    COMMAND_TIMED_OUT,   /**< and was ended                                */
    COMMAND_INTERRUPTED, /**< we were told to stop by signal number status */
    COMMAND_FAILED,      /**< could not be started; status is an errno     */
} command_end;

/** How it ended, and with what. */
typedef struct {
    command_end end; /**< which of them                                    */
    int status;      /**< exit status, signal or errno, as `end` has it; or 0 */
} command_result;

/** Call once, before the first command: from here on SIGINT, SIGTERM and SIGHUP wait until
 * command_run or command_interrupt looks for them. */
void command_hold_interrupts(void);

/** Runs a program. When it returns the program has ended, whatever the result; and when it was
 * ended, also what it had started. */
command_result command_run(const command *run);

/** The number of an interrupt that waits, or 0. */
int command_interrupt(void);

/** Ends this process as that signal would have. */
_Noreturn void command_die(int signal_number);

#endif
