"""Quotations set apart from the text: between quotation marks as a whole, or set in and in another hand."""

from __future__ import annotations

import re

from docintel.extract.lines import Line
from docintel.extract.pieces import Piece
from docintel.extract.typography import Typography

_WHOLE = re.compile(r"^[“„‟«\"‘‚'].*[”“»\"’'][.,]?\s*(?:\d{1,3}|\([^()]{3,80}\)|[–—-]\s[^.]{3,80})?[.]?$", re.DOTALL)
_OPENS = re.compile(r"^[“„‟«\"‘‚]")
# a text between marks that is shorter than this is a term or a title
MIN_CHARACTERS = 60
# white on either side of what is set in, in sizes of the font
INDENT = 0.9


def is_quotation(piece: Piece, typography: Typography) -> bool:
    """Tell whether a paragraph is a quotation: as a whole between marks, or set in and in italics or opened."""
    text = piece.text
    if piece.kind != "paragraph" or len(text) < MIN_CHARACTERS or piece.first.aside:
        return False
    set_in = _is_set_in(piece)
    italic = all(line.italic for line in piece.lines) and not typography.italic
    if _WHOLE.match(text) and _is_one(text):
        return set_in or italic or len(piece.lines) > 1
    return set_in and len(piece.lines) > 1 and (italic or bool(_OPENS.match(text)))


def _is_one(text: str) -> bool:
    """Tell whether the first mark closes at the end only: ``"A" and "B"`` are two terms."""
    closes = {"“": "”", "„": "”“", "«": "»", '"': '"', "‘": "’", "‚": "’"}.get(text[0], text[0])
    inner = text[1:]
    first = next((at for at, sign in enumerate(inner) if sign in closes and not _is_apostrophe(inner, at)), len(inner))
    return first >= 0.6 * len(inner)


def _is_apostrophe(text: str, at: int) -> bool:
    """Tell whether a mark stands inside a word."""
    return text[at] in "’'" and text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()


def _is_set_in(piece: Piece) -> bool:
    """Tell whether a piece keeps off both edges of its column."""
    return all(_off_left(line) for line in piece.lines) and all(_off_right(line) for line in piece.lines)


def _off_left(line: Line) -> bool:
    return line.x0 - line.left > INDENT * line.size


def _off_right(line: Line) -> bool:
    return line.right - line.x1 > INDENT * line.size
