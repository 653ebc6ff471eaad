// tool_bench.cc: ./hmf bench, how fast each implementation is.
#include "context.h"
#include "fresh_cache.h"
#include "headline.h"
#include "result_file.h"
#include "runner.h"
#include "table.h"
#include "work.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <getopt.h>
#include <gsl/gsl_errno.h>
#include <memory>
#include <new>
#include <string>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace {

const char usage[] =
    "usage: ./hmf bench [IMPL ...] [OPTION ...]\n"
    "\n"
    "Times implementations (default: all that can run here; ./hmf list names them) on every\n"
    "workload in every mode, as benchmarks IMPL/WORKLOAD/MODE. What gives a wrong answer is not\n"
    "timed.\n"
    "\n"
    "  cold    create, evaluate and destroy, on a cosmology and a grid not seen before\n"
    "  warm    evaluate alone, on a grid not seen before\n"
    "  replay  evaluate alone, on the same grid again and again\n"
    "\n"
    "What an implementation keeps in files is kept in a new folder for the run (in $TMPDIR or "
    "/tmp).\n"
    "\n"
    "  --headline       instead: every implementation on the default job, cold and warm, against "
    "a\n"
    "                   Python start, and how near the last is to the speed of light; a minute.\n"
    "                   Written to headline.json in the folder of results, or --json FILE\n"
    "  --rounds N       of the headline, all of whose contestants take turns        41\n"
    "  --work           instead: what a cell costs in grids of 1 to 1e7 cells, warm; a minute.\n"
    "                   Written to work.json in the folder of results, or --json FILE\n"
    "  --json FILE      also writes every repetition, with all that its numbers depend on; a run "
    "of\n"
    "                   everything is written to bench.json in the folder of results without it\n"
    "  --all            also benchmarks that take more than 1.5 s a call, or to prepare one\n"
    "  --seed N         where the inputs are drawn from; without it every run draws others\n"
    "  --workloads      what the workloads are\n"
    "  --help           this text\n"
    "\n"
    "The flags of Google Benchmark work as well, for instance\n"
    "  --benchmark_filter=REGEX          only these: '/default/', 'naive/.*/cold'\n"
    "  --benchmark_list_tests            only the names\n"
    "  --benchmark_format=console|json   what is printed, in Google Benchmark's own form\n"
    "  --benchmark_repetitions=N         12 unless told, in random order,\n"
    "  --benchmark_min_time=SECONDS      of 0.05 s each\n"
    "\n"
    "Environment: HMF_RESULTS is the folder of results, build/results where it is not set.\n"
    "Exit status: 0 success, 1 usage or tool error (nothing matched, nothing could be written),\n"
    "and whatever ends --headline or --work, 4 an implementation failed or gave a wrong answer.\n";

enum { EXIT_WRONG_ANSWER = 4 };

const double longest_call = 1.5; // seconds; 12 repetitions in three modes are a minute

struct Options {
    std::vector<const hmf_impl *> impls; // all, where none is named
    bool named = false;
    std::vector<char *> native; // for Google Benchmark; argv[0] first
    std::string json;
    double longest = longest_call;
    std::uint64_t seed = 0;
    bool headline = false, work = false;
    std::size_t rounds = 0; // 0: not said
    bool own_form = true;   // our table; not where Google Benchmark's form was asked for
};

bool fail(const std::string &message) {
    std::fprintf(stderr, "hmf bench: %s\n", message.c_str());
    return false;
}

bool read_seed(const char *text, std::uint64_t *seed) {
    char *end;
    errno = 0;
    *seed = std::strtoull(text, &end, 10);
    return (*text >= '0' && *text <= '9' && *end == '\0' && errno == 0) ||
           fail(std::string("--seed '") + text + "': not a whole number below 2^64");
}

bool read_rounds(const char *text, std::size_t *rounds) {
    char *end;
    const long value = std::strtol(text, &end, 10);
    *rounds = static_cast<std::size_t>(value);
    return (end != text && *end == '\0' && value >= 1 && value <= 10000) ||
           fail(std::string("--rounds '") + text + "': not a whole number from 1 to 10000");
}

bool add_implementation(const char *name, Options *options) {
    const hmf_impl *impl = hmf_find(hmf_get_registry(), name);
    if (!impl) return fail(std::string("no implementation '") + name + "'; ./hmf list names them");
    if (std::count(options->impls.begin(), options->impls.end(), impl) > 0)
        return fail(std::string("'") + name + "' is named twice");
    options->impls.push_back(impl);
    return true;
}

// All that can run here.
void add_available(Options *options) {
    const hmf_registry *registry = hmf_get_registry();
    for (std::size_t i = 0; i < registry->count; i++) {
        const hmf_impl *impl = registry->impls[i];
        const char *why_not = impl->unavailable ? impl->unavailable() : nullptr;
        if (why_not)
            fail(std::string(impl->name) + " is left out: " + why_not);
        else
            options->impls.push_back(impl);
    }
}

void print_workloads() {
    std::size_t count;
    const hmf_workload *w = hmf_workloads(&count);
    for (std::size_t i = 0; i < count; i++) std::printf("%-10s %s\n", w[i].name, w[i].summary);
}

// Flags that ask for another form than our table, which shows medians of repetitions.
const char *const native_forms[] = {"--benchmark_format", "--benchmark_report_aggregates_only",
                                    "--benchmark_display_aggregates_only"};

// Flags that begin with --benchmark_ are Google Benchmark's, which parses them itself.
std::vector<char *> take_native(int argc, char **argv, Options *options) {
    std::vector<char *> ours;
    for (int i = 0; i < argc; i++) {
        const bool native = std::strncmp(argv[i], "--benchmark_", 12) == 0;
        if (native || i == 0) options->native.push_back(argv[i]);
        if (!native) ours.push_back(argv[i]);
        for (const char *flag : native_forms)
            if (std::strncmp(argv[i], flag, std::strlen(flag)) == 0) options->own_form = false;
    }
    return ours;
}

// 1: go on; 0: all is done; -1: error.
int read_options(std::vector<char *> &arguments, Options *options) {
    static const option known[] = {{"json", required_argument, nullptr, 'j'},
                                   {"all", no_argument, nullptr, 'a'},
                                   {"seed", required_argument, nullptr, 's'},
                                   {"workloads", no_argument, nullptr, 'w'},
                                   {"help", no_argument, nullptr, 'h'},
                                   {"headline", no_argument, nullptr, 'H'},
                                   {"work", no_argument, nullptr, 'W'},
                                   {"rounds", required_argument, nullptr, 'r'},
                                   {}};
    bool seeded = false;
    const int count = static_cast<int>(arguments.size());
    for (int option; (option = getopt_long(count, arguments.data(), "h", known, nullptr)) != -1;) {
        switch (option) {
        case 'j':
            options->json = optarg;
            if (options->json.empty()) return fail("--json needs a file"), -1;
            break;
        case 'H': options->headline = true; break;
        case 'W': options->work = true; break;
        case 'r':
            if (!read_rounds(optarg, &options->rounds)) return -1;
            break;
        case 'a': options->longest = HUGE_VAL; break;
        case 's':
            if (!read_seed(optarg, &options->seed)) return -1;
            seeded = true;
            break;
        case 'w': print_workloads(); return 0;
        case 'h': std::fputs(usage, stdout); return 0;
        default: fail("see ./hmf bench --help"); return -1;
        }
    }
    for (int i = optind; i < count; i++)
        if (!add_implementation(arguments[static_cast<std::size_t>(i)], options)) return -1;
    if (!seeded && getrandom(&options->seed, sizeof options->seed, 0) < 0) options->seed = 1;
    options->named = !options->impls.empty();
    if (!options->named) add_available(options);
    return 1;
}

// Where Google Benchmark writes to: in memory, so that nothing half is left when it is interrupted.
class MemoryFile {
  public:
    MemoryFile() : descriptor_(memfd_create("hmf-bench", MFD_CLOEXEC)) {}
    ~MemoryFile() {
        if (descriptor_ >= 0) close(descriptor_);
    }
    MemoryFile(const MemoryFile &) = delete;
    MemoryFile &operator=(const MemoryFile &) = delete;

    std::string path() const {
        return "/proc/self/fd/" + std::to_string(descriptor_);
    }

    bool save(const std::string &destination) const {
        struct stat status;
        if (fstat(descriptor_, &status) != 0 || status.st_size == 0)
            return fail("Google Benchmark wrote no results");
        std::vector<char> data(static_cast<std::size_t>(status.st_size));
        if (pread(descriptor_, data.data(), data.size(), 0) != status.st_size)
            return fail("cannot read the results back");
        char message[512];
        return hmf_result_write(destination.c_str(), data.data(), data.size(), message,
                                sizeof message) ||
               fail(message);
    }

  private:
    int descriptor_;
};

void add_context(const Options &options, const std::string &not_run) {
    hmf_context_entry entries[HMF_CONTEXT_MAX];
    const std::size_t count = hmf_context_fill(entries);
    for (std::size_t i = 0; i < count; i++)
        benchmark::AddCustomContext(entries[i].key, entries[i].value);
    benchmark::AddCustomContext("kind", "bench");
    benchmark::AddCustomContext("seed", std::to_string(options.seed));
    benchmark::AddCustomContext("output_buffer", "reused, its pages touched before");
    benchmark::AddCustomContext("not_run", not_run);
}

// What the user does not set. Later flags win.
void set_defaults(Options *options, std::vector<std::string> *text) {
    *text = {"--benchmark_repetitions=12", "--benchmark_min_time=0.05",
             "--benchmark_enable_random_interleaving=true"};
    std::vector<char *> flags;
    for (std::string &flag : *text) flags.push_back(flag.data());
    options->native.insert(options->native.begin() + 1, flags.begin(), flags.end());
}

// Returns the rest of the last flag of Google Benchmark that begins with `name`, or "".
std::string native_value(const std::vector<char *> &flags, const std::string &name) {
    std::string value;
    for (const std::string flag : flags)
        if (flag.compare(0, name.size(), name) == 0) value = flag.substr(name.size());
    return value;
}

// Reads the options of a run from Google Benchmark's flags. Google Benchmark itself rejects bad
// values.
hmf::Plan make_plan(const std::vector<char *> &flags, double longest) {
    hmf::Plan plan;
    plan.longest = longest;
    for (const std::string flag : flags)
        if (flag.compare(0, 22, "--benchmark_list_tests") == 0)
            plan.lists = flag.size() < 24 || std::strchr("0fFnN", flag[23]) == nullptr;
    plan.repetitions =
        std::strtod(native_value(flags, "--benchmark_repetitions=").c_str(), nullptr);
    plan.min_time = std::strtod(native_value(flags, "--benchmark_min_time=").c_str(), nullptr);
    return plan;
}

// What has its own way of measuring, without Google Benchmark.
int run_special(const Options &options) {
    if (options.native.size() > 1)
        return fail("flags of Google Benchmark do not go with --headline and --work"), EXIT_FAILURE;
    if (options.headline && (options.work || options.named))
        return fail("--headline is of all implementations, and goes without --work"), EXIT_FAILURE;
    const std::size_t rounds = options.rounds ? options.rounds : 41;
    const std::unique_ptr<char, decltype(&std::free)> own_path(
        hmf_result_path(options.work ? "work.json" : "headline.json"), std::free);
    if (!own_path) return fail("out of memory"), EXIT_FAILURE;
    const char *path = options.json.empty() ? own_path.get() : options.json.c_str();
    return options.work ? hmf_work(options.impls.data(), options.impls.size(), path, options.seed)
                        : hmf_headline(options.impls.data(), options.impls.size(), path, rounds,
                                       options.seed);
}

// A run of everything leaves its result where the report looks for it, without being asked.
bool find_json(Options *options) {
    const bool whole = !options->named && options->native.size() == 1;
    if (!options->json.empty() || !whole) return true;
    const std::unique_ptr<char, decltype(&std::free)> path(hmf_result_path("bench.json"),
                                                           std::free);
    if (!path) return fail("out of memory");
    options->json = path.get();
    return true;
}

int run(Options *options) {
    if (options->rounds && !options->headline)
        return fail("--rounds goes with --headline"), EXIT_FAILURE;
    if (!hmf_fresh_cache()) return EXIT_FAILURE;
    if (options->headline || options->work) return run_special(*options);
    hmf::Runner runner(options->seed);
    if (!runner.ok()) return fail(runner.error()), EXIT_FAILURE;
    if (!find_json(options)) return EXIT_FAILURE;

    const MemoryFile json;
    std::string out = "--benchmark_out=" + json.path();
    char format[] = "--benchmark_out_format=json";
    if (!options->json.empty()) {
        for (const char *flag : options->native)
            if (std::strncmp(flag, "--benchmark_out", 15) == 0)
                return fail("--json and --benchmark_out do not go together"), EXIT_FAILURE;
        char message[512];
        if (!hmf_result_writable(options->json.c_str(), message, sizeof message))
            return fail(message), EXIT_FAILURE;
        options->native.insert(options->native.end(), {out.data(), format});
    }
    std::vector<std::string> defaults;
    set_defaults(options, &defaults);
    const hmf::Plan plan = make_plan(options->native, options->longest);
    int argc = static_cast<int>(options->native.size());
    options->native.push_back(nullptr);
    benchmark::Initialize(&argc, options->native.data());
    if (benchmark::ReportUnrecognizedArguments(argc, options->native.data())) return EXIT_FAILURE;
    for (const hmf_impl *impl : options->impls) runner.add(impl, plan);
    runner.progress().clear();
    add_context(*options, runner.not_run());
    const std::string announcement = runner.announcement();
    if (!plan.lists && !announcement.empty())
        std::fprintf(stderr, "hmf bench: this takes %s\n", announcement.c_str());

    hmf::Table table([&runner] { runner.progress().clear(); });
    const std::size_t matched =
        benchmark::RunSpecifiedBenchmarks(options->own_form ? &table : nullptr);
    runner.progress().clear();
    benchmark::Shutdown();
    if (!runner.not_run().empty())
        std::fprintf(stderr, "hmf bench: not run, for taking long (--all runs them): %s\n",
                     runner.not_run().c_str());
    if (matched == 0)
        return fail(runner.not_run().empty() ? "no benchmark matches the filter"
                                             : "no other benchmark matches the filter"),
               EXIT_FAILURE;
    if (!options->json.empty() && !json.save(options->json)) return EXIT_FAILURE;
    if (!runner.failed()) return EXIT_SUCCESS;
    std::fprintf(stderr, "hmf bench: the inputs were drawn from --seed %llu\n",
                 static_cast<unsigned long long>(options->seed));
    return EXIT_WRONG_ANSWER;
}

} // namespace

int main(int argc, char **argv) {
    gsl_set_error_handler_off(); // it would abort
    Options options;
    static char name[] = "hmf bench"; // what getopt_long and Google Benchmark call us
    argv[0] = name;
    std::set_new_handler([] { fail("out of memory"), std::exit(EXIT_FAILURE); });
    std::vector<char *> ours = take_native(argc, argv, &options);
    const int go_on = read_options(ours, &options);
    const int status = go_on > 0 ? run(&options) : go_on < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
    if (std::fflush(stdout) != 0 || std::ferror(stdout))
        return fail("cannot write to standard output"), EXIT_FAILURE;
    return status;
}
