"""Whole-pipeline speed: ``docintel ingest`` against pdfplumber's text extraction alone, in one run.

    python -m benchmarks.pipeline FOLDER [--pages 350] [--every 1] [--encoder docintel-static] [--plot FILE.svg]

Three ways are run by turns on the same files, each twice with the order turned round: pdfplumber in one process, as it
runs by itself; pdfplumber in two processes; ``docintel ingest`` with two readers, as a user calls it, its start
included. Wall clock and CPU time (of all processes) are printed: on a machine that others use, only the latter can be
compared with another day. ``--every 4`` lets pdfplumber read every fourth page of each file.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pdfplumber
import pypdfium2

from benchmarks import draw, stages

CORES = 2


@dataclass
class Way:
    """Pages, wall-clock and CPU seconds of one way, summed over its turns."""

    name: str
    run: Callable[[], int]
    pages: int = 0
    wall: float = 0.0
    cpu: float = 0.0

    def turn(self) -> None:
        """Run once."""
        cpu, wall = _cpu(), time.perf_counter()
        self.pages += self.run()
        while _orphans():  # the fork server ends a moment after the command
            time.sleep(0.01)
        self.wall += time.perf_counter() - wall
        self.cpu += _cpu() - cpu


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="+")
    parser.add_argument("--pages", type=int, default=350)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--encoder", default="docintel-static")
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    adopt_orphans()
    files = choose(options.folder, options.pages)
    ways = [
        Way("pdfplumber, 1 process", partial(plumber, files, options.every, 1)),
        Way("pdfplumber, 2 processes", partial(plumber, files, options.every, CORES)),
        Way("docintel ingest", partial(ingest, files, options.encoder)),
    ]
    for turn in range(options.turns):
        for way in ways if turn % 2 == 0 else reversed(ways):
            way.turn()
    one, two, ours = ways
    print(f"{len(files)} files, {ours.pages // options.turns} pages, {options.encoder}, {options.turns} turns each")
    for way in ways:
        print(f"{way.name:24} {way.pages / way.wall:7.1f} pages/s {way.pages / way.cpu:8.1f} pages per CPU-second")
    speed = ours.pages / ours.wall
    print(f"ratio to one process     {speed / (one.pages / one.wall):7.1f}")
    print(f"ratio to two processes   {speed / (two.pages / two.wall):7.1f}")
    print(f"ratio per CPU-second     {ours.pages / ours.cpu / (one.pages / one.cpu):7.1f}\n")
    shares = stages.measure(files, options.encoder)
    print(stages.table(shares))
    if options.plot:
        options.plot.write_text(draw.stages(shares), encoding="utf-8")


def choose(folders: list[Path], pages: int) -> list[Path]:
    """PDFs of the folders until there are enough pages."""
    files: list[Path] = []
    count = 0
    for path in sorted(path for folder in folders for path in folder.rglob("*.pdf")):
        if count >= pages:
            break
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError:
            continue
        count += len(document)
        document.close()
        files.append(path)
    return files


def plumber(files: list[Path], every: int, processes: int) -> int:
    """Text of the pages by pdfplumber, pages closed as they are read; longest files first, as ingest does."""
    files = sorted(files, key=lambda path: -path.stat().st_size)
    if processes == 1:
        return sum(_plumb(path, every) for path in files)
    with ProcessPoolExecutor(processes) as pool:
        return sum(pool.map(partial(_plumb, every=every), files))


def _plumb(path: Path, every: int) -> int:
    with pdfplumber.open(path) as document:
        chosen = document.pages[::every]
        for page in chosen:
            page.extract_text()
            page.close()
        return len(chosen)


def ingest(files: list[Path], encoder: str) -> int:
    """Run the command into a new workspace; returns its pages."""
    with tempfile.TemporaryDirectory(prefix="docintel-speed-") as folder:
        config = Path(folder) / "config.toml"
        config.write_text(f'[encoder]\nname = "{encoder}"\n[ingest]\nworkers = {CORES}\n', encoding="utf-8")
        command = [sys.executable, "-m", "docintel", "ingest", *map(str, files), "-w", f"{folder}/w", "-q"]
        done = subprocess.run([*command, "-c", str(config), "-f", "json"], stdout=subprocess.PIPE, check=False)
        return int(json.loads(done.stdout)["totals"]["pages"])


def adopt_orphans() -> None:
    """Let processes that outlive their parent count as children of this one, with their CPU time."""
    set_child_subreaper = 36
    ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)


def _orphans() -> bool:
    """Collect children that have ended; True while some still run."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    main()
