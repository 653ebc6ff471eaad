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

// Returns seconds per cell; NaN if the implementation was not timed on this grid.
hmf_interval per_cell(const Results &results, const hmf_impl *impl, const hmf_workload &w) {
    const std::string name = std::string(impl->name) + "/" + w.name + "/warm";
    for (const auto &[index, r] : results.all()) {
        if (r.name != name) continue;
        const hmf_interval i = hmf_median_interval(r.seconds.data(), r.seconds.size(), 0.95);
        const double cells = static_cast<double>(w.nz * w.nmass);
        return {i.median / cells, i.low / cells, i.high / cells, i.coverage};
    }
    return {NAN, NAN, NAN, NAN};
}

void measure(const Grids &grids, const std::vector<const hmf_impl *> &impls,
             std::size_t repetitions, std::uint64_t seed, Results &results) {
    Plan plan;
    plan.workloads = grids.grid.data();
    plan.count = sizes;
    plan.sizes = true;
    plan.longest = longest_call;
    plan.repetitions = static_cast<double>(repetitions);
    plan.min_time = min_time;
    Runner runner(seed);
    runner.run(impls, plan,
               {"--benchmark_repetitions=" + std::to_string(repetitions),
                "--benchmark_min_time=" + std::to_string(min_time),
                "--benchmark_enable_random_interleaving=true"},
               &results, nullptr);
    if (!runner.not_run().empty())
        std::fprintf(stderr, "hmf bench: left out, with all larger grids: %s\n",
                     runner.not_run().c_str());
    for (const auto &[index, r] : results.all())
        if (!r.failure.empty()) die(EXIT_WRONG, "%s: %s", r.name.c_str(), r.failure.c_str());
}

// Prints one line and returns the same as JSON.
json_t *report_size(const std::vector<const hmf_impl *> &impls, const hmf_workload &w,
                    const Results &results) {
    json_t *of = json_object();
    std::printf("%9zu %6zu %7zu", w.nz * w.nmass, w.nz, w.nmass);
    for (const hmf_impl *impl : impls) {
        const hmf_interval seconds = per_cell(results, impl, w);
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
    Grids grids = {};
    make_grids(&grids);
    Results results;
    measure(grids, impls, repetitions, seed, results);

    json_t *rows = json_array(), *clones = json_object();
    std::printf("Nanoseconds per cell, warm, medians of %zu repetitions.\n\n%9s %6s %7s",
                repetitions, "cells", "z", "masses");
    for (const hmf_impl *impl : impls) {
        std::printf(" %11s", impl->name);
        json_object_set_new(clones, impl->name, json_string(hmf_clone_name(impl)));
    }
    std::putchar('\n');
    for (const hmf_workload &w : grids.grid)
        json_array_append_new(rows, report_size(impls, w, results));
    json_t *root = result_begin("work", seed);
    json_object_set_new(root, "mode", json_string("warm"));
    json_object_set_new(root, "clones", clones);
    json_object_set_new(root, "sizes", rows);
    result_write_json(json_path, root);
}

} // namespace hmf
