"""What is printed on a page, before anything is made of it: words with their style, rules, areas."""

from __future__ import annotations

from dataclasses import dataclass, field

from docintel.types import Box


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of text is set; equal styles are one object."""

    font: str
    size: float
    bold: bool
    italic: bool
    colour: int
    hidden: bool = False
    """Text render mode 3, as an OCR layer has it."""


@dataclass(slots=True)
class Word:
    """A run of characters without blanks in one style."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    style: Style
    order: int
    glued: bool = False
    """No blank before it: the rest of a word whose style or height changes, such as a note marker."""
    hyphen: bool = False
    """pdfium takes its last character for a hyphen that the line end brought in."""
    turn: int = 0
    """Reading direction: 0 to the right, 90 down, 180, 270 up, -1 aslant."""

    @property
    def size(self) -> float:
        """Font size in points as seen."""
        return self.style.size


@dataclass(frozen=True, slots=True)
class Dot:
    """A small shape as high as it is wide, and the bullet that looks like it."""

    mark: str
    box: Box


@dataclass(slots=True)
class PageContent:
    """What pdfium sees on one page."""

    number: int
    width: float
    height: float
    rotation: int
    words: list[Word] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    """Thin lines, as boxes."""
    fills: list[Box] = field(default_factory=list)
    """Filled or framed areas that are not thin."""
    dots: list[Dot] = field(default_factory=list)
    """Shapes that may be bullets."""
    characters: int = 0
    unknown: int = 0
    """Characters without a Unicode meaning."""
    images: float = 0.0
    """Share of the page that images cover."""
    art: bool = False
    """More drawing than a table has."""
    turn: int = 0
    """Quarter turns by which the content was laid upright, in degrees."""
