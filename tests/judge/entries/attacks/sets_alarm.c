/* expect: forbidden call */
/* sets_alarm.c: a signal for later */
#include "honest.h"

#include <unistd.h>

static hmf_status sets_alarm_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    alarm(1);
    return status;
}

HONEST_ENTRY(sets_alarm, 0)
