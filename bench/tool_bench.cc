// SPDX-License-Identifier: MIT
// tool_bench.cc: ./hmf bench, the speed of each implementation.
#include "context.h"
#include "die.h"
#include "fresh_cache.h"
#include "headline.h"
#include "options.h"
#include "result_file.h"
#include "runner.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <gsl/gsl_errno.h>
#include <new>
#include <sstream>
#include <string>
#include <sys/random.h>
#include <vector>

namespace {

constexpr double longest_call = 1.5; // seconds; 12 repetitions in three modes take a minute

bool headline_mode = false, work_mode = false, all = false, list_workloads = false;
unsigned long repetitions = 0, seed = 0; // 0: not given
const char *json = nullptr;

const cli_option options[] = {
    {"headline", CLI_FLAG, &headline_mode, nullptr,
     "instead: every implementation on the workload default, cold and warm, against a Python "
     "program, and the fastest against a lower bound (a minute); writes headline.json in the "
     "folder "
     "of results",
     0, 0, nullptr},
    {"work", CLI_FLAG, &work_mode, nullptr,
     "instead: the time per cell in grids of 1 to 1e7 cells, warm (two minutes); writes work.json "
     "in the folder of results",
     0, 0, nullptr},
    {"repetitions", CLI_NUMBER, &repetitions, "N",
     "samples of each benchmark (default 12; 41 with --headline, 9 with --work)", 1, 10000,
     nullptr},
    {"json", CLI_TEXT, &json, "FILE",
     "write every repetition and its context to FILE; without it a run of all benchmarks writes "
     "bench.json in the folder of results",
     0, 0, nullptr},
    {"all", CLI_FLAG, &all, nullptr,
     "also run benchmarks that need more than 1.5 s for a call or its preparation", 0, 0, nullptr},
    {"seed", CLI_NUMBER, &seed, "N", "seed of the inputs (default: a new one in every run)", 1,
     0x1p64, nullptr},
    {"workloads", CLI_FLAG, &list_workloads, nullptr, "list the workloads", 0, 0, nullptr},
};

const cli_program program = {
    "hmf bench",
    "[IMPL ...] [OPTION ...]",
    "Times implementations (default: all that can run here; ./hmf list names them) on every\n"
    "workload in every mode, as benchmarks IMPL/WORKLOAD/MODE. Implementations with wrong answers\n"
    "are not timed.\n"
    "\n"
    "  cold    create, evaluate and destroy, on a new cosmology and a new grid\n"
    "  warm    evaluate alone, on a new grid\n"
    "  replay  evaluate alone, on the same grid every time\n"
    "\n"
    "Implementations with files get a new folder for the run (in $TMPDIR or /tmp).",
    options,
    CLI_SIZE(options),
    "The flags of Google Benchmark work as well, for instance\n"
    "  --benchmark_filter=REGEX          only these: '/default/', 'naive/.*/cold'\n"
    "  --benchmark_list_tests            only the names\n"
    "  --benchmark_format=console|json   Google Benchmark's own output\n"
    "  --benchmark_min_time=SECONDS      seconds of a repetition (default 0.05)\n"
    "\n"
    "Environment: HMF_RESULTS is the folder of results (default build/results).\n"
    "Exit status: 0 success, 1 usage or tool error (also: nothing matched), 4 an implementation\n"
    "failed or gave a wrong answer."};

const hmf_impl *find_implementation(const char *name) {
    const hmf_impl *impl = hmf_find(hmf_get_registry(), name);
    if (!impl) die(EXIT_ERROR, "no implementation '%s'; ./hmf list names them", name);
    return impl;
}

std::vector<const hmf_impl *> named_implementations(int count, char **names) {
    std::vector<const hmf_impl *> impls;
    for (int i = 0; i < count; i++) {
        const hmf_impl *impl = find_implementation(names[i]);
        if (std::count(impls.begin(), impls.end(), impl) > 0)
            die(EXIT_ERROR, "'%s' is named twice", names[i]);
        impls.push_back(impl);
    }
    return impls;
}

// Returns all that can run here, after printing a warning for the others.
std::vector<const hmf_impl *> available_implementations() {
    std::vector<const hmf_impl *> impls;
    const hmf_registry *registry = hmf_get_registry();
    for (std::size_t i = 0; i < registry->count; i++) {
        const hmf_impl *impl = registry->impls[i];
        const char *why_not = impl->unavailable ? impl->unavailable() : nullptr;
        if (why_not)
            std::fprintf(stderr, "hmf bench: %s is left out: %s\n", impl->name, why_not);
        else
            impls.push_back(impl);
    }
    return impls;
}

void print_workloads() {
    std::size_t count;
    const hmf_workload *w = hmf_workloads(&count);
    for (std::size_t i = 0; i < count; i++) std::printf("%-10s %s\n", w[i].name, w[i].summary);
}

// Flags that select Google Benchmark's output instead of our table of medians.
const char *const native_forms[] = {"--benchmark_format", "--benchmark_report_aggregates_only",
                                    "--benchmark_display_aggregates_only"};

bool begins_with(const std::string &text, const std::string &beginning) {
    return text.compare(0, beginning.size(), beginning) == 0;
}

// Moves the flags of Google Benchmark from argv[0 .. *argc) to the result. Google Benchmark parses
// them itself.
std::vector<std::string> take_native(int *argc, char **argv) {
    std::vector<std::string> native;
    int kept = 0;
    for (int i = 0; i < *argc; i++) {
        if (begins_with(argv[i], "--benchmark_"))
            native.emplace_back(argv[i]);
        else
            argv[kept++] = argv[i];
    }
    argv[ *argc = kept] = nullptr;
    return native;
}

// Google Benchmark's JSON in memory. An interrupted run then leaves no incomplete result.
class MemoryJson : public benchmark::JSONReporter {
  public:
    bool ReportContext(const Context &context) override {
        SetOutputStream(&text_);
        return JSONReporter::ReportContext(context);
    }
    std::string text() const {
        return text_.str();
    }

  private:
    std::ostringstream text_;
};

void add_context() {
    hmf_context_entry entries[HMF_CONTEXT_MAX];
    const std::size_t count = hmf_context_fill(entries);
    for (std::size_t i = 0; i < count; i++)
        benchmark::AddCustomContext(entries[i].key, entries[i].value);
    benchmark::AddCustomContext("kind", "bench");
    benchmark::AddCustomContext("seed", std::to_string(seed));
    benchmark::AddCustomContext("output_buffer", "reused, its pages touched before");
}

// Returns the value of the last flag that begins with `name`, or "".
std::string native_value(const std::vector<std::string> &flags, const std::string &name) {
    std::string value;
    for (const std::string &flag : flags)
        if (begins_with(flag, name)) value = flag.substr(name.size());
    return value;
}

// Reads the plan from Google Benchmark's flags, which rejects bad values itself.
hmf::Plan make_plan(const std::vector<std::string> &flags) {
    hmf::Plan plan;
    plan.workloads = hmf_workloads(&plan.count);
    plan.longest = all ? HUGE_VAL : longest_call;
    for (const std::string &flag : flags)
        if (begins_with(flag, "--benchmark_list_tests"))
            plan.lists = flag.size() < 24 || std::strchr("0fFnN", flag[23]) == nullptr;
    plan.repetitions =
        std::strtod(native_value(flags, "--benchmark_repetitions=").c_str(), nullptr);
    plan.min_time = std::strtod(native_value(flags, "--benchmark_min_time=").c_str(), nullptr);
    return plan;
}

int run(const std::vector<const hmf_impl *> &impls, std::vector<std::string> flags) {
    const bool own_form = std::none_of(flags.begin(), flags.end(), [](const std::string &flag) {
        return std::any_of(std::begin(native_forms), std::end(native_forms),
                           [&flag](const char *form) { return begins_with(flag, form); });
    });
    flags.insert(flags.begin(),
                 {"--benchmark_repetitions=" + std::to_string(repetitions ? repetitions : 12),
                  "--benchmark_min_time=0.05", "--benchmark_enable_random_interleaving=true"});
    if (json) {
        if (!native_value(flags, "--benchmark_out").empty())
            die(EXIT_ERROR, "--json and --benchmark_out do not go together");
        result_check(json);
        flags.emplace_back("--benchmark_out=/dev/null"); // it demands one beside a reporter
    }
    const hmf::Plan plan = make_plan(flags);
    add_context();
    hmf::Runner runner(seed);
    hmf::Results results;
    MemoryJson file;
    const std::size_t matched =
        runner.run(impls, plan, flags, own_form ? &results : nullptr, json ? &file : nullptr);
    if (!results.all().empty()) results.print();
    if (!runner.not_run().empty())
        std::fprintf(stderr, "hmf bench: not run because they take long (--all runs them): %s\n",
                     runner.not_run().c_str());
    if (matched == 0)
        die(EXIT_ERROR, runner.not_run().empty() ? "no benchmark matches the filter"
                                                 : "no other benchmark matches the filter");
    const std::string text = file.text();
    if (json) result_write(json, text.data(), text.size());
    if (!runner.failed()) return EXIT_SUCCESS;
    std::fprintf(stderr, "hmf bench: the inputs were drawn from --seed %lu\n", seed);
    return EXIT_WRONG;
}

// Runs --headline or --work.
void run_special(const std::vector<const hmf_impl *> &impls, bool named) {
    if (headline_mode && (work_mode || named))
        die(EXIT_ERROR, "--headline runs all implementations, and not with --work");
    const char *path = json ? json : result_path(work_mode ? "work.json" : "headline.json");
    if (work_mode)
        hmf::sweep_sizes(impls, path, repetitions ? repetitions : 9, seed);
    else
        headline_run(impls.data(), impls.size(), path, repetitions ? repetitions : 41, seed);
}

int run_all(int argc, char **argv) {
    const std::vector<std::string> native = take_native(&argc, argv);
    const int operands = cli_parse_or_exit(&program, argc, argv);
    if (list_workloads) return print_workloads(), EXIT_SUCCESS;
    if (json && !*json) die(EXIT_ERROR, "--json needs a file");
    if (!seed && getrandom(&seed, sizeof seed, 0) < 0) seed = 1;
    const auto impls =
        operands > 0 ? named_implementations(operands, argv + 1) : available_implementations();
    const bool special = headline_mode || work_mode;
    if (special && !native.empty())
        die(EXIT_ERROR, "flags of Google Benchmark do not go with --headline and --work");
    if (!hmf_fresh_cache()) return EXIT_ERROR;
    if (special) return run_special(impls, operands > 0), EXIT_SUCCESS;
    // A run of all benchmarks leaves its result where the report reads it.
    if (!json && operands == 0 && native.empty()) json = result_path("bench.json");
    return run(impls, native);
}

} // namespace

int main(int argc, char **argv) {
    gsl_set_error_handler_off(); // GSL's own handler aborts
    std::set_new_handler([] { die(EXIT_ERROR, "out of memory"); });
    const int status = run_all(argc, argv);
    if (std::fflush(stdout) != 0 || std::ferror(stdout))
        die(EXIT_ERROR, "cannot write to standard output");
    return status;
}
