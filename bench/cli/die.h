/* SPDX-License-Identifier: MIT */
/**
 * @file
 * die.h: the one way out of a command-line tool that cannot go on.
 *
 * Only one-shot tools use this. Libraries, readers of files and everything that runs another
 * person's program return errors with a reason instead.
 */
#ifndef DIE_H
#define DIE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The exit statuses of all programs. */
enum {
    EXIT_ERROR = 1,        /**< usage error, or the tool could not do its work      */
    EXIT_NO = 2,           /**< a regression, a disqualified entry, a failed exercise */
    EXIT_INCONCLUSIVE = 3, /**< measured, but not precisely enough                  */
    EXIT_WRONG = 4,        /**< an implementation gave a wrong answer               */
};

/** Prints "PROGRAM: reason" to standard error and exits with status. Functions registered with
 * atexit() run, so the temporary folder of fresh_cache.h is removed. */
void die(int status, const char *format, ...) __attribute__((noreturn, format(printf, 2, 3)));

/** Sets the name that die() prints, "hmf gate"; argv[0] without its folder otherwise. Borrowed. */
void die_name(const char *program);
/** Returns that name. */
const char *program_name(void);

/** As malloc, calloc, realloc, strdup, strndup and asprintf, but die if out of memory, as jansson
 * does in programs that link this file. The caller frees the result. @{ */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *memory, size_t size);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t size);
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** @} */

#ifdef __cplusplus
}
#endif

#endif
