/* SPDX-License-Identifier: MIT */
/* sides.h: former names of build_module.h. */
#ifndef HMF_GATE_SIDES_H
#define HMF_GATE_SIDES_H

#include "build_module.h"

enum {
    SIDE_FAILED = GATE_MODULE_FAILED,
    SIDE_OTHER_INTERFACE = GATE_MODULE_INTERFACE,
    SIDE_WRONG = GATE_MODULE_WRONG
};
typedef gate_job side_job;
#define side_job_parse  gate_job_parse
#define side_load       gate_module_load
#define side_job_create gate_job_create

#endif
