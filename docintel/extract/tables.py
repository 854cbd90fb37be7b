"""Tables over several pages or columns become one: repeated heads dropped, a row cut by the break put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from docintel.extract.assemble import RawTable
from docintel.extract.cells import read_value
from docintel.extract.grids import Grid, GridCell
from docintel.extract.lines import Line
from docintel.types import Box, Cell

CellText = Callable[[Sequence[Line]], tuple[str, list[tuple[int, int]]]]
"""The text of a cell's lines, and the note markers in it as (offset, key)."""


@dataclass(slots=True)
class TableDraft:
    """The parts of one table in reading order."""

    grids: list[Grid]


def goes_on(first: Grid, second: Grid) -> bool:
    """Tell whether a grid is the rest of another one that a page or column break cut."""
    if first.width != second.width or not first.rows or not second.rows:
        return False
    wide_first, wide_second = first.xs[-1] - first.xs[0], second.xs[-1] - second.xs[0]
    if abs(wide_first - wide_second) > 0.04 * wide_first + 4:
        return False
    shift = second.xs[0] - first.xs[0]
    return all(abs(b - a - shift) < 6 for a, b in zip(first.xs, second.xs, strict=True))


def make_table(
    draft: TableDraft, cell_text: CellText, seen_box: Callable[[int, Box], Box]
) -> tuple[RawTable, list[tuple[int, int]]]:
    """Write a draft as rows of cells, with the note markers as (offset in the table's text, key).

    Markers stay in the cells: a cell is shown as printed.
    """
    head = draft.grids[0]
    header_rows = head.header_rows or _bold_rows(head)
    rows: list[list[GridCell]] = []
    pages: list[int] = []
    boxes: list[Box | None] = []
    columns = head.width
    for at, grid in enumerate(draft.grids):
        start = 0
        if at > 0:
            start = _repeated_head(head, grid)
        for number in range(start, len(grid.rows)):
            row = grid.rows[number]
            if at > 0 and number == start and rows and _is_rest(rows[-1], row, columns):
                _append_row(rows[-1], row)
                continue
            if row:
                rows.append(row)
                pages.append(grid.page)
                boxes.append(seen_box(grid.page, grid.row_boxes[number]))
    anchors: list[tuple[int, int]] = []
    written: list[tuple[Cell, ...]] = []
    length = 0
    for row, page in zip(rows, pages, strict=True):
        cells = []
        for cell in row:
            text, marks = cell_text(cell.lines)
            anchors.extend((length + offset, key) for offset, key in marks)
            value, unit = read_value(text)
            cells.append(Cell(text, value, unit, cell.rows, cell.columns, page))
            length += len(text) + 1
        written.append(tuple(cells))
    table = RawTable(
        tuple(written),
        header_rows,
        head.page,
        draft.grids[-1].page,
        tuple((grid.page, seen_box(grid.page, grid.box)) for grid in draft.grids),
        tuple(pages),
        tuple(boxes),
    )
    return table, anchors


def _bold_rows(grid: Grid) -> int:
    """Number of rows at the top that are bold throughout."""
    count = 0
    for row in grid.rows[:3]:
        lines = [line for cell in row for line in cell.lines]
        if not lines or not all(line.bold for line in lines):
            break
        count += 1
    return count if count < len(grid.rows) else 0


def _repeated_head(head: Grid, grid: Grid) -> int:
    """Number of rows at the top of a later part that repeat the head of the first."""
    count = 0
    for first, second in zip(head.rows, grid.rows, strict=False):
        if [cell.text for cell in first] != [cell.text for cell in second] or not any(cell.text for cell in first):
            break
        count += 1
    return min(count, max(1, head.header_rows or _bold_rows(head) or 1)) if count else 0


def _is_rest(before: Sequence[GridCell], row: Sequence[GridCell], columns: int) -> bool:
    """Tell whether the first row of a later part is the rest of the row before the break."""
    if not before or not row or columns < 2 or len(before) != len(row):
        return False
    if row[0].lines or not before[0].lines:
        return False
    filled = [cell for cell in row if cell.lines]
    return bool(filled) and all(before[at].lines or not cell.lines for at, cell in enumerate(row))


def _append_row(before: Sequence[GridCell], row: Sequence[GridCell]) -> None:
    """Add the cells of a row to those of the row that it goes on with."""
    for first, second in zip(before, row, strict=True):
        first.lines.extend(second.lines)
