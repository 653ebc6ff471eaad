// SPDX-License-Identifier: MIT
// row_bench.cc: a benchmark of one row of the mass function, linked with one of
// stations/08-gate/*.c.
#include "row.h"

#include <benchmark/benchmark.h>

#include <vector>

namespace {

void row_of_masses(benchmark::State &state) {
    const auto count = static_cast<std::size_t>(state.range(0));
    std::vector<double> amplitude(count), sigma(count), dn_dlnm(count);
    for (std::size_t i = 0; i < count; i++) {
        const double place = static_cast<double>(i) / static_cast<double>(count);
        amplitude[i] = 1.0 + place;
        sigma[i] = 6.0 - 5.0 * place;
    }
    for ([[maybe_unused]] auto _ : state) {
        row(5.0, amplitude.data(), sigma.data(), count, dn_dlnm.data());
        benchmark::DoNotOptimize(dn_dlnm.data());
        benchmark::ClobberMemory();
    }
}

} // namespace

BENCHMARK(row_of_masses)->Arg(50)->Arg(200);

BENCHMARK_MAIN();
