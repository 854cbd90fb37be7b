"""Reading order: columns found by the gutters between runs, band by band, so that a page may mix one, two and three.

A gutter is a place where many runs start and that no run crosses over a stretch of the page. Two stretches beside each
other are columns, and not cells of a table, where the content stream goes down one before the other or where their
lines fill them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from docintel.extract.content import Style
from docintel.extract.grids import Grid
from docintel.extract.lines import Line, Run, make_line, rows_of
from docintel.extract.unruled import find_unruled
from docintel.types import Box

MIN_LINES = 3
# narrower than this share of the region, a "column" is a list of numbers or bullets
MIN_SHARE = 0.16
MAX_DEPTH = 4
# white that parts columns, in sizes of the font: usually, and where the right column starts on one edge
WHITE, NARROW = 0.7, 0.45
# a caption may lean this far, in points, into the table under it
OVERLAP = 4


@dataclass(slots=True)
class Region:
    """Runs that are read line by line."""

    runs: list[Run]
    columns: int = 1


def order_lines(
    runs: Sequence[Run], page: int, rules: Sequence[Box] | None = None
) -> tuple[list[Line], list[Grid], float]:
    """Lines of a page in reading order, tables without uprights, and how far the order differs from the stream.

    A line of such a table stands for all of it: its ``table`` counts on from the tables that the runs already hold.
    Without ``rules`` no tables are looked for.
    """
    lines: list[Line] = []
    grids: list[Grid] = []
    known = sum(run.table is not None for run in runs)
    for number, region in enumerate(_regions(list(runs), 0, 1)):
        inside = region.runs
        if rules is not None:
            inside, found_grids = _without_tables(inside, page, rules, known + len(grids))
            grids.extend(found_grids)
        found = _lines_of(inside, page)
        right = max((line.x1 for line in found), default=0.0)
        left = min((line.x0 for line in found), default=0.0)
        for line in found:
            line.column, line.columns = number, region.columns
            line.left, line.right = left, right
        lines.extend(found)
    return lines, grids, _doubt(lines)


def _without_tables(runs: list[Run], page: int, rules: Sequence[Box], at: int) -> tuple[list[Run], list[Grid]]:
    """Runs of a region with those of unruled tables replaced by one run a table."""
    rows = [sorted(row, key=lambda run: run.x0) for row in rows_of(runs)]
    rows.sort(key=lambda row: row[0].base if row[0].table is None else row[0].top)
    found = find_unruled(rows, page, rules)
    if not found:
        return runs, []
    kept: list[Run] = []
    last = 0
    for start, end, grid in found:
        kept.extend(run for row in rows[last:start] for run in row)
        kept.append(table_run(grid, at))
        at += 1
        last = end
    kept.extend(run for row in rows[last:] for run in row)
    return kept, [grid for _, _, grid in found]


def table_run(grid: Grid, at: int) -> Run:
    """A table as one piece of the layout."""
    box = grid.box
    return Run([], box.x0, box.top, box.x1, box.bottom, box.top, 10.0, grid.order, table=at)


def _lines_of(runs: Sequence[Run], page: int) -> list[Line]:
    """Lines of a region from top to bottom."""
    lines = []
    for row in rows_of(runs):
        table = next((run.table for run in row if run.table is not None), None)
        if table is not None:
            run = row[0]
            style = Style("", run.size, False, False, 0)
            lines.append(
                Line(
                    "",
                    page,
                    run.x0,
                    run.top,
                    run.x1,
                    run.bottom,
                    run.base,
                    run.size,
                    style,
                    order=run.order,
                    table=table,
                )
            )
        else:
            lines.append(make_line(row, page))
    return sorted(lines, key=lambda line: line.base if line.table is None else line.top + OVERLAP)


def _doubt(lines: Sequence[Line]) -> float:
    """Share of neighbouring lines that the stream has in the other order."""
    orders = [line.order for line in lines if line.table is None]
    if len(orders) < 2:
        return 0.0
    turned = sum(second < first for first, second in pairwise(orders))
    return round(turned / (len(orders) - 1), 3)


def _regions(runs: list[Run], depth: int, columns: int) -> list[Region]:
    """Cut runs into regions in reading order."""
    if len(runs) < 2 * MIN_LINES or depth >= MAX_DEPTH:
        return [Region(runs, columns)] if runs else []
    best: tuple[float, float, list[tuple[float, float]]] | None = None
    for x in _gutters(runs):
        for white in (WHITE, NARROW):
            bands = [band for band in _bands(runs, x, white) if _are_columns(runs, x, band, white)]
            height = sum(bottom - top for top, bottom in bands)
            if bands and (best is None or height > best[0] * 1.02):
                best = (height, x, bands)
    if best is None:
        return [Region(runs, columns)]
    _, x, bands = best
    regions: list[Region] = []
    rest = sorted(runs, key=lambda run: run.top)
    for top, bottom in bands:
        above = [run for run in rest if _middle(run) < top]
        inside = [run for run in rest if top <= _middle(run) <= bottom]
        rest = [run for run in rest if _middle(run) > bottom]
        regions.extend(_regions(above, depth + 1, columns))
        left = [run for run in inside if run.x1 <= x]
        right = [run for run in inside if run.x1 > x]
        beside = columns + 1
        regions.extend(_regions(left, depth + 1, beside))
        regions.extend(_regions(right, depth + 1, beside))
    regions.extend(_regions(rest, depth + 1, columns))
    return regions


def _middle(run: Run) -> float:
    """Height at which a run stands."""
    return (run.top + run.bottom) / 2


def _gutters(runs: Sequence[Run]) -> list[float]:
    """Places just before an edge at which several runs start, away from the margins."""
    left, right = min(run.x0 for run in runs), max(run.x1 for run in runs)
    width = right - left
    starts = sorted(run.x0 for run in runs if left + MIN_SHARE * width < run.x0 < right - MIN_SHARE * width * 0.6)
    places: list[tuple[int, float]] = []
    at = 0
    while at < len(starts):
        end = at
        while end < len(starts) and starts[end] - starts[at] < 4:
            end += 1
        if end - at >= MIN_LINES:
            places.append((end - at, starts[at] - 0.5))
        at = end
    places.sort(reverse=True)
    return [x for _, x in places[:8]]


def _bands(runs: Sequence[Run], x: float, white: float) -> list[tuple[float, float]]:
    """Stretches of the page in which no run crosses x or stands in the white before it, as a page foot may."""
    reach = white * median(run.size for run in runs)
    crossing = sorted((run.top, run.bottom) for run in runs if run.x0 < x - 2 and run.x1 > x - reach)
    top, bottom = min(run.top for run in runs), max(run.bottom for run in runs)
    bands = []
    at = top - 1
    for start, end in crossing:
        if start > at:
            bands.append((at, start))
        at = max(at, end)
    bands.append((at, bottom + 1))
    return [(start, end) for start, end in bands if end - start > 20]


def _are_columns(runs: Sequence[Run], x: float, band: tuple[float, float], white: float) -> bool:
    """Tell columns of running text from the cells of a table or a list of keys and values."""
    inside = [run for run in runs if band[0] <= _middle(run) <= band[1]]
    left = [run for run in inside if run.x1 <= x]
    right = [run for run in inside if run.x1 > x]
    if min(len(left), len(right)) < MIN_LINES and not (
        min(len(left), len(right)) and any(run.table is not None for run in inside) and len(inside) > 2 * MIN_LINES
    ):
        return False
    edge, end = min(run.x0 for run in left), max(run.x1 for run in right)
    gutter = min(run.x0 for run in right) - max(run.x1 for run in left)
    size = median(run.size for run in inside)
    if gutter < white * size or (white < WHITE and not _is_flush(right)):
        return False
    widths = (_width(left), _width(right))
    if min(widths) < MIN_SHARE * (end - edge) or min(widths) < 8 * size:
        return False
    return _reads_down(left, right, _switches(left, right))


def _reads_down(left: list[Run], right: list[Run], switches: int) -> bool:
    """Weigh the order of the stream and how far lines fill their side."""
    fewer = min(len(left), len(right))
    fill_left, fill_right = _fill(left, _width(left)), _fill(right, _width(right))
    row_fills = (_fill(_rows(left), _width(left)), _fill(_rows(right), _width(right)))
    row_fill = min(row_fills)
    level = _level(left, right)
    if switches <= max(1, 0.2 * fewer):
        # a figure or a listing in one column leaves short lines; the other one then shows what they are
        few = switches <= max(1, 0.1 * fewer) and fewer >= 8
        full = max(fill_left, fill_right) > 0.8 and (few or min(_full(left), _full(right)) >= 4)
        # words of justified lines stand apart in narrow columns; no table has its columns on heights of their own
        spaced = few and ((row_fill > 0.7 and level < 0.8) or (max(row_fills) > 0.8 and level < 0.5))
        return (fill_left > 0.45 and fill_right > 0.4) or full or spaced
    if fewer < 8 or level >= 0.95:
        return False
    # lines broken up by leaders or numbers, as in lists of codes: whole rows fill the sides, on baselines of their own
    return (fill_left > 0.75 and fill_right > 0.75) or (level < 0.6 and row_fill > 0.75)


def _fill(runs: Sequence[Run], width: float) -> float:
    """Median share of the column that its lines fill."""
    return median((run.x1 - run.x0) / max(1.0, width) for run in runs)


def _width(runs: Sequence[Run]) -> float:
    """Width from the first start to the last end."""
    return max(run.x1 for run in runs) - min(run.x0 for run in runs)


def _rows(runs: Sequence[Run]) -> list[Run]:
    """One run for each row, from its first start to its last end."""
    rows: dict[int, Run] = {}
    for run in runs:
        key = round(run.base)
        known = rows.get(key)
        x0, x1 = (run.x0, run.x1) if known is None else (min(known.x0, run.x0), max(known.x1, run.x1))
        rows[key] = replace(run, x0=x0, x1=x1)
    return list(rows.values())


def _full(runs: Sequence[Run]) -> int:
    """Number of runs that fill the width of their side."""
    width = _width(runs)
    return sum(run.x1 - run.x0 > 0.85 * width for run in runs)


def _is_flush(runs: Sequence[Run]) -> bool:
    """Tell whether most runs of a side start on one edge, indents aside."""
    edge = min(run.x0 for run in runs)
    return sum(run.x0 - edge < 2 for run in runs) >= 0.5 * len(runs)


def _switches(left: Sequence[Run], right: Sequence[Run]) -> int:
    """How often the content stream goes from one side to the other."""
    sides = sorted([(run.order, 0) for run in left] + [(run.order, 1) for run in right])
    return sum(first[1] != second[1] for first, second in pairwise(sides))


def _level(left: Sequence[Run], right: Sequence[Run]) -> float:
    """Share of the right runs that stand on a baseline of the left."""
    bases = [run.base for run in left]
    return sum(any(abs(run.base - base) < 1.0 for base in bases) for run in right) / max(1, len(right))
