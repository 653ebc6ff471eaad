/* SPDX-License-Identifier: MIT */
/* result_json.h: legacy name of the JSON part of result_file.h. */
#include "result_file.h"
