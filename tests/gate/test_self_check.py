#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""Tests the self-check of the gate: its statistics, its rates, and whole runs with stub programs.

A stub of the gate returns the verdict and the exit status that a test asks for.
"""
import contextlib
import io
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

try:
    from scipy.stats import binom
except ImportError:
    print("SKIPPED: scipy not found (Debian: python3-scipy)")
    sys.exit(77)

SOURCE = Path(__file__).resolve().parents[2] / "bench" / "gate"
for variable in ("HMF_PRESET", "HMF_RESULTS", "HMF_SLOWDOWN"):
    os.environ.pop(variable, None)
scratch = tempfile.TemporaryDirectory()
TREE = Path(scratch.name) / "a tree"
PROGRAMS, GATE, BUILD = TREE / "build/release/bin", TREE / "bench/gate", TREE / "build/release"
PROGRAMS.mkdir(parents=True)
GATE.mkdir(parents=True)
for name in ("self_check.py", "self_check_rates.py"):
    shutil.copy(SOURCE / name, GATE)
sys.path.insert(0, str(GATE))
import self_check  # noqa: E402
import self_check_rates  # noqa: E402
from self_check_rates import Failure, Rates, interval, table  # noqa: E402


class Folder(unittest.TestCase):
    """A test with a folder of runs."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(dir=scratch.name)
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "the runs"
        self.folder.mkdir()

    def put(self, name, text):
        (self.folder / name).write_text(text if isinstance(text, str) else json.dumps(text))

    def rates(self):
        return {row["truth"]: row for row in Rates(self.folder).as_json()["rates"]}


def a_run(*outcomes, cpu="One", seconds=10.0):
    """Returns a run of the gate. An outcome is a word, or a pair with the name of the comparison."""
    pairs = [o if isinstance(o, tuple) else (f"impl/{i}/cold", o) for i, o in enumerate(outcomes)]
    return {"context": {"cpu": cpu}, "seconds": seconds,
            "comparisons": [{"name": name, "outcome": outcome} for name, outcome in pairs]}


def a_benchmark(after, p, name="b"):
    """Returns a benchmark as compare.py dumps it: three times before, with the median 100."""
    before = (90, 500, 100)
    times = [{"real_time": b, "real_time_other": a} for b, a in zip(before, (after, 800, 1))]
    return {"name": name, "measurements": times, "utest": {} if p is None else {"time_pvalue": p}}


def counts(row, *keys):
    return tuple(row[key]["count"] if isinstance(row[key], dict) else row[key] for key in keys)


# ---- statistics ----------------------------------------------------------------------------------


class Statistics(unittest.TestCase):
    def test_intervals_of_published_tables(self):
        for count, of, low, high in (
                (0, 300, 0.0, 0.0122), (118, 120, 0.9411, 0.9980), (0, 1, 0.0, 0.9750),
                (1, 1, 0.0250, 1.0), (5, 10, 0.1871, 0.8129), (1, 10, 0.0025, 0.4450),
                (10, 10, 0.6915, 1.0), (50, 100, 0.3983, 0.6017), (0, 10, 0.0, 0.3085),
                (2, 1000, 0.0002, 0.0072), (0, 0, 0.0, 1.0)):
            got = interval(count, of)
            self.assertAlmostEqual(got[0], low, delta=0.5001e-4)
            self.assertAlmostEqual(got[1], high, delta=0.5001e-4)

    def test_intervals_by_their_definition(self):
        """At each end of the interval, results at least as extreme have a probability of 2.5 %."""
        for of in range(1, 40):
            for count in range(of + 1):
                low, high = interval(count, of)
                if count > 0:
                    self.assertAlmostEqual(binom.sf(count - 1, of, low), 0.025, delta=1e-9)
                if count < of:
                    self.assertAlmostEqual(binom.cdf(count, of, high), 0.025, delta=1e-9)

    def test_median_and_its_error(self):
        # deviations from 3: 2, 1, 0, 1, 97
        centre, error = self_check.centre_of([1.0, 2.0, 3.0, 4.0, 100.0])
        self.assertEqual(centre, 3.0)
        self.assertAlmostEqual(error, 1.253 * 1.483 / math.sqrt(5))
        self.assertEqual(self_check.centre_of([1.0, 3.0])[0], 2.0)

    def test_corrected_turns(self):
        for tries, expected in (
                ([(100, 0.03, 1e-3)], 100),  # right already
                ([(100, 0.02, 1e-3)], 110),  # 0.01 more at 1000 turns per log ratio
                ([(100, 0.02, 1e-3), (110, 0.03, 1e-3)], 110),
                ([(100, 0.02, 1e-3), (110, 0.05, 1.0)], 110),  # a try without precision does not count
                ([(100, 0.02, 1e-3), (100, 0.04, 1e-3)], 100),  # equal weights: the mean
                ([(100, 0.02, 1e-3), (100, 0.04, 2e-3)], 106),  # weights 4 and 1
                ([(100, 0.5, 1e-3)], 50),  # at least half of the first guess
                ([(100, -0.5, 1e-3)], 400)):  # at most four times
            got = self_check.corrected_turns(tries, 0.03, 1000)
            self.assertAlmostEqual(got, expected, delta=0.5)

    def test_slowdown_lines(self):
        grids = {"a/point/cold": (1, 1, 1), "a/point/warm": (1, 1, 1), "a/survey/warm": (100, 7, 64),
                 "a/chain/cold": (5, 200, 64), "a/default/cold": (5, 200, 1)}
        lines = self_check.slowdown_lines
        self.assertEqual(lines({}, grids), "")
        self.assertEqual(lines({"a/point/cold": 100, "a/point/warm": 7.6, "a/survey/warm": 6400}, grids),
                         "a 1 1 cold 100\na 1 1 warm 8\na 100 7 warm 100\n")
        with self.assertRaisesRegex(Failure, "a/default/cold: another comparison has the same grid"):
            lines({"a/chain/cold": 1, "a/default/cold": 1}, grids)


# ---- rates ---------------------------------------------------------------------------------------


class CountedRuns(Folder):
    def test_runs_of_the_gate(self):
        self.put("same-1.json", a_run("same", "same", "slower", "inconclusive"))
        self.put("same-2.json", a_run("same", "faster", "trade", "same", "unchanged", "not compared"))
        self.put("whole-3.json", a_run("same", "more instructions", seconds=100.0))
        self.put("whole-4.json", a_run("same", "same", "inconclusive", "inconclusive", seconds=50.0))
        self.put("dose-2-5.json", a_run("slower", "slower", "slower"))
        self.put("busy-whole-6.json", a_run("slower", "slower"))
        self.put("busy-dose-2-7.json", a_run("same"))
        rows = self.rates()
        self.assertEqual(list(rows), ["same", "dose-2", "busy-same", "busy-dose-2"])
        self.assertEqual(counts(rows["same"], "runs", "whole_runs", "runs_with_alarm", "runs_inconclusive",
                                "slower", "inconclusive", "faster", "seconds_of_a_whole_run"),
                         (4, 2, 2, 2, 2, 3, 2, 75.0))
        self.assertEqual([rows[truth]["slower"]["of"] for truth in rows], [14, 3, 2, 1])
        self.assertEqual(counts(rows["dose-2"], "runs", "whole_runs", "slower"), (1, 0, 3))
        self.assertNotIn("seconds_of_a_whole_run", rows["dose-2"])
        self.assertEqual(counts(rows["busy-same"], "whole_runs", "slower"), (1, 2))

    def test_before_and_after(self):
        dump = [a_benchmark(102.0, 0.0499), a_benchmark(100.9, 0.0499), a_benchmark(99.0, 0.0),
                a_benchmark(150.0, 0.05), a_benchmark(1000.0, None)]
        self.put("classic-same-1.json", dump)
        self.put("busy-classic-dose-2-1.json", dump)
        rows = self.rates()
        for row in rows.values():
            self.assertEqual(counts(row, "compare_py_slower", "medians_slower", "runs"), (2, 2, 0))
            self.assertEqual(row["compare_py_slower"]["of"], 4)
        self.assertEqual(list(rows), ["same", "busy-dose-2"])

    def test_comparisons_with_another_dose_are_not_counted(self):
        self.put("verified-2-5.txt", "a/b/cold 1.0200 0.0001 2\na/b/warm 1.0149 0.0001 2\n")
        self.put("verified-2-9.txt", "a/b/cold 1.0251 0.0001 2\na/b/warm 1.0151 0.0001 2\n")
        self.put("busy-verified-2-5.txt", "a/b/cold 0.9 0.0001 2\n")
        run = a_run(("a/b/cold", "slower"), ("a/b/warm", "same"), ("a/c/warm", "inconclusive"))
        for name in ("dose-2-5", "dose-2-8", "dose-2-10", "dose-3-10"):  # the third: verified again
            self.put(f"{name}.json", run)
        self.put("classic-dose-2-6.json", [a_benchmark(102, 0.01, "a/b/cold"), a_benchmark(102, 0.01, "a/b/warm")])
        rows = self.rates()
        self.assertEqual(counts(rows["dose-2"], "runs", "missed_dose", "slower", "inconclusive"), (3, 3, 2, 3))
        self.assertEqual(rows["dose-2"]["slower"]["of"], 6)
        self.assertEqual(rows["dose-2"]["compare_py_slower"]["of"], 1)
        self.assertEqual((rows["dose-3"]["slower"]["of"], rows["dose-3"]["missed_dose"]), (3, 0))

    def test_verified_doses(self):
        self.put("verified-2-1.txt", "a/b/cold 1.02000 0.00010 2.5000\na/b/warm 1.024 0.1 -0.5\n")
        self.put("verified-2-9.txt", "a/b/cold 1.016 0.00010 7\na/b/warm 1.0251 0.1 9\n")
        verified = self.rates()["dose-2"]["verified"]
        self.assertAlmostEqual(verified.pop("mean_ratio"), 1.02)
        self.assertEqual(verified, {"count": 3, "min_ratio": 1.016, "max_ratio": 1.024,
                                    "min_instructions_percent": -0.5, "max_instructions_percent": 7.0})

    def test_machines(self):
        for number, cpu, expected in ((1, "One", "One"), (2, "One", "One"), (3, "Two", "several machines")):
            self.put(f"same-{number}.json", a_run("same", cpu=cpu))
            self.assertEqual(Rates(self.folder).as_json()["machine"], expected)

    def test_other_files_are_ignored(self):
        for name in ("notes.json", "README-1.md", "table-2.txt", "same-1.json.77.tmp", "list"):
            self.put(name, "no JSON")
        self.assertEqual(self.rates(), {})

    def test_damaged_files_are_named(self):
        for name, text in (
                ("same-1.json", ""), ("same-1.json", '{"comparisons": [{"outcome": "same"}'),
                ("same-1.json", "[]"), ("same-1.json", "7"), ("same-1.json", "[" * 100000),
                ("same-1.json", a_run()), ("same-1.json", a_run("strange")), ("same-1.json", {}),
                ("same-1.json", {**a_run("same"), "context": {}}),
                ("same-1.json", {**a_run("same"), "context": 7}),
                ("whole-1.json", {**a_run("same"), "seconds": "many"}),
                ("classic-same-1.json", "{"), ("classic-same-1.json", []), ("classic-same-1.json", {"a": 1}),
                ("classic-same-1.json", [a_benchmark(1.0, None)]),
                ("classic-same-1.json", [{**a_benchmark(1.0, 0.5), "measurements": []}]),
                ("classic-same-1.json", [a_benchmark("slow", 0.5)]),
                ("verified-2-1.txt", ""), ("verified-2-1.txt", "a/b/cold\n"),
                ("verified-2-1.txt", "a/b/cold 1.02 0.1 2\na/b/warm much 0.1 2\n")):
            self.put(name, text)
            with self.assertRaisesRegex(Failure, name, msg=text):
                self.rates()
            (self.folder / name).unlink()
        (self.folder / "same-1.json").write_bytes(b"\xff\xfe")
        self.assertRaises(Failure, self.rates)

    def test_earlier_rates_are_added(self):
        self.put("whole-1.json", a_run("same", "slower", "inconclusive", "more instructions"))
        self.put("dose-2-1.json", a_run("slower", "slower", "faster"))
        self.put("classic-dose-2-1.json", [a_benchmark(102.0, 0.01)])
        self.put("verified-2-1.txt", "a/b/cold 1.02 0.1 2\na/b/warm 1.03 0.1 -0.5\n")
        once = Rates(self.folder).as_json()
        both = Rates(self.folder)
        both.add_earlier(json.dumps(once))
        for one, two in zip(once["rates"], both.as_json()["rates"]):
            for key, value in one.items():
                if key == "verified":
                    self.assertEqual(two[key], {**value, "count": 2 * value["count"]})
                elif isinstance(value, dict):
                    self.assertEqual((two[key]["count"], two[key]["of"]), (2 * value["count"], 2 * value["of"]))
                elif key not in ("truth", "seconds_of_a_whole_run"):
                    self.assertEqual(two[key], 2 * value)
                else:
                    self.assertEqual(two[key], value)
        self.assertEqual(both.as_json()["machine"], "One")

    def test_the_published_rates_can_be_added(self):
        published = json.loads((SOURCE / "self_check.json").read_text())
        rates = Rates(self.folder)
        rates.add_earlier(json.dumps(published))
        got = rates.as_json()
        self.assertEqual(list(got), list(published))
        self.assertEqual([row["truth"] for row in got["rates"]], [row["truth"] for row in published["rates"]])
        for row, expected in zip(got["rates"], published["rates"]):
            self.assertEqual(set(row), set(expected))
            for key, share in expected.items():
                if isinstance(share, dict) and "of" in share:
                    self.assertEqual((row[key]["count"], row[key]["of"]), (share["count"], share["of"]))
                    self.assertAlmostEqual(row[key]["high"], share["high"], delta=1e-9)

    def test_the_table(self):
        self.put("whole-1.json", a_run("same", "same", "slower", "inconclusive", seconds=100.0))
        self.put("whole-2.json", a_run("same", seconds=50.0))
        self.put("dose-2-3.json", a_run("slower", "more instructions", "same", ("a/b/cold", "same")))
        self.put("verified-2-3.txt", "a/b/warm 1.0200 0.0001 2.5\na/c/warm 1.0240 0.0001 -0.5\na/b/cold 1.1 0 0\n")
        self.put("classic-dose-2-4.json", [a_benchmark(102.0, 0.01)])
        self.assertEqual(table(Rates(self.folder).as_json()).splitlines(), [
            "on One; shares with 95 % intervals",
            "",
            "truth          gate  called slower        inconclusive        others  compare.py: slower   "
            "medians: slower    ",
            "same              5  1 (0.5-71.6 %)       1 (0.5-71.6 %)           0  -                    "
            "-                  ",
            "dose-2            3  2 (9.4-99.2 %)       0 (0.0-70.8 %)           1  1 (2.5-100.0 %)      "
            "1 (2.5-100.0 %)    ",
            "",
            "same: runs 2, with a false alarm 1 (1.3-98.7 %), inconclusive 1 (1.3-98.7 %)",
            "2 of them of all layers, 75.0 s each",
            "dose-2: 1 not counted, more than 0.5 % off their dose",
            "dose-2: in the same layout +2.20 % in time (+2.00 to +2.40), -0.50 to +2.50 % in instructions"])


class WholeFiles(Folder):
    def test_a_failed_write_leaves_the_earlier_file(self):
        path = self.folder / "rates.json"
        self_check.write_whole(path, "one")
        for failing in ("os.replace", "pathlib.Path.write_text"):
            with mock.patch(failing, side_effect=OSError("full")), self.assertRaises(OSError):
                self_check.write_whole(path, "two")
            self.assertEqual([p.name for p in self.folder.iterdir()], ["rates.json"])
            self.assertEqual(path.read_text(), "one")


# ---- the command line ----------------------------------------------------------------------------

# A call takes 1 us, and 0.3 ns more for each turn of the slow-down.
STUBS = {
    TREE / "hmf": """echo "built $*"; exit "${BUILD_STATUS-0}" """,
    GATE / "layouts.sh": """mkdir -p "$2" """,
    GATE / "count.sh": """shift 4; for comparison; do printf '0 1000 portable\\n0 1050 portable\\n'; done""",
    PROGRAMS / "hmf-gate": """
case $1 in --list) printf '%s\\n' 'universal/point/cold 1 %' 'universal/chain/cold 1 %' 'openmp/point/cold 5 %' \\
    'universal/point/warm 1 %' 'universal/520x3/replay 1 %' 'naive/52x3/warm 1 % instructions'; exit ;; esac
{ echo "$*"; cat "$HMF_SLOWDOWN"; } >>"$TOLD/asked"
while [ "$1" != --json ]; do shift; done
cp "$TOLD/verdict" "$2"
exit "$GATE_STATUS" """,
    PROGRAMS / "hmf-gate-draw": """
[ -z "$DRAW_STATUS" ] || exit "$DRAW_STATUS"
number=$1
shift 5
for comparison; do
    turns=$(sed -n "s/^universal 1 1 ${comparison##*/} //p" "$HMF_SLOWDOWN")
    awk -v name="$comparison" -v turns="${turns:-0}" -v odd=$((number % 2)) -v ns="$TURN_NS" \\
        'BEGIN { print name, log(1 + 1e-3 * ns * turns) + (odd ? 1 : -1) * 1e-5, 0, 1e-6 }'
done""",
    PROGRAMS / "hmf-gate-plain": """
[ "$1" != --grids ] || { shift; for comparison; do echo "$comparison 1 1 1"; done; exit; }
shift 4
for comparison; do for index in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19; do
    echo "$comparison 1.$index"; done; done""",
}
for stub, text in STUBS.items():
    stub.write_text(f"#!/bin/sh\n{text}\n")
    stub.chmod(0o755)


class CommandLine(Folder):
    def setUp(self):
        super().setUp()
        self.told, self.temporary = self.folder.parent / "told", self.folder.parent / "a tmp"
        self.told.mkdir()
        self.temporary.mkdir()
        self.environment = {**os.environ, "TOLD": str(self.told), "TMPDIR": str(self.temporary),
                            "GATE_STATUS": "0", "DRAW_STATUS": "", "TURN_NS": "0.3"}
        self.verdict("slower", "slower")

    def verdict(self, cold, warm):
        run = a_run(("universal/point/cold", cold), ("universal/point/warm", warm))
        (self.told / "verdict").write_text(json.dumps(run))

    def check(self, status, expected, *arguments, stdout=subprocess.PIPE, **environment):
        """Expects the exit status of the self-check and a part of its output. Returns the output."""
        process = subprocess.run(
            [str(GATE / "self_check.py"), "--seed", "5", "--folder", self.folder.name, *arguments],
            cwd=self.folder.parent, env={**self.environment, **environment}, stdout=stdout,
            stderr=subprocess.STDOUT if stdout == subprocess.PIPE else subprocess.PIPE, text=True)
        output = (process.stdout or "") + (process.stderr or "")
        self.assertEqual(process.returncode, status, output)
        self.assertIn(expected, output)
        self.assertEqual(list(self.temporary.iterdir()), [])
        return output

    def files(self):
        return sorted(path.name for path in self.folder.iterdir())

    def test_options(self):
        self.check(0, "usage: ./hmf gate --self-check", "--help")
        self.check(0, "usage: ./hmf gate --self-check", "--long", "-h")
        for arguments, expected in (
                (["--short"], "unrecognized arguments: --short"), (["5"], "unrecognized arguments: 5"),
                (["--lon"], "unrecognized"), (["--doses", "2 10"], "whole per cents from 1 to 9"),
                (["--doses", "x"], "whole per cents"), (["--seed", "x"], "'x' is not a whole number"),
                (["--minutes", "-1"], "--minutes"), (["--minutes", "1.5"], "'1.5' is not a whole number"),
                *(([option], f"{option}: expected one argument")
                  for option in ("--minutes", "--seed", "--folder", "--json", "--add", "--doses")),
                *(([option, ""], option) for option in ("--minutes", "--seed", "--folder", "--json", "--add"))):
            output = self.check(1, expected, "--rates", *arguments)
            self.assertIn("see ./hmf gate --self-check --help", output)
            self.assertNotIn("built", output)

    def test_only_rates(self):
        output = self.check(1, "the runs: no runs of the self-check", "--rates")
        self.assertIn("built build release hmf_gate_self_check\n", output)
        self.put("same-1.json", a_run("same", "same"))
        self.check(0, "same              2  0 (0.0-84.2 %)", "--rates", "--json", "rates.json")
        rates = json.loads((self.folder.parent / "rates.json").read_text())
        self.assertEqual((rates["kind"], rates["hmfbench_schema"]), ("gate_self_check", 1))
        self.check(0, "same              4  0 (", "--rates", "--add", "rates.json")
        self.check(1, "verdict: is not from the self-check", "--rates", "--add", "told/verdict")
        self.check(1, "none/rates.json", "--rates", "--json", "none/rates.json")
        with open("/dev/full", "w") as full:
            self.check(1, "No space left on device", "--rates", stdout=full)
        self.put("same-2.json", "{")
        self.check(1, "the runs/same-2.json: ", "--rates")
        self.check(1, "File exists", "--rates", "--folder", "told/verdict")
        self.check(69, "", "--rates", BUILD_STATUS="69")

    def test_missing_scipy(self):
        (self.folder / "scipy.py").write_text("raise ImportError")
        output = self.check(69, "python3-scipy", PYTHONPATH=str(self.folder))
        self.assertNotIn("built", output)
        self.check(0, "usage: ", "--help", PYTHONPATH=str(self.folder))

    def test_a_short_run(self):
        self.check(0, "dose-3            2  2 (")
        self.assertEqual(self.files(), ["dose-3-6.json", "verified-3-6.txt", "whole-5.json"])
        asked = (self.told / "asked").read_text().splitlines()
        self.assertEqual(len(asked), 6)
        self.assertEqual(asked[0], f"--seed 5 --json {self.folder}/whole-5.json --all {BUILD} {BUILD}")
        self.assertEqual(asked[3], f"--seed 6 --json {self.folder}/dose-3-6.json --time-only --compare "
                         "universal/point/cold --compare universal/point/warm --base-target "
                         f"hmf_module_normal --head-target hmf_module_slowed {BUILD} {BUILD}")
        # 3 % is 100 turns, derived from a calibration at 10 %.
        self.assertEqual(asked[4:], ["universal 1 1 cold 100", "universal 1 1 warm 100"])
        verified = [line.split() for line in (self.folder / "verified-3-6.txt").read_text().splitlines()]
        self.assertEqual([(w[0], w[1], w[3]) for w in verified], [
            ("universal/point/cold", "1.03000", "5.0000"), ("universal/point/warm", "1.03000", "5.0000")])

    def test_wrong_verdicts(self):
        for cold, warm, gate_status, status, expected in (
                ("slower", "slower", "2", 2, "a false alarm: whole"),
                ("same", "same", "0", 2, "missed slow-downs: universal/point/cold universal/point/warm\n"),
                ("same", "slower", "0", 2, "missed slow-downs: universal/point/cold\n"),
                ("faster", "inconclusive", "3", 0, "dose-3            2  0 ("),
                ("same", "same", "1", 1, "hmf-gate failed with exit status 1"),
                ("same", "same", "4", 1, "hmf-gate failed with exit status 4")):
            with self.subTest(cold=cold, gate_status=gate_status):
                self.verdict(cold, warm)
                self.check(status, expected, GATE_STATUS=gate_status)

    def test_draws_that_fail(self):
        self.check(1, "hmf-gate-draw failed with exit status 2", DRAW_STATUS="2")
        self.check(1, "a slow-down of 10 % cannot be measured here", TURN_NS="0")

    def test_a_long_run_on_a_busy_machine(self):
        """A clock that advances by 15 s at each look leaves time for the first runs and one dose."""
        clock = mock.Mock(side_effect=range(0, 10**6, 15))
        printed = io.StringIO()
        with mock.patch.dict(os.environ, {**self.environment, "GATE_STATUS": "2"}), \
                mock.patch.object(self_check.time, "monotonic", clock), \
                contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
            status = self_check.main(["--seed", "5", "--folder", str(self.folder), "--long", "--minutes",
                                      "1", "--busy"])
        self.assertEqual(status, 2)
        expected = ["busy-dose-2-8.json", "busy-same-6.json", "busy-verified-2-8.txt", "busy-whole-5.json"]
        if self_check.COMPARE.exists():
            expected += ["busy-classic-same-7.json", "busy-classic-dose-2-9.json"]
            self.assertIn("busy-same         4  4 (39.8-100.0 %)     0 (0.0-60.2 %)           2  0 (", printed.getvalue())
        self.assertLessEqual(set(expected), set(self.files()))


if __name__ == "__main__":
    unittest.main()
