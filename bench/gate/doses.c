/* doses.c: turns of a loop for each comparison, made into the doses that dose.c reads. */
#include "sides.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: hmf-gate-doses <TURNS >DOSES\n"
    "\n"
    "Reads lines COMPARISON TURNS, of how many turns of an empty loop a call of IMPL/WORKLOAD/MODE "
    "is\n"
    "to be longer, and writes what the module hmf_module_dosed_1 reads: IMPL NZ NMASS COLD WARM.\n"
    "\n"
    "Exit status: 0 success, 1 bad input or failed output.\n";

enum { DOSES_MAX = 256 };
static const double turns_max = 1e15; /* days */

typedef struct {
    side_job job;
    double cold, warm; /* turns in one evaluate; negative: not given */
} grid_dose;

/* The module sees the grid alone: two workloads with the same one cannot be told apart. */
static grid_dose *find(grid_dose *doses, size_t *count, const side_job *job) {
    for (size_t i = 0; i < *count; i++)
        if (strcmp(doses[i].job.impl, job->impl) == 0 &&
            doses[i].job.workload->nz == job->workload->nz &&
            doses[i].job.workload->nmass == job->workload->nmass)
            return &doses[i];
    if (*count == DOSES_MAX) return NULL;
    doses[*count] = (grid_dose){.job = *job, .cold = -1.0, .warm = -1.0};
    return &doses[(*count)++];
}

static bool keep(grid_dose *doses, size_t *count, const side_job *job, double turns) {
    grid_dose *dose = find(doses, count, job);
    if (!dose) return false;
    double *given = job->mode == HMF_COLD ? &dose->cold : &dose->warm;
    if (*given >= 0.0) return false;
    *given = turns / (double)job->workload->ncosmology;
    return true;
}

static bool read_doses(grid_dose *doses, size_t *count) {
    char line[256], name[128];
    for (double turns; fgets(line, sizeof line, stdin);) {
        side_job job;
        if (sscanf(line, "%127s %lf", name, &turns) == 2 && turns >= 0.0 && turns <= turns_max &&
            side_job_parse(name, &job) && keep(doses, count, &job, turns))
            continue;
        fprintf(stderr, "hmf-gate-doses: not usable, or its grid was given before: %s", line);
        return false;
    }
    return true;
}

int main(int argc, char **argv) {
    static grid_dose doses[DOSES_MAX];
    size_t count = 0;
    if (argc > 1) {
        const bool help = strcmp(argv[1], "--help") == 0;
        return fputs(usage, help ? stdout : stderr) < 0 || !help;
    }
    if (!read_doses(doses, &count)) return 1;
    for (size_t i = 0; i < count; i++)
        printf("%s %zu %zu %.0f %.0f\n", doses[i].job.impl, doses[i].job.workload->nz,
               doses[i].job.workload->nmass, fmax(0.0, doses[i].cold), fmax(0.0, doses[i].warm));
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
