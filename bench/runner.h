// SPDX-License-Identifier: MIT
// runner.h: implementations as benchmarks IMPL/WORKLOAD/MODE of Google Benchmark.
#ifndef HMF_RUNNER_H
#define HMF_RUNNER_H

#include "hmf.h"
#include "job.h"
#include "truth.h"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace hmf {

// A timed implementation. It is compared with the certified values once, before it is timed.
struct Subject {
    const hmf_impl *impl;
    bool checked = false;
    std::string rejected; // why it is not timed, or empty
    hmf_truth_worst worst = {};
};

// Shows the running benchmark on a terminal, "" removes that line; prints nothing elsewhere.
void show_progress(const std::string &what);

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

    // Initialises Google Benchmark with these flags and runs the benchmarks that its filter
    // selects, after announcing a run of more than a few seconds. Leaves out and adds to not_run()
    // each one whose call, or its preparation, is estimated to take longer than plan.longest.
    // Returns the number of selected benchmarks. The reporters may be NULL.
    std::size_t run(const std::vector<const hmf_impl *> &impls, const Plan &plan,
                    std::vector<std::string> flags, benchmark::BenchmarkReporter *display,
                    benchmark::BenchmarkReporter *file);

    // "naive/survey/cold (about 75 s a call), ..." or empty.
    const std::string &not_run() const {
        return not_run_;
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

    void add(const hmf_impl *impl, const Plan &plan);
    bool add_workload(Subject *subject, const hmf_workload *workload,
                      const std::vector<Timing> &wanted, const Plan &plan);
    void announce() const;
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
    std::deque<Subject> subjects_; // addresses remain valid
    std::vector<Expected> expected_;
    bool failed_ = false;
};

// Keeps the results of all benchmarks.
class Results : public benchmark::BenchmarkReporter {
  public:
    bool ReportContext(const Context &context) override;
    void ReportRuns(const std::vector<Run> &runs) override;

    // Prints the median time of a call, its 95 % interval, and the error beside the promised
    // accuracy, in the order of registration.
    void print() const;

    struct Result {
        std::string name, failure;   // failure: why it was not timed, or empty
        std::vector<double> seconds; // of a call, in each repetition
        double error = 0.0, accuracy = 0.0;
    };

    // Returns the results in the order of registration, by family index.
    const std::map<std::int64_t, Result> &all() const {
        return all_;
    }

  private:
    int width_ = 0;
    std::map<std::int64_t, Result> all_;
};

// ./hmf bench --work: times implementations, warm, on grids of 1 to 1e7 cells, prints nanoseconds
// per cell and writes json_path. Leaves out the grids on which a call takes more than a second.
// Dies with EXIT_WRONG if an answer is wrong.
void sweep_sizes(const std::vector<const hmf_impl *> &impls, const char *json_path,
                 std::size_t repetitions, std::uint64_t seed);

} // namespace hmf

#endif
