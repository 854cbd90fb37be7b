"""Soak: one long ingest; memory and file handles of the main process must stay flat, workers must be replaced.

The index is written in a process of its own, which grows with the index and ends with the run: its growth is printed.

    python -m benchmarks.soak --documents 3000

The documents are the demo corpora varied: four of five are notes of mixed paragraphs of its texts with numbers of
their own, the others a PDF with a line added. The name models are off: they run in the readers, which are replaced.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

CORPORA = Path(__file__).parent.parent / "corpora"


@dataclass(frozen=True)
class Sample:
    """Documents done, MiB of its own memory and of mapped files, open files."""

    done: int
    own: int
    mapped: int
    handles: int


@dataclass
class Watched:
    """What was seen once a second: the main process, and MiB of memory of each process forked from its fork server."""

    samples: list[Sample]
    forked: dict[int, list[tuple[int, int]]]
    """Process -> (documents done, MiB)."""


def main() -> int:
    """Run and print the samples."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=3000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="docintel-soak-") as name:
        folder = Path(name)
        make_documents(folder / "in", options.documents)
        config = folder / "config.toml"
        config.write_text("[ingest]\nrecycle_after = 200\nworkers = 2\n[tag]\nner = false\n", encoding="utf-8")
        workspace = folder / "w"
        command = [sys.executable, "-m", "docintel", "ingest", str(folder / "in"), "-w", str(workspace), "-q"]
        process = subprocess.Popen([*command, "--config", str(config)], stdout=subprocess.DEVNULL)
        seen = watch(process, workspace)
        count = len(list((workspace / "documents").glob("*.json")))
    return judge(seen, count, options.documents, process.returncode)


def make_documents(folder: Path, count: int, sources: str = "*.md") -> None:
    """Notes and PDFs that all differ."""
    folder.mkdir(parents=True)
    chance = random.Random(7)
    paragraphs = [
        paragraph
        for path in sorted((CORPORA / "build" / "text").glob(sources))
        for paragraph in path.read_text(encoding="utf-8").split("\n\n")
        if 80 < len(paragraph) < 900 and "|" not in paragraph
    ]
    pdf = (CORPORA / "policy/nl/voorbeeldomzendbrief-militaire-projecten.pdf").read_bytes()
    for number in range(count):
        if number % 5 == 0:
            (folder / f"{number:05}.pdf").write_bytes(pdf + b"\n%%%d" % number)
            continue
        chosen = chance.sample(paragraphs, 6)
        text = "\n\n".join(
            f"## {at}. Punt {number}.{at}\n\nBedrag {chance.randrange(10**6)} euro. {part}"
            for at, part in enumerate(chosen, 1)
        )
        (folder / f"{number:05}.md").write_text(f"# Nota {number}\n\n{text}\n", encoding="utf-8")


def watch(process: subprocess.Popen[bytes], workspace: Path) -> Watched:
    """Look once a second until the run ends."""
    seen = Watched([], {})
    while process.poll() is None:
        time.sleep(1.0)
        done = sum(1 for _ in (workspace / "documents").glob("*.json")) if workspace.exists() else 0
        try:
            own, mapped = memory(process.pid)
            handles = len(list(Path(f"/proc/{process.pid}/fd").iterdir()))
        except OSError:
            continue
        seen.samples.append(Sample(done, own, mapped, handles))
        for other in grandchildren(process.pid):
            with suppress(OSError):
                seen.forked.setdefault(other, []).append((done, memory(other)[0]))
        if len(seen.samples) % 30 == 0:
            print(seen.samples[-1], flush=True)
    return seen


def memory(process: int) -> tuple[int, int]:
    """MiB of its own memory and of mapped files.

    Raises:
        OSError: it has ended.
    """
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    kinds = {line.split(":")[0]: int(line.split()[1]) // 1024 for line in lines if line.startswith("Rss")}
    if not kinds:
        raise ProcessLookupError(process)
    return kinds["RssAnon"], kinds["RssFile"]


def grandchildren(process: int) -> set[int]:
    """Workers are children of the fork server, which is a child of the command."""
    found: set[int] = set()
    for child in _children(process):
        found.update(_children(child))
    return found


def _children(process: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def judge(seen: Watched, count: int, wanted: int, code: int) -> int:
    """Compare the largest memory after the first tenth with that of the first tenth; the last phase stands apart."""
    samples = seen.samples
    index = max(seen.forked.values(), key=len, default=[(0, 0)])  # readers are replaced, it is not
    reading = [sample for sample in samples if sample.done < wanted]
    early = [sample for sample in reading if sample.done <= wanted * 0.1] or samples[:1]
    late = [sample for sample in reading if sample.done > wanted * 0.1] or samples[-1:]
    end = [sample for sample in samples if sample.done >= wanted] or samples[-1:]
    before, after = max(sample.own for sample in early), max(sample.own for sample in late)
    handles = max(sample.handles for sample in late) - max(sample.handles for sample in early)
    print(
        f"{count} of {wanted} documents, exit {code}, {len(samples)} samples, {len(seen.forked) - 1} reader processes"
    )
    print(f"memory of the main process: {before} MiB in the first tenth, {after} after, {after / before:.2f} of that")
    mapped = [max(sample.mapped for sample in part) for part in (early, late)]
    print(f"  pages of index and library files beside it: {mapped[0]}, {mapped[1]} MiB")
    print(f"  from the last document to the end: {max(sample.own for sample in end)} MiB")
    grown = [max((mib for done, mib in index if done <= wanted * share), default=0) for share in (0.1, 0.999, 1.0)]
    print(f"process of the index: {grown[0]} MiB in the first tenth, {grown[1]} while reading, {grown[2]} at its end")
    print(f"open files: {handles:+d}")
    return int(count != wanted or code != 0 or after > 1.1 * before or handles > 8)


if __name__ == "__main__":
    sys.exit(main())
