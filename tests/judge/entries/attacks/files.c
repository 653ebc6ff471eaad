/* Attacks that use files, the network, the terminal or persistent memory.
 * assemble.sh splits this file into one entry for each ==== line. */

/* ==== constructor_network: forbidden call ==== */
/* Opens a socket in a constructor. */
#include <sys/socket.h>

__attribute__((constructor)) static void begin(void) {
    (void)!socket(AF_INET, SOCK_STREAM, 0);
}

HONEST_EVALUATE(0)

/* ==== network: forbidden call ==== */
/* advice: There is no network */
/* Opens a socket. */
#include <sys/socket.h>

HONEST_THEN {
    (void)!socket(AF_INET, SOCK_STREAM, 0);
}

/* ==== opens_file: forbidden call ==== */
/* advice: There are no files */
/* Reads a file. */
#include <stdio.h>

HONEST_THEN {
    FILE *file = fopen("/etc/passwd", "r");
    if (file) fclose(file);
}

/* ==== prints: forbidden call ==== */
/* advice: Entries print nothing */
/* Prints. */
#include <stdio.h>

HONEST_THEN {
    printf("mass %g\n", mass[0]);
    fflush(stdout);
}

/* ==== shares: forbidden call ==== */
/* Creates memory that would outlive the process. */
#include <sys/mman.h>

HONEST_THEN {
    (void)!memfd_create("left", 0);
}

/* ==== spies: correct ==== */
/* Looks for files in a constructor, and answers wrongly if it finds one. */
#include <fcntl.h>

static int found;

__attribute__((constructor)) static void begin(void) {
    static const char *const files[] = {"/etc/passwd", "/proc/self/maps", "/home", "/usr",
                                        "/dev/null"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (open(files[i], O_RDONLY) >= 0) found++;
}

HONEST_THEN {
    if (found) dn_dlnm[0] = -1.0;
}

/* ==== writes_file: forbidden call ==== */
/* Writes a file. */
#include <stdio.h>

HONEST_THEN {
    FILE *file = fopen("/tmp/hmf-judge-was-here", "w");
    if (file) fclose(file);
}
