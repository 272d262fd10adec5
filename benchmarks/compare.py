"""Times blocklint against hydroid-cli on open-webui: in turn, five times each, with no caches. It only reports.

Run it by ``make bench``: both tools and the code that they read come from the package index, into `build/bench`.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import NamedTuple

HYDROID = "hydroid-cli==0.5.0"
CORPUS = "open-webui==0.12.4"


class Run(NamedTuple):
    """One run of one command: wall time in seconds, processor time in seconds, peak memory in MiB."""

    wall: float
    cpu: float
    memory: float


def prepare(folder: Path) -> tuple[Path, Path]:
    """Install the other tool and unzip the corpus; return the tool's command and the corpus's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = folder / "hydroid"
    tool = environment / "bin" / "hydroid"
    if not tool.exists():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        subprocess.run([str(environment / "bin" / "pip"), "install", "--quiet", HYDROID], check=True)
    corpus = folder / "open-webui"
    if not corpus.exists():
        wheels = folder / "wheels"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(wheels), CORPUS]
        subprocess.run(command, check=True)
        with zipfile.ZipFile(next(wheels.glob("*.whl"))) as wheel:
            wheel.extractall(corpus)
    return tool, corpus


def run(command: list[str]) -> Run:
    """Run a command to its end; what it prints is thrown away, and exit code 1 means findings."""
    started = time.perf_counter()
    with open(os.devnull, "w") as nowhere:
        process = subprocess.Popen(command, stdout=nowhere, stderr=nowhere)
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{command[0]} ended with exit code {process.returncode}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def row(name: str, runs: list[Run]) -> str:
    """Return one line of the table: medians, with the least and the most wall time."""
    wall, cpu, memory = (statistics.median(figures) for figures in zip(*runs, strict=True))
    spread = f"{min(one.wall for one in runs):.2f} to {max(one.wall for one in runs):.2f}"
    return f"{name:<10} {wall:7.2f} s  ({spread})  {cpu:7.2f} s  {memory:7.0f} MiB"


def stages(command: list[str]) -> dict[str, float]:
    """Return blocklint's own seconds by stage of one more run."""
    done = subprocess.run([*command, "--output-format", "json"], capture_output=True, text=True, check=False)
    seconds: dict[str, float] = json.loads(done.stdout)["statistics"]["seconds"]
    return seconds


def main() -> None:
    """Prepare, run in turn, and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each, after one that is not (default 5)")
    parser.add_argument("--folder", type=Path, default=Path("build/bench"), help="where tools and corpus are kept")
    options = parser.parse_args()
    tool, corpus = prepare(options.folder)
    blocklint = str(Path(sys.executable).with_name("blocklint"))
    ours = [blocklint, "check", "--isolated", "--no-cache", "--exit-zero", str(corpus)]
    theirs = [str(tool), "--no-cache", str(corpus)]
    measured: dict[str, list[Run]] = {"blocklint": [], "hydroid": []}
    for count in range(options.runs + 1):
        for name, command in (("blocklint", [*ours, "--output-format", "concise"]), ("hydroid", theirs)):
            one = run(command)
            if count:
                measured[name].append(one)
    print(f"{CORPUS}, {options.runs} runs each in turn, medians; memory is that of the largest process")
    print(f"{'':<10} {'wall':>9}  {'(least to most)':<16} {'processor':>9}  {'peak memory':>11}")
    for name, runs in measured.items():
        print(row(name, runs))
    pairs = list(zip(measured["blocklint"], measured["hydroid"], strict=True))
    wall = statistics.median(us.wall / them.wall for us, them in pairs)
    memory = statistics.median(us.memory / them.memory for us, them in pairs)
    print(f"ratio blocklint / hydroid, pair by pair: wall {wall:.2f}, peak memory {memory:.2f}")
    seconds = stages(ours)
    print("blocklint's seconds by stage: " + ", ".join(f"{name} {value:.2f}" for name, value in seconds.items()))


if __name__ == "__main__":
    main()
