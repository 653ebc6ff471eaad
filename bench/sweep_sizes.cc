// SPDX-License-Identifier: MIT
#include "runner.h"

#include "die.h"
#include "result_file.h"
#include "statistics.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace hmf {

namespace {

constexpr std::size_t sizes = 15;
constexpr double longest_call = 1.0, min_time = 2e-3; // seconds
constexpr std::array<double, 1> today = {0.0};

struct Grids {
    std::array<hmf_workload, sizes> grid;
    std::array<std::string, sizes> names;
};

// Makes grids of 10^(i/2) cells. They have the shape of survey, 100 masses per redshift; grids
// below 100 cells have one redshift.
void make_grids(Grids *grids) {
    for (std::size_t i = 0; i < sizes; i++) {
        const double cells = std::pow(10.0, 0.5 * static_cast<double>(i));
        hmf_workload &w = grids->grid[i];
        w = {};
        w.nz = cells < 100.0 ? 1 : static_cast<std::size_t>(std::lrint(std::sqrt(cells / 100.0)));
        w.nmass = static_cast<std::size_t>(std::lrint(cells / static_cast<double>(w.nz)));
        grids->names[i] = std::to_string(w.nz) + "x" + std::to_string(w.nmass);
        w.name = grids->names[i].c_str();
        w.summary = "a grid of any size";
        w.ncosmology = 1;
        w.z = w.nz == 1 ? today.data() : nullptr;
        w.mass = {1e2, 1e15};
    }
}

// Collects the samples of all benchmarks by name.
class Samples : public benchmark::BenchmarkReporter {
  public:
    bool ReportContext(const Context &) override {
        return true;
    }
    void ReportRuns(const std::vector<Run> &runs) override {
        const std::string name = runs.front().run_name.str();
        for (const Run &run : runs)
            if (const std::string why = failure(run); !why.empty())
                die(EXIT_WRONG, "%s: %s", name.c_str(), why.c_str());
        const std::vector<double> seconds = samples(runs);
        if (!seconds.empty()) all_[name] = seconds;
    }

    // Returns seconds per cell; NaN if the implementation was not timed on this grid.
    hmf_interval per_cell(const hmf_impl *impl, const hmf_workload &w) const {
        const auto found = all_.find(std::string(impl->name) + "/" + w.name + "/warm");
        if (found == all_.end()) return {NAN, NAN, NAN, NAN};
        const std::vector<double> &s = found->second;
        const hmf_interval i = hmf_median_interval(s.data(), s.size(), 0.95);
        const double cells = static_cast<double>(w.nz * w.nmass);
        return {i.median / cells, i.low / cells, i.high / cells, i.coverage};
    }

  private:
    std::map<std::string, std::vector<double>> all_;
};

void measure(Runner &runner, const Grids &grids, const std::vector<const hmf_impl *> &impls,
             std::size_t repetitions, Samples &all) {
    std::string text[] = {"hmf-bench", "--benchmark_repetitions=" + std::to_string(repetitions),
                          "--benchmark_min_time=" + std::to_string(min_time),
                          "--benchmark_enable_random_interleaving=true"};
    std::vector<char *> argv;
    for (std::string &word : text) argv.push_back(word.data());
    int argc = static_cast<int>(argv.size());
    argv.push_back(nullptr);
    benchmark::Initialize(&argc, argv.data());
    Plan plan;
    plan.workloads = grids.grid.data();
    plan.count = sizes;
    plan.sizes = true;
    plan.longest = longest_call;
    plan.repetitions = static_cast<double>(repetitions);
    plan.min_time = min_time;
    for (const hmf_impl *impl : impls) runner.add(impl, plan);
    runner.progress().clear();
    if (!runner.not_run().empty())
        std::fprintf(stderr, "hmf bench: left out, with all larger grids: %s\n",
                     runner.not_run().c_str());
    if (const std::string announcement = runner.announcement(); !announcement.empty())
        std::fprintf(stderr, "hmf bench: this takes %s\n", announcement.c_str());
    benchmark::RunSpecifiedBenchmarks(&all);
    runner.progress().clear();
    benchmark::Shutdown();
}

// Prints one line and returns the same as JSON.
json_t *report_size(const std::vector<const hmf_impl *> &impls, const hmf_workload &w,
                    const Samples &all) {
    json_t *of = json_object();
    std::printf("%9zu %6zu %7zu", w.nz * w.nmass, w.nz, w.nmass);
    for (const hmf_impl *impl : impls) {
        const hmf_interval seconds = all.per_cell(impl, w);
        if (std::isnan(seconds.median)) {
            std::printf(" %11s", "-");
            continue;
        }
        std::printf(" %11.4g", 1e9 * seconds.median);
        json_object_set_new(of, impl->name,
                            json_pack("{s:f, s:[f, f]}", "median", seconds.median, "interval_95",
                                      seconds.low, seconds.high));
    }
    std::putchar('\n');
    return json_pack("{s:I, s:I, s:o}", "nz", static_cast<json_int_t>(w.nz), "nmass",
                     static_cast<json_int_t>(w.nmass), "seconds_a_cell", of);
}

} // namespace

void sweep_sizes(const std::vector<const hmf_impl *> &impls, const char *json_path,
                 std::size_t repetitions, std::uint64_t seed) {
    result_check(json_path);
    Runner runner(seed);
    Grids grids = {};
    make_grids(&grids);
    Samples all;
    measure(runner, grids, impls, repetitions, all);

    json_t *rows = json_array(), *clones = json_object();
    std::printf("Nanoseconds per cell, warm, medians of %zu repetitions.\n\n%9s %6s %7s",
                repetitions, "cells", "z", "masses");
    for (const hmf_impl *impl : impls) {
        std::printf(" %11s", impl->name);
        json_object_set_new(clones, impl->name, json_string(hmf_clone_name(impl)));
    }
    std::putchar('\n');
    for (const hmf_workload &w : grids.grid)
        json_array_append_new(rows, report_size(impls, w, all));
    json_t *root = result_begin("work", seed);
    json_object_set_new(root, "mode", json_string("warm"));
    json_object_set_new(root, "clones", clones);
    json_object_set_new(root, "sizes", rows);
    result_write_json(json_path, root);
}

} // namespace hmf
