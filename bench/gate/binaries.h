/*
 * binaries.h: the gate for two Google Benchmark programs of anyone's.
 *
 * The programs are run, never linked. A draw is six runs of fresh processes: the base, the new
 * program and a copy of the base's file in an order drawn at random, and once more in the opposite
 * one. The time of a benchmark on a side is the mean of its two. The layout of a program is the
 * same in every draw: a change of layout alone may show as a difference, so the margin is wider
 * than for builds.
 */
#ifndef HMF_GATE_BINARIES_H
#define HMF_GATE_BINARIES_H

#include "gate_options.h"
#include "gate_report.h"

/*
 * Compares the programs options->base and ->head by all benchmarks that gate_options_want, matched
 * by their whole names, with files in the folder `work`, which is the caller's to remove. Adds the
 * comparisons and notes to an empty report, for the caller to free, and sets its metric. Returns 0,
 * or GATE_FAILED having said why, with *interrupt set if a signal did it.
 *
 * The base must work: where it fails the gate has failed. Benchmarks with which the new program
 * crashes or hangs are OUTCOME_WRONG. Benchmarks that the base timed and the new program skips,
 * lacks, has several times or gives no time for are OUTCOME_VANISHED. Benchmarks that the base does
 * not time are not compared. A benchmark that the base timed once and later does not, or times far
 * below the minimum time, is inconclusive. A run of the base may take 600 seconds, and every other
 * run 60 seconds and 20 times what that took; the environment variable HMF_GATE_LIMIT, in seconds,
 * sets another limit for all.
 */
int gate_compare_binaries(const gate_options *options, const char *work, gate_report *report,
                          int *interrupt);

#endif
