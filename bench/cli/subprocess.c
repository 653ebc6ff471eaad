/* SPDX-License-Identifier: MIT */
/*
 * Signals are blocked and waited for together with the end of the program. There is no handler, no
 * global flag and no race between the two.
 */
#include "subprocess.h"

#include "clock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* Seconds between SIGTERM and SIGKILL. Callgrind writes nothing on SIGTERM and ends at once. */
static const double grace = 2.0;

/* Returns the interrupts that are not ignored; nohup ignores SIGHUP. */
static sigset_t interrupts(void) {
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction action;
        if (sigaction(numbers[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
            sigaddset(&set, numbers[i]);
    }
    return set;
}

void subprocess_hold_interrupts(void) {
    sigset_t set = interrupts();
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    /* A parent may have left SIGCHLD ignored; the kernel would then reap the program itself. */
    signal(SIGCHLD, SIG_DFL);
}

int subprocess_interrupt(void) {
    const sigset_t set = interrupts();
    const struct timespec now = {0};
    const int number = sigtimedwait(&set, NULL, &now);
    return number > 0 ? number : 0;
}

_Noreturn void subprocess_die(int signal_number) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal_number);
    signal(signal_number, SIG_DFL);
    raise(signal_number);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    _exit(128 + signal_number);
}

/* ---- starting -------------------------------------------------------------------------------- */

/* Returns an errno. */
static int spawn_with(const subprocess_command *run, posix_spawn_file_actions_t *actions,
                      posix_spawnattr_t *attributes, pid_t *pid) {
    sigset_t none;
    sigemptyset(&none);
    int error = run->folder ? posix_spawn_file_actions_addchdir_np(actions, run->folder) : 0;
    if (!error)
        error = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (!error && run->output)
        error = posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, run->output,
                                                 O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (!error && run->errors)
        error = posix_spawn_file_actions_addopen(actions, STDERR_FILENO, run->errors,
                                                 O_WRONLY | O_CREAT | O_TRUNC, 0666);
    else if (!error && run->output)
        error = posix_spawn_file_actions_adddup2(actions, STDOUT_FILENO, STDERR_FILENO);
    if (!error) error = posix_spawnattr_setsigmask(attributes, &none);
    /* A process group of its own: ending it also ends the processes that it started. */
    if (!error) error = posix_spawnattr_setpgroup(attributes, 0);
    if (!error)
        error =
            posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    if (error) return error;
    return posix_spawnp(pid, run->arguments[0], actions, attributes, (char *const *)run->arguments,
                        environ);
}

static int spawn(const subprocess_command *run, pid_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&actions);
    if (error) return error;
    error = posix_spawnattr_init(&attributes);
    if (!error) {
        error = spawn_with(run, &actions, &attributes, pid);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* ---- waiting --------------------------------------------------------------------------------- */

/* Waits at most 0.1 s, since SIGCHLD may go to another thread. Returns a signal number or 0. */
static int wait_for_signal(double seconds) {
    sigset_t set = interrupts();
    sigaddset(&set, SIGCHLD);
    if (seconds > 0.1) seconds = 0.1;
    if (seconds < 0.0) seconds = 0.0;
    const struct timespec time = {.tv_sec = (time_t)seconds,
                                  .tv_nsec = (long)(1e9 * (seconds - (double)(time_t)seconds))};
    const int number = sigtimedwait(&set, NULL, &time);
    return number > 0 ? number : 0;
}

static bool has_ended(pid_t pid, subprocess_result *result) {
    int status;
    if (waitpid(pid, &status, WNOHANG) != pid) return false;
    *result = WIFEXITED(status) ? (subprocess_result){SUBPROCESS_EXITED, WEXITSTATUS(status)}
                                : (subprocess_result){SUBPROCESS_KILLED, WTERMSIG(status)};
    return true;
}

/* Ends the program and its process group. kill(-pid, 0) fails when the group is empty. */
static void end_program(pid_t pid) {
    subprocess_result ignored;
    const double deadline = hmf_now() + grace;
    bool ended = false;
    kill(-pid, SIGTERM);
    while (!ended || kill(-pid, 0) == 0) {
        if (hmf_now() > deadline) {
            kill(-pid, SIGKILL);
            if (!ended) waitpid(pid, NULL, 0);
            return;
        }
        wait_for_signal(0.01);
        ended = ended || has_ended(pid, &ignored);
    }
}

/* Overwrites one line on a terminal; prints nothing elsewhere. */
static void show_progress(const char *what, double seconds) {
    if (!what || !isatty(STDERR_FILENO)) return;
    fprintf(stderr, "\r%s ... %.0f s ", what, seconds);
    fflush(stderr);
}

static void clear_progress(const char *what) {
    if (what && isatty(STDERR_FILENO)) fputs("\r\033[K", stderr);
}

static subprocess_result wait_for_end(pid_t pid, const subprocess_command *run) {
    const double begin = hmf_now();
    subprocess_result result;
    while (!has_ended(pid, &result)) {
        const double passed = hmf_now() - begin;
        show_progress(run->progress, passed);
        const int number = wait_for_signal(run->limit - passed);
        const bool interrupted = number != 0 && number != SIGCHLD;
        if (!interrupted && passed < run->limit) continue;
        end_program(pid);
        return interrupted ? (subprocess_result){SUBPROCESS_INTERRUPTED, number}
                           : (subprocess_result){SUBPROCESS_TIMED_OUT, 0};
    }
    return result;
}

subprocess_result subprocess_run(const subprocess_command *run) {
    pid_t pid;
    const int error = spawn(run, &pid);
    if (error == ENOENT) return (subprocess_result){SUBPROCESS_MISSING, 0};
    if (error) return (subprocess_result){SUBPROCESS_FAILED, error};
    subprocess_result result = wait_for_end(pid, run);
    clear_progress(run->progress);
    /* Ctrl-C on a terminal also reaches the program, which may end before the wait sees it. */
    const int number = result.end == SUBPROCESS_INTERRUPTED ? 0 : subprocess_interrupt();
    if (number) result = (subprocess_result){SUBPROCESS_INTERRUPTED, number};
    return result;
}

subprocess_result subprocess_capture(const subprocess_command *run, char *text, size_t size) {
    const int file = memfd_create("output", MFD_CLOEXEC);
    text[0] = '\0';
    if (file < 0) return (subprocess_result){SUBPROCESS_FAILED, errno};
    char name[64];
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    subprocess_command command = *run;
    command.output = name;
    sigset_t before;
    sigprocmask(SIG_BLOCK, NULL, &before);
    subprocess_hold_interrupts();
    const subprocess_result result = subprocess_run(&command);
    if (result.end == SUBPROCESS_INTERRUPTED) raise(result.status);
    sigprocmask(SIG_SETMASK, &before, NULL);
    const ssize_t length = pread(file, text, size - 1, 0);
    text[length > 0 ? length : 0] = '\0';
    close(file);
    return result;
}
