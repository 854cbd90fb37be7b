"""What a laid-out document is made of: runs of text, rules, pages, and where each element came to stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

SOFT = "\u00ad"


@dataclass
class Run:
    """Text of one font at one place; y counts from the top of the page."""

    x: float
    y: float
    text: str
    font: str
    size: float
    spread: float = 0.0
    """Extra points per space, for justified lines."""
    accent: bool = False
    """Printed in the colour of headings."""


@dataclass
class Rule:
    """A line or filled box; from the top of the page."""

    x0: float
    y0: float
    x1: float
    y1: float
    fill: float | None = None


@dataclass
class Page:
    """A printed page."""

    number: int
    runs: list[Run] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


Drawer = Callable[[Page, float, float], None]
"""Draws on a page at x and y, from its top left."""


@dataclass
class Piece:
    """Something that cannot be broken over pages: a line, a row, a heading with its space."""

    height: float
    draw: Drawer
    notes: list[tuple[str, str]] = field(default_factory=list)
    keep: bool = False
    """Stays with the next piece."""
    element: int = -1
    space: float = 0.0
    """Space above, dropped at the top of a column."""
    text: str = ""
    header: Piece | None = None
    """Comes again above this piece at the top of a page."""


@dataclass(frozen=True)
class Placed:
    """Where an element came to stand."""

    page: int
    page_end: int
    row_pages: tuple[int, ...] = ()
    lines: tuple[tuple[int, str], ...] = ()
    """Page and text of each printed line."""


@dataclass
class Result:
    """Pages, and the place of every element and note."""

    pages: list[Page]
    places: dict[int, Placed]
    notes: list[tuple[int, str, str, int]]
    """(page, number, text, element)."""
    toc: list[tuple[int, str, int]]
    """(level, text, page)."""


def clean(text: str) -> str:
    """Text without note markers, soft hyphens and hard spaces."""
    return re.sub("\ue000\\d+\ue001", "", text).replace(SOFT, "").replace("\u00a0", " ")
