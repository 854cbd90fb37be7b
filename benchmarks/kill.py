"""Kill test: SIGKILL at random moments of an ingest, then a normal run; the outcome must equal an undisturbed run.

    python -m benchmarks.kill --runs 200

Compares the bytes of every document and the ids of every passage in the index.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from docintel.config import Config
from docintel.index.store import open_reader

DOCUMENTS = 40


def main() -> int:
    """Run the test and print one line a run, then the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="docintel-kill-") as name:
        folder = Path(name)
        inputs = make_inputs(folder / "inputs")
        started = time.monotonic()
        undisturbed = folder / "undisturbed"
        assert ingest(inputs, undisturbed).wait() == 0
        length = time.monotonic() - started
        wanted = state(undisturbed)
        print(f"undisturbed: {len(wanted[0])} documents, {len(wanted[1])} passages, {length:.1f} s")
        wrong = killed = 0
        for run in range(options.runs):
            workspace = folder / "killed"
            shutil.rmtree(workspace, ignore_errors=True)
            kills = chance.choice((1, 1, 2))
            for _ in range(kills):
                killed += kill_after(inputs, workspace, chance.uniform(0.2, length * 1.1))
            assert ingest(inputs, workspace).wait() == 0
            found = state(workspace)
            if found != wanted:
                wrong += 1
                lost = len(wanted[1] - found[1]) + len(wanted[0].keys() - found[0].keys())
                more = len(found[1] - wanted[1]) + len(found[0].keys() - wanted[0].keys())
                print(f"run {run}: differs, {lost} lost, {more} too many")
        print(f"{options.runs} runs, {killed} kills that hit a living process, {wrong} runs that differ")
    return 1 if wrong else 0


def make_inputs(folder: Path) -> Path:
    """Text documents of a few paragraphs each."""
    folder.mkdir(parents=True)
    for number in range(DOCUMENTS):
        parts = [f"Nota {number} over steun en uitvoer"]
        for paragraph in range(6):
            parts.append(
                f"Alinea {paragraph} van nota {number}: de aanvraag voor goederen van ML{1 + number % 22} wordt "
                f"behandeld binnen {10 + paragraph} weken, zie punt {paragraph}. " * 5
            )
        (folder / f"nota-{number:02}.txt").write_text("\n\n".join(parts), encoding="utf-8")
    return folder


def ingest(inputs: Path, workspace: Path) -> subprocess.Popen[bytes]:
    """Start an ingest as a user would."""
    command = [sys.executable, "-m", "docintel", "ingest", str(inputs), "-w", str(workspace), "-q"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)


def kill_after(inputs: Path, workspace: Path, seconds: float) -> int:
    """Start an ingest and kill it with all its workers; 1 when it was still running."""
    process = ingest(inputs, workspace)
    try:
        process.wait(seconds)
        return 0
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return 1


def state(workspace: Path) -> tuple[dict[str, str], set[str]]:
    """Hash of every document, and the ids of all passages in the index."""
    documents = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (workspace / "documents").glob("*.json")
    }
    with open_reader(Config().index, workspace / "index") as store:
        return documents, store.ids()


if __name__ == "__main__":
    sys.exit(main())
