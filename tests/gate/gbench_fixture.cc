/* SPDX-License-Identifier: MIT */
/* gbench_fixture.cc: a Google Benchmark program with benchmarks of every kind. */
#include <benchmark/benchmark.h>

#include <clocale>
#include <cmath>
#include <locale>

namespace {

// Each step depends on the one before, so the time is proportional to the steps.
void chain(int steps) {
    double x = 1.5;
    for (int i = 0; i < steps; i++) {
        x = 1.0 / x + 0.5;
        benchmark::DoNotOptimize(x);
    }
}

template <class T, int N> void sum(benchmark::State &state) {
    for (auto _ : state) {
        T total = 0;
        for (T i = 0; i < N; i++) benchmark::DoNotOptimize(total += i);
    }
    state.SetItemsProcessed(state.iterations() * N);
}

void steady(benchmark::State &state) {
    for (auto _ : state) chain(static_cast<int>(state.range(0)));
    state.SetComplexityN(state.range(0));
}

void changed(benchmark::State &state) {
    for (auto _ : state) chain(2000);
}

void counted(benchmark::State &state) {
    for (auto _ : state) chain(100);
    state.counters["no_number"] = std::nan("");
    state.counters["beyond"] = HUGE_VAL;
    state.counters["huge"] = 1.7976931348623157e308;
    state.SetLabel("a \"label\", with\ttab and \\");
}

void by_hand(benchmark::State &state) {
    for (auto _ : state) {
        chain(100);
        state.SetIterationTime(1e-5);
    }
}

void failing(benchmark::State &state) {
    state.SkipWithError("no such \"device\"");
    for (auto _ : state) {
    }
}

} // namespace

BENCHMARK(steady)->Arg(2000);
BENCHMARK(changed);
BENCHMARK_TEMPLATE(sum, long, 1000);
BENCHMARK_TEMPLATE(sum, unsigned char, 200)->Unit(benchmark::kMicrosecond);
BENCHMARK(steady)->Name("named with blanks/a+b (c)|d")->Arg(100)->Unit(benchmark::kMillisecond);
BENCHMARK(counted)->UseRealTime()->Unit(benchmark::kSecond);
BENCHMARK(by_hand)->UseManualTime();
BENCHMARK(steady)->Name("of_the_process")->Arg(100)->MeasureProcessCPUTime();
BENCHMARK(steady)->Name("with_threads")->Arg(1000)->Threads(2);
BENCHMARK(steady)->Name("set_by_hand")->Arg(100)->Iterations(1000);
BENCHMARK(steady)->Name("again")->Arg(100)->Repetitions(3);
BENCHMARK(steady)->Name("only_aggregates")->Arg(100)->Repetitions(3)->ReportAggregatesOnly();
BENCHMARK(steady)->Name("fitted")->Arg(64)->Arg(512)->Complexity(benchmark::oN);
BENCHMARK(failing);

// Writes and reads numbers in the user's locale, if it exists.
int main(int argc, char **argv) {
    if (std::setlocale(LC_ALL, "")) std::locale::global(std::locale(""));
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
}
