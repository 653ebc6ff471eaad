/* memory_in_use.h: how much memory this process has allocated and not freed, and how it does
 * without. */
#ifndef HMF_MEMORY_IN_USE_H
#define HMF_MEMORY_IN_USE_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes, from whoever serves malloc: glibc, a sanitizer or Valgrind's memcheck. The allocator's
 * overhead and what it keeps for reuse may be in it. */
size_t memory_in_use(void);

/* Whether memory_in_use sees an allocation at all: it does not under another malloc or another tool
 * of Valgrind's. */
bool memory_is_counted(void);

/* How often code of this program, other than shared libraries, has asked for memory: the program is
 * linked so that malloc and its kin are counted (CMakeLists.txt). */
size_t memory_allocations(void);

/* The nth such request from now on fails, 1 being the next one; 0: none does. A workspace of GSL's
 * is one request, where the program is linked with memory_gsl.c. */
void memory_refuse(size_t nth);

/* Whether it has come to that; from now on no request fails. */
bool memory_was_refused(void);

/* For what stands in the place of an allocating function: counts a request. False: it is to fail.
 */
bool memory_is_granted(void);

#endif
