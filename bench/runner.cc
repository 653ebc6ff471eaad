// SPDX-License-Identifier: MIT
#include "runner.h"

#include "clock.h"
#include "die.h"
#include "estimate.h"
#include "format.h"
#include "statistics.h"
#include "text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <regex.h>
#include <unistd.h>

namespace hmf {

namespace {

// Runs and benchmarks that take longer are announced, seconds.
constexpr double announced = 10.0;

} // namespace

void show_progress(const std::string &what) {
    static const double start = hmf_now();
    if (isatty(STDERR_FILENO) == 0) return;
    std::fputs("\r\033[K", stderr);
    if (!what.empty()) std::fprintf(stderr, "%4.0f s  %s", hmf_now() - start, what.c_str());
}

Runner::Runner(std::uint64_t seed) : seed_(seed), truth_(nullptr, hmf_truth_free) {
    char message[512];
    truth_.reset(hmf_truth_load(nullptr, message, sizeof message));
    if (!truth_) die(EXIT_ERROR, "%s", message);
}

std::size_t Runner::run(const std::vector<const hmf_impl *> &impls, const Plan &plan,
                        std::vector<std::string> flags, benchmark::BenchmarkReporter *display,
                        benchmark::BenchmarkReporter *file) {
    flags.insert(flags.begin(), "hmf bench");
    std::vector<char *> argv;
    argv.reserve(flags.size() + 1);
    for (std::string &flag : flags) argv.push_back(flag.data());
    int argc = static_cast<int>(argv.size());
    argv.push_back(nullptr);
    benchmark::Initialize(&argc, argv.data());
    if (benchmark::ReportUnrecognizedArguments(argc, argv.data())) std::exit(EXIT_ERROR);

    for (const hmf_impl *impl : impls) add(impl, plan);
    show_progress("");
    benchmark::AddCustomContext("not_run", not_run_);
    if (!plan.lists) announce();
    const std::size_t matched = benchmark::RunSpecifiedBenchmarks(display, file);
    show_progress("");
    benchmark::Shutdown();
    return matched;
}

void Runner::add(const hmf_impl *impl, const Plan &plan) {
    Subject *subject = &subjects_.emplace_back();
    subject->impl = impl;
    for (std::size_t i = 0; i < plan.count; i++) {
        std::vector<Timing> wanted;
        for (const hmf_mode mode : {HMF_COLD, HMF_WARM, HMF_REPLAY})
            if (const Timing timing{subject, &plan.workloads[i], mode};
                plan.sizes ? mode == HMF_WARM : is_wanted(timing))
                wanted.push_back(timing);
        if (!wanted.empty() && !add_workload(subject, &plan.workloads[i], wanted, plan) &&
            plan.sizes)
            return;
    }
}

// Returns whether all of them were registered. An implementation that fails is registered as well;
// its benchmarks then fail with the reason.
bool Runner::add_workload(Subject *subject, const hmf_workload *workload,
                          const std::vector<Timing> &wanted, const Plan &plan) {
    hmf_error error;
    hmf_estimate estimate = {};
    const bool used = !plan.lists || plan.longest < HUGE_VAL;
    show_progress(std::string("estimating ") + subject->impl->name + "/" + workload->name);
    if (used && hmf_estimate_workload(subject->impl, workload, seed_++, nullptr, &estimate,
                                      &error) != HMF_OK) {
        subject->checked = true;
        subject->rejected = error.message;
        estimate = {};
    }
    bool all = true;
    const double ready = hmf_estimate_call(&estimate, workload, HMF_COLD);
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
            all = false;
        }
    }
    return all;
}

// "about 230 s for 120 benchmarks; of these naive/default/cold (about 12 s), ..."
void Runner::announce() const {
    double total = 0.0;
    for (const Expected &benchmark : expected_) total += benchmark.seconds;
    if (total < announced) return;
    std::vector<Expected> sorted = expected_;
    std::sort(sorted.begin(), sorted.end(),
              [](const Expected &a, const Expected &b) { return a.seconds > b.seconds; });
    std::fprintf(stderr, "hmf bench: this takes %s for %zu benchmark%s",
                 hmf_estimate_text(total).text, sorted.size(), sorted.size() == 1 ? "" : "s");
    for (std::size_t i = 0; i < sorted.size() && sorted[i].seconds >= announced; i++)
        std::fprintf(stderr, "%s%s (%s)", i == 0 ? "; of these " : ", ", sorted[i].name.c_str(),
                     hmf_estimate_text(sorted[i].seconds).text);
    std::fputc('\n', stderr);
}

// Applies the filter as Google Benchmark does, which also reports invalid regular expressions.
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

// Compares with the certified values, so that wrong implementations are not timed.
void Runner::check(Subject &subject) {
    subject.checked = true;
    hmf_error error;
    char text[256];
    if (hmf_truth_check(truth_.get(), subject.impl, &subject.worst, &error) != HMF_OK) {
        subject.rejected = error.message;
    } else if (!hmf_truth_kept(subject.impl, &subject.worst)) {
        std::snprintf(text, sizeof text,
                      "wrong: conditioned error %.3g, promised %.3g, at z = %.6g, mass = %.6g",
                      subject.worst.error, subject.impl->accuracy, subject.worst.z,
                      subject.worst.mass);
        subject.rejected = text;
    }
}

void Runner::skip(benchmark::State &state, const char *why) {
    failed_ = true;
    state.SkipWithError(why);
}

void Runner::time(benchmark::State &state, const Timing &timing) {
    Subject &subject = *timing.subject;
    show_progress(name_of(timing));
    if (!subject.checked) check(subject);
    if (!subject.rejected.empty()) return skip(state, subject.rejected.c_str());

    hmf_job *prepared;
    hmf_error error;
    if (hmf_job_create(&hmf_get_registry()->wrappers, subject.impl, timing.workload, timing.mode,
                       seed_++, &prepared, &error) != HMF_OK)
        return skip(state, error.message);
    const std::unique_ptr<hmf_job, decltype(&hmf_job_destroy)> owned(prepared, hmf_job_destroy);
    hmf_job *job = prepared;

    hmf_status status =
        hmf_job_call(job, &error); // loads code, touches the output, fills caches of replay
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

// Compares a few cells of the last timed call with the referee, because an implementation could
// answer differently while it is timed. For the referee itself this only compares two of its own
// calls.
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

namespace {

double counter(const benchmark::BenchmarkReporter::Run &run, const char *name) {
    const auto found = run.counters.find(name);
    return found == run.counters.end() ? 0.0 : found->second.value;
}

// Google Benchmark 1.8 has renamed these members.
std::string failure(const benchmark::BenchmarkReporter::Run &run) {
#ifdef HMF_BENCHMARK_SKIPS
    return run.skipped ? run.skip_message : "";
#else
    return run.error_occurred ? run.error_message : "";
#endif
}

} // namespace

bool Results::ReportContext(const Context &context) {
    width_ = static_cast<int>(context.name_field_width);
    return true;
}

void Results::ReportRuns(const std::vector<Run> &runs) {
    Result &result = all_[runs.front().family_index];
    result.name = runs.front().run_name.str();
    result.error = counter(runs.front(), "conditioned_error");
    result.accuracy = counter(runs.front(), "accuracy");
    for (const Run &run : runs) {
        if (result.failure.empty()) result.failure = failure(run);
        if (run.run_type == Run::RT_Iteration)
            result.seconds.push_back(run.GetAdjustedRealTime() /
                                     benchmark::GetTimeUnitMultiplier(run.time_unit));
    }
}

void Results::print() const {
    constexpr std::size_t width = 34;
    std::printf("%-*s %-*s %5s   %s\n", width_, "benchmark", static_cast<int>(width),
                "a call, 95 % interval", "runs", "error (promised)");
    for (const auto &[index, r] : all_) {
        if (!r.failure.empty()) {
            std::printf("%-*s FAILED: %s\n", width_, r.name.c_str(), r.failure.c_str());
            continue;
        }
        format_text time;
        format_time(hmf_median_interval(r.seconds.data(), r.seconds.size(), format_confidence),
                    &time);
        const std::size_t used = std::min(text_columns(time.text), width);
        std::printf("%-*s %s%*s %5zu   %.1e (%.0e)\n", width_, r.name.c_str(), time.text,
                    static_cast<int>(width - used), "", r.seconds.size(), r.error, r.accuracy);
    }
    std::fflush(stdout);
}

} // namespace hmf
