"""Times blocklint against hydroid-cli on open-webui: in turn, five times each, with no caches. It only reports.

Run it by ``make bench``. The other tool and the code that both read come from the package index, into `build/bench`;
blocklint is built from this checkout into a compiled wheel, as an index gets it, and is timed as plain Python besides.
"""

from __future__ import annotations

import argparse
import hashlib
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


ROOT = Path(__file__).parents[1]


def installed(environment: Path, command: str, requirement: str) -> Path:
    """Return a command from an environment of its own, which is made where it is not there yet."""
    tool = environment / "bin" / command
    if not tool.exists():
        pip = fresh(environment)
        subprocess.run([*pip, "install", requirement], check=True)
    return tool


def fresh(environment: Path) -> list[str]:
    """Make an empty environment; return its pip."""
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(environment)], check=True)
    return [str(environment / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]


def compiled(environment: Path) -> Path:
    """Return blocklint's command from an environment that holds this checkout's compiled wheel."""
    tool = environment / "bin" / "blocklint"
    if not tool.exists():
        print("building the compiled wheel: this takes some minutes once for each state of the sources", flush=True)
        pip = fresh(environment)
        subprocess.run([*pip, "install", "build>=1.2"], check=True)
        wheels = environment / "dist"
        build = [str(environment / "bin" / "python"), "-m", "build", "--quiet", "--outdir", str(wheels), str(ROOT)]
        subprocess.run(build, check=True, env={**os.environ, "HATCH_BUILD_HOOKS_ENABLE": "1"})
        subprocess.run([*pip, "install", str(next(wheels.glob("*.whl")))], check=True)
    return tool


def digest(files: list[Path]) -> str:
    """Return a short name for what the files hold."""
    whole = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files)))
    return whole.hexdigest()[:12]


def prepare(folder: Path) -> tuple[dict[str, Path], Path]:
    """Install the tools and unzip the corpus; return the tools' commands by name and the corpus's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = [*ROOT.glob("blocklint/**/*.py"), *ROOT.glob("blocklint/catalogue/data/*"), ROOT / "pyproject.toml"]
    sources.append(ROOT / "Makefile")  # the flags of the compiler
    tools = {
        "blocklint": compiled(folder.resolve() / f"blocklint-{digest(sources)}"),
        "as source": Path(sys.executable).with_name("blocklint"),
        "hydroid": installed(folder / "hydroid", "hydroid", HYDROID),
    }
    corpus = folder / "open-webui"
    if not corpus.exists():
        wheels = folder / "wheels"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(wheels), CORPUS]
        subprocess.run(command, check=True)
        with zipfile.ZipFile(next(wheels.glob("*.whl"))) as wheel:
            wheel.extractall(corpus)
    return tools, corpus


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
    tools, corpus = prepare(options.folder)
    ours = ["check", "--isolated", "--no-cache", "--exit-zero", str(corpus)]
    measured: dict[str, list[Run]] = {name: [] for name in tools}
    for count in range(options.runs + 1):
        for name, tool in tools.items():
            arguments = ["--no-cache", str(corpus)] if name == "hydroid" else [*ours, "--output-format", "concise"]
            one = run([str(tool), *arguments])
            if count:
                measured[name].append(one)
    print(f"{CORPUS}, {options.runs} runs each in turn, medians; memory is that of the largest process")
    print(f"{'':<10} {'wall':>9}  {'(least to most)':<16} {'processor':>9}  {'peak memory':>11}")
    for name, runs in measured.items():
        print(row(name, runs))
    for name in ("blocklint", "as source"):
        pairs = list(zip(measured[name], measured["hydroid"], strict=True))
        wall = statistics.median(them.wall / us.wall for us, them in pairs)
        cpu = statistics.median(them.cpu / us.cpu for us, them in pairs)
        memory = statistics.median(us.memory / them.memory for us, them in pairs)
        print(
            f"{name} against hydroid, pair by pair: {wall:.2f} times as fast, {cpu:.2f} times by processor time, "
            f"{memory:.2f} of the peak memory"
        )
        seconds = stages([str(tools[name]), *ours])
        print("  seconds by stage: " + ", ".join(f"{stage} {value:.2f}" for stage, value in seconds.items()))


if __name__ == "__main__":
    main()
