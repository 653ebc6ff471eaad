/* SPDX-License-Identifier: MIT */
/* memory_gsl.c: counts the allocations of a GSL workspace as one. */
#include "memory_in_use.h"

#include <gsl/gsl_integration.h>

/* NOLINTBEGIN(bugprone-reserved-identifier): the names are the linker's */
gsl_integration_workspace *__real_gsl_integration_workspace_alloc(size_t intervals);
gsl_integration_workspace *__wrap_gsl_integration_workspace_alloc(size_t intervals);
/* NOLINTEND(bugprone-reserved-identifier) */

gsl_integration_workspace *__wrap_gsl_integration_workspace_alloc(size_t intervals) {
    return memory_is_granted() ? __real_gsl_integration_workspace_alloc(intervals) : NULL;
}
