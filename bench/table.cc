// table.cc: medians and intervals of repetitions.
#include "table.h"

#include "statistics.h"
#include "time_unit.h"

#include <cstdio>

namespace hmf {

namespace {

double counter(const benchmark::BenchmarkReporter::Run &run, const char *name) {
    const auto found = run.counters.find(name);
    return found == run.counters.end() ? 0.0 : found->second.value;
}

// Few repetitions cover the median with less than 95 %, and one not at all.
std::string interval_text(const hmf_interval &time, const hmf_time_unit &unit) {
    char text[64];
    if (time.coverage == 0.0) return "-";
    const int length = std::snprintf(text, sizeof text, "[%.4g, %.4g", time.low / unit.seconds,
                                     time.high / unit.seconds);
    const auto used = static_cast<std::size_t>(length);
    if (time.coverage < 0.95)
        std::snprintf(text + used, sizeof text - used, ", %.0f %%]", 100.0 * time.coverage);
    else
        std::snprintf(text + used, sizeof text - used, "]");
    return text;
}

// Why it was not timed; empty: it was. Google Benchmark 1.8 has renamed what says so.
std::string failure(const benchmark::BenchmarkReporter::Run &run) {
#ifdef HMF_BENCHMARK_SKIPS
    return run.skipped ? run.skip_message : "";
#else
    return run.error_occurred ? run.error_message : "";
#endif
}

} // namespace

bool Table::ReportContext(const Context &context) {
    width_ = static_cast<int>(context.name_field_width);
    return true;
}

void Table::ReportRuns(const std::vector<Run> &runs) {
    std::vector<double> seconds;
    const Run &first = runs.front();
    const std::string name = first.run_name.str();
    char line[512];
    for (const Run &run : runs) {
        const std::string why = failure(run);
        if (!why.empty()) {
            std::snprintf(line, sizeof line, "%-*s FAILED: %s", width_, name.c_str(), why.c_str());
            lines_[first.family_index] = line;
            return;
        }
        if (run.run_type == Run::RT_Iteration)
            seconds.push_back(run.GetAdjustedRealTime() /
                              benchmark::GetTimeUnitMultiplier(run.time_unit));
    }
    if (seconds.empty()) return;
    const hmf_interval time = hmf_median_interval(seconds.data(), seconds.size(), 0.95);
    const hmf_time_unit unit = hmf_time_unit_of(time.median);
    const std::string interval = interval_text(time, unit);
    std::snprintf(line, sizeof line, "%-*s %10.4g %-2s %-21s %5zu   %.1e (%.0e)", width_,
                  name.c_str(), time.median / unit.seconds, unit.name, interval.c_str(),
                  seconds.size(), counter(first, "conditioned_error"), counter(first, "accuracy"));
    lines_[first.family_index] = line;
}

void Table::Finalize() {
    before_printing_();
    std::printf("%-*s %10s    %-21s %5s   %s\n", width_, "benchmark", "a call", "95 % interval",
                "runs", "error (promised)");
    for (const auto &[index, line] : lines_) std::puts(line.c_str());
    std::fflush(stdout);
}

} // namespace hmf
