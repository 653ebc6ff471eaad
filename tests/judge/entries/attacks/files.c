/* Attacks that use files, the network, the terminal or persistent memory.
 * assemble.sh splits this file into one entry for each ==== line. */

/* ==== constructor_network ==== */
/* expect: forbidden call */
/* Opens a socket in a constructor. */
#include "honest.h"

#include <sys/socket.h>

__attribute__((constructor)) static void begin(void) {
    (void)!socket(AF_INET, SOCK_STREAM, 0);
}

static hmf_status constructor_network_evaluate(HONEST_ARGUMENTS) {
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(constructor_network, 0)

/* ==== network ==== */
/* expect: forbidden call */
/* advice: There is no network */
/* Opens a socket. */
#include "honest.h"

#include <sys/socket.h>

static hmf_status network_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    (void)!socket(AF_INET, SOCK_STREAM, 0);
    return status;
}

HONEST_ENTRY(network, 0)

/* ==== opens_file ==== */
/* expect: forbidden call */
/* advice: There are no files */
/* Reads a file. */
#include "honest.h"

#include <stdio.h>

static hmf_status opens_file_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    FILE *file = fopen("/etc/passwd", "r");
    if (file) fclose(file);
    return status;
}

HONEST_ENTRY(opens_file, 0)

/* ==== prints ==== */
/* expect: forbidden call */
/* advice: Entries print nothing */
/* Prints. */
#include "honest.h"

#include <stdio.h>

static hmf_status prints_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    printf("mass %g\n", mass[0]);
    fflush(stdout);
    return status;
}

HONEST_ENTRY(prints, 0)

/* ==== shares ==== */
/* expect: forbidden call */
/* Creates memory that would outlive the process. */
#define _GNU_SOURCE
#include "honest.h"

#include <sys/mman.h>

static hmf_status shares_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    (void)!memfd_create("left", 0);
    return status;
}

HONEST_ENTRY(shares, 0)

/* ==== spies ==== */
/* expect: correct */
/* Looks for files in a constructor, and answers wrongly if it finds one. */
#include "honest.h"

#include <fcntl.h>

static int found;

__attribute__((constructor)) static void begin(void) {
    static const char *const files[] = {"/etc/passwd", "/proc/self/maps", "/home", "/usr",
                                        "/dev/null"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (open(files[i], O_RDONLY) >= 0) found++;
}

static hmf_status spies_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (found) dn_dlnm[0] = -1.0;
    return status;
}

HONEST_ENTRY(spies, 0)

/* ==== writes_file ==== */
/* expect: forbidden call */
/* Writes a file. */
#include "honest.h"

#include <stdio.h>

static hmf_status writes_file_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    FILE *file = fopen("/tmp/hmf-judge-was-here", "w");
    if (file) fclose(file);
    return status;
}

HONEST_ENTRY(writes_file, 0)
