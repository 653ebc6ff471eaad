/* SPDX-License-Identifier: MIT */
/* tool_doctor.c: ./hmf doctor, the measurements that this machine supports, and its noise. */
#include "context.h"
#include "die.h"
#include "noise.h"
#include "options.h"
#include "subprocess.h"
#ifdef HMF_JUDGE
#include "sandbox.h"
#endif

#include <errno.h>
#include <jansson.h>
#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static bool json, instruction_sets;
static double budget = 2.0;

static const cli_option options[] = {
    {"json", CLI_FLAG, &json, NULL, "print the same as JSON", 0, 0, NULL},
    {"budget", CLI_REAL, &budget, "SECONDS", "time for measuring the noise", 1e-9, 600, NULL},
    /* Hidden; for ask_under_valgrind(). */
    {"instruction-sets", CLI_FLAG, &instruction_sets, NULL, NULL, 0, 0, NULL},
};

static const cli_program program = {
    "hmf doctor",
    "[OPTION ...]",
    "Reports what can be measured on this machine, and how precisely: compiler, libraries, CPU,\n"
    "instruction sets natively and under Valgrind, hardware counters, tools, the sandbox of the\n"
    "judge, and a first estimate of the timing noise (the same work timed against itself).",
    options,
    CLI_SIZE(options),
    "Exit status: 0 success, even if something is missing; 1 usage error, failed output, or\n"
    "the noise could not be measured."};

static const struct {
    const char *name, *purpose;
} tools[] = {
    {"cc", "the compiler"},
    {"clang", "the other compiler, for the tests"},
    {"valgrind", "exact counts and memory checks"},
    {"callgrind_annotate", "reads callgrind files"},
    {"kcachegrind", "shows callgrind files"},
    {"google-pprof", "reads CPU profiles"},
    {"perf", "hardware counters, if there are any"},
    {"git", "two versions to compare"},
};
enum { TOOLS = CLI_SIZE(tools) };

typedef struct {
    hmf_context_entry context[HMF_CONTEXT_MAX];
    size_t ncontext;
    char valgrind_sets[256]; /* instruction sets under Valgrind, or why they are unknown */
    char counters[256];      /* "yes", or the reason why not                             */
    double sampling_hz;      /* highest rate of a timer in this process                  */
    bool found[TOOLS];
    hmf_noise noise;
} doctor_findings;

static bool on_path(const char *name) {
    const char *folder = getenv("PATH");
    while (folder && *folder) {
        const size_t length = strcspn(folder, ":");
        char file[4096];
        snprintf(file, sizeof file, "%.*s/%s", (int)length, folder, name);
        if (length > 0 && access(file, X_OK) == 0) return true;
        folder += length + (folder[length] == ':');
    }
    return false;
}

/* Runs this program under Valgrind and reads the instruction sets that it finds there. */
static void ask_under_valgrind(char *text, size_t size) {
    char self[4096] = "", output[256];
    (void)!readlink("/proc/self/exe", self, sizeof self - 1);
    const char *const arguments[] = {"valgrind", "--command-line-only=yes", "-q", "--tool=none",
                                     self,       "--instruction-sets",      NULL};
    const subprocess_command run = {.arguments = arguments, .errors = "/dev/null", .limit = 60.0};
    const subprocess_result result = subprocess_capture(&run, output, sizeof output);
    const size_t length = strcspn(output, "\n");
    if (result.end == SUBPROCESS_MISSING)
        snprintf(text, size, "unknown (valgrind is not installed)");
    else if (result.end != SUBPROCESS_EXITED || result.status != 0 || length == 0)
        snprintf(text, size, "unknown (valgrind failed)");
    else
        snprintf(text, size, "%.*s", (int)length, output);
}

/* Tries whether the kernel counts instructions for this process. */
static void try_counters(char *text, size_t size) {
    struct perf_event_attr wanted = {
        .type = PERF_TYPE_HARDWARE,
        .size = sizeof wanted,
        .config = PERF_COUNT_HW_INSTRUCTIONS,
        .exclude_kernel = 1,
        .exclude_hv = 1,
    };
    const long descriptor = syscall(SYS_perf_event_open, &wanted, 0, -1, -1, 0);
    if (descriptor >= 0) {
        close((int)descriptor);
        snprintf(text, size, "yes");
    } else if (errno == EACCES || errno == EPERM) {
        snprintf(text, size, "not allowed (see /proc/sys/kernel/perf_event_paranoid)");
    } else {
        snprintf(text, size, "none (%s)", strerror(errno));
    }
}

static void examine(doctor_findings *f) {
    f->ncontext = hmf_context_fill(f->context);
    ask_under_valgrind(f->valgrind_sets, sizeof f->valgrind_sets);
    try_counters(f->counters, sizeof f->counters);
    struct timespec tick; /* the coarse clock advances once per timer interrupt */
    clock_getres(CLOCK_MONOTONIC_COARSE, &tick);
    f->sampling_hz = 1.0 / ((double)tick.tv_sec + 1e-9 * (double)tick.tv_nsec);
    for (int i = 0; i < TOOLS; i++) f->found[i] = on_path(tools[i].name);
    hmf_error error;
    if (hmf_noise_measure(budget, &f->noise, &error) != HMF_OK)
        die(EXIT_ERROR, "%s", error.message);
}

/* Prints the protections for entries of the judge, or adds them to the object `found`. */
static void report_protections(json_t *found) {
#ifdef HMF_JUDGE
    judge_protection_state states[JUDGE_PROTECTIONS];
    judge_probe_protections(states);
    for (int i = 0; i < JUDGE_PROTECTIONS; i++) {
        const judge_protection *p = &judge_protections[i];
        const judge_protection_state *state = &states[i];
        if (found) {
            json_object_set_new(found, p->name, json_boolean(state->offered));
            continue;
        }
        printf("%-22s %s: %s%s%s\n", i ? "" : "the judge's sandbox", p->name,
               state->offered ? p->purpose
               : *state->why  ? state->why
                              : "not here",
               state->rootless ? " (in a user namespace)" : "",
               state->offered ? ""
               : p->required  ? " (required)"
                              : " (not required)");
    }
#else
    if (!found) printf("%-22s not built\n", "the judge's sandbox");
#endif
}

static void print_text(const doctor_findings *f) {
    static const char *const lines[][2] = {
        {"compiler", "compiler"},
        {"flags", "compiler_flags"},
        {"libm", "libm"},
        {"GSL", "gsl"},
        {"CPU", "cpu"},
        {"cores", "cores"},
        {"instruction sets", "instruction_sets"},
        {"  under Valgrind", NULL},
        {"plain code is for", "instruction_set_built"},
        {"virtual machine", "hypervisor"},
        {"governor", "governor"},
        {"kernel", "kernel"},
        {"source", "git_commit"},
    };
    for (size_t i = 0; i < CLI_SIZE(lines); i++)
        printf("%-22s %s\n", lines[i][0],
               lines[i][1] ? hmf_context_value(f->context, f->ncontext, lines[i][1])
                           : f->valgrind_sets);
    printf("%-22s %s\n", "hardware counters", f->counters);
    printf("%-22s up to %.0f Hz\n", "sampling", f->sampling_hz);
    for (int i = 0; i < TOOLS; i++)
        printf("%-22s %s (%s)\n", tools[i].name, f->found[i] ? "found" : "not found",
               tools[i].purpose);
    report_protections(NULL);
    const hmf_noise *n = &f->noise;
    printf("%-22s neighbouring batches of %.1f ms of the same work differ by %.2f %% (median), at "
           "most %.1f %%\n",
           "noise", 1e3 * n->batch, 1e2 * n->typical, 1e2 * n->worst);
    printf("%-22s the median of %d pairs is %+.3f %% ± %.3f %%\n", "", n->pairs, 1e2 * n->bias,
           1e2 * n->resolution);
}

static void print_json(const doctor_findings *f) {
    json_t *context = json_object(), *found = json_object(), *protections = json_object();
    for (size_t i = 0; i < f->ncontext; i++)
        json_object_set_new(context, f->context[i].key, json_string(f->context[i].value));
    for (int i = 0; i < TOOLS; i++)
        json_object_set_new(found, tools[i].name, json_boolean(f->found[i]));
    report_protections(protections);
    const hmf_noise *n = &f->noise;
    json_t *root =
        json_pack("{s:i, s:s, s:o, s:s, s:s, s:f, s:o, s:o, s:{s:i, s:f, s:f, s:f, s:f, s:f}}",
                  "hmfbench_schema", 1, "kind", "doctor", "context", context,
                  "instruction_sets_valgrind", f->valgrind_sets, "hardware_counters", f->counters,
                  "sampling_hz", f->sampling_hz, "tools", found, "judge_protections", protections,
                  "noise", "pairs", n->pairs, "batch_seconds", n->batch, "typical", n->typical,
                  "worst", n->worst, "bias", n->bias, "resolution", n->resolution);
    json_dumpf(root, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
    json_decref(root);
    putchar('\n');
}

static void print_instruction_sets(void) {
    hmf_context_entry context[HMF_CONTEXT_MAX];
    const size_t count = hmf_context_fill(context);
    puts(hmf_context_value(context, count, "instruction_sets"));
}

int main(int argc, char **argv) {
    if (cli_parse_or_exit(&program, argc, argv) > 0)
        die(EXIT_ERROR, "unexpected argument '%s'; see ./hmf doctor --help", argv[1]);
    if (instruction_sets) {
        print_instruction_sets();
    } else {
        doctor_findings findings = {0};
        examine(&findings);
        if (json)
            print_json(&findings);
        else
            print_text(&findings);
    }
    if (fflush(stdout) != 0 || ferror(stdout))
        die(EXIT_ERROR, "cannot write to standard output: %s", strerror(errno));
    return EXIT_SUCCESS;
}
