"""Tables with level rules or shaded rows only: the bands are the rows, white lanes through all of them the columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from docintel.extract.content import PageContent, Word
from docintel.extract.grids import Grid, GridCell, overlap
from docintel.extract.rules import level_edges
from docintel.types import Box

# edges of one table begin and end within this many points of each other
ALIGNED = 4.0
MIN_WIDTH = 90.0
MIN_LANE = 4.0
# a band as high as this share of the page is text between the lines of head and foot
MAX_BAND = 0.45


def find_bands(content: PageContent, words: Sequence[Word], taken: Sequence[Grid]) -> list[Grid]:
    """Banded tables of a page, outside the tables already found."""
    if content.art:
        return []
    groups: list[list[tuple[float, float, float]]] = []
    for at, start, end in level_edges(content):
        if end - start < MIN_WIDTH or _inside(taken, at, start, end):
            continue
        for group in groups:
            if abs(group[0][1] - start) <= ALIGNED and abs(group[0][2] - end) <= ALIGNED:
                group.append((at, start, end))
                break
        else:
            groups.append([(at, start, end)])
    found: list[Grid] = []
    for group in sorted(groups, key=len, reverse=True):
        ys = sorted(at for at, _, _ in group)
        left, right = median(edge[1] for edge in group), median(edge[2] for edge in group)
        for part in _parts(ys, content.height):
            grid = _grid(content, words, part, left, right)
            if grid is not None and not any(overlap(grid.box, other.box) for other in [*found, *taken]):
                found.append(grid)
    return found


def _inside(grids: Sequence[Grid], y: float, start: float, end: float) -> bool:
    """Tell whether an edge belongs to a table already found."""
    return any(g.box.top - 3 <= y <= g.box.bottom + 3 and g.box.x0 - 5 <= start and end <= g.box.x1 + 5 for g in grids)


def _parts(ys: Sequence[float], height: float) -> list[list[float]]:
    """Edges cut where the white between them is too high for a row."""
    parts: list[list[float]] = []
    for y in ys:
        if parts and y - parts[-1][-1] < 3:
            continue
        if parts and y - parts[-1][-1] < MAX_BAND * height:
            parts[-1].append(y)
        else:
            parts.append([y])
    return [part for part in parts if len(part) >= 3]


def _grid(content: PageContent, words: Sequence[Word], ys: list[float], left: float, right: float) -> Grid | None:
    """The table between level edges; None where its words leave no lanes."""
    inside = [word for word in words if word.turn == 0 and left - 3 <= word.x0 and word.x1 <= right + 3]
    between = [word for word in inside if ys[0] <= _middle(word) <= ys[-1]]
    bands = _filled(ys, between)
    if len(bands) < 2:
        return None
    lanes = _lanes(between, left, right)
    lanes = [lane for lane in lanes if _is_used(lane, bands, lanes, left, right)]
    if not lanes or len(lanes) > 30:
        return None
    if len(lanes) == 1 and len(bands) < 3:
        return None
    ys = _open_bands(ys, inside, lanes, content.height)
    xs = [left, *((start + end) / 2 for start, end in lanes), right]
    rows, boxes = [], []
    for number, (top, bottom) in enumerate(pairwise(ys)):
        cells = [
            GridCell(number, column, 1, 1, Box(xs[column], top, xs[column + 1], bottom))
            for column in range(len(xs) - 1)
        ]
        rows.append(cells)
        boxes.append(Box(left, top, right, bottom))
    return Grid(content.number, Box(left, ys[0], right, ys[-1]), xs, rows, boxes)


def _middle(word: Word) -> float:
    """Height at which a word stands."""
    return word.base - 0.3 * word.size


def _filled(ys: Sequence[float], words: Sequence[Word]) -> list[list[Word]]:
    """The words of each band that has any."""
    bands: list[list[Word]] = [[] for _ in range(len(ys) - 1)]
    for word in words:
        middle = _middle(word)
        for at in range(len(ys) - 1):
            if ys[at] <= middle < ys[at + 1]:
                bands[at].append(word)
                break
    return [band for band in bands if band]


def _lanes(words: Sequence[Word], left: float, right: float) -> list[tuple[float, float]]:
    """Stretches that no word crosses."""
    lanes: list[tuple[float, float]] = []
    reach: float | None = None
    for word in sorted(words, key=lambda word: word.x0):
        if reach is not None and word.x0 - reach >= MIN_LANE:
            lanes.append((reach, word.x0))
        reach = word.x1 if reach is None else max(reach, word.x1)
    return [(start, end) for start, end in lanes if start > left and end < right]


def _is_used(
    lane: tuple[float, float],
    bands: Sequence[list[Word]],
    lanes: Sequence[tuple[float, float]],
    left: float,
    right: float,
) -> bool:
    """Tell whether a lane parts print in enough bands: bullets and numbers before a text do not make a column."""
    at = lanes.index(lane)
    before = lanes[at - 1][1] if at else left - 5
    after = lanes[at + 1][0] if at + 1 < len(lanes) else right + 5
    near_left = sum(any(before - 1 <= word.x0 and word.x1 <= lane[0] + 1 for word in band) for band in bands)
    near_right = sum(any(lane[1] - 1 <= word.x0 and word.x1 <= after + 1 for word in band) for band in bands)
    both = sum(
        any(before - 1 <= w.x0 and w.x1 <= lane[0] + 1 for w in band)
        and any(lane[1] - 1 <= w.x0 and w.x1 <= after + 1 for w in band)
        for band in bands
    )
    return both >= 1 and near_left >= max(2, 0.15 * len(bands)) and near_right >= max(2, 0.3 * len(bands))


def _open_bands(
    ys: list[float], inside: Sequence[Word], lanes: Sequence[tuple[float, float]], height: float
) -> list[float]:
    """Add the row that the page break cut: print in the same lanes right under the last edge, and nothing after it."""
    below = [word for word in inside if ys[-1] < _middle(word) < 0.95 * height]
    if not below:
        return ys
    size = median(word.size for word in below)
    first = min(_middle(word) for word in below)
    crossing = any(word.x0 < (start + end) / 2 < word.x1 for word in below for start, end in lanes)
    sides = {sum(word.x0 >= (start + end) / 2 for start, end in lanes) for word in below}
    lines = sorted({round(word.base) for word in below})
    if crossing or len(sides) < 2 or first - ys[-1] > 1.6 * size or lines[-1] - lines[0] > 12 * size:
        return ys
    return [*ys, max(word.bottom for word in below) + 2]
