"""Tables without upright rules: rows whose parts line up in columns with white lanes between them.

Two columns of prose line up as well; what makes a table is short cells, numbers, level rules, or three columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from docintel.extract.grids import Grid, GridCell
from docintel.extract.heads import is_numeric, join_head, text_of
from docintel.extract.lines import Run, make_line
from docintel.types import Box

MIN_ROWS = 3
# share of the rows that may print across a lane: spanning heads
CROSSING = 0.2
_MARKER = re.compile(r"^(?:[•▪◦○●■□➢✓‣⁃∙·*o\-–—]|\(?(?:\d{1,3}|[a-z]{1,2}|[ivx]{1,5})[.)]?|\[\d+\])$")
_NUMBERED = re.compile(r"^\(?(?:\d{1,2}(?:\.\d{1,2})*|[A-Z]|[ivx]{1,5})[.)]?$")
_LEADER = re.compile(r"(?:\.\s?){5,}|…{2,}|_{5,}")


@dataclass(frozen=True, slots=True)
class _Lane:
    """A white lane between two columns."""

    start: float
    end: float

    @property
    def middle(self) -> float:
        """Where the border is put."""
        return (self.start + self.end) / 2


def find_unruled(rows: Sequence[list[Run]], page: int, rules: Sequence[Box]) -> list[tuple[int, int, Grid]]:
    """Tables among the rows of a region, as (first row, row after the last, grid)."""
    found = []
    for start, end in _stretches(rows):
        grid = _grid(rows[start:end], page, rules)
        if grid is not None:
            found.append((start, end, grid))
    return found


def _stretches(rows: Sequence[list[Run]]) -> list[tuple[int, int]]:
    """Stretches that open and close with a row of several runs and have few single ones between."""
    stretches: list[tuple[int, int]] = []
    start = last = -1
    for at, row in enumerate(rows):
        multiple = len(row) >= 2 and all(run.table is None for run in row)
        broken = start >= 0 and (any(run.table is not None for run in row) or _far(rows[at - 1], row) or at - last > 3)
        if broken:
            stretches.append((start, last + 1))
            start = -1
        if multiple:
            if start < 0:
                start = at
            last = at
    if start >= 0:
        stretches.append((start, last + 1))
    return [(a, b) for a, b in stretches if sum(len(row) >= 2 for row in rows[a:b]) >= 2]


def _far(before: Sequence[Run], row: Sequence[Run]) -> bool:
    """Tell whether more white stands between two rows than inside a table."""
    size = max(run.size for run in row)
    return row[0].base - before[0].base > 3.2 * size


def _grid(rows: Sequence[list[Run]], page: int, rules: Sequence[Box]) -> Grid | None:
    """The table that a stretch of rows makes; None where it is prose, a list or a contents list."""
    lanes = _lanes(rows)
    if not lanes or _is_screen(rows):
        return None
    left, right = min(run.x0 for row in rows for run in row), max(run.x1 for row in rows for run in row)
    borders = [left, *(lane.middle for lane in lanes), right]
    top, bottom = min(r.top for row in rows for r in row), max(r.bottom for row in rows for r in row)
    inside = [
        rule
        for rule in rules
        if top - 14 <= rule.top <= bottom + 14 and min(rule.x1, right) - max(rule.x0, left) > 0.6 * (right - left)
    ]
    table = [_places(row, borders) for row in rows]
    if not _is_table(rows, table, len(borders) - 1, len(inside)):
        return None
    return _build(rows, borders, page, inside)


def _is_screen(rows: Sequence[list[Run]]) -> bool:
    """Tell whether the print is a listing or a screen in a typewriter font, where all lines up."""
    fonts = [run.words[0].style.font.lower() for row in rows for run in row if run.words]
    return sum("courier" in font or "mono" in font or "consol" in font for font in fonts) > 0.5 * len(fonts)


def _lanes(rows: Sequence[list[Run]]) -> list[_Lane]:
    """White lanes through the rows of several runs."""
    multiple = [row for row in rows if len(row) >= 2]
    size = median(run.size for row in multiple for run in row)
    left = int(min(run.x0 for row in multiple for run in row))
    right = int(max(run.x1 for row in multiple for run in row)) + 2
    if right - left > 5000:
        return []
    covered = [0] * (right - left + 1)
    for row in multiple:
        for run in row:
            for x in range(max(0, int(run.x0) - left), min(len(covered), int(run.x1 + 0.999) - left)):
                covered[x] += 1
    allowed = int(CROSSING * len(multiple))
    lanes: list[_Lane] = []
    start: int | None = None
    for x, count in enumerate(covered):
        if count <= allowed:
            start = x if start is None else start
        elif start is not None:
            if start > 0 and x - start >= max(3.0, 0.4 * size):
                lanes.append(_Lane(left + start, left + x))
            start = None
    return _real_lanes(lanes, multiple)


def _real_lanes(lanes: list[_Lane], rows: Sequence[list[Run]]) -> list[_Lane]:
    """Drop lanes that few rows use: each needs print on both sides in a third of the rows at least."""
    kept: list[_Lane] = []
    for at, lane in enumerate(lanes):
        before = kept[-1].end if kept else float("-inf")
        after = lanes[at + 1].start if at + 1 < len(lanes) else float("inf")
        left = sum(any(before - 2 <= run.x0 and run.x1 <= lane.end + 1 for run in row) for row in rows)
        right = sum(any(lane.start - 1 <= run.x0 and run.x0 <= after for run in row) for row in rows)
        if left >= max(2, 0.3 * len(rows)) and right >= max(2, 0.3 * len(rows)):
            kept.append(lane)
    return kept


def _column_of(run: Run, borders: Sequence[float]) -> tuple[int, int]:
    """First and last column that a run stands in."""
    last = len(borders) - 2
    first = next((c for c in range(last + 1) if run.x0 < borders[c + 1] - 1), last)
    end = next((c for c in range(last, -1, -1) if run.x1 > borders[c] + 1), first)
    return first, max(first, end)


def _places(row: Sequence[Run], borders: Sequence[float]) -> list[tuple[int, int]]:
    """First and last column of each run of a row."""
    return [_column_of(run, borders) for run in row]


def _is_table(rows: Sequence[list[Run]], table: Sequence[Sequence[tuple[int, int]]], columns: int, rules: int) -> bool:
    """Weigh the signs of a table."""
    multiple = [(row, places) for row, places in zip(rows, table, strict=True) if len(row) >= 2]
    texts = [[text_of(run) for run in row] for row, _ in multiple]
    if sum(any(_LEADER.search(text) for text in row) for row in texts) > 0.3 * len(texts):
        return False
    firsts = [text_of(run) for row, places in multiple for run, place in zip(row, places, strict=True) if place[0] == 0]
    later = [text_of(run) for row, places in multiple for run, place in zip(row, places, strict=True) if place[0] > 0]
    if not firsts or not later:
        return False
    markers = sum(bool(_MARKER.match(text) or _NUMBERED.match(text)) for text in firsts) / len(firsts)
    if columns == 2 and markers > 0.6:
        return False
    numeric = sum(is_numeric(text) for text in later) / len(later)
    words = sum(len(text.split()) for text in later) / len(later)
    filled = sum(len(row) for row, _ in multiple) / (len(multiple) * columns)
    enough = len(multiple) >= MIN_ROWS
    if rules >= 2 and len(multiple) >= 2:
        return words <= 9 or numeric > 0.4
    if not enough or filled < 0.5:
        return False
    if columns >= 3 and filled < 0.85 and words <= 8 and len(multiple) >= 5:
        # prose in three columns fills its lines
        return True
    if columns >= 3:
        return numeric > 0.35 or (words <= 4.5 and len(multiple) >= 4)
    return numeric > 0.6 and words <= 3


def _build(rows: Sequence[list[Run]], borders: list[float], page: int, rules: Sequence[Box]) -> Grid:
    """Write rows as a grid, lines of one printed row put together."""
    groups, heads = join_head(_logical_rows(rows, borders, rules), [_places(row, borders) for row in rows], rules)
    built: list[list[GridCell]] = []
    boxes: list[Box] = []
    for number, group in enumerate(groups):
        cells: dict[tuple[int, int], list[list[Run]]] = {}
        for row in group:
            by_place: dict[tuple[int, int], list[Run]] = {}
            for run in row:
                by_place.setdefault(_column_of(run, borders), []).append(run)
            for place, runs in by_place.items():
                cells.setdefault(_home(place, cells), []).append(runs)
        top = min(run.top for row in group for run in row)
        bottom = max(run.bottom for row in group for run in row)
        taken = {column for first, last in cells for column in range(first, last + 1)}
        for column in range(len(borders) - 1):
            if column not in taken:
                cells[(column, column)] = []
        line_cells = [
            GridCell(
                number, first, 1, last - first + 1, Box(borders[first], top, borders[last + 1], bottom),
                [make_line(runs, page) for runs in lines],
            )
            for (first, last), lines in sorted(cells.items())
        ]  # fmt: skip
        built.append(line_cells)
        boxes.append(Box(borders[0], top, borders[-1], bottom))
    box = Box(borders[0], boxes[0].top, borders[-1], boxes[-1].bottom)
    order = min(run.order for row in rows for run in row)
    return Grid(page, box, borders, built, boxes, ruled=False, header_rows=heads, order=order)


def _home(place: tuple[int, int], cells: dict[tuple[int, int], list[list[Run]]]) -> tuple[int, int]:
    """The cell of a logical row that a run belongs to: the one already opened over its columns."""
    for known in cells:
        if known[0] <= place[0] and place[1] <= known[1]:
            return known
    return place


def _logical_rows(rows: Sequence[list[Run]], borders: Sequence[float], rules: Sequence[Box]) -> list[list[list[Run]]]:
    """Group printed lines into table rows: a line without a first cell, close under the last, goes on with it."""
    steps = [second[0].base - first[0].base for first, second in pairwise(rows)]
    if not steps:
        return [[row] for row in rows]
    wide = median(steps)
    groups: list[list[list[Run]]] = [[rows[0]]]
    for before, row, step in zip(rows, rows[1:], steps, strict=False):
        parted = any(before[0].base < rule.top < row[0].base for rule in rules)
        places = _places(row, borders)
        opens = any(first == 0 for first, _ in places)
        numeric = any(is_numeric(text_of(run)) for run, (first, _) in zip(row, places, strict=True) if first > 0)
        tight = step < 0.8 * wide or (step < 1.02 * wide and not opens and not numeric)
        single_first = len(row) == 1 and opens and step < 0.8 * wide
        if not parted and ((tight and not opens and not numeric) or single_first):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups
