/* SPDX-License-Identifier: MIT */
#include "fresh_cache.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[PATH_MAX];
static pid_t owner; /* the process that removes the folder; its children do not */

/* Runs rm(1), because a signal handler may not call functions such as opendir(). */
static void remove_folder(void) {
    if (getpid() != owner) return;
    const pid_t child = _Fork();
    if (child == 0) {
        execl("/bin/rm", "rm", "-rf", "--", folder, (char *)NULL);
        _exit(EXIT_FAILURE);
    }
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR) continue;
}

static const int signals[] = {SIGHUP, SIGINT, SIGTERM};
enum { SIGNALS = sizeof signals / sizeof *signals };

static sigset_t all_signals(void) {
    sigset_t all;
    sigemptyset(&all);
    for (int i = 0; i < SIGNALS; i++) sigaddset(&all, signals[i]);
    return all;
}

/* Removes the folder and ends the process by the same signal. A second signal that arrives in
 * another thread meanwhile is ignored. */
static void remove_and_end(int number) {
    static atomic_flag ending = ATOMIC_FLAG_INIT;
    if (atomic_flag_test_and_set(&ending)) return;
    remove_folder();
    signal(number, SIG_DFL);
    raise(number);
}

static bool remove_at_exit(void) {
    const struct sigaction ending = {.sa_handler = remove_and_end, .sa_mask = all_signals()};
    for (int i = 0; i < SIGNALS; i++) {
        struct sigaction before;
        if (sigaction(signals[i], NULL, &before) != 0) return false;
        if (before.sa_handler == SIG_IGN) continue; /* nohup */
        if (sigaction(signals[i], &ending, NULL) != 0) return false;
    }
    return atexit(remove_folder) == 0;
}

static bool make_folder(void) {
    const char *parent = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/hmf-cache.XXXXXX", parent && *parent ? parent : "/tmp");
    if (!mkdtemp(folder)) {
        fprintf(stderr, "cannot make the folder %s: %s\n", folder, strerror(errno));
        return false;
    }
    owner = getpid();
    if (remove_at_exit() && setenv("HMF_CACHE", folder, 1) == 0) return true;
    perror("cannot set up the folder for HMF_CACHE");
    rmdir(folder);
    return false;
}

/* Blocks signals until the folder and its handlers exist. */
bool hmf_fresh_cache(void) {
    const sigset_t wait = all_signals();
    sigset_t before;
    sigprocmask(SIG_BLOCK, &wait, &before);
    const bool made = make_folder();
    sigprocmask(SIG_SETMASK, &before, NULL);
    return made;
}
