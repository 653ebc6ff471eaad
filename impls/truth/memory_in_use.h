/* SPDX-License-Identifier: MIT */
/* memory_in_use.h: memory use of this process, and failing allocations. */
#ifndef HMF_MEMORY_IN_USE_H
#define HMF_MEMORY_IN_USE_H

#include <stdbool.h>
#include <stddef.h>

/* Returns the allocated bytes according to glibc, a sanitizer or Valgrind's memcheck. May include
 * overhead and caches of the allocator. */
size_t memory_in_use(void);

/* Returns whether memory_in_use sees allocations; not so with other allocators or Valgrind tools.
 */
bool memory_is_counted(void);

/* Returns the number of allocations by this program, without shared libraries. The linker wraps
 * malloc and others (CMakeLists.txt). */
size_t memory_allocations(void);

/* Makes the nth allocation from now fail (1 is the next); 0 disables it. A GSL workspace counts as
 * one allocation if the program links memory_gsl.c. */
void memory_refuse(size_t nth);

/* Returns whether an allocation has failed, and disables further failures. */
bool memory_was_refused(void);

/* Counts an allocation for a wrapper; returns false if it must fail. */
bool memory_is_granted(void);

#endif
