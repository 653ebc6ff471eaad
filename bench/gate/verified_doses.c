/* verified_doses.c: files read, doses looked up. */
#include "verified_doses.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double half_a_per_cent = 0.005;

static bool add(verified_doses *doses, const verified_dose *dose) {
    if (doses->count == doses->room) {
        const size_t room = doses->room ? 2 * doses->room : 64;
        verified_dose *more = realloc(doses->dose, room * sizeof *more);
        if (!more) return false;
        doses->dose = more;
        doses->room = room;
    }
    doses->dose[doses->count++] = *dose;
    return true;
}

bool verified_doses_read(verified_doses *doses, const char *path, const char *truth,
                         unsigned long seed) {
    FILE *file = fopen(path, "re");
    if (!file) return false;
    char line[256];
    const size_t before = doses->count;
    bool good = true;
    while (good && fgets(line, sizeof line, file)) {
        verified_dose dose = {.seed = seed};
        snprintf(dose.truth, sizeof dose.truth, "%s", truth);
        good = sscanf(line, "%95s %lf %*f %lf", dose.comparison, &dose.ratio, &dose.gain) == 3 &&
               add(doses, &dose);
    }
    fclose(file);
    return good && doses->count > before;
}

void verified_doses_free(verified_doses *doses) {
    free(doses->dose);
    *doses = (verified_doses){0};
}

bool verified_dose_is_off(const verified_dose *dose) {
    const double wanted = 1.0 + 0.01 * atof(strrchr(dose->truth, '-') + 1);
    return !(fabs(dose->ratio - wanted) <= half_a_per_cent);
}

bool verified_dose_missed(const verified_doses *doses, const char *truth, unsigned long seed,
                          const char *comparison) {
    const verified_dose *last = NULL;
    for (size_t i = 0; i < doses->count; i++) {
        const verified_dose *dose = &doses->dose[i];
        if (strcmp(dose->truth, truth) == 0 && strcmp(dose->comparison, comparison) == 0 &&
            dose->seed <= seed && (!last || dose->seed > last->seed))
            last = dose;
    }
    return last && verified_dose_is_off(last);
}
