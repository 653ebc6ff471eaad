# SPDX-License-Identifier: MIT
"""Counts the verdicts in a folder of the self-check, with 95 % intervals."""
import json
import os
import re
import statistics
from collections import Counter, defaultdict

DOSE_TOLERANCE = 0.005  # comparisons whose dose is further off are not counted
COMPARE_PY_LEVEL = 0.05  # p value that compare.py calls significant
MEDIANS_MARGIN = 1.01  # ratio of medians that counts as slower


class Failure(Exception):
    """A reason to exit with status 1."""


def interval(count, of):
    """Returns the 95 % interval of a share (Clopper and Pearson, Biometrika 26, 404, 1934)."""
    from scipy.stats import beta  # slow to import, and not needed for --help

    low = float(beta.ppf(0.025, count, of - count + 1)) if count > 0 else 0.0
    high = float(beta.ppf(0.975, count + 1, of - count)) if count < of else 1.0
    return low, high


# Keys of Row.n: shares and their totals.
SHARES = {"runs_with_alarm": "runs", "runs_inconclusive": "runs", "slower": "comparisons",
          "inconclusive": "comparisons", "faster": "comparisons", "compare_py_slower": "classic",
          "medians_slower": "classic"}

# Outcomes of the gate and their keys in Row.n; None: no comparison was made.
OUTCOMES = {"same": "same", "slower": "slower", "more instructions": "slower", "faster": "faster",
            "trade": "faster", "inconclusive": "inconclusive", "unchanged": None,
            "not compared": None}


class Row:
    """Counts of the comparisons with one truth: "same", "dose-2", "busy-same"."""

    def __init__(self, truth):
        self.truth = truth
        self.n = Counter()
        self.seconds = 0.0  # of all whole runs
        self.verified = None  # doses within the tolerance

    def add_run(self, run, is_whole, is_off):
        """Counts a run of the gate."""
        seen = Counter()
        for comparison in run["comparisons"]:
            key = OUTCOMES[comparison["outcome"]]
            if is_off(comparison["name"]):
                seen["missed_dose"] += 1
            elif key:
                seen.update([key, "comparisons"])
        if not run["comparisons"]:
            raise ValueError("no comparisons")
        self.n.update(seen)
        self.n.update(runs=1, whole_runs=int(is_whole), runs_with_alarm=int(seen["slower"] > 0),
                      runs_inconclusive=int(seen["inconclusive"] > 0))
        self.seconds += run["seconds"] if is_whole else 0.0

    def add_classic(self, benchmarks, is_off):
        """Counts a dump of compare.py: real_time before, real_time_other after the change."""
        tested = [b for b in benchmarks if "time_pvalue" in b["utest"]]  # not the mean of all
        if not tested:
            raise ValueError("no tests")
        for benchmark in tested:
            if is_off(benchmark["name"]):
                continue
            before, after = (statistics.median(m[key] for m in benchmark["measurements"])
                             for key in ("real_time", "real_time_other"))
            is_significant = benchmark["utest"]["time_pvalue"] < COMPARE_PY_LEVEL
            self.n.update(classic=1, compare_py_slower=int(is_significant and after > before),
                          medians_slower=int(after > MEDIANS_MARGIN * before))

    def add_verified(self, new):
        """Adds a summary of doses, in the form of the JSON."""
        old = self.verified or {**new, "count": 0}
        count = old["count"] + new["count"]
        total = sum(v["count"] * v["mean_ratio"] for v in (old, new))
        self.verified = {"count": count, "mean_ratio": total / count}
        for kind in ("ratio", "instructions_percent"):
            for bound in (min, max):
                key = f"{bound.__name__}_{kind}"
                self.verified[key] = bound(old[key], new[key])

    def add_earlier(self, row):
        """Adds a row of the JSON."""
        for key, of in SHARES.items():
            if not 0 <= row[key]["count"] <= row[key]["of"]:
                raise ValueError(f"{key}: more than there are")
            self.n[key] += row[key]["count"]
        self.n.update(runs=row["runs"], whole_runs=row["whole_runs"], missed_dose=row["missed_dose"],
                      comparisons=row["slower"]["of"], classic=row["compare_py_slower"]["of"])
        self.seconds += row["whole_runs"] * row.get("seconds_of_a_whole_run", 0.0)
        if "verified" in row:
            self.add_verified(row["verified"])

    def as_json(self):
        row = {"truth": self.truth, "runs": self.n["runs"], "whole_runs": self.n["whole_runs"]}
        for key, of in SHARES.items():
            low, high = interval(self.n[key], self.n[of])
            row[key] = {"count": self.n[key], "of": self.n[of], "low": low, "high": high}
        row["missed_dose"] = self.n["missed_dose"]
        if self.n["whole_runs"]:
            row["seconds_of_a_whole_run"] = self.seconds / self.n["whole_runs"]
        if self.verified:
            row["verified"] = self.verified
        return row


TABLE = "{:<12} {:>6}  {:<19}  {:<19} {:>6}  {:<19}  {:<19}"


def share_text(row, key):
    """Returns "1 (0.5-71.6 %)", or "-" if nothing was counted."""
    share = row[key]
    if share["of"] == 0:
        return "-"
    return f"{share['count']} ({100 * share['low']:.1f}-{100 * share['high']:.1f} %)"


def notes(row):
    """Returns the lines below the table."""
    truth = row["truth"]
    lines = []
    if row["runs"] and "dose" not in truth:
        lines.append(f"{truth}: runs {row['runs']}, with a false alarm {share_text(row, 'runs_with_alarm')}, "
                     f"inconclusive {share_text(row, 'runs_inconclusive')}")
    if row["whole_runs"]:
        lines.append(f"{row['whole_runs']} of them of all layers, {row['seconds_of_a_whole_run']:.1f} s each")
    if row["missed_dose"]:
        lines.append(f"{truth}: {row['missed_dose']} not counted, more than {100 * DOSE_TOLERANCE:g} % "
                     "off their dose")
    if "verified" in row:
        v = row["verified"]
        mean, low, high = (100 * (v[key] - 1) for key in ("mean_ratio", "min_ratio", "max_ratio"))
        lines.append(f"{truth}: in the same layout {mean:+.2f} % in time ({low:+.2f} to {high:+.2f}), "
                     f"{v['min_instructions_percent']:+.2f} to {v['max_instructions_percent']:+.2f} % "
                     "in instructions")
    return lines


def table(rates):
    """Returns the rates as text."""
    rows = rates["rates"]
    lines = [TABLE.format(row["truth"], row["slower"]["of"], share_text(row, "slower"),
                          share_text(row, "inconclusive"), row["compare_py_slower"]["of"],
                          share_text(row, "compare_py_slower"), share_text(row, "medians_slower"))
             for row in rows]
    head = TABLE.format("truth", "gate", "called slower", "inconclusive", "others",
                        "compare.py: slower", "medians: slower")
    return "\n".join([f"on {rates['machine']}; shares with 95 % intervals", "", head, *lines, "",
                      *(line for row in rows for line in notes(row))])


class Rates:
    """Counts of all runs in a folder."""

    RUN = re.compile(r"(busy-)?(classic-)?(whole|same|dose-[\d.]+)-(\d+)\.json")
    DOSES = re.compile(r"(busy-)?verified-([\d.]+)-(\d+)\.txt")

    def __init__(self, folder):
        self.rows = {}
        self.machines = set()
        self.context = {}
        self.off = defaultdict(list)  # (truth, comparison): (seed, whether the dose was off)
        names = sorted(os.listdir(folder))
        for pattern, add in ((self.DOSES, self.add_doses), (self.RUN, self.add_run)):
            for match in filter(None, map(pattern.fullmatch, names)):
                read_file(folder / match[0], add, match)

    def row(self, truth):
        return self.rows.setdefault(truth, Row(truth))

    def add_doses(self, text, match):
        truth, percent, seed = f"{match[1] or ''}dose-{match[2]}", float(match[2]), int(match[3])
        if not text:
            raise ValueError("no doses")
        for line in text.splitlines():
            name, ratio, _, gain = line.split()
            ratio, gain = float(ratio), float(gain)
            is_off = not abs(ratio - 1 - 0.01 * percent) <= DOSE_TOLERANCE
            self.off[truth, name].append((seed, is_off))
            if not is_off:
                self.row(truth).add_verified({
                    "count": 1, "mean_ratio": ratio, "min_ratio": ratio, "max_ratio": ratio,
                    "min_instructions_percent": gain, "max_instructions_percent": gain})

    def add_run(self, text, match):
        busy, classic, kind, seed = match.groups(default="")
        truth = busy + ("same" if kind == "whole" else kind)
        run = json.loads(text)

        def is_off(name):
            """Returns whether the dose was off when it was last verified before this run."""
            before = [dose for dose in self.off[truth, name] if dose[0] <= int(seed)]
            return bool(before) and max(before)[1]

        if classic:
            self.row(truth).add_classic(run, is_off)
            return
        self.row(truth).add_run(run, kind == "whole", is_off)
        self.context = run["context"]
        self.machines.add(self.context["cpu"])

    def add_earlier(self, text):
        """Adds the text of an earlier --json."""
        earlier = json.loads(text)
        for row in earlier["rates"]:
            self.row(row["truth"]).add_earlier(row)
        self.machines.add(earlier["machine"])
        self.context = self.context or earlier["context"]

    def as_json(self):
        rows = sorted(self.rows.values(), key=lambda row: (
            row.truth.startswith("busy-"), "dose" in row.truth, row.truth))
        machine = min(self.machines, default="") if len(self.machines) < 2 else "several machines"
        return {"hmfbench_schema": 1, "kind": "gate_self_check", "context": self.context,
                "machine": machine, "rates": [row.as_json() for row in rows]}


def read_file(path, add, *arguments):
    """Calls add(text, ...), and reports the file if that finds the text malformed."""
    try:
        add(path.read_text(), *arguments)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Failure(f"{path}: is not from the self-check ({type(error).__name__}: {error})") from error
