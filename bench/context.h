/* SPDX-License-Identifier: MIT */
/**
 * @file
 * context.h: the machine, the compiler, the libraries and the source that results depend on. Every
 * result file has these keys in its context, with texts as values.
 */
#ifndef HMF_CONTEXT_H
#define HMF_CONTEXT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Size of the caller's array. */
enum {
    HMF_CONTEXT_MAX = 32 /**< the number of entries does not exceed it */
};

/** One property. */
typedef struct {
    const char *key; /**< static: "compiler"                     */
    char value[256]; /**< "unknown" if it cannot be determined */
} hmf_context_entry;

/**
 * Fills entries[] and returns their number:
 *
 *     hmfbench_schema   version of the schema of files of results
 *     hmfbench_version  of the project
 *     git_commit, git_dirty ("yes" or "no")  of the source the program was built from
 *     compiler, compiler_flags, build_type   of this program
 *     libc, libm, gsl   name and version; for libm also the variants that it selects on this CPU
 *     cpu               model name
 *     instruction_sets  sets of the CPU that the library has clones for: "portable x86-64-v2"
 *     instruction_set_built  target of code without clones: "x86-64"
 *     cores             number of cores that this process may use
 *     governor, boost   of the first core, in the words of Linux
 *     kernel
 *     hypervisor, valgrind   "yes" or "no": whether this program runs under one
 */
size_t hmf_context_fill(hmf_context_entry entries[HMF_CONTEXT_MAX]);

/** Returns the value of that key among entries[count], or "unknown". */
const char *hmf_context_value(const hmf_context_entry *entries, size_t count, const char *key);

#ifdef __cplusplus
}
#endif

#endif
