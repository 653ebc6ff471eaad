// runner.h: the registry as benchmarks IMPL/WORKLOAD/MODE of Google Benchmark.
#ifndef HMF_RUNNER_H
#define HMF_RUNNER_H

#include "hmf.h"
#include "job.h"
#include "truth.h"

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

namespace hmf {

// An implementation on the bench. It is held against certified values before it is timed, once.
struct Subject {
    const hmf_impl *impl;
    bool checked = false;
    std::string refused; // why it is not timed; empty: it is
    hmf_truth_worst worst = {};
};

// What runs now, on a terminal; nothing elsewhere.
class Progress {
  public:
    void show(const std::string &what);
    void clear();

  private:
    bool on_terminal_ = isatty(STDERR_FILENO) != 0;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// The options of a run that estimates depend on.
struct Plan {
    double longest = 0.0;     // seconds of a call, HUGE_VAL for no limit
    double repetitions = 0.0; // of each benchmark
    double min_time = 0.0;    // seconds of a repetition
    bool lists = false;       // names are listed, and nothing is run
};

class Runner {
  public:
    // Reads the certified values. The seed is where fresh inputs come from. ok() is false, with the
    // reason in error(), where they cannot be read.
    explicit Runner(std::uint64_t seed);
    bool ok() const {
        return truth_ != nullptr;
    }
    const std::string &error() const {
        return error_;
    }

    // Registers impl on the workloads in the modes that Google Benchmark's filter selects, which
    // benchmark::Initialize reads. Leaves out, for not_run(), each one whose call, or the
    // preparation of it, is estimated to take longer than plan.longest.
    void add(const hmf_impl *impl, const Plan &plan);

    // "naive/survey/cold (about 75 s a call), ..." or empty.
    const std::string &not_run() const {
        return not_run_;
    }

    // "about 230 s for 120 benchmarks, the longest naive/default/cold (about 12 s), ..." or, where
    // it is a matter of a few seconds, empty.
    std::string announcement() const;

    Progress &progress() {
        return progress_;
    }

    // Whether something was refused or gave a wrong answer while it was timed.
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

    void add_workload(Subject *subject, const hmf_workload *workload,
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
    std::string error_, not_run_;
    std::vector<std::unique_ptr<Subject>> subjects_;
    std::vector<Expected> expected_;
    Progress progress_;
    bool failed_ = false;
};

} // namespace hmf

#endif
