"""Words in cells and margins: read level, or along their own direction where they run up, down or upside down."""

from __future__ import annotations

from collections.abc import Sequence

from docintel.extract.content import Word
from docintel.extract.lines import Line, make_line, make_runs, rows_of
from docintel.types import Box


def order_cell(words: Sequence[Word], page: int) -> list[Line]:
    """Lines of a table cell; text that runs up or down is read along its own direction."""
    lines = _level_lines([word for word in words if word.turn in (0, -1)], page)
    for turn in (90, 180, 270):
        turned = [word for word in words if word.turn == turn]
        if turned:
            lines.extend(turned_lines(turned, turn, page))
    return lines


def turned_lines(words: Sequence[Word], turn: int, page: int) -> list[Line]:
    """Lines of words that do not run to the right: laid level, read, and given their printed boxes back."""
    lines = laid_lines(words, turn, page)
    for line in lines:
        box = line.box
        line.x0, line.top, line.x1, line.bottom, line.base = box.x0, box.top, box.x1, box.bottom, box.bottom
    return lines


def laid_lines(words: Sequence[Word], turn: int, page: int) -> list[Line]:
    """Lines of words that do not run to the right, in coordinates of their own in which they are level."""
    laid = []
    for word in words:
        if turn == 90:
            place = (word.top, -word.x1, word.bottom, -word.x0, -word.base)
        elif turn == 270:
            place = (-word.bottom, word.x0, -word.top, word.x1, word.base)
        else:
            place = (-word.x1, -word.bottom, -word.x0, -word.top, -word.base)
        laid.append(Word(word.text, *place, word.style, word.order, word.glued, word.hyphen))
    lines = _level_lines(laid, page)
    for line in lines:
        if turn == 90:
            line.printed = Box(-line.bottom, line.x0, -line.top, line.x1)
        elif turn == 270:
            line.printed = Box(line.top, -line.x1, line.bottom, -line.x0)
        else:
            line.printed = Box(-line.x1, -line.bottom, -line.x0, -line.top)
    return lines


def _level_lines(words: Sequence[Word], page: int) -> list[Line]:
    """Lines of level words from top to bottom."""
    return sorted((make_line(row, page) for row in rows_of(make_runs(words))), key=lambda line: line.base)
