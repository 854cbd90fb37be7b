"""Partly ruled tables: cells that hold several columns or several rows are cut where their print lines up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docintel.extract.grids import Grid, GridCell
from docintel.extract.heads import is_numeric
from docintel.extract.lines import Line, Mark
from docintel.types import Box

# two prints on one line of a table differ less than this, in sizes of the font
LEVEL = 0.3
# columns and lines that a row must fill to be cut although it holds words
MIN_ALIGNED = 4


def refine_grid(grid: Grid) -> None:
    """Cut cells over several columns, then rows that hold several printed rows."""
    for row in grid.rows:
        row[:] = [part for cell in row for part in _cut_columns(cell, grid)]
    rows: list[list[GridCell]] = []
    boxes: list[Box] = []
    for row, box in zip(grid.rows, grid.row_boxes, strict=True):
        cut = _cut_rows(row, box)
        if len(cut) > 1 and len(rows) == 1:
            # the one rule inside parts the head from the body
            grid.header_rows = 1
        rows.extend(cut)
        boxes.extend([box] if len(cut) == 1 else [_row_box(cells, box) for cells in cut])
    grid.rows, grid.row_boxes = rows, boxes


def is_weak(grid: Grid) -> bool:
    """Tell whether a grid's print has plainly more columns than its rules: the rules are only a frame and a head."""
    if grid.width > 3 or len(grid.rows) > 4:
        return False
    counts = [len(line.cells) for row in grid.rows for cell in row for line in cell.lines if cell.columns == 1]
    several = [count for count in counts if count >= 3]
    return len(several) >= 3 and len(several) >= 0.4 * len(counts)


def holds_rows(grid: Grid) -> bool:
    """Tell whether a band holds several printed rows of numbers: its edges part the head from the body only."""
    for row in grid.rows:
        later = [cell.lines for cell in row if cell.column > 0 and len(cell.lines) >= 3]
        lines = [line.text for cell_lines in later for line in cell_lines]
        if lines and sum(is_numeric(text) for text in lines) >= 0.5 * len(lines):
            return True
    return False


def _cut_columns(cell: GridCell, grid: Grid) -> list[GridCell]:
    """A cell over several columns whose print stands apart in them becomes one cell a column."""
    if cell.columns < 2 or not cell.lines:
        return [cell]
    borders = grid.xs[cell.column : cell.column + cell.columns + 1]
    placed: list[list[Line]] = [[] for _ in range(cell.columns)]
    for line in cell.lines:
        for x0, x1, start, end in line.cells:
            homes = [at for at in range(cell.columns) if borders[at] - 3 <= x0 and x1 <= borders[at + 1] + 3]
            if len(homes) != 1:
                return [cell]
            placed[homes[0]].append(slice_line(line, x0, x1, start, end))
    if sum(bool(lines) for lines in placed) < 2:
        return [cell]
    return [
        replace(
            cell, column=cell.column + at, columns=1, lines=lines,
            box=Box(borders[at], cell.box.top, borders[at + 1], cell.box.bottom),
        )
        for at, lines in enumerate(placed)
    ]  # fmt: skip


def slice_line(line: Line, x0: float, x1: float, start: int, end: int) -> Line:
    """A part of a line as a line of its own."""
    marks = [Mark(m.start - start, m.end - start, m.text) for m in line.marks if start <= m.start and m.end <= end]
    anchors = [(a - start, b - start, key) for a, b, key in line.anchors if start <= a and b <= end]
    text = line.text[start:end].strip()
    return replace(
        line, text=text, x0=x0, x1=x1, marks=marks, anchors=anchors, cells=((x0, x1, 0, len(text)),), hyphen=False
    )


def _cut_rows(row: list[GridCell], box: Box) -> list[list[GridCell]]:
    """A row whose cells all print on the same lines, numbers among them, becomes one row a line."""
    filled = [cell for cell in row if cell.lines]
    if len(filled) < 2 or any(cell.rows > 1 for cell in row) or min(len(cell.lines) for cell in filled) < 2:
        return [row]
    bases = _bases(filled)
    if len(bases) < 3:
        return [row]
    prints = sum(len(cell.lines) for cell in filled)
    later = [line.text for cell in filled if cell.column > 0 for line in cell.lines]
    numeric = sum(is_numeric(text) for text in later)
    share = prints / (len(bases) * len(filled))
    counted = bool(later) and numeric >= 0.5 * len(later) and share >= 0.75
    # cells that wrap do not all fill the same four lines: words of a body without level rules
    aligned = min(len(bases), len(filled)) >= MIN_ALIGNED and share >= 0.9
    if not (counted or aligned):
        return [row]
    cut: list[list[GridCell]] = []
    for base in bases:
        cells = []
        for cell in row:
            lines = [line for line in cell.lines if abs(line.base - base) <= LEVEL * line.size]
            cells.append(replace(cell, lines=lines))
        cut.append(cells)
    return cut


def _bases(cells: Sequence[GridCell]) -> list[float]:
    """The heights at which the cells print."""
    bases: list[float] = []
    for line in sorted((line for cell in cells for line in cell.lines), key=lambda line: line.base):
        if not bases or line.base - bases[-1] > LEVEL * line.size:
            bases.append(line.base)
    return bases


def _row_box(cells: Sequence[GridCell], box: Box) -> Box:
    """The box of a row that was cut out of another."""
    lines = [line for cell in cells for line in cell.lines]
    if not lines:
        return box
    return Box(box.x0, min(line.top for line in lines), box.x1, max(line.bottom for line in lines))
