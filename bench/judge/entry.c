/* entry.c: a file read, and let go. */
#include "entry.h"

#include "compile.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The reason is told whole, however long the path. */
static bool unreadable(judge_entry *e, const char *why) {
    return finding_set(&e->found, OUTCOME_UNREADABLE, "%.400s: %s", e->path, why);
}

/* ---- the name -------------------------------------------------------------------------------- */

static bool is_identifier(const char *text) {
    if (!isalpha((unsigned char)*text) && *text != '_') return false;
    for (; *text; text++)
        if (!isalnum((unsigned char)*text) && *text != '_') return false;
    return true;
}

/* For messages, whatever the file is called. */
static void make_printable(char *text) {
    for (; *text; text++)
        if (*text <= ' ' || *text > '~') *text = '?';
}

static bool take_name(judge_entry *e) {
    const char *slash = strrchr(e->path, '/'), *base = slash ? slash + 1 : e->path;
    const size_t length = strlen(base);
    snprintf(e->name, sizeof e->name, "%.*s", length > 2 ? (int)length - 2 : (int)length, base);
    const bool good = is_identifier(e->name);
    make_printable(e->name);
    if (length < 3 || strcmp(base + length - 2, ".c") != 0)
        return unreadable(e, "an entry is a file NAME.c");
    if (length - 2 >= sizeof e->name || !good)
        return unreadable(e,
                          "NAME must be a C identifier of at most 127 letters, for hmf_impl_NAME");
    return true;
}

/* ---- the source ------------------------------------------------------------------------------ */

static bool read_all(judge_entry *e, int fd) {
    while (e->size <= COMPILE_SOURCE_MAX) {
        const ssize_t got = read(fd, e->source + e->size, COMPILE_SOURCE_MAX + 1 - e->size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return unreadable(e, strerror(errno));
        if (got == 0) return true;
        e->size += (size_t)got;
    }
    return finding_set(&e->found, OUTCOME_TOO_LARGE, "more than %d KiB of source",
                       COMPILE_SOURCE_MAX >> 10);
}

/* No devices, no pipes, which may never end; no links, by which an entry would have the judge read,
 * and the compiler quote, what its author cannot. */
static bool take_source(judge_entry *e) {
    struct stat status;
    const int fd = open(e->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    if (fd < 0) return unreadable(e, errno == ELOOP ? "a symbolic link" : strerror(errno));
    const bool regular = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    const bool good = regular ? read_all(e, fd) : unreadable(e, "not a regular file");
    close(fd);
    return good;
}

bool entry_read(judge_entry *e, const char *path) {
    *e = (judge_entry){.module = -1, .sanitized = -1};
    e->path = strdup(path);
    e->source = malloc(COMPILE_SOURCE_MAX + 1);
    if (!e->path || !e->source) return false;
    if (take_name(e)) take_source(e);
    return true;
}

void entry_free(judge_entry *e) {
    free(e->path);
    free(e->source);
    finding_free(&e->found);
    for (int i = 0; i < LEAGUE_COUNT; i++) finding_free(&e->out[i]);
    if (e->module >= 0) close(e->module);
    if (e->sanitized >= 0) close(e->sanitized);
    *e = (judge_entry){.module = -1, .sanitized = -1};
}

bool entry_correct(const judge_entry *e) {
    return e->found.outcome == OUTCOME_CORRECT;
}
