/* external.c: runs a program and reads a list of numbers. */
#include "external.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* from: a descriptor of what it prints. False: errno tells. */
static bool start(const char *const *arguments, pid_t *pid, int *from) {
    int ends[2];
    posix_spawn_file_actions_t actions;
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    int error = posix_spawn_file_actions_init(&actions);
    if (!error) {
        error = posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        if (!error)
            error =
                posix_spawnp(pid, arguments[0], &actions, NULL, (char *const *)arguments, environ);
        posix_spawn_file_actions_destroy(&actions);
    }
    close(ends[1]);
    *from = ends[0];
    if (!error) return true;
    close(ends[0]);
    errno = error;
    return false;
}

bool hmf_time_external(void *what, double *seconds, char *message, size_t size) {
    const char *const *arguments = what;
    pid_t pid;
    int from;
    if (!start(arguments, &pid, &from)) {
        snprintf(message, size, "%s: %s", arguments[0], strerror(errno));
        return false;
    }
    json_error_t error;
    json_t *list = json_loadfd(from, 0, &error);
    close(from);
    int status;
    const bool ended_well = waitpid(pid, &status, 0) == pid && status == 0;
    const json_t *last = json_array_get(list, json_array_size(list) - 1);
    const bool good = ended_well && json_is_number(last);
    if (good)
        *seconds = json_number_value(last);
    else
        snprintf(message, size, "%s %s: %s", arguments[0], arguments[1],
                 ended_well ? "printed no list of numbers" : "failed");
    json_decref(list);
    return good;
}
