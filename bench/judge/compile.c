/* compile.c: the compiler's command line, and what comes of it. */
#include "compile.h"

#include "confine.h"
#include "jail.h"
#include "jail_process.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define COMMON    "-std=gnu17", "-fPIC", "-shared", "-Wall", "-I.", "-o", "entry.so"
#define LIBRARIES "-fopenmp", "-lgsl", "-lgslcblas", "-lm"

/* Undefined symbols are the linker's to report: it names them and the line. */
static char *const plain_command[] = {HMF_JUDGE_CC, "-O3", "-march=native", "-Wl,-z,defs", COMMON};
static char *const sanitized_command[] = {HMF_JUDGE_CC,
                                          "-O1",
                                          "-g",
                                          "-march=native",
                                          "-fsanitize=address,undefined",
                                          "-fno-sanitize-recover=all",
                                          "-fno-omit-frame-pointer",
                                          COMMON};
static char *const libraries[] = {LIBRARIES};
#define COUNT(array) (sizeof(array) / sizeof *(array))

static const double compile_seconds = 40.0; /* the compiler's own limit is 30 of processor time */

const char *compile_command_text(void) {
    static char text[512];
    if (text[0]) return text;
    strcat(text, "cc"); /* whatever its path is */
    for (size_t i = 1; i < COUNT(plain_command); i++) strcat(strcat(text, " "), plain_command[i]);
    strcat(text, " NAME.c");
    for (size_t i = 0; i < COUNT(libraries); i++) strcat(strcat(text, " "), libraries[i]);
    return text;
}

/* source[size] as a descriptor. */
static int source_memory(const char *source, size_t size) {
    const int fd = memfd_create("source", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0) return -1;
    const ssize_t written = write(fd, source, size);
    if (written == (ssize_t)size && confine_seal_contents(fd)) return fd;
    close(fd);
    return -1;
}

/* What is wrong with a compilation that ended with that status of waitpid; true: nothing. */
static bool judge_status(const jail_process *process, bool ended, char *said, finding *found) {
    const int status = WIFEXITED(process->status) ? WEXITSTATUS(process->status) : -1;
    bool good = false;
    if (!ended)
        finding_set(found, OUTCOME_NOT_COMPILED, "the compiler was still busy after %.0f s",
                    compile_seconds);
    else if (status == 0)
        good = true;
    else if (status == JAIL_FAILED || status == 127)
        finding_set(found, OUTCOME_JUDGE_FAILED, "the compiler's jail: %.400s", said);
    else
        finding_set(found, OUTCOME_NOT_COMPILED, "the compiler refuses it");
    if (good || found->outcome == OUTCOME_JUDGE_FAILED)
        free(said);
    else
        finding_explain(found, said);
    return good;
}

static bool run_compiler(const judge_host *host, char **arguments, const int fds[3],
                         finding *found) {
    jail_process process;
    if (!jail_start(&process, host, JAIL_COMPILER_MIB, host->jail, arguments, fds))
        return finding_set(found, OUTCOME_JUDGE_FAILED, "the compiler's jail: %s", strerror(errno));
    char *said = NULL;
    const bool ended = jail_wait(&process, compile_seconds, &said);
    jail_end(&process);
    if (!said) return finding_set(found, OUTCOME_JUDGE_FAILED, "out of memory");
    return judge_status(&process, ended, said, found);
}

static void add(char **arguments, size_t *count, char *const *more, size_t nmore) {
    for (size_t i = 0; i < nmore; i++) arguments[(*count)++] = more[i];
}

static bool compile_to(const judge_host *host, const char *name, bool sanitized, const int fds[3],
                       finding *found) {
    char mask[16], user[16], file[JAIL_NAME + 2], *arguments[48];
    static char program[] = "hmf-judge-jail", verb[] = "compile";
    snprintf(mask, sizeof mask, "%u", host->mask);
    snprintf(user, sizeof user, "%u", confine_user(0));
    snprintf(file, sizeof file, "%s.c", name);
    size_t count = 0;
    add(arguments, &count, (char *const[]){program, verb, mask, user, file}, 5);
    if (sanitized)
        add(arguments, &count, sanitized_command, COUNT(sanitized_command));
    else
        add(arguments, &count, plain_command, COUNT(plain_command));
    add(arguments, &count, (char *const[]){file}, 1);
    add(arguments, &count, libraries, COUNT(libraries));
    arguments[count] = NULL;
    return run_compiler(host, arguments, fds, found);
}

int compile_entry(const judge_host *host, const char *name, const char *source, size_t size,
                  bool sanitized, finding *found) {
    const int from = source_memory(source, size);
    const int to = memfd_create("module", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    const int header = open(HMF_JUDGE_HEADER, O_RDONLY | O_CLOEXEC);
    bool good = from >= 0 && to >= 0 && header >= 0;
    if (!good)
        finding_set(found, OUTCOME_JUDGE_FAILED, "%s: %s", HMF_JUDGE_HEADER, strerror(errno));
    good = good && compile_to(host, name, sanitized, (int[]){from, to, header}, found);
    if (good && !confine_seal_contents(to))
        good = finding_set(found, OUTCOME_JUDGE_FAILED, "sealing the module: %s", strerror(errno));
    if (from >= 0) close(from);
    if (header >= 0) close(header);
    if (good) return to;
    if (to >= 0) close(to);
    return -1;
}
