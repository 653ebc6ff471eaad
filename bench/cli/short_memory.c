/* SPDX-License-Identifier: MIT */
#include "short_memory.h"

#include <stdatomic.h>

static atomic_bool fell_short;

void hmf_memory_fell_short(void) {
    fell_short = true;
}

bool hmf_memory_is_short(void) {
    return fell_short;
}
