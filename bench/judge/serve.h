/* serve.h: a contestant at work: the entry loaded, questions answered one after another. */
#ifndef JUDGE_SERVE_H
#define JUDGE_SERVE_H

#include "handover.h"

typedef enum {
    CONTESTANT_ENTRY, /* a module that exports hmf_impl_NAME                                     */
    CONTESTANT_RUNG,  /* the implementation NAME of a module with a registry                     */
    CONTESTANT_NULL,  /* fills the grid with its masses: what handing over costs                 */
    CONTESTANT_LIGHT, /* one exp2 and one store a cell (impls/speed_of_light.h)                  */
    CONTESTANT_KINDS
} contestant_kind;

/* The start of an answer's message where the dynamic linker could not load the module. */
#define SERVE_NOT_LOADED "it cannot be loaded: "

/* Finds the implementation that `path` holds, and tells handover->answer about it. NULL when there
 * is none, which is told there as well. */
const hmf_impl *serve_load(contestant_kind kind, const char *name, const char *path,
                           judge_answer *answer);

/* Answers for ever. */
_Noreturn void serve(const judge_handover *handover, const hmf_impl *impl);

#endif
