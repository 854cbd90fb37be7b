"""One page read into ordered lines, tables and frames; what takes the whole document is left to ``structure``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from docintel.extract.bands import find_bands
from docintel.extract.columns import order_lines, table_run
from docintel.extract.content import PageContent, Word
from docintel.extract.grids import Grid, fill_grid, find_grids, is_table
from docintel.extract.lines import Line, make_runs, set_upright, without_doubles
from docintel.extract.refine import holds_rows, is_weak, refine_grid
from docintel.extract.turned import turned_lines
from docintel.types import Box, Quality


@dataclass(slots=True)
class PageLayout:
    """A page in reading order. A table stands among the lines as a line without text."""

    number: int
    width: float
    height: float
    rotation: int
    upright_height: float
    lines: list[Line] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    quality: Quality = field(default_factory=Quality)
    turn: int = 0
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()


def lay_out(content: PageContent, *, tables: bool = True) -> PageLayout:
    """Read the words of a page into lines."""
    width, height = content.width, content.height
    set_upright(content)
    words = without_doubles(content.words)
    grids: list[Grid] = []
    frames: list[Box] = []
    if tables:
        grids, frames = find_grids(content)
        grids = [grid for grid in grids if not _is_page_frame(grid, content)]
    kept = []
    for grid in grids:
        rest = fill_grid(grid, words)
        if is_table(grid) and not is_weak(grid):
            refine_grid(grid)
            kept.append(grid)
            words = rest
    grids = kept
    if tables:
        for grid in find_bands(content, words, grids):
            rest = fill_grid(grid, words)
            if not holds_rows(grid):
                grids.append(grid)
                words = rest
    level_rules = [rule for rule in content.rules if rule.x1 - rule.x0 > rule.bottom - rule.top]
    level = [word for word in words if word.turn == 0]
    runs = make_runs(level)
    runs.extend(table_run(grid, at) for at, grid in enumerate(grids))
    lines, unruled, doubt = order_lines(runs, content.number, level_rules if tables else None)
    grids.extend(unruled)
    lines.extend(_asides(words, content.number))
    _mark_underlines(lines, level_rules)
    _mark_boxes(lines, frames)
    layout = PageLayout(content.number, width, height, content.rotation, content.height, lines, grids, level_rules)
    layout.turn = content.turn
    layout.quality = Quality(order_doubt=doubt)
    return layout


def _is_page_frame(grid: Grid, content: PageContent) -> bool:
    """Tell whether a grid is a frame around the page with a few lines, not a table."""
    box = grid.box
    covers = (box.x1 - box.x0) * (box.bottom - box.top) > 0.85 * content.width * content.height
    return covers and sum(len(row) for row in grid.rows) <= 3


def _asides(words: Sequence[Word], page: int) -> list[Line]:
    """Words set in another direction, as lines after the rest of the page."""
    lines: list[Line] = []
    for turn in (90, 180, 270):
        turned = [word for word in words if word.turn == turn]
        if turned:
            lines.extend(turned_lines(turned, turn, page))
    aslant = [word for word in words if word.turn == -1]
    if aslant:
        lines.append(_aslant_line(aslant, page))
    for line in lines:
        line.aside, line.column = True, 1000
    return lines


def _aslant_line(words: Sequence[Word], page: int) -> Line:
    """Words of a watermark in the order of the stream, glued where they touch."""
    text = " ".join(word.text for word in words)
    first = words[0]
    return Line(
        text, page, min(w.x0 for w in words), min(w.top for w in words), max(w.x1 for w in words),
        max(w.bottom for w in words), first.base, first.size, first.style,
    )  # fmt: skip


def _mark_underlines(lines: Sequence[Line], rules: Sequence[Box]) -> None:
    """Note which lines are underlined from end to end."""
    for line in lines:
        for rule in rules:
            near = -0.05 * line.size <= rule.top - line.base <= 0.35 * line.size
            if near and rule.x0 <= line.x0 + 3 and line.x1 - 6 <= rule.x1 <= line.x1 + 6:
                line.underlined = True
                break


def _mark_boxes(lines: Sequence[Line], frames: Sequence[Box]) -> None:
    """Note which frame holds each line, the smallest first."""
    ordered = sorted(frames, key=lambda box: (box.x1 - box.x0) * (box.bottom - box.top))
    for line in lines:
        for number, box in enumerate(ordered, 1):
            if (
                box.x0 - 2 <= line.x0
                and line.x1 <= box.x1 + 2
                and box.top - 2 <= line.top
                and line.bottom <= box.bottom + 2
            ):
                line.boxed = number
                break
