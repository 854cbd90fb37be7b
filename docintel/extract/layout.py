"""One page read into ordered lines, tables and frames; what takes the whole document is left to ``structure``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from docintel.extract.bands import find_bands
from docintel.extract.columns import order_lines, table_run
from docintel.extract.content import PageContent, Word
from docintel.extract.dots import print_dots
from docintel.extract.grids import Grid, fill_grid, find_grids, is_table
from docintel.extract.lines import Line, make_runs, set_upright, without_doubles
from docintel.extract.refine import holds_rows, is_weak, refine_grid
from docintel.extract.turned import laid_lines
from docintel.types import Box, Quality

# number of the column of what runs in another direction
ASIDE = 1000
# a turned line of more characters than this is text; one further in than this share of the page belongs to a figure
BANNER, MARGIN = 60, 0.16


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
    print_dots(content)
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
        if is_table(grid) and not is_weak(grid) and not (grid.jointed and holds_rows(grid)):
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
    _mark_underlines(lines, level_rules)
    _mark_boxes(lines, frames)
    asides = _asides(words, content.number)
    banners = [line for line in asides if _is_banner(line, lines, content)]
    lines.extend(line for line in asides if line not in banners)
    layout = PageLayout(content.number, width, height, content.rotation, content.height, lines, grids, level_rules)
    layout.header = tuple(line.text for line in banners)
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
    if all([word.turn == 0 for word in words]):
        return []
    lines: list[Line] = []
    for turn in (90, 180, 270):
        laid = laid_lines([word for word in words if word.turn == turn], turn, page)
        left, right = min((line.x0 for line in laid), default=0.0), max((line.x1 for line in laid), default=0.0)
        for line in laid:
            line.aside, line.column, line.left, line.right = True, ASIDE + turn, left, right
        lines.extend(laid)
    aslant = [word for word in words if word.turn == -1]
    if aslant:
        lines.append(_aslant_line(aslant, page))
        lines[-1].aside, lines[-1].column = True, ASIDE
    return lines


def _is_banner(line: Line, level: Sequence[Line], content: PageContent) -> bool:
    """Tell whether a turned line is a label in the margin, such as the name of the chapter, and no text of the page."""
    if len(line.text) > BANNER or not level:
        return False
    box = line.box
    left, right = min(other.x0 for other in level), max(other.x1 for other in level)
    margin = MARGIN * content.width
    return (box.x1 <= left and box.x1 < margin) or (box.x0 >= right and box.x0 > content.width - margin)


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
