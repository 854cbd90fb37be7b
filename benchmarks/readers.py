"""Two searches and a match in a loop while an ingest runs: no error, no wrong answer, and how much slower.

    python -m benchmarks.readers [--rounds 20]

The loop opens the workspace anew for each round, as commands do, and runs alone first and last, beside the ingest in
between. An answer is right when it is that of the state before the ingest or of the one after it; the notes that it
adds hold no calls, so what matches stays the same throughout.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.soak import CORPORA, make_documents
from docintel import codec
from docintel.answers import open_matcher
from docintel.config import Config
from docintel.errors import DocintelError
from docintel.index.encode import load_encoder
from docintel.index.query import Query
from docintel.index.search import Searcher
from docintel.index.store import open_reader
from docintel.ingest.run import ingest
from docintel.match.profiles import load_profile
from docintel.workspace import Workspace

QUESTIONS = ("wie mag deelnemen aan de gemeenschappelijke aanvraag", "2.3 military list goods end use certificate")


class Loop:
    """The questions, their answers, and the seconds of each kind."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._encoder = load_encoder(config.encoder)
        self._profile = load_profile(CORPORA / "profiles" / "kortrijk-infrared.toml")
        self._seconds: dict[str, list[float]] = {"search": [], "match": []}
        self._answers: set[tuple[str, str]] = set()
        self.errors = 0

    def round(self) -> None:
        """Two searches and a match."""
        try:
            for question in QUESTIONS:
                self._answers.add((question, self._search(question)))
            self._answers.add(("match", self._match()))
        except DocintelError as error:
            self.errors += 1
            print(f"error: {error}")

    def take(self) -> tuple[dict[str, list[float]], set[tuple[str, str]]]:
        """Seconds and distinct answers since the last call."""
        taken = self._seconds, self._answers
        self._seconds, self._answers = {"search": [], "match": []}, set()
        return taken

    def _search(self, question: str) -> str:
        began = time.perf_counter()
        with open_reader(self._config.index, Workspace(self._config.workspace).index) as store:
            hits = Searcher(store, self._encoder, self._config.search).search(Query(question))
        self._seconds["search"].append(time.perf_counter() - began)
        return ",".join(hit.text for hit in hits)

    def _match(self) -> str:
        began = time.perf_counter()
        report = open_matcher(self._config).match(self._profile, as_of=date(2021, 10, 1), limit=20)
        self._seconds["match"].append(time.perf_counter() - began)
        return hashlib.sha256(codec.dumps([(found.id, found.verdict) for found in report.calls])).hexdigest()


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--documents", type=int, default=400)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="docintel-readers-") as name:
        folder = Path(name)
        config = Config(workspace=folder / "w")
        ingest([CORPORA / "policy", CORPORA / "calls"], config)
        make_documents(folder / "in", options.documents, "voorbeeldregeerakkoord.md")
        loop = Loop(config)
        loop.round()
        loop.take()
        for _ in range(options.rounds):
            loop.round()
        quiet, before = loop.take()
        command = [sys.executable, "-m", "docintel", "ingest", str(folder / "in"), "-w", str(config.workspace), "-q"]
        with (folder / "out").open("w") as out:
            process = subprocess.Popen(command, stdout=out)
            while process.poll() is None:
                loop.round()
        busy, answers = loop.take()
        for _ in range(options.rounds):
            loop.round()
        again, after = loop.take()
    for kind in quiet:
        alone, beside, last = p95(quiet[kind]), p95(busy[kind]), p95(again[kind])
        print(f"{kind}, p95: {alone:.3f} s before, {beside:.3f} s beside the ingest, {last:.3f} s after it")
        print(f"    {beside / max(alone, last):.1f} times the slower quiet one, n {len(busy[kind])}")
    wrong = answers - before - after
    print(f"ingest exit {process.returncode}, {loop.errors} errors, {len(wrong)} wrong of {len(answers)} answers seen")
    return int(bool(loop.errors or wrong or process.returncode))


def p95(seconds: list[float]) -> float:
    """The time that one in twenty exceeds."""
    return sorted(seconds)[int(0.95 * (len(seconds) - 1))]


if __name__ == "__main__":
    sys.exit(main())
