/**
 * @file
 * context.h: what every number of this project carries: where, with what and from which source it
 * was made. The same keys stand in the context of every file of results, all as text.
 */
#ifndef HMF_CONTEXT_H
#define HMF_CONTEXT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Of entries, for the caller's array. */
enum {
    HMF_CONTEXT_MAX = 32 /**< at most so many */
};

/** One thing that a number depends on. */
typedef struct {
    const char *key; /**< static: "compiler"                     */
    char value[256]; /**< "unknown" where it cannot be found out */
} hmf_context_entry;

/**
 * Fills entries[] and returns their number:
 *
 *     hmfbench_schema   version of the schema of files of results
 *     hmfbench_version  of the project
 *     git_commit, git_dirty ("yes" or "no")  of the source the program was built from
 *     compiler, compiler_flags, build_type   of the program itself
 *     libc, libm, gsl   name and version; of libm also which variants the processor makes it use
 *     cpu               model name
 *     instruction_sets  what the processor has of what there are clones for: "portable x86-64-v2"
 *     instruction_set_built  what plain code was compiled for: "x86-64"
 *     cores             that this process may run on
 *     governor, boost   of the first core, as Linux writes them
 *     kernel
 *     hypervisor, valgrind   "yes" or "no": running under one now
 */
size_t hmf_context_fill(hmf_context_entry entries[HMF_CONTEXT_MAX]);

/** The value of that key among entries[count], or "unknown". */
const char *hmf_context_value(const hmf_context_entry *entries, size_t count, const char *key);

#ifdef __cplusplus
}
#endif

#endif
