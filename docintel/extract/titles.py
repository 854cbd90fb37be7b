"""The title of a document: large print on a cover, or above the first text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docintel.extract.folding import fold
from docintel.extract.headings import Bookmark
from docintel.extract.pieces import Piece
from docintel.extract.typography import Typography

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# a first page with no paragraph as long as this, in the size of the text, is a cover
PARAGRAPH = 220


def mark_title(pieces: Sequence[Piece], typography: Typography, bookmarks: Sequence[Bookmark], known: str = "") -> str:
    """Give the title's pieces their kind, and return the title; empty where nothing stands out.

    ``known`` is the title in the file's properties: what repeats it at the top of the first page is the title.
    """
    if not pieces:
        return ""
    page = pieces[0].first.page
    named = [p for p in pieces[:4] if known and p.first.page == page and fold(p.text) == fold(known)]
    found = _by_print(pieces, page, typography, bookmarks)
    for piece in named:
        piece.kind, piece.marker = "title", None
    return named[0].text if named else found


def is_left_over(known: str, printed: str) -> bool:
    """Tell whether the title in the file's properties is that of the document it was made from: of another year."""
    ours, theirs = set(_YEAR.findall(printed)), set(_YEAR.findall(known))
    return bool(ours) and bool(theirs) and not ours & theirs


def _by_print(pieces: Sequence[Piece], page: int, typography: Typography, bookmarks: Sequence[Bookmark]) -> str:
    """The title by size and place alone, its pieces marked."""
    first = [piece for piece in pieces if piece.first.page == page and piece.kind in ("paragraph", "list_item")]
    rest = [line for piece in pieces if piece.first.page > page for line in piece.lines]
    cover = (
        bool(rest)
        and not any(len(piece.text) > PARAGRAPH and piece.first.size <= 1.1 * typography.size for piece in first)
        and not any(piece.kind == "toc" for piece in pieces if piece.first.page == page)
    )
    outlined = {fold(bookmark.title) for bookmark in bookmarks}
    large = [p for p in first if p.first.size >= 1.25 * typography.size and len(p.text) < 250 and not p.first.aside]
    if not large:
        return ""
    top = max(piece.first.size for piece in large)
    titles = [piece for piece in large if piece.first.size >= 0.97 * top]
    if cover:
        for piece in first:
            if piece.first.size >= 1.1 * typography.size and (fold(piece.text) not in outlined or piece in titles):
                piece.kind = "title"
        return " ".join(piece.text for piece in titles[:2])
    others = [line.size for line in rest] + [p.first.size for p in first if all(p is not title for title in titles)]
    # a kicker or a date may stand above it
    if top > 1.08 * max(others, default=0.0) and any(titles[0] is piece for piece in first[:3]):
        titles[0].kind = "title"
        return titles[0].text
    return ""
