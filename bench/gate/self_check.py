#!/usr/bin/python3 -B
# SPDX-License-Identifier: MIT
"""./hmf gate --self-check: measures how often the gate is wrong.

The gate compares builds that are equal, or of which one is slower by a known amount, the dose. Every
run leaves one file in a folder, named by its kind and seed:

    whole-SEED.json, same-SEED.json    identical code, in all layers and in layer 2 alone
    dose-P-SEED.json                   layer 2, slower by P per cent
    verified-P-SEED.txt                the slow-down that the dose gave: COMPARISON RATIO ERROR GAIN,
                                       GAIN in per cent of instructions
    classic-KIND-SEED.json             the same builds, as judged by compare.py

The names begin with "busy-" if the machine was kept busy.
"""
import argparse
import json
import math
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from self_check_rates import Failure, Rates, read_file, table

GATE = Path(__file__).resolve().parent
ROOT = GATE.parents[1]
PRESET = os.environ.get("HMF_PRESET", "release")
BUILD = ROOT / "build" / PRESET
COMPARE = Path("/usr/share/benchmark/compare.py")
MODULE, SLOWED = "hmf_module_normal", "hmf_module_slowed"

SURELY_SLOWER = 1.02  # a missed slow-down beyond this ratio fails the self-check
TURNS_PER_NS = 3.5  # of an empty loop; only a first guess


def say(text):
    print(f"hmf gate: {text}", file=sys.stderr, flush=True)


def as_lines(result):
    """Returns JSON with one line per key, and one per item of a list."""
    texts = {}
    for key, value in result.items():
        items = ",\n  ".join(map(json.dumps, value)) if isinstance(value, list) else None
        texts[key] = json.dumps(value) if items is None else f"[\n  {items}\n ]"
    return "{\n" + ",\n".join(f' "{key}": {text}' for key, text in texts.items()) + "\n}\n"


def write_whole(path, text):
    """Writes the file completely or not at all."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(text)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


# ---- statistics of draws -------------------------------------------------------------------------


def centre_of(ratios):
    """Returns the median and its standard error, for normal noise with outliers."""
    centre = statistics.median(ratios)
    deviation = 1.483 * statistics.median(abs(ratio - centre) for ratio in ratios)
    return centre, 1.253 * deviation / math.sqrt(len(ratios))


def corrected_turns(tries, wanted, slope):
    """Returns the turns that give the wanted log ratio, from tries (turns, log ratio, error).

    Each try is extrapolated by the slope, in turns per log ratio, and weighted by its error. The
    result stays between half of the first guess and four times it.
    """
    weights = [1 / (error**2 + 1e-8) for _, _, error in tries]
    estimates = [turns + (wanted - ratio) * slope for turns, ratio, _ in tries]
    mean = sum(w * turns for w, turns in zip(weights, estimates)) / sum(weights)
    first = tries[0][0]
    return min(max(mean, first / 2), 4 * first)


def slowdown_lines(turns, grids):
    """Returns the lines for inject_slowdown.c from the turns of each comparison."""
    lines = {}
    for name, count in turns.items():
        impl, _, mode = name.split("/")
        nz, nmass, cosmologies = grids[name]
        key = f"{impl} {nz} {nmass} {mode}"
        if key in lines:  # the module could not tell them from each other
            raise Failure(f"{name}: another comparison has the same grid")
        lines[key] = f"{key} {max(0, count / cosmologies):.0f}\n"
    return "".join(lines.values())


# ---- runs ----------------------------------------------------------------------------------------


def execute(*command, good=(0,), output=None):
    """Runs a command to its end. Returns its exit status and its output, if that is a pipe."""
    with subprocess.Popen(list(map(str, command)), stdout=output, text=True) as process:
        try:
            text = process.communicate()[0]
        except BaseException:
            process.terminate()  # and leave it time to remove its files
            process.wait()
            raise
    if process.returncode not in good:
        raise Failure(f"{Path(str(command[0])).name} failed with exit status {process.returncode}")
    return process.returncode, text


def lines_of(*command):
    """Returns the words of each line that a command prints."""
    return [line.split() for line in execute(*command, output=subprocess.PIPE)[1].splitlines()]


def program(name):
    return BUILD / "bin" / name


class SelfCheck:
    """The runs of one call."""

    def __init__(self, options, work):
        self.work, self.folder = work, options.folder
        self.seed, self.layout_seed = options.seed, 1000 * options.seed
        self.busy = "busy-" if options.busy else ""
        self.draws_of_a_try = 8 if options.long else 4
        self.wrong = False
        self.turns = {}  # of each dose, when it has been made
        listed = lines_of(program("hmf-gate"), "--list", BUILD, BUILD)
        timed = [words for words in listed if words[-1] != "instructions"]
        self.all = [words[0] for words in timed]
        # chain_ns has the grid of default, and replay that of warm; the module cannot distinguish them.
        self.comparisons = [name for name, margin, *_ in timed
                            if margin == "1" and not re.search("chain|replay", name)]
        grids = lines_of(program("hmf-gate-plain"), "--grids", *self.comparisons)
        self.grids = {name: tuple(map(int, numbers)) for name, *numbers in grids}
        os.environ["HMF_SLOWDOWN"] = str(work / "slowdowns")
        self.slow_down({})
        self.slope = self.calibrate()

    # ---- doses

    def slow_down(self, turns):
        """Sets the slow-downs of the modules that are loaded from now on."""
        (self.work / "slowdowns").write_text(slowdown_lines(turns, self.grids))

    def link(self, module, folder, count, seed):
        execute(GATE / "layouts.sh", BUILD, self.work / folder, count, seed, module)

    def draw(self, count):
        """Returns {comparison: (log ratio, its error, seconds)}.

        Both modules have the same layouts, so that they differ in the slow-down alone; each call draws
        new layouts.
        """
        self.layout_seed += 2
        self.link(MODULE, "normal", count, self.layout_seed)
        self.link(SLOWED, "slowed", count, self.layout_seed)
        self.link(MODULE, "copy", count, self.layout_seed + 1)
        draws = defaultdict(list)
        for number in range(1, count + 1):
            modules = [self.work / side / f"{number}.so" for side in ("normal", "slowed", "copy")]
            for name, ratio, _, seconds in lines_of(
                    program("hmf-gate-draw"), number, 25, *modules, *self.comparisons):
                draws[name].append((float(ratio), float(seconds)))
        return {name: (*centre_of([ratio for ratio, _ in pairs]),
                       statistics.median(seconds for _, seconds in pairs))
                for name, pairs in draws.items()}

    def calibrate(self):
        """Returns the turns per log ratio of each comparison, measured at about 10 %."""
        say("calibrating the doses")
        turns = {name: 0.1 * 1e9 * TURNS_PER_NS * seconds
                 for name, (_, _, seconds) in self.draw(3).items()}
        for more in (3, 2, 1, 0):
            self.slow_down(turns)
            found = self.draw(8)
            # The CPU runs ahead and hides most turns after short calls; those take more.
            hidden = [name for name in turns if found[name][0] < 0.05]
            if not hidden or not more:
                break
            turns.update((name, 4 * turns[name]) for name in hidden)
        if any(ratio <= 0 for ratio, _, _ in found.values()):
            raise Failure("a slow-down of 10 % cannot be measured here")
        return {name: turns[name] / found[name][0] for name in turns}

    def dose(self, percent):
        """Slows down by that many per cent. Corrects the turns in three tries at first."""
        if percent not in self.turns:
            say(f"making and verifying the dose of {percent} %")
            wanted = math.log1p(0.01 * percent)
            turns = {name: wanted * slope for name, slope in self.slope.items()}
            tries = defaultdict(list)
            for number in (1, 2, 3):
                self.slow_down(turns)
                for name, (ratio, error, _) in self.draw(number * self.draws_of_a_try).items():
                    tries[name].append((turns[name], ratio, error))
                turns = {name: corrected_turns(tries[name], wanted, self.slope[name])
                         for name in turns}
            self.slow_down(turns)
            self.turns[percent] = turns, self.verify(percent)
        turns, verified = self.turns[percent]
        self.slow_down(turns)
        return verified

    def verify(self, percent):
        """Measures a dose and writes it to its file. Returns {comparison: (log ratio, error)}."""
        found = self.draw(3 * self.draws_of_a_try)
        modules = [BUILD / "lib" / f"{module}.so" for module in (MODULE, SLOWED)]
        counts = lines_of(GATE / "count.sh", program("hmf-gate-count"), self.work / "count", *modules,
                          *self.comparisons)
        if any(status != "0" for status, *_ in counts):
            raise Failure("a call failed under callgrind")
        lines = []
        for name, normal, slowed in zip(self.comparisons, counts[::2], counts[1::2]):
            ratio, error, _ = found[name]
            gain = 100 * (int(slowed[1]) / int(normal[1]) - 1)
            lines.append(f"{name} {math.exp(ratio):.5f} {error:.5f} {gain:.4f}\n")
        write_whole(self.folder / f"{self.busy}verified-{percent}-{self.seed}.txt", "".join(lines))
        return found

    # ---- the gate and the others

    def run(self, kind, *options):
        """Runs the gate. Returns the outcomes of the comparisons."""
        say(f"{self.busy}{kind}, seed {self.seed}")
        path = self.folder / f"{self.busy}{kind}-{self.seed}.json"
        status, _ = execute(program("hmf-gate"), "--seed", self.seed, "--json", path, *options, BUILD,
                            BUILD, good=(0, 2, 3), output=subprocess.DEVNULL)
        self.seed += 1
        if status == 2 and kind in ("whole", "same"):
            say(f"a false alarm: {kind}")
            self.wrong = True
        return {c["name"]: c["outcome"] for c in json.loads(path.read_text())["comparisons"]}

    def run_whole(self):
        self.run("whole", "--all")

    def run_same(self):
        self.run("same", "--time-only", *(w for name in self.all for w in ("--compare", name)))

    def run_dose(self, percent):
        verified = self.dose(percent)
        outcomes = self.run(f"dose-{percent}", "--time-only",
                            *(w for name in self.comparisons for w in ("--compare", name)),
                            "--base-target", MODULE, "--head-target", SLOWED)
        missed = [name for name, (ratio, error, _) in verified.items() if percent >= 3 and
                  outcomes.get(name) == "same" and math.exp(ratio) - 3 * error > SURELY_SLOWER]
        if missed:
            say(f"missed slow-downs: {' '.join(missed)}")
            self.wrong = True

    def run_classic(self, kind, module):
        """Compares the builds before and after a change with compare.py.

        20 repetitions of 15 ms take as long as 24 draws of the gate with 25 ms for both sides.
        """
        if not COMPARE.exists():
            return
        say(f"{self.busy}classic-{kind}, seed {self.seed}")
        for number, (side, linked) in enumerate((("before", MODULE), ("after", module))):
            self.link(linked, side, 1, self.seed + number)
            lines = lines_of(program("hmf-gate-plain"), self.work / side / "1.so", self.seed, 20, 15,
                             *self.comparisons)
            benchmarks = [{"name": name, "run_name": name, "run_type": "iteration", "repetitions": 20,
                           "repetition_index": i % 20, "iterations": 1, "threads": 1,
                           "real_time": 1e9 * float(seconds), "cpu_time": 1e9 * float(seconds),
                           "time_unit": "ns"} for i, (name, seconds) in enumerate(lines)]
            (self.work / f"{side}.json").write_text(json.dumps({"context": {}, "benchmarks": benchmarks}))
        dump = self.work / "compared.json"
        execute(sys.executable, COMPARE, "--no-color", "--dump_to_json", dump, "benchmarks",
                self.work / "before.json", self.work / "after.json", output=subprocess.DEVNULL)
        write_whole(self.folder / f"{self.busy}classic-{kind}-{self.seed}.json", dump.read_text())
        self.seed += 1

    def run_short(self):
        self.run_whole()
        self.run_dose(3)

    def run_long(self, minutes, doses):
        """Runs in turns until the time is over. The others judge in every fourth turn."""
        end, turn = time.monotonic() + 60 * minutes, 0
        while time.monotonic() < end:
            others = turn % 4 == 0
            turn += 1
            if not doses:
                self.run_whole()
                self.run_same()
                if others:
                    self.run_classic("same", MODULE)
            for percent in doses or (2, 3, 1, 5, 4):
                if time.monotonic() >= end:
                    break
                self.run_dose(percent)
                if others:
                    self.run_classic(f"dose-{percent}", SLOWED)


# ---- the command line ----------------------------------------------------------------------------


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise Failure(f"{message}; see ./hmf gate --self-check --help")


def whole_number(text):
    if not re.fullmatch("[0-9]+", text):
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number")
    return int(text)


def percents(text):
    if not re.fullmatch(" *[1-9]( +[1-9])* *", text):
        raise argparse.ArgumentTypeError(f"'{text}': whole per cents from 1 to 9")
    return list(map(int, text.split()))


def path(text):
    if not text:
        raise argparse.ArgumentTypeError("needs a value")
    return Path(text).absolute()


def parse(arguments):
    results = Path(os.environ.get("HMF_RESULTS") or ROOT / "build" / "results")
    parser = Parser(
        prog="./hmf gate --self-check", allow_abbrev=False,
        formatter_class=lambda prog: argparse.RawDescriptionHelpFormatter(prog, width=80),
        description="""\
Measures how often the gate is wrong. Runs it on copies of one build that differ in
layout alone, and on copies whose implementations are slower by a known amount, the
dose; counts its verdicts, with 95 % intervals. With --long, Google Benchmark's
compare.py (package libbenchmark-tools) and a comparison of medians judge the same
builds in every fourth turn.

By default makes one whole run on identical code and one of layer 2 at +3 %, in
less than four minutes. Each run is kept in its own file, and all files of the
folder are counted, so an interrupted check continues with the next call.""",
        epilog="""\
Exit status: 0 success; 1 usage or tool error; 2 the gate was wrong in a run of this
call: it called identical code slower, or called the same a comparison that is surely
more than 2 % slower; 69 packages missing.""")
    add = parser.add_argument
    add("--self-check", action="store_true", help=argparse.SUPPRESS)
    add("--long", action="store_true",
        help="whole runs on identical code, and layer 2 at 0, 1, 2, 3, 4 and 5 %%, in turns")
    add("--minutes", type=whole_number, default=60, metavar="N",
        help="length of --long (default %(default)s)")
    add("--doses", type=percents, metavar="'P ...'",
        help="with --long, only these slow-downs, in per cent (default '2 3 1 5 4', and identical code)")
    add("--busy", action="store_true",
        help="run an endless loop on every core but one; counted separately")
    add("--folder", type=path, default=results / "gate-self-check",
        help="folder of the runs (default build/results/gate-self-check)")
    add("--seed", type=whole_number, metavar="N", default=int(time.time()),
        help="seed of the first run; later runs count up (default the time)")
    add("--json", type=path, metavar="FILE", help="write the rates as JSON")
    add("--rates", action="store_true", help="count the runs of the folder, without a new one")
    add("--add", type=path, metavar="FILE", help="add the rates of an earlier --json")
    return parser.parse_args(arguments)


def check_packages():
    """Exits with 69 if scipy is missing; warns if compare.py is."""
    try:
        import scipy.stats  # noqa: F401
    except ImportError:
        say("scipy is missing (Debian: python3-scipy)")
        sys.exit(69)
    if not COMPARE.exists():
        say("not compared with compare.py, which is missing (Debian: libbenchmark-tools)")


def measure(options):
    """Makes the runs. Returns whether the gate was wrong."""
    cores = os.cpu_count() if options.busy else 1
    loops = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(cores - 1)]
    try:
        with tempfile.TemporaryDirectory() as work:
            check = SelfCheck(options, Path(work))
            if options.long:
                check.run_long(options.minutes, options.doses)
            else:
                check.run_short()
            return check.wrong
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def main(arguments):
    options = parse(arguments)
    check_packages()
    options.folder.mkdir(parents=True, exist_ok=True)
    if not os.access(options.folder, os.W_OK):
        raise Failure(f"{options.folder}: cannot be written to")
    built, _ = execute(ROOT / "hmf", "build", PRESET, "hmf_gate_self_check", good=range(256))
    if built != 0:
        return built
    is_wrong = not options.rates and measure(options)
    counted = Rates(options.folder)
    if options.add:
        read_file(options.add, counted.add_earlier)
    if not counted.rows:
        raise Failure(f"{options.folder}: no runs of the self-check")
    rates = counted.as_json()
    print(table(rates), flush=True)
    if options.json:
        write_whole(options.json, as_lines(rates))
    return 2 if is_wrong else 0


if __name__ == "__main__":
    os.environ["LC_ALL"] = "C"
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except (Failure, OSError) as error:
        say(error)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # which may be what failed
        sys.exit(1)
