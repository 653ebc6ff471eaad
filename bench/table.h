// table.h: what the runner shows on a terminal, a line a benchmark.
#ifndef HMF_TABLE_H
#define HMF_TABLE_H

#include <benchmark/benchmark.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace hmf {

// Median time of a call over the repetitions, its 95 % interval, and the error beside the promise;
// in the order of registration, whatever order the benchmarks ran in.
class Table : public benchmark::BenchmarkReporter {
  public:
    // before_printing is called once, when all has been measured.
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

} // namespace hmf

#endif
