"""How fast references and rule entities are read: ``python -m benchmarks.references [FOLDER]`` of .txt files."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sized
from pathlib import Path

from docintel.tag.entities import find_entities
from docintel.tag.references import find_references
from docintel.types import Language

_FORMS = (
    "De categorieën ML1, 2, 3, 4 en 7a tot 7e vallen onder artikel 14 van het Wapenhandeldecreet van 15 juni 2012. "
    "Entries 5A002.a.1 and 5D002 of Annex I to Regulation (EU) 2021/821 apply; see section 4.3.7 and Table 2. "
)
_PROSE = "Het onderzoek richt zich op samenwerking tussen bedrijven en kennisinstellingen in de regio. "
_CODES = "ML10 " * 200_000
_ROUNDS = 3


def read_texts(folder: Path | None) -> list[str]:
    """Texts of a folder; without one, prose with a reference in one sentence of ten."""
    if folder is None:
        return [(_FORMS + _PROSE * 18) * 400]
    return [path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.glob("*.txt"))]


def main() -> None:
    """Print megabytes and words per CPU-second, and seconds for a line of codes: the best of three rounds each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="texts to read; without it a sample of our own")
    texts = read_texts(parser.parse_args().folder)
    if not texts:
        parser.error("the folder holds no .txt files")
    size = sum(len(text.encode()) for text in texts) / 1e6
    words = sum(len(text.split()) for text in texts)
    find_entities("warm", "nl")
    for name, work in (("references", find_references), ("references and rule entities", find_entities)):
        best, count = _timed(work, texts)
        print(f"{name}: {size / best:.1f} MB/s, {words / best:,.0f} words/s ({count:,} found in {size:.1f} MB)")
    best, count = _timed(find_references, [_CODES])
    print(f"a line of nothing but codes: {best:.2f} s ({count:,} found in {len(_CODES) / 1e6:.1f} MB)")


def _timed(work: Callable[[str, Language], Sized], texts: list[str]) -> tuple[float, int]:
    """CPU seconds of the best round, and what it found."""
    best, count = float("inf"), 0
    for _ in range(_ROUNDS):
        start = time.process_time()
        count = sum(len(work(text, "nl")) for text in texts)
        best = min(best, time.process_time() - start)
    return best, count


if __name__ == "__main__":
    main()
