"""Ruled tables: level and upright rules that meet make a grid; where a border is missing, cells are merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from docintel.extract.content import PageContent, Word
from docintel.extract.joints import joint_rules
from docintel.extract.lines import Line
from docintel.extract.rules import Rule, merged_rules
from docintel.extract.turned import order_cell
from docintel.types import Box

# a gap this small at a corner still meets
REACH = 4.0
MIN_CELL = 4.0


@dataclass(slots=True)
class GridCell:
    """A cell with its place in the grid and its printed lines."""

    row: int
    column: int
    rows: int
    columns: int
    box: Box
    lines: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The lines with blanks between them; for comparisons only."""
        return " ".join(line.text for line in self.lines)


@dataclass(slots=True)
class Grid:
    """A table on one page before it is joined with its other parts."""

    page: int
    box: Box
    xs: list[float]
    rows: list[list[GridCell]]
    row_boxes: list[Box]
    ruled: bool = True
    jointed: bool = False
    """Its columns are told by joints, not by upright rules."""
    header_rows: int = 0
    order: int = 0

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.xs) - 1


def find_grids(content: PageContent) -> tuple[list[Grid], list[Box]]:
    """Ruled tables of a page, and the frames that hold one cell only."""
    if content.art or (len(content.rules) < 3 and len(content.fills) < 4):
        return [], [box for box in content.fills if _is_frame(box, content)]
    level, upright = merged_rules(content)
    for added, rules in zip(joint_rules(content), (level, upright), strict=True):
        rules.extend(added)
    grids: list[Grid] = []
    frames: list[Box] = [box for box in content.fills if _is_frame(box, content)]
    for rows, columns in _components(level, upright):
        grid = _grid(content, rows, columns)
        if grid is None:
            continue
        cells = sum(len(row) for row in grid.rows)
        if cells < 2 or (cells > 1 and grid.width == 1 and len(grid.rows) == 1):
            frames.append(grid.box)
        else:
            grids.append(grid)
    return _outermost(grids), frames


def fill_grid(grid: Grid, words: Sequence[Word]) -> list[Word]:
    """Put the words inside a grid into its cells; the words outside are handed back."""
    rest: list[Word] = []
    inside: dict[int, list[Word]] = {}
    cells = [cell for row in grid.rows for cell in row]
    borders = [(c.box.x0 - 1, c.box.top - 1, c.box.x1 + 1, c.box.bottom + 1) for c in cells]
    left, top, right, bottom = grid.box.x0 - 2, grid.box.top - 1, grid.box.x1 + 2, grid.box.bottom + 1
    edge = grid.box.top
    across = {(round(w.base), w.size) for w in words if w.top < edge < w.bottom and _is_across(grid, w)}
    for word in words:
        x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
        if not (left <= x <= right and top <= y <= bottom):
            rest.append(word)
            continue
        if across and y < edge + word.size and (round(word.base), word.size) in across:
            rest.append(word)
            continue
        home = _cell_at(borders, x, y)
        if home is None:
            rest.append(word)
        else:
            inside.setdefault(home, []).append(word)
    for at, found in inside.items():
        cells[at].lines = order_cell(found, grid.page)
    grid.order = min((word.order for found in inside.values() for word in found), default=0)
    _drop_empty(grid)
    return rest


def _is_across(grid: Grid, word: Word) -> bool:
    """Tell whether a word is printed across the upper border: a caption that the table has slid under."""
    beside = grid.box.x0 - 2 <= word.x0 and word.x1 <= grid.box.x1 + 2
    return beside and min(grid.box.top - word.top, word.bottom - grid.box.top) > 0.25 * word.size


def _cell_at(borders: Sequence[tuple[float, float, float, float]], x: float, y: float) -> int | None:
    """Index of the cell that holds a point."""
    for at, (x0, top, x1, bottom) in enumerate(borders):
        if x0 <= x <= x1 and top <= y <= bottom:
            return at
    return None


def overlap(first: Box, second: Box) -> bool:
    """Tell whether two boxes share a part of the page."""
    beside = first.x0 < second.x1 and second.x0 < first.x1
    return beside and first.top < second.bottom - 1 and second.top < first.bottom - 1


def is_table(grid: Grid) -> bool:
    """Tell a filled table from the grid lines of a chart, most of whose cells are empty."""
    cells = [cell for row in grid.rows for cell in row]
    filled = [cell for cell in cells if cell.lines]
    if not filled:
        return False
    columns = len({cell.column for cell in filled})
    return len(filled) >= 0.3 * len(cells) and (columns > 1 or len(grid.rows) == 1 or len(filled) > 2)


def _drop_empty(grid: Grid) -> None:
    """Drop rows without any text that are mere gaps between double rules."""
    kept = [
        (row, box)
        for row, box in zip(grid.rows, grid.row_boxes, strict=True)
        if any(cell.lines for cell in row) or box.bottom - box.top > 7
    ]
    while kept and not any(cell.lines for cell in kept[-1][0]):
        kept.pop()
    while kept and not any(cell.lines for cell in kept[0][0]):
        kept.pop(0)
    grid.rows, grid.row_boxes = [row for row, _ in kept], [box for _, box in kept]


def _is_frame(box: Box, content: PageContent) -> bool:
    """Tell whether an area is a text box: large enough for lines, smaller than the page."""
    wide, high = box.x1 - box.x0, box.bottom - box.top
    return wide > 100 and high > 24 and (wide < 0.97 * content.width or high < 0.9 * content.height)


def _components(level: list[Rule], upright: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that meet, directly or through others."""
    parent = list(range(len(level) + len(upright)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for at, row in enumerate(level):
        for beside, column in enumerate(upright):
            if (
                row.start - REACH <= column.at <= row.end + REACH
                and column.start - REACH <= row.at <= column.end + REACH
            ):
                parent[root(len(level) + beside)] = root(at)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for at, row in enumerate(level):
        groups.setdefault(root(at), ([], []))[0].append(row)
    for at, column in enumerate(upright):
        groups.setdefault(root(len(level) + at), ([], []))[1].append(column)
    # one level rule is enough where several uprights run into it: the first or last row of a part cut by a page break
    return [
        group for group in groups.values() if (len(group[0]) >= 2 and group[1]) or (group[0] and len(group[1]) >= 3)
    ]


def _places(rules: Sequence[Rule]) -> list[float]:
    """Distinct positions of rules."""
    places: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not places or at - places[-1] > MIN_CELL:
            places.append(at)
    return places


def _grid(content: PageContent, level: list[Rule], upright: list[Rule]) -> Grid | None:
    """Build the cells of one component; missing outer uprights are added where the level rules end together."""
    level = _closed(level, upright)
    ys = _places(level)
    left, right = min(rule.start for rule in level), max(rule.end for rule in level)
    top, bottom = ys[0], ys[-1]
    xs = _places(upright)
    # tables without outer uprights: the ends of the level rules stand in for them
    if xs[0] - left > 12:
        xs.insert(0, left)
        upright = [*upright, Rule(left, top, bottom)]
    if right - xs[-1] > 12:
        xs.append(right)
        upright = [*upright, Rule(right, top, bottom)]
    if len(xs) < 2 or len(ys) < 2 or len(xs) > 60 or len(ys) > 400:
        return None
    if (bottom - top) < 10 or (xs[-1] - xs[0]) < 30:
        return None
    merged = _merge_slots(xs, ys, level, upright)
    rows: list[list[GridCell]] = [[] for _ in range(len(ys) - 1)]
    for row, column, height, width in merged:
        box = Box(xs[column], ys[row], xs[column + width], ys[row + height])
        rows[row].append(GridCell(row, column, height, width, box))
    for cells in rows:
        cells.sort(key=lambda cell: cell.column)
    boxes = [Box(xs[0], ys[at], xs[-1], ys[at + 1]) for at in range(len(ys) - 1)]
    jointed = any(not rule.drawn for rule in upright)
    return Grid(content.number, Box(xs[0], top, xs[-1], bottom), xs, rows, boxes, jointed=jointed)


def _closed(level: list[Rule], upright: Sequence[Rule]) -> list[Rule]:
    """Add the level rule that is missing where uprights run on: a row that the page break cuts has no lower border."""
    left, right = min(rule.start for rule in level), max(rule.end for rule in level)
    ends = sorted(rule.end for rule in upright)
    starts = sorted(rule.start for rule in upright)
    lowest, highest = max(rule.at for rule in level), min(rule.at for rule in level)
    if len(ends) > 1 and ends[-2] > lowest + 8:
        level = [*level, Rule(ends[-2], left, right)]
    if len(starts) > 1 and starts[1] < highest - 8:
        level = [*level, Rule(starts[1], left, right)]
    return level


def _merge_slots(
    xs: Sequence[float], ys: Sequence[float], level: Sequence[Rule], upright: Sequence[Rule]
) -> list[tuple[int, int, int, int]]:
    """Cells as (row, column, rows, columns): slots joined where no rule parts them, grown to rectangles."""
    high, wide = len(ys) - 1, len(xs) - 1
    beside = [[_covered(upright, xs[c + 1], ys[r], ys[r + 1]) for c in range(wide - 1)] for r in range(high)]
    below = [[_covered(level, ys[r + 1], xs[c], xs[c + 1]) for c in range(wide)] for r in range(high - 1)]
    taken = [[False] * wide for _ in range(high)]
    cells = []
    for r in range(high):
        for c in range(wide):
            if taken[r][c]:
                continue
            width = 1
            while c + width < wide and not beside[r][c + width - 1] and not taken[r][c + width]:
                width += 1
            height = 1
            while r + height < high and all(not below[r + height - 1][x] for x in range(c, c + width)):
                if any(not beside[r + height][x] for x in range(c, c + width - 1)) is False and width > 1:
                    break
                height += 1
            for y in range(r, r + height):
                for x in range(c, c + width):
                    taken[y][x] = True
            cells.append((r, c, height, width))
    return cells


def _covered(rules: Sequence[Rule], at: float, start: float, end: float) -> bool:
    """Tell whether rules at a place cover most of a stretch."""
    covered = 0.0
    for rule in rules:
        if abs(rule.at - at) <= MIN_CELL:
            covered += max(0.0, min(rule.end, end) - max(rule.start, start))
    return covered >= 0.6 * (end - start)


def _outermost(grids: list[Grid]) -> list[Grid]:
    """Drop grids that lie inside another one: their words stay with the outer cell."""
    kept: list[Grid] = []
    for grid in sorted(grids, key=lambda grid: -(grid.box.x1 - grid.box.x0) * (grid.box.bottom - grid.box.top)):
        x, y = (grid.box.x0 + grid.box.x1) / 2, (grid.box.top + grid.box.bottom) / 2
        if not any(o.box.x0 <= x <= o.box.x1 and o.box.top <= y <= o.box.bottom for o in kept):
            kept.append(grid)
    return sorted(kept, key=lambda grid: grid.box.top)
