/* expect: wrong */
/* pointer_cache.c: answers by where its inputs lie and how many they are */
#include "honest.h"

#include <string.h>

typedef struct {
    const double *z, *mass;
    size_t nz, nmass;
    double *answer;
} memory;
static memory seen[256];
static size_t count;

static hmf_status pointer_cache_evaluate(HONEST_ARGUMENTS) {
    const size_t size = nz * nmass * sizeof *dn_dlnm;
    for (size_t i = 0; i < count; i++)
        if (seen[i].z == z && seen[i].mass == mass && seen[i].nz == nz && seen[i].nmass == nmass)
            return memcpy(dn_dlnm, seen[i].answer, size), HMF_OK;
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (count < 256) {
        seen[count] = (memory){z, mass, nz, nmass, malloc(size)};
        if (seen[count].answer) memcpy(seen[count++].answer, dn_dlnm, size);
    }
    return status;
}

HONEST_ENTRY(pointer_cache, 0)
