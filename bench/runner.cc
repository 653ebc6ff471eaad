// runner.cc: checking, timing and verifying one implementation on one workload in one mode.
#include "runner.h"

#include "estimate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <regex.h>

namespace hmf {

namespace {

// The first timed call of a job follows one that is not timed (Runner::time).
constexpr std::size_t calls_before = 1;

// Seconds from which on a run or a benchmark is announced.
constexpr double announced = 10.0;

} // namespace

void Progress::show(const std::string &what) {
    if (!on_terminal_) return;
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
    std::fprintf(stderr, "\r\033[K%4.0f s  %s", elapsed.count(), what.c_str());
}

void Progress::clear() {
    if (on_terminal_) std::fputs("\r\033[K", stderr);
}

Runner::Runner(std::uint64_t seed) : seed_(seed), truth_(nullptr, hmf_truth_free) {
    char message[512];
    truth_.reset(hmf_truth_load(nullptr, message, sizeof message));
    if (!truth_) error_ = message;
}

void Runner::add(const hmf_impl *impl, const Plan &plan) {
    subjects_.push_back(std::make_unique<Subject>());
    Subject *subject = subjects_.back().get();
    subject->impl = impl;

    std::size_t count;
    const hmf_workload *workloads = hmf_workloads(&count);
    for (std::size_t i = 0; i < count; i++) {
        std::vector<Timing> wanted;
        for (int mode = 0; mode < HMF_MODE_COUNT; mode++)
            if (const Timing timing{subject, &workloads[i], static_cast<hmf_mode>(mode)};
                is_wanted(timing))
                wanted.push_back(timing);
        if (!wanted.empty()) add_workload(subject, &workloads[i], wanted, plan);
    }
}

// An implementation that fails is registered, for its benchmarks to fail with the reason.
void Runner::add_workload(Subject *subject, const hmf_workload *workload,
                          const std::vector<Timing> &wanted, const Plan &plan) {
    hmf_error error;
    hmf_estimate estimate = {};
    const bool used = !plan.lists || plan.longest < HUGE_VAL;
    progress_.show(std::string("estimating ") + subject->impl->name + "/" + workload->name);
    if (used && hmf_estimate_workload(subject->impl, workload, calls_before, seed_++, nullptr,
                                      &estimate, &error) != HMF_OK) {
        subject->checked = true;
        subject->refused = error.message;
        estimate = {};
    }
    const double ready = hmf_estimate_ready(&estimate, workload);
    for (const Timing &timing : wanted) {
        const double call = hmf_estimate_call(&estimate, workload, timing.mode);
        if (std::max(call, ready) <= plan.longest) {
            expected_.push_back(
                {name_of(timing), plan.repetitions * (ready + std::max(call, plan.min_time))});
            register_one(timing);
        } else {
            char text[128];
            std::snprintf(text, sizeof text, "%s%s (%s %s)", not_run_.empty() ? "" : ", ",
                          name_of(timing).c_str(), hmf_estimate_text(std::max(call, ready)).text,
                          call > plan.longest ? "a call" : "to prepare");
            not_run_ += text;
        }
    }
}

std::string Runner::announcement() const {
    double total = 0.0;
    for (const Expected &benchmark : expected_) total += benchmark.seconds;
    if (total < announced) return "";
    std::vector<Expected> sorted = expected_;
    std::sort(sorted.begin(), sorted.end(),
              [](const Expected &a, const Expected &b) { return a.seconds > b.seconds; });
    char text[160];
    std::snprintf(text, sizeof text, "%s for %zu benchmark%s", hmf_estimate_text(total).text,
                  sorted.size(), sorted.size() == 1 ? "" : "s");
    std::string line = text;
    for (std::size_t i = 0; i < sorted.size() && sorted[i].seconds >= announced; i++) {
        std::snprintf(text, sizeof text, "%s%s (%s)", i == 0 ? "; of these " : ", ",
                      sorted[i].name.c_str(), hmf_estimate_text(sorted[i].seconds).text);
        line += text;
    }
    return line;
}

// As Google Benchmark understands its filter, which says itself when it is no regular expression.
bool Runner::is_wanted(const Timing &timing) const {
    std::string filter = benchmark::GetBenchmarkFilter();
    if (filter.empty() || filter == "all") return true;
    const bool negative = filter.front() == '-';
    if (negative) filter.erase(0, 1);
    regex_t expression;
    if (regcomp(&expression, filter.c_str(), REG_EXTENDED | REG_NOSUB) != 0) return true;
    const bool matches = regexec(&expression, name_of(timing).c_str(), 0, nullptr, 0) == 0;
    regfree(&expression);
    return matches != negative;
}

std::string Runner::name_of(const Timing &timing) {
    return std::string(timing.subject->impl->name) + "/" + timing.workload->name + "/" +
           hmf_mode_name(timing.mode);
}

void Runner::register_one(const Timing &timing) {
    // NOLINTNEXTLINE(readability-redundant-string-cstr): before 1.8 it takes no std::string
    benchmark::RegisterBenchmark(name_of(timing).c_str(),
                                 [this, timing](benchmark::State &state) { time(state, timing); });
}

// Right first: what gives a wrong answer is not timed.
void Runner::check(Subject &subject) {
    subject.checked = true;
    hmf_error error;
    char text[256];
    if (hmf_truth_check(truth_.get(), subject.impl, &subject.worst, &error) != HMF_OK) {
        subject.refused = error.message;
    } else if (!hmf_truth_kept(subject.impl, &subject.worst)) {
        std::snprintf(text, sizeof text,
                      "wrong: conditioned error %.3g, promised %.3g, at z = %.6g, mass = %.6g",
                      subject.worst.error, subject.impl->accuracy, subject.worst.z,
                      subject.worst.mass);
        subject.refused = text;
    }
}

void Runner::skip(benchmark::State &state, const char *why) {
    failed_ = true;
    state.SkipWithError(why);
}

void Runner::time(benchmark::State &state, const Timing &timing) {
    Subject &subject = *timing.subject;
    progress_.show(name_of(timing));
    if (!subject.checked) check(subject);
    if (!subject.refused.empty()) return skip(state, subject.refused.c_str());

    hmf_job *prepared;
    hmf_error error;
    if (hmf_job_create(&hmf_get_registry()->wrappers, subject.impl, timing.workload, timing.mode,
                       seed_++, &prepared, &error) != HMF_OK)
        return skip(state, error.message);
    const std::unique_ptr<hmf_job, decltype(&hmf_job_destroy)> owned(prepared, hmf_job_destroy);
    hmf_job *job = prepared;

    hmf_status status = hmf_job_call(job, &error); // pages in code and output, fills what replays
    for ([[maybe_unused]] auto _ : state) {
        if (hmf_job_left(job) == 0) {
            state.PauseTiming();
            hmf_job_refill(job);
            state.ResumeTiming();
        }
        status = hmf_job_call(job, &error);
        if (status != HMF_OK) break;
    }
    if (status != HMF_OK) return skip(state, error.message);
    const std::string wrong = verify(job, timing);
    if (!wrong.empty()) return skip(state, wrong.c_str());

    state.SetLabel(hmf_clone_name(subject.impl));
    state.counters["conditioned_error"] = subject.worst.error;
    state.counters["accuracy"] = subject.impl->accuracy;
}

// A few cells of what the last timed call has answered, held against the referee: an implementation
// must be as right while it is timed as it was when it was checked. For the referee itself this
// only shows that the timed call answered what a call alone answers.
std::string Runner::verify(const hmf_job *job, const Timing &timing) {
    const hmf_workload *w = timing.workload;
    const hmf_job_answer answer = hmf_job_last(job);
    constexpr std::size_t most = 4;
    const std::size_t nz = std::min(w->nz, most), nmass = std::min(w->nmass, most);
    std::array<std::size_t, most> iz{}, im{};
    std::array<double, most> z{}, mass{};
    for (std::size_t i = 0; i < nz; i++) z[i] = answer.z[iz[i] = i * w->nz / nz];
    for (std::size_t i = 0; i < nmass; i++) mass[i] = answer.mass[im[i] = i * w->nmass / nmass];

    hmf_truth_grid referee;
    hmf_error error;
    if (hmf_truth_refer(answer.cosmology, z.data(), nz, mass.data(), nmass, &referee, &error) !=
        HMF_OK)
        return std::string("the referee failed: ") + error.message;
    double worst = 0.0;
    for (std::size_t i = 0; i < nz; i++)
        for (std::size_t j = 0; j < nmass; j++)
            worst = std::max(worst, hmf_truth_error(answer.dn_dlnm[iz[i] * w->nmass + im[j]],
                                                    referee.want[i * nmass + j],
                                                    referee.nu[i * nmass + j]));
    hmf_truth_free_grid(&referee);
    const hmf_impl *impl = timing.subject->impl;
    if (worst <= impl->accuracy + hmf_find(hmf_get_registry(), "quadrature")->accuracy) return "";
    char text[128];
    std::snprintf(text, sizeof text, "wrong while timed: conditioned error %.3g, promised %.3g",
                  worst, impl->accuracy);
    return text;
}

} // namespace hmf
