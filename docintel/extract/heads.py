"""Heads of tables without rules: the printed lines of a wrapped head are one row, a spanning head is another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

from docintel.extract.lines import Run
from docintel.types import Box

# a head of more printed lines than this is text
MAX_LINES = 5
# lines of one head stand no further apart than this, in sizes of the font
TIGHT = 1.45
_NUMERIC = re.compile(r"^[€$£≈~<>≤≥±+\-–−(]*\d[\d.,:;/%€\s()*+\-–−xX°]*[a-zA-Z%*]{0,3}\)?$|^[-–—−.*✓✔x✗•n/a]{1,3}$")
_YEAR = re.compile(r"^(?:19|20)\d\d\*{0,2}$")

Row = Sequence[Run]
Places = Sequence[tuple[int, int]]


def is_numeric(text: str) -> bool:
    """Tell whether a cell's print is a number, a mark or a dash: ``1,27%``, ``EUR 5``, ``n/a`` and the like."""
    return bool(_NUMERIC.match(text))


def text_of(run: Run) -> str:
    """The words of a run."""
    return " ".join(word.text for word in run.words)


def join_head(
    groups: Sequence[list[list[Run]]], places: Sequence[Places], rules: Sequence[Box]
) -> tuple[list[list[list[Run]]], int]:
    """Put the lines of a wrapped head together; the rows, and how many of them are head where one was put together.

    ``places`` are the columns of the runs of every printed line.
    """
    lines = [row for group in groups for row in group]
    ends = [0, *accumulate(len(group) for group in groups)]
    end = _head_end(lines, places)
    last = max(at for at, lines_before in enumerate(ends) if lines_before <= end)
    spanning = [any(first < last for first, last in place) for place in places]
    first = next((at for at in range(last) if not any(spanning[ends[at] : ends[at + 1]])), last)
    head = lines[ends[first] : ends[last]]
    ruled = any(upper[0].base < rule.top < lower[0].base for rule in rules for upper, lower in pairwise(head))
    if len(head) < 2 or ruled:
        return list(groups), 0
    return [*groups[:first], head, *groups[last:]], first + 1


def _head_end(lines: Sequence[Row], places: Sequence[Places]) -> int:
    """Number of printed lines of the head, spanning heads included; 0 without a body of numbers under it."""
    columns = 1 + max(last for place in places for _, last in place)
    bold_head = _is_bold(lines[0]) and not _is_bold(lines[-1])
    filled: set[int] = set()
    for at, (row, place) in enumerate(zip(lines, places, strict=True)):
        if at and bold_head and not _is_bold(row):
            return at
        if not bold_head and _is_body(row, place):
            return at if at and len(filled) >= columns - 1 else 0
        if at and not _goes_on(lines[at - 1], row, place, len(filled) >= columns):
            return at if bold_head else 0
        if at >= MAX_LINES:
            return 0
        filled.update(column for first, last in place for column in range(first, last + 1) if first == last)
    return 0


def _goes_on(before: Row, row: Row, place: Places, whole: bool) -> bool:
    """Tell whether a line may belong to the head over it; a lone print under a whole head is the label of a body."""
    if row[0].base - before[0].base > TIGHT * max(row[0].size, before[0].size):
        return False
    return not (whole and len(row) == 1 and place[0][0] == 0)


def _is_body(row: Row, place: Places) -> bool:
    """Tell whether a line holds numbers that are no years."""
    later = [text_of(run) for run, (first, _) in zip(row, place, strict=True) if first > 0]
    numbers = [text for text in later if is_numeric(text)]
    named = any(first == 0 for first, _ in place)
    return len(numbers) >= 0.5 * len(later) > 0 and (named or not all(_YEAR.match(text) for text in numbers))


def _is_bold(row: Row) -> bool:
    """Tell whether a line is bold throughout."""
    return all(word.style.bold for run in row for word in run.words)
