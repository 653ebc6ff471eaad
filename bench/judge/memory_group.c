/* SPDX-License-Identifier: MIT */
/* memory_group.c: makes and removes memory cgroups. */
#include "sandbox.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static bool write_file(const char *folder, const char *name, const char *text) {
    char path[1280];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    const int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return false;
    const bool written = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    const int error = errno;
    close(fd);
    errno = error;
    return written;
}

static bool has_word(const char *text, const char *word, char separator) {
    const size_t length = strlen(word);
    for (const char *at = text; (at = strstr(at, word)); at += length) {
        const char after = at[length];
        const bool begins = at == text || at[-1] == separator;
        if (begins && (after == separator || after == '\n' || after == '\0')) return true;
    }
    return false;
}

/* Finds the group of this process in the lines NUMBER:CONTROLLERS:PATH of /proc/self/cgroup: the
 * one with the memory controller (version 1), or the one with number 0 and no controllers (version
 * 2). */
static bool find_own(char *path, size_t size, bool *unified) {
    char line[1024];
    bool found = false;
    FILE *file = fopen("/proc/self/cgroup", "re");
    if (!file) return false;
    while (fgets(line, sizeof line, file)) {
        char *controllers = strchr(line, ':'),
             *at = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!at) continue;
        *controllers++ = *at++ = '\0';
        const bool first = has_word(controllers, "memory", ',');
        if (!first && (found || strcmp(line, "0") != 0)) continue;
        at[strcspn(at, "\n")] = '\0';
        snprintf(path, size, "%s", at);
        *unified = !first;
        found = true;
        if (first) break;
    }
    fclose(file);
    if (!found) errno = ENOENT;
    return found;
}

static bool enables_memory(const char *folder) {
    char path[1280], text[256] = "";
    snprintf(path, sizeof path, "%s/cgroup.subtree_control", folder);
    FILE *file = fopen(path, "re");
    if (!file) return false;
    const bool good = fgets(text, sizeof text, file) && has_word(text, "memory", ' ');
    fclose(file);
    return good;
}

/* Sets g->folder to the group in which limited children can be made. */
static bool find_parent(judge_memory_groups *g) {
    char own[768];
    if (!find_own(own, sizeof own, &g->unified)) return false;
    snprintf(g->folder, sizeof g->folder, "/sys/fs/cgroup%s%s", g->unified ? "" : "/memory", own);
    if (!g->unified || enables_memory(g->folder)) return true;
    char *slash = strrchr(g->folder, '/');
    *slash = '\0';
    if (strlen(own) > 1 && enables_memory(g->folder)) return true;
    errno = EOPNOTSUPP;
    return false;
}

/* Removes the folder and its groups. Returns whether the folder is gone. */
static bool remove_all(const char *folder) {
    DIR *groups = opendir(folder);
    if (!groups) return errno == ENOENT;
    for (const struct dirent *group; (group = readdir(groups));)
        if (isdigit((unsigned char)group->d_name[0]))
            unlinkat(dirfd(groups), group->d_name, AT_REMOVEDIR);
    closedir(groups);
    return rmdir(folder) == 0 || errno == ENOENT;
}

static bool make_folder(judge_memory_groups *g) {
    if (!find_parent(g)) return false;
    const size_t length = strlen(g->folder);
    snprintf(g->folder + length, sizeof g->folder - length, "/hmf-judge-%d", (int)getpid());
    if (mkdir(g->folder, 0755) != 0 &&
        !(errno == EEXIST && remove_all(g->folder) && mkdir(g->folder, 0755) == 0))
        return false;
    return !g->unified || write_file(g->folder, "cgroup.subtree_control", "+memory");
}

/* Waits for the other end of the pipe to close, then up to 5 s for the last process. */
_Noreturn static void clean_up(const char *folder, int alive) {
    char none;
    setsid(); /* Ctrl-C must reach only the judge */
    if (alive > 0) close_range(0, (unsigned)alive - 1, 0);
    close_range((unsigned)alive + 1, ~0u, 0);
    while (read(alive, &none, 1) < 0 && errno == EINTR) continue;
    for (int i = 0; i < 500 && !remove_all(folder); i++) usleep(10000);
    _exit(0);
}

static bool start_cleaner(judge_memory_groups *g) {
    int both[2];
    if (pipe2(both, O_CLOEXEC) != 0) return false;
    g->cleaner = fork();
    if (g->cleaner == 0) {
        close(both[1]);
        clean_up(g->folder, both[0]);
    }
    const int error = errno;
    close(both[0]);
    g->alive = both[1];
    errno = error;
    return g->cleaner > 0;
}

judge_memory_groups *judge_memory_groups_open(void) {
    judge_memory_groups *g = calloc(1, sizeof *g);
    if (!g) return NULL;
    g->alive = -1;
    if (make_folder(g) && start_cleaner(g)) return g;
    const int error = errno;
    rmdir(g->folder);
    judge_memory_groups_close(g);
    errno = error;
    return NULL;
}

void judge_memory_groups_close(judge_memory_groups *g) {
    if (!g) return;
    if (g->alive >= 0) close(g->alive);
    while (g->cleaner > 0 && waitpid(g->cleaner, NULL, 0) < 0 && errno == EINTR) continue;
    free(g);
}

/* Limits memory, and memory with swap if the kernel counts that. */
static bool limit(const judge_memory_groups *g, const char *group, size_t bytes) {
    char text[32];
    snprintf(text, sizeof text, "%zu", bytes);
    if (!write_file(group, g->unified ? "memory.max" : "memory.limit_in_bytes", text)) return false;
    return (g->unified ? write_file(group, "memory.swap.max", "0")
                       : write_file(group, "memory.memsw.limit_in_bytes", text)) ||
           errno == ENOENT;
}

int judge_memory_group_make(judge_memory_groups *g, size_t bytes, unsigned *which) {
    char group[1088], path[1280];
    *which = ++g->made;
    snprintf(group, sizeof group, "%s/%u", g->folder, *which);
    if (mkdir(group, 0755) != 0) return -1;
    snprintf(path, sizeof path, "%s/cgroup.procs", group);
    const int fd = limit(g, group, bytes) ? open(path, O_WRONLY | O_CLOEXEC) : -1;
    if (fd >= 0) return fd;
    const int error = errno;
    rmdir(group);
    errno = error;
    return -1;
}

bool judge_memory_group_join(int descriptor) {
    return write(descriptor, "0", 1) == 1;
}

void judge_memory_group_remove(const judge_memory_groups *g, unsigned which) {
    char group[1088];
    snprintf(group, sizeof group, "%s/%u", g->folder, which);
    rmdir(group);
}
