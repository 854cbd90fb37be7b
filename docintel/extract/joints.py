"""Upright borders that nothing draws: where pieces of level rules or shades meet, on several heights, columns begin.

Tables printed from HTML are drawn so, cell by cell; their cells are set in the middle of the row, so that lines of
print say nothing about rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from docintel.extract.content import PageContent, Word
from docintel.extract.rules import SNAP, Rule, level_pieces
from docintel.types import Box

# pieces with a gap or overlap of this many points meet; pdfium widens a stroke by a point on each side
TOUCH = 2.2
# columns are wider than dashes, and than the words of an underline
MIN_COLUMN = 18.0
# joints on fewer heights than this are chance
MIN_EDGES = 3
# an upright piece lower than this is the end of a level rule
MIN_HEIGHT = 6.0
# a word this far over a joint stands across it
OVER = 2.0
# a head is no higher than this many sizes of its print; a row twice as much
MAX_HEAD = 6.0
# below this share of the page stands the foot
FOOT = 0.95


@dataclass(frozen=True, slots=True)
class _Edge:
    """The pieces of level rules, and of upper and lower sides of shades, on one height."""

    at: float
    pieces: tuple[tuple[float, float], ...]

    @property
    def start(self) -> float:
        """Left end."""
        return min(x0 for x0, _ in self.pieces)

    @property
    def end(self) -> float:
        """Right end."""
        return max(x1 for _, x1 in self.pieces)

    def joints(self) -> Iterator[float]:
        """Where one piece ends and another begins."""
        for _, end in self.pieces:
            if any(abs(start - end) <= TOUCH for start, _ in self.pieces):
                yield end

    def reaches(self, x: float) -> bool:
        """Tell whether a piece lies over a place or ends there."""
        return any(x0 - TOUCH <= x <= x1 + TOUCH for x0, x1 in self.pieces)

    def spans(self, x: float) -> bool:
        """Tell whether pieces only run on over a place, as those of a cell over several columns do."""
        ends = any(min(abs(x - x0), abs(x - x1)) <= TOUCH for x0, x1 in self.pieces)
        return not ends and self.reaches(x)


def joint_rules(content: PageContent) -> tuple[list[Rule], list[Rule]]:
    """Level and upright rules to add: borders between columns, and the open ends of their tables.

    A head without a rule above it and a row that the page break cuts belong to the table. Where upright rules are drawn
    inside a table, those tell the columns and nothing is added.
    """
    edges = _edges(content)
    places = _places(edges)
    if not places:
        return [], []
    words = [word for word in content.words if word.turn == 0]
    drawn = [box for box in content.rules if box.bottom - box.top > max(MIN_HEIGHT, box.x1 - box.x0)]
    tables: dict[tuple[float, float], list[Rule]] = {}
    for x in places:
        beside = [edge for edge in edges if edge.reaches(x)]
        for border in _borders(x, beside, words):
            part = [edge for edge in beside if border.start <= edge.at <= border.end]
            if len(part) >= MIN_EDGES and not _is_drawn(border, part, drawn):
                tables.setdefault((border.start, border.end), []).append(border)
    level: list[Rule] = []
    upright: list[Rule] = []
    for (first, last), borders in tables.items():
        part = [edge for edge in edges if first <= edge.at <= last and edge.reaches(borders[0].at)]
        sides = min(edge.start for edge in part), max(edge.end for edge in part)
        top = _head(first, sides, borders, words) or first
        bottom = _rest(last, sides, borders, words, content.height) or last
        level += [Rule(edge.at, *piece) for edge in part for piece in edge.pieces]
        level += [Rule(top, *sides), Rule(bottom, *sides)]
        upright += [Rule(border.at, top, bottom, drawn=False) for border in borders]
    return level, upright


def _head(edge: float, sides: tuple[float, float], borders: Sequence[Rule], words: Sequence[Word]) -> float | None:
    """Top of a bold head right above the first edge, with print in most columns and none across a border."""
    above = [word for word in words if sides[0] - 3 <= word.x0 and word.x1 <= sides[1] + 3 and word.base < edge]
    head: list[Word] = []
    for word in sorted(above, key=lambda word: -word.base):
        limit = edge - 0.3 * word.size if not head else min(other.top for other in head)
        if limit - word.bottom > 0.8 * word.size or edge - word.top > MAX_HEAD * word.size:
            break
        head.append(word)
    columns = _columns(head, borders)
    if not head or columns is None or len(columns) < max(2, len(borders)) or not all(word.style.bold for word in head):
        return None
    return min(word.top for word in head) - 1


def _rest(
    edge: float, sides: tuple[float, float], borders: Sequence[Rule], words: Sequence[Word], height: float
) -> float | None:
    """Bottom of the row that the page break cuts: print in the columns right under the last edge, and nothing after."""
    below = [
        word
        for word in words
        if edge < word.base - 0.3 * word.size < FOOT * height and sides[0] - 3 <= word.x0 and word.x1 <= sides[1] + 3
    ]
    columns = _columns(below, borders)
    if not below or columns is None or len(columns) < 2:
        return None
    size = max(word.size for word in below)
    near = min(word.top for word in below) - edge < 1.6 * size
    high = max(word.base for word in below) - min(word.base for word in below)
    return max(word.bottom for word in below) + 2 if near and high < 2 * MAX_HEAD * size else None


def _columns(words: Sequence[Word], borders: Sequence[Rule]) -> set[int] | None:
    """The columns that words stand in; None where one stands across a border."""
    if any(word.x0 + OVER < border.at < word.x1 - OVER for word in words for border in borders):
        return None
    return {sum((word.x0 + word.x1) / 2 > border.at for border in borders) for word in words}


def _edges(content: PageContent) -> list[_Edge]:
    """The edges of a page from top to bottom."""
    wide = (rule for rule in level_pieces(content) if rule.end - rule.start >= MIN_COLUMN)
    pieces = sorted((rule.at, rule.start, rule.end) for rule in wide)
    edges: list[_Edge] = []
    start = 0
    for at in range(1, len(pieces) + 1):
        if at == len(pieces) or pieces[at][0] - pieces[at - 1][0] > SNAP / 2:
            edges.append(_Edge(pieces[start][0], tuple(sorted({(x0, x1) for _, x0, x1 in pieces[start:at]}))))
            start = at
    return edges


def _places(edges: Sequence[_Edge]) -> list[float]:
    """Places where pieces meet on several heights."""
    joints = sorted((x, edge.at) for edge in edges for x in edge.joints())
    groups: list[list[tuple[float, float]]] = []
    for joint in joints:
        if groups and joint[0] - groups[-1][-1][0] <= TOUCH:
            groups[-1].append(joint)
        else:
            groups.append([joint])
    return [group[0][0] for group in groups if len({at for _, at in group}) >= MIN_EDGES]


def _borders(x: float, edges: Sequence[_Edge], words: Sequence[Word]) -> Iterator[Rule]:
    """The stretches of a place where neither print nor a cell over several columns stands across it."""
    start: float | None = None
    across = [word.base - 0.3 * word.size for word in words if word.x0 + OVER < x < word.x1 - OVER]
    for upper, lower in pairwise(edges):
        crossed = any(upper.at < middle < lower.at for middle in across)
        parted = lower.at - upper.at < SNAP or not (crossed or upper.spans(x) or lower.spans(x))
        if parted and start is None:
            start = upper.at
        elif not parted and start is not None:
            yield Rule(x, start, upper.at)
            start = None
    if start is not None:
        yield Rule(x, start, edges[-1].at)


def _is_drawn(border: Rule, edges: Sequence[_Edge], drawn: Sequence[Box]) -> bool:
    """Tell whether upright rules stand inside the table of a border: then those tell the columns."""
    left, right = min(edge.start for edge in edges) + SNAP, max(edge.end for edge in edges) - SNAP
    return any(left < box.x0 and box.x1 < right and box.top < border.end and border.start < box.bottom for box in drawn)
