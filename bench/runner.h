// SPDX-License-Identifier: MIT
// runner.h: implementations as benchmarks IMPL/WORKLOAD/MODE of Google Benchmark.
#ifndef HMF_RUNNER_H
#define HMF_RUNNER_H

#include "hmf.h"
#include "job.h"
#include "truth.h"

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace hmf {

// A timed implementation. It is compared with the certified values once, before it is timed.
struct Subject {
    const hmf_impl *impl;
    bool checked = false;
    std::string rejected; // why it is not timed, or empty
    hmf_truth_worst worst = {};
};

// Shows the running benchmark on a terminal; prints nothing elsewhere.
class Progress {
  public:
    void show(const std::string &what);
    void clear();

  private:
    bool on_terminal_ = isatty(STDERR_FILENO) != 0;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// The benchmarks of a run.
struct Plan {
    const hmf_workload *workloads = nullptr; // [count], in order of size for sizes
    std::size_t count = 0;
    bool sizes = false;       // warm only, and none beyond the first that takes too long
    double longest = 0.0;     // seconds of a call, HUGE_VAL for no limit
    double repetitions = 0.0; // of each benchmark
    double min_time = 0.0;    // seconds of a repetition
    bool lists = false;       // names are listed, and nothing is run
};

class Runner {
  public:
    // Reads the certified values; dies if that fails. Inputs are drawn from the seed.
    explicit Runner(std::uint64_t seed);

    // Registers the benchmarks of impl that Google Benchmark's filter selects; call
    // benchmark::Initialize before. Adds to not_run() each one whose call, or its preparation, is
    // estimated to take longer than plan.longest.
    void add(const hmf_impl *impl, const Plan &plan);

    // "naive/survey/cold (about 75 s a call), ..." or empty.
    const std::string &not_run() const {
        return not_run_;
    }

    // "about 230 s for 120 benchmarks; of these naive/default/cold (about 12 s), ...", or empty if
    // the run takes a few seconds.
    std::string announcement() const;

    Progress &progress() {
        return progress_;
    }

    // Returns whether an implementation failed or gave a wrong answer.
    bool failed() const {
        return failed_;
    }

  private:
    struct Timing {
        Subject *subject;
        const hmf_workload *workload;
        hmf_mode mode;
    };

    // A registered benchmark and its expected duration.
    struct Expected {
        std::string name;
        double seconds;
    };

    bool add_workload(Subject *subject, const hmf_workload *workload,
                      const std::vector<Timing> &wanted, const Plan &plan);
    static std::string name_of(const Timing &timing);
    bool is_wanted(const Timing &timing) const;
    void register_one(const Timing &timing);
    void check(Subject &subject);
    void time(benchmark::State &state, const Timing &timing);
    std::string verify(const hmf_job *job, const Timing &timing);
    void skip(benchmark::State &state, const char *why);

    std::uint64_t seed_;
    std::unique_ptr<hmf_truth_table, decltype(&hmf_truth_free)> truth_;
    std::string not_run_;
    std::vector<std::unique_ptr<Subject>> subjects_;
    std::vector<Expected> expected_;
    Progress progress_;
    bool failed_ = false;
};

// Returns the reason why a benchmark was not timed, or "".
std::string failure(const benchmark::BenchmarkReporter::Run &run);

// Returns the seconds of a call of each repetition.
std::vector<double> samples(const std::vector<benchmark::BenchmarkReporter::Run> &runs);

// Prints the median time of a call, its 95 % interval, and the error beside the promised accuracy,
// in the order of registration.
class Table : public benchmark::BenchmarkReporter {
  public:
    // before_printing is called once, after the last measurement.
    explicit Table(std::function<void()> before_printing)
        : before_printing_(std::move(before_printing)) {}
    bool ReportContext(const Context &context) override;
    void ReportRuns(const std::vector<Run> &runs) override;
    void Finalize() override;

  private:
    std::function<void()> before_printing_;
    int width_ = 0;
    std::map<std::int64_t, std::string> lines_; // by family index
};

// ./hmf bench --work: times implementations, warm, on grids of 1 to 1e7 cells, prints nanoseconds
// per cell and writes json_path. Leaves out the grids on which a call takes more than a second.
// Dies with EXIT_WRONG if an answer is wrong.
void sweep_sizes(const std::vector<const hmf_impl *> &impls, const char *json_path,
                 std::size_t repetitions, std::uint64_t seed);

} // namespace hmf

#endif
