/* report_fixture.h: what the tests of report/ share. */
#ifndef HMF_REPORT_FIXTURE_H
#define HMF_REPORT_FIXTURE_H

#include "sources.h"

/* Four invented implementations: naive, memoised, quadrature, universal, each building on the one
 * before. They cannot be run. */
extern const hmf_registry fixture_registry;

#endif
