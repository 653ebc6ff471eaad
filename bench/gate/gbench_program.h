/* gbench_program.h: runs one Google Benchmark program of anyone's, of any version of the library.
 */
#ifndef HMF_GBENCH_PROGRAM_H
#define HMF_GBENCH_PROGRAM_H

#include "gbench_json.h"

typedef struct {
    const char *role;   /* what messages call it: "the base"                                  */
    const char *path;   /* of the program, with a slash in it; it runs in the working folder  */
    const char *folder; /* for what it writes: exists, and is the caller's to remove          */
    double min_time;    /* seconds for one benchmark in one run, where its source leaves that */
    double limit;       /* seconds after which a run is ended                                 */
    char reason[256];   /* why the last run broke                                             */
    char version[32];   /* of its library in the last run, as in gbench_results; "" before    */
    int interrupt;      /* the signal that told us to stop, or 0                              */
} gbench_program;

typedef enum {
    GBENCH_RAN,
    GBENCH_BROKE,       /* crashed, failed, hung or wrote something else: see reason */
    GBENCH_FAILED,      /* cannot be run, or its list not be read: see reason        */
    GBENCH_INTERRUPTED, /* see interrupt                                             */
} gbench_end;

/* The names of its benchmarks, in its order, with '?' for bytes that are not UTF-8; each line that
 * it prints when it is asked for a list, which may be more than there are benchmarks. */
typedef struct {
    char **name;   /* [count]                       */
    char **sorted; /* [count], the same, not copied */
    size_t count;
} gbench_list;

/* Fills list, to be freed whatever it returns. */
gbench_end gbench_ask(gbench_program *program, gbench_list *list);
void gbench_list_free(gbench_list *list);

/* How often that name is in the list. */
size_t gbench_times_listed(const gbench_list *list, const char *name);

/* Runs the benchmarks of these names[count], each once, in one process or, where the names are too
 * long for one command line, in several. Results, to be freed whatever it returns, may hold others
 * besides. */
gbench_end gbench_run(gbench_program *program, const char *const *names, size_t count,
                      gbench_results *results);

#endif
