"""Tables of contents without leader dots or page numbers: lines under their title that come back later as headings."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from docintel.extract.cues import cue_words
from docintel.extract.folding import fold
from docintel.extract.lines import Line
from docintel.extract.pieces import Piece, text_kind_of

_TITLES = frozenset(cue_words("contents"))
_TAIL = re.compile(r"[\s.·…_]*\b\d{0,4}\s*$")
# this many lines in a row that do not come back end the list
MAX_MISSES = 3
MIN_ENTRIES = 3


def mark_contents(pages: Sequence[Sequence[Line]]) -> None:
    """Mark the lines of contents lists."""
    lines = [line for page in pages for line in page if line.table is None and not line.aside]
    starts = [at for at, line in enumerate(lines) if fold(line.text) in _TITLES]
    if not starts:
        return
    folds = [fold(line.text) for line in lines]
    last = {text: at for at, text in enumerate(folds)}
    ordered = sorted(last)
    for start in starts:
        entries = _entries(lines, start, ordered, last)
        if len(entries) >= MIN_ENTRIES:
            for at in range(start + 1, entries[-1] + 1):
                lines[at].listed = True


def keep_contents(pieces: Sequence[Piece], pages: int) -> None:
    """Turn entries whose numbers are no pages of this document back into text: codes in a list have leaders too."""
    entries = [piece for piece in pieces if piece.kind == "toc" and not piece.first.listed]
    numbers = [int(match.group()) for piece in entries if (match := re.search(r"\d{1,6}(?=\s*$)", piece.text))]
    far = sum(number > 1.5 * pages + 60 for number in numbers)
    if numbers and far > 0.3 * len(numbers):
        for piece in entries:
            piece.kind, piece.marker = text_kind_of(piece.first)


def _entries(lines: Sequence[Line], start: int, ordered: Sequence[str], last: dict[str, int]) -> list[int]:
    """Indices of the lines that come back later, up to where the list ends."""
    entries: list[int] = []
    misses = 0
    for at in range(start + 1, len(lines)):
        text = fold(lines[at].text)
        bare = fold(_TAIL.sub("", lines[at].text))
        if max(last.get(text, 0), last.get(bare, 0)) > at or _comes_back(bare, at, ordered, last):
            entries.append(at)
            misses = 0
            continue
        misses += 1
        if misses >= MAX_MISSES:
            break
    return entries


def _comes_back(text: str, at: int, ordered: Sequence[str], last: dict[str, int]) -> bool:
    """Tell whether an entry is the start of a longer line later on, or the other way about: headings that wrap."""
    if len(text) < 14:
        return False
    place = bisect_left(ordered, text)
    if any(found.startswith(text) and last[found] > at for found in ordered[place : place + 3]):
        return True
    place = bisect_left(ordered, text[:14])
    return any(text.startswith(found) and last[found] > at for found in ordered[place : place + 6])
