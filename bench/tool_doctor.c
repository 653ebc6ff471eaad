/* tool_doctor.c: ./hmf doctor, what can be measured on this machine, and how well. */
#include "context.h"
#include "json_text.h"
#include "noise.h"
#include "sandbox.h"

#include <errno.h>
#include <getopt.h>
#include <jansson.h>
#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
    "usage: ./hmf doctor [--json] [--seconds S]\n"
    "\n"
    "What can be measured on this machine, and how well: compiler, libraries, processor, "
    "instruction\n"
    "sets natively and under Valgrind, hardware counters, tools, the walls around entries of the "
    "judge,\n"
    "and a first estimate of the noise of its clock (the same work timed against itself).\n"
    "\n"
    "  --json        the same as JSON\n"
    "  --seconds S   how long to look at the noise   2\n"
    "  --help        this text\n"
    "\n"
    "Exit status: 0 success, whatever is missing; 1 usage error, failed output, or the noise could "
    "not\n"
    "be measured.\n";

typedef struct {
    const char *name, *purpose;
} doctor_tool;

static const doctor_tool tools[] = {
    {"cc", "the compiler"},
    {"clang", "the other compiler, for the tests"},
    {"valgrind", "exact counts and memory checks"},
    {"callgrind_annotate", "reads callgrind files"},
    {"kcachegrind", "shows callgrind files"},
    {"google-pprof", "reads CPU profiles"},
    {"perf", "hardware counters, where there are any"},
    {"git", "two versions to compare"},
};
enum { TOOLS = sizeof tools / sizeof *tools };

typedef struct {
    hmf_context_entry context[HMF_CONTEXT_MAX];
    size_t ncontext;
    char valgrind_sets[256]; /* instruction sets under Valgrind, or why they are not known */
    char counters[256];      /* "yes", or why not                                          */
    double sampling_hz;      /* what a timer in this process can reach                     */
    bool found[TOOLS];
    judge_protection_state protections[JUDGE_PROTECTIONS]; /* for entries of the judge */
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

/* Runs this very program under Valgrind and reads what it sees there. */
static void ask_under_valgrind(char *text, size_t size) {
    snprintf(text, size, "unknown (valgrind is not installed)");
    if (!on_path("valgrind")) return;
    snprintf(text, size, "unknown (valgrind failed)");
    char self[4096];
    const ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length < 0) return;
    self[length] = '\0';
    setenv("HMF_DOCTOR_SELF", self, 1);
    FILE *pipe = popen("exec valgrind --command-line-only=yes -q --tool=none "
                       "\"$HMF_DOCTOR_SELF\" --instruction-sets 2>/dev/null",
                       "r");
    char line[256];
    if (!pipe) return;
    const bool read = fgets(line, sizeof line, pipe) != NULL;
    while (fgetc(pipe) != EOF) {
    }
    if (pclose(pipe) == 0 && read) snprintf(text, size, "%.*s", (int)strcspn(line, "\n"), line);
}

/* Whether the kernel counts instructions for this process. */
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

static bool examine(double seconds, doctor_findings *f) {
    f->ncontext = hmf_context_fill(f->context);
    ask_under_valgrind(f->valgrind_sets, sizeof f->valgrind_sets);
    try_counters(f->counters, sizeof f->counters);
    struct timespec tick; /* the coarse clock advances once a timer interrupt */
    clock_getres(CLOCK_MONOTONIC_COARSE, &tick);
    f->sampling_hz = 1.0 / ((double)tick.tv_sec + 1e-9 * (double)tick.tv_nsec);
    for (int i = 0; i < TOOLS; i++) f->found[i] = on_path(tools[i].name);
    judge_probe_protections(f->protections);
    hmf_error error;
    if (hmf_noise_measure(seconds, &f->noise, &error) == HMF_OK) return true;
    fprintf(stderr, "hmf doctor: %s\n", error.message);
    return false;
}

static void print_protection(judge_protection which, const judge_protection_state *found) {
    printf("%-22s %s: %s%s", which ? "" : "the judge's walls", judge_protection_name(which),
           found->offered ? judge_protection_purpose(which)
           : *found->why  ? found->why
                          : "not here",
           found->rootless ? " (in a user namespace)" : "");
    puts(found->offered ? "" : judge_protection_required(which) ? " (required)" : " (not required)");
}

static void print_text(const doctor_findings *f) {
    static const char *const lines[][2] = {
        {"compiler", "compiler"},
        {"flags", "compiler_flags"},
        {"libm", "libm"},
        {"GSL", "gsl"},
        {"processor", "cpu"},
        {"cores", "cores"},
        {"instruction sets", "instruction_sets"},
        {"  under Valgrind", NULL},
        {"plain code is for", "instruction_set_built"},
        {"virtual machine", "hypervisor"},
        {"governor", "governor"},
        {"kernel", "kernel"},
        {"source", "git_commit"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        printf("%-22s %s\n", lines[i][0],
               lines[i][1] ? hmf_context_value(f->context, f->ncontext, lines[i][1])
                           : f->valgrind_sets);
    printf("%-22s %s\n", "hardware counters", f->counters);
    printf("%-22s up to %.0f Hz\n", "sampling", f->sampling_hz);
    for (int i = 0; i < TOOLS; i++)
        printf("%-22s %s (%s)\n", tools[i].name, f->found[i] ? "found" : "not found",
               tools[i].purpose);
    for (judge_protection i = 0; i < JUDGE_PROTECTIONS; i++) print_protection(i, &f->protections[i]);
    const hmf_noise *n = &f->noise;
    printf("%-22s neighbouring batches of %.1f ms of the same work differ by %.2f %% (median), at "
           "most %.1f %%\n",
           "noise", 1e3 * n->batch, 1e2 * n->typical, 1e2 * n->worst);
    printf("%-22s the median of %d pairs is %+.3f %%, known to +-%.3f %%\n", "", n->pairs,
           1e2 * n->bias, 1e2 * n->resolution);
}

static bool print_json(const doctor_findings *f) {
    json_t *context = json_object(), *found = json_object(), *walls = json_object();
    for (size_t i = 0; i < f->ncontext; i++)
        json_object_set_new(context, f->context[i].key, json_string(f->context[i].value));
    for (int i = 0; i < TOOLS; i++)
        json_object_set_new(found, tools[i].name, json_boolean(f->found[i]));
    for (judge_protection i = 0; i < JUDGE_PROTECTIONS; i++)
        json_object_set_new(walls, judge_protection_name(i), json_boolean(f->protections[i].offered));
    const hmf_noise *n = &f->noise;
    json_t *root = json_pack(
        "{s:i, s:s, s:o, s:s, s:s, s:f, s:o, s:o, s:{s:i, s:f, s:f, s:f, s:f, s:f}}",
        "hmfbench_schema", 1, "kind", "doctor", "context", context, "instruction_sets_valgrind",
        f->valgrind_sets, "hardware_counters", f->counters, "sampling_hz", f->sampling_hz, "tools",
        found, "judge_protections", walls, "noise", "pairs", n->pairs, "batch_seconds", n->batch,
        "typical", n->typical, "worst", n->worst, "bias", n->bias, "resolution", n->resolution);
    return hmf_json_print(root, JSON_INDENT(2) | JSON_REAL_PRECISION(6), stdout);
}

static bool read_seconds(const char *text, double *seconds) {
    char *end;
    *seconds = strtod(text, &end);
    if (end != text && *end == '\0' && *seconds > 0.0 && *seconds <= 600.0) return true;
    fprintf(stderr, "hmf doctor: --seconds '%s': must be above 0 and at most 600\n", text);
    return false;
}

static int print_instruction_sets(void) {
    hmf_context_entry context[HMF_CONTEXT_MAX];
    const size_t count = hmf_context_fill(context);
    return puts(hmf_context_value(context, count, "instruction_sets")) < 0;
}

static int print_usage(void) {
    if (fputs(usage, stdout) >= 0 && fflush(stdout) == 0) return EXIT_SUCCESS;
    perror("hmf doctor: cannot write the help");
    return EXIT_FAILURE;
}

int main(int argc, char **argv) {
    argv[0] = (char[]){"hmf doctor"}; /* what getopt_long calls us */
    static const struct option options[] = {{"json", no_argument, NULL, 'j'},
                                            {"seconds", required_argument, NULL, 's'},
                                            {"instruction-sets", no_argument, NULL, 'i'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    bool json = false;
    double seconds = 2.0;
    for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
        switch (option) {
        case 'j': json = true; break;
        case 's':
            if (!read_seconds(optarg, &seconds)) return EXIT_FAILURE;
            break;
        case 'i': return print_instruction_sets(); /* for ask_under_valgrind */
        case 'h': return print_usage();
        default: fputs("hmf doctor: see ./hmf doctor --help\n", stderr); return EXIT_FAILURE;
        }
    }
    if (optind < argc) {
        fprintf(stderr, "hmf doctor: unexpected argument '%s'; see ./hmf doctor --help\n",
                argv[optind]);
        return EXIT_FAILURE;
    }
    doctor_findings findings = {0};
    if (!examine(seconds, &findings)) return EXIT_FAILURE;
    bool written = true;
    if (json)
        written = print_json(&findings);
    else
        print_text(&findings);
    if (written && fflush(stdout) == 0) return EXIT_SUCCESS;
    perror("hmf doctor: cannot write the findings");
    return EXIT_FAILURE;
}
