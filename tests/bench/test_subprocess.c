/* SPDX-License-Identifier: MIT */
/* Tests of subprocess_capture(): output and the way in which a program ends. */
#include "subprocess.h"
#include "unit_test.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void output_and_end(void **state) {
    (void)state;
    static const struct {
        const char *program, *script;
        double limit;
        subprocess_result result;
        const char *output;
    } cases[] = {
        {"sh", "echo yes; echo no >&2", 60.0, {SUBPROCESS_EXITED, 0}, "yes\n"},
        {"sh", "exit 3", 60.0, {SUBPROCESS_EXITED, 3}, ""},
        {"sh", "kill -KILL $$", 60.0, {SUBPROCESS_KILLED, SIGKILL}, ""},
        {"sh",
         "echo 123456789012345678901234567890",
         60.0,
         {SUBPROCESS_EXITED, 0},
         "123456789012345"},
        {"sh", "sleep 60", 0.2, {SUBPROCESS_TIMED_OUT, 0}, ""},
        {"hmf-nonexistent", "", 60.0, {SUBPROCESS_MISSING, 0}, ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char output[16];
        const char *const arguments[] = {cases[i].program, "-c", cases[i].script, NULL};
        const subprocess_command run = {
            .arguments = arguments, .errors = "/dev/null", .limit = cases[i].limit};
        const subprocess_result result = subprocess_capture(&run, output, sizeof output);
        assert_int_equal(result.end, cases[i].result.end);
        assert_int_equal(result.status, cases[i].result.status);
        assert_string_equal(output, cases[i].output);
    }
    sigset_t blocked;
    sigprocmask(SIG_BLOCK, NULL, &blocked);
    assert_false(sigismember(&blocked, SIGINT)); /* as before */
}

static volatile sig_atomic_t received;

static void receive(int number) {
    received = number;
}

/* An interrupt ends the program and is then delivered. */
static void interrupt(void **state) {
    (void)state;
    char output[16], script[64];
    snprintf(script, sizeof script, "kill -TERM %d; sleep 60", (int)getpid());
    const char *const arguments[] = {"sh", "-c", script, NULL};
    const subprocess_command run = {.arguments = arguments, .errors = "/dev/null", .limit = 60.0};
    signal(SIGTERM, receive);
    const subprocess_result result = subprocess_capture(&run, output, sizeof output);
    assert_int_equal(result.end, SUBPROCESS_INTERRUPTED);
    assert_int_equal(result.status, SIGTERM);
    assert_int_equal(received, SIGTERM);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(output_and_end),
        cmocka_unit_test(interrupt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
