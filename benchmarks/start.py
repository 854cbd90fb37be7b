"""Cold start of each command: CPU and wall-clock seconds of a typical call on a small workspace, the best of three.

python -m benchmarks.start
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.pipeline import _cpu, _orphans, adopt_orphans

CORPORA = Path(__file__).parent.parent / "corpora"
PROFILE = CORPORA / "profiles" / "kortrijk-infrared.toml"
CALLS = CORPORA / "calls" / "voorbeeld-EDF-2021-calls.pdf"
LETTER = CORPORA / "policy" / "nl" / "voorbeeldomzendbrief-militaire-projecten.pdf"

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("--help",),
    ("info",),
    ("status",),
    ("doctor",),
    ("models",),
    ("search", "steun voor militaire projecten"),
    ("refs", "ML7.a"),
    ("show", LETTER.name),
    ("lint",),
    ("calls",),
    ("recommendations",),
    ("match", str(PROFILE), "--as-of", "2021-10-01"),
    ("profile", "check", str(PROFILE)),
    ("diff", str(LETTER), str(LETTER)),
    ("extract", str(LETTER)),
    ("tag", str(CORPORA / "policy" / "nl" / "voorbeeldstrategie.html")),
    ("embed", str(PROFILE)),
    ("ingest", str(LETTER)),
    ("ingest", str(LETTER), "--force", "extract"),
    ("export", "backup.tar.gz"),
)


def main() -> None:
    """Measure and print a Markdown table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="docintel-start-") as name:
        environment = {**os.environ, "PYTHONPATH": str(CORPORA.parent)}
        docintel = [sys.executable, "-m", "docintel"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": name, "env": environment}
        subprocess.run([*docintel, "ingest", str(CALLS), str(LETTER)], check=True, **quiet)  # type: ignore[call-overload]
        reap()
        print("| command | CPU seconds | wall clock |\n|---|---:|---:|")
        for command in COMMANDS:
            best = []
            for _ in range(options.times):
                cpu, wall = _cpu(), time.perf_counter()
                code = subprocess.run([*docintel, *command], check=False, **quiet).returncode  # type: ignore[call-overload]
                wall = time.perf_counter() - wall
                reap()
                best.append((_cpu() - cpu, wall))
            note = "" if code == 0 else f" (exit {code})"
            shown = " ".join(Path(word).name if "/" in word else word for word in command)
            print(f"| `{shown}`{note} | {min(best)[0]:.2f} | {min(wall for _, wall in best):.2f} |", flush=True)


def reap() -> None:
    """Wait for the fork server, which ends a moment after an ingest."""
    while _orphans():
        time.sleep(0.01)


if __name__ == "__main__":
    main()
