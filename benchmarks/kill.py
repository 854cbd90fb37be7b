"""Kill test: SIGKILL at random moments of an ingest, then a normal run; the outcome must equal an undisturbed run.

    python -m benchmarks.kill --runs 200

Compares the bytes of every document, the journal of paths and the ids of every passage in the index. Every other run
starts from a workspace that holds older versions of half of the files, so that kills fall into replacing and deleting
too. The undisturbed run is called as a user calls it; the others are forked, with their fork server and workers, from
this process, which has loaded the libraries: loading takes seconds and writes nothing. The name models are off for
the same reason.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing.util
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import docintel.cli.ingest
import docintel.ingest.indexer
import docintel.ingest.run
from docintel.config import Config, load_config
from docintel.index.store import open_reader
from docintel.ingest import worker
from docintel.workspace import Workspace

DOCUMENTS = 44
MOMENTS = ("any time", "reading", "reading", "indexing", "end")
"""When a kill falls: at any time of the run, while documents come in, while the last are indexed, near the end."""

LOOK = os.WEXITED | os.WNOHANG | os.WNOWAIT
"""Tell whether a process has ended without taking its exit code away."""

State = dict[str, object]


def main() -> int:
    """Run the test and print one line for each run that differs, then the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="docintel-kill-") as name:
        test = Test(Path(name), chance)
        for run in range(options.runs):
            test.run(run)
            if run % 10 == 9:
                print(test.summary(run + 1), flush=True)
        print(test.summary(options.runs))
    return int(test.wrong > 0)


class Test:
    """The workspaces and the counts."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self._chance = chance
        self._workspace, self._base = folder / "killed", folder / "base"
        self._config = folder / "config.toml"
        self._config.write_text("[tag]\nner = false\nentities = false\n[ingest]\nworkers = 2\n", encoding="utf-8")
        self._inputs = folder / "inputs"
        make_inputs(self._inputs, "nieuw")
        command = [sys.executable, "-m", "docintel", *self._arguments(folder / "undisturbed")]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        worker.warm(load_config(self._config).tag).rehearse()
        multiprocessing.util.spawnv_passfds = spawn_by_fork  # type: ignore[assignment]
        make_inputs(self._inputs, "oud")
        self._finish(self._base)
        make_inputs(self._inputs, "nieuw")
        began = time.monotonic()
        self._finish(folder / "again")
        self._length = time.monotonic() - began
        self._wanted = in_child(lambda: state(folder / "undisturbed"))
        self.wrong = 0
        self.kills: Counter[str] = Counter()
        self.mended: Counter[str] = Counter()

    def run(self, number: int) -> None:
        """One workspace: killed once or twice, then a normal run, then the comparison."""
        shutil.rmtree(self._workspace, ignore_errors=True)
        if number % 2:
            subprocess.run(["cp", "-a", "--sparse=always", self._base, self._workspace], check=True)
        for _ in range(self._chance.choice((1, 1, 2))):
            self._kill(self._chance.choice(MOMENTS))
        self._finish(self._workspace)
        found = in_child(lambda: state(self._workspace))
        if found != self._wanted:
            self.wrong += 1
            print(f"run {number} differs: {[key for key in found if found[key] != self._wanted[key]]}", flush=True)
        last = max((self._workspace / "runs").glob("*.json"))
        self.mended.update(line.split()[0] for line in json.loads(last.read_bytes())["mended"])

    def summary(self, runs: int) -> str:
        """The counts so far."""
        moments = ", ".join(f"{count} {moment}" for moment, count in sorted(self.kills.items()))
        mended = ", ".join(f"{count} {word}" for word, count in sorted(self.mended.items())) or "nothing"
        return f"{runs} runs, {self.wrong} differ; kills of a living process: {moments}; mended: {mended}"

    def _finish(self, workspace: Path) -> None:
        process = self._start(workspace)
        assert os.waitpid(process, 0)[1] == 0

    def _start(self, workspace: Path) -> int:
        return fork(lambda: docintel.cli.main(self._arguments(workspace), standalone_mode=False))

    def _arguments(self, workspace: Path) -> list[str]:
        return ["ingest", str(self._inputs), "-w", str(workspace), "-c", str(self._config), "-q", "-f", "json"]

    def _kill(self, moment: str) -> None:
        """Start an ingest and kill it, with all its workers, at this moment."""
        began = time.time()
        process = self._start(self._workspace)
        self._wait_for(moment, process, began)
        if os.waitpid(process, os.WNOHANG) == (0, 0):
            self.kills[moment] += 1
            os.killpg(process, signal.SIGKILL)
            os.waitpid(process, 0)

    def _wait_for(self, moment: str, process: int, began: float) -> None:
        if moment == "any time":
            time.sleep(self._chance.uniform(0, self._length))
            return
        share = self._chance.randrange(DOCUMENTS // 2) if moment == "reading" else DOCUMENTS // 2
        while self._stored(began) < share and os.waitid(os.P_PID, process, LOOK) is None:
            time.sleep(0.002)
        # from the last document to the end it takes 0.3 s on a quiet machine: commit, manifest
        time.sleep({"reading": 0.02, "indexing": 0.05, "end": 0.4}[moment] * self._chance.random())

    def _stored(self, began: float) -> int:
        """Documents written since the start."""
        try:
            return sum(path.stat().st_mtime >= began for path in (self._workspace / "documents").glob("*.json"))
        except FileNotFoundError:
            return 0


def fork(function: Callable[[], object]) -> int:
    """Run a function in a process with a group of its own, its output thrown away; returns its number."""
    process = os.fork()
    if process:
        with suppress(PermissionError, ProcessLookupError):  # the child was faster, and may have ended
            os.setpgid(process, process)
        return process
    code = 1
    try:
        os.setpgid(0, 0)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        function()
        code = 0
    finally:
        os._exit(code)


def spawn_by_fork(path: bytes, arguments: list[str], kept: tuple[int, ...]) -> int:
    """Stand in for starting Python with ``-c CODE``: run the code in a fork, which holds only the same open files."""
    process = os.fork()
    if process:
        return process
    try:
        for number in map(int, os.listdir("/proc/self/fd")):  # noqa: PTH208 (numbers, not paths)
            if number > 2 and number not in kept:
                with suppress(OSError):
                    os.close(number)
        exec(arguments[-1], {})
    finally:
        os._exit(0)


def in_child(function: Callable[[], State]) -> State:
    """The outcome of a function run in a process of its own: the engine's threads must not be in one that forks."""
    source, target = os.pipe()

    def answer() -> None:
        with os.fdopen(target, "w") as stream:
            json.dump(function(), stream)

    process = fork(answer)
    os.close(target)
    with os.fdopen(source) as stream:
        text = stream.read()
    os.waitpid(process, 0)
    return dict(json.loads(text))


def make_inputs(folder: Path, version: str) -> None:
    """Text documents of a few paragraphs each; the version stands in every other one."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(DOCUMENTS):
        parts = [f"Nota {number} over steun en uitvoer ({version if number % 2 else 'vast'})"]
        for paragraph in range(4):
            parts.append(
                f"Alinea {paragraph} van nota {number}: de aanvraag voor goederen van ML{1 + number % 22} wordt "
                f"behandeld binnen {10 + paragraph} weken, zie punt {paragraph}. " * 5
            )
        (folder / f"nota-{number:02}.txt").write_text("\n\n".join(parts), encoding="utf-8")


def state(folder: Path) -> State:
    """Hash of every document, the journal, and the ids of all passages in the index, without one twice."""
    workspace = Workspace(folder)
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in workspace.documents.iterdir()}
    with open_reader(Config().index, workspace.index) as store:
        ids, count = store.ids(), store.count()
    passages = {passage.id for document in map(workspace.load, workspace.ids()) for passage in document.passages}
    return {
        "documents": hashes,
        "paths": workspace.paths(),
        "points": sorted(ids),
        "count": count,
        "drift": sorted(ids ^ passages),
    }


if __name__ == "__main__":
    sys.exit(main())
