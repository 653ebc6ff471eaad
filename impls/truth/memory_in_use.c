/* SPDX-License-Identifier: MIT */
#include "memory_in_use.h"

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <valgrind/memcheck.h>

#if defined __has_feature /* clang; gcc defines __SANITIZE_... */
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MEMORY_SANITIZER 1
#endif
#elif defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define MEMORY_SANITIZER 1
#endif

#ifdef MEMORY_SANITIZER
size_t __sanitizer_get_current_allocated_bytes(void); /* gcc 12 has no header for it */
#endif

static size_t memcheck_in_use(void) {
    unsigned long leaked = 0, dubious = 0, reachable = 0, suppressed = 0;
    VALGRIND_DO_QUICK_LEAK_CHECK;
    VALGRIND_COUNT_LEAKS(leaked, dubious, reachable, suppressed);
    return leaked + dubious + reachable + suppressed;
}

size_t memory_in_use(void) {
    if (RUNNING_ON_VALGRIND) return memcheck_in_use();
#ifdef MEMORY_SANITIZER
    return __sanitizer_get_current_allocated_bytes();
#else
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
#endif
}

bool memory_is_counted(void) {
    enum { PROBE = 1 << 16 };
    const size_t before = memory_in_use();
    char *volatile probe = malloc(PROBE);
    if (!probe) return false;
    const size_t with = memory_in_use();
    free(probe);
    return with >= before + PROBE;
}

/* ---- counted and failing allocations, called through the linker's --wrap --------------------- */

/* NOLINTBEGIN(bugprone-reserved-identifier): the names are the linker's */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
int __real_posix_memalign(void **result, size_t alignment, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
int __wrap_posix_memalign(void **result, size_t alignment, size_t size);
/* NOLINTEND(bugprone-reserved-identifier) */

static atomic_size_t allocations, refused; /* the number of the one that fails */

size_t memory_allocations(void) {
    return allocations;
}

void memory_refuse(size_t nth) {
    refused = nth ? allocations + nth : 0;
}

bool memory_was_refused(void) {
    const size_t number = atomic_exchange(&refused, 0);
    return number != 0 && allocations >= number;
}

bool memory_is_granted(void) {
    return ++allocations != refused;
}

void *__wrap_malloc(size_t size) {
    return memory_is_granted() ? __real_malloc(size) : NULL;
}
void *__wrap_calloc(size_t count, size_t size) {
    return memory_is_granted() ? __real_calloc(count, size) : NULL;
}
void *__wrap_realloc(void *old, size_t size) {
    return memory_is_granted() ? __real_realloc(old, size) : NULL;
}
void *__wrap_aligned_alloc(size_t alignment, size_t size) {
    return memory_is_granted() ? __real_aligned_alloc(alignment, size) : NULL;
}
int __wrap_posix_memalign(void **result, size_t alignment, size_t size) {
    return memory_is_granted() ? __real_posix_memalign(result, alignment, size) : ENOMEM;
}
