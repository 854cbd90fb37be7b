"""Bullets that are drawn, not printed: a dot, ring or square before a line becomes the character that it stands for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from docintel.extract.content import Dot, PageContent, Word

# between a bullet and its text, and between it and what is printed left of it, in sizes of the text's font
NEAREST, FARTHEST, FREE = 0.1, 3.0, 3.0
# a bullet is smaller than the print beside it, and larger than a full stop
SMALLEST, LARGEST = 0.16, 0.75
# where the middle of a bullet stands over the base line
LOWEST, HIGHEST = 0.05, 0.65
# points between the middle of a bullet and the base line of the largest print
TALLEST = 60.0


def print_dots(content: PageContent) -> None:
    """Add a word for every drawn bullet of a page."""
    if not content.dots or content.art:
        return
    level = sorted((word for word in content.words if word.turn == 0), key=_base)
    found = [word for dot in content.dots if (word := _bullet(dot, level)) is not None]
    # the points of a chart stand beside print now and then; those of lists always do
    if 2 * len(found) > len(content.dots):
        content.words.extend(found)


def _base(word: Word) -> float:
    """Height of the base line."""
    return word.base


def _bullet(dot: Dot, words: Sequence[Word]) -> Word | None:
    """The bullet that a dot is, with the words by height; None where no line begins right after it."""
    box = dot.box
    middle, high = (box.top + box.bottom) / 2, box.bottom - box.top
    near = words[bisect_left(words, middle, key=_base) : bisect_right(words, middle + TALLEST, key=_base)]
    beside = [word for word in near if LOWEST * word.size <= word.base - middle <= HIGHEST * word.size]
    after = [word for word in beside if word.x0 >= box.x1]
    if not after:
        return None
    first = min(after, key=lambda word: word.x0)
    size = first.size
    if not (NEAREST * size <= first.x0 - box.x1 <= FARTHEST * size and SMALLEST * size <= high <= LARGEST * size):
        return None
    if any(word.x1 > box.x0 - FREE * size and word.x0 < box.x1 for word in beside):
        return None
    return Word(dot.mark, box.x0, first.top, box.x1, first.bottom, first.base, first.style, first.order)
