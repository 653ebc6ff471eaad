/* SPDX-License-Identifier: MIT */
/* report_fixture.h: an invented registry for the tests of report/. */
#ifndef REPORT_FIXTURE_H
#define REPORT_FIXTURE_H

#include "report.h"

/* Four implementations: naive, memoised, quadrature, universal. Each builds on the one before. They
 * cannot run. */
extern const hmf_registry fixture_registry;

#endif
