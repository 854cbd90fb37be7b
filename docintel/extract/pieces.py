"""Lines become pieces: headings, paragraphs, list items, captions; a piece may run over columns and pages.

The strongest sign of a new paragraph is room left on the line before: its writer broke it although the next word would
have fitted. Then come leading, a change of style, an indent and a list marker.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from docintel.extract.cues import any_of
from docintel.extract.lines import Line
from docintel.extract.numbering import read_number
from docintel.extract.typography import Typography
from docintel.types import BlockKind

_BULLET = re.compile(r"^(?P<marker>[•▪◦○●■□➢✓‣⁃∙·*►▶❖♦]|o(?=\s\S)|[-–—](?=\s))\s*")
_ENUMERATOR = re.compile(
    r"^(?P<marker>\((?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\)|(?:[a-z]|[ivx]{1,5}|\d{1,2})\)|\d{1,2}\.(?!\d)|[a-z]\.(?=\s)|[A-Z]\)|[ivx]{2,5}\.)\s+(?=\S)"
)
_CAPTION = re.compile(
    rf"^(?:{any_of('caption')})"
    r"\s*(?:\d{1,3}(?:[.-]\d{1,3})*[a-h]?|[IVX]{1,5}|[A-Z]{1,3}[.-]?\d{1,3}[a-h]?|[A-Z])\s*(?:[:.–—-]|$|\s(?=[A-Z]))",
    re.IGNORECASE,
)
_SOURCE = re.compile(rf"^(?:{any_of('source')})\s*:", re.IGNORECASE)
_TOC_ENTRY = re.compile(
    r"^(?P<title>.*?\S)\s*(?:(?:[.·]\s?){3,}|…+|_{4,}|\s{2,}|\t)\s*(?P<page>\d{1,4}|[ivxlc]{1,6})\s*$"
)
_END = re.compile(r"[.!?:;…][\"'”’»)\]]*\d{0,3}$")
_DASHES = ("-", "–", "—")
# a rule written as a line of signs
_RULE = re.compile(r"^[\W_]{4,}$")
# links of a web page back to its top, and of its notes back to their markers
_TO_TOP = frozenset("↑▲↩↥")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")


@dataclass(slots=True)
class Piece:
    """A block in the making."""

    lines: list[Line]
    kind: BlockKind = "paragraph"
    level: int | None = None
    number: str | None = None
    title: str | None = None
    marker: str | None = None
    table: int | None = None

    @property
    def text(self) -> str:
        """The lines with blanks between them; for tests of form only."""
        return " ".join(line.text for line in self.lines)

    @property
    def first(self) -> Line:
        """The first line."""
        return self.lines[0]

    @property
    def last(self) -> Line:
        """The last line."""
        return self.lines[-1]


def make_pieces(lines: Sequence[Line], typography: Typography) -> list[Piece]:
    """Cut one page's lines into pieces."""
    pieces: list[Piece] = []
    rights = _right_edges(lines)
    running = _running_columns(lines, rights)
    for line in lines:
        if line.text in _TO_TOP:
            continue
        if line.table is not None:
            pieces.append(Piece([line], "table", table=line.table))
            continue
        piece = pieces[-1] if pieces and pieces[-1].kind != "table" else None
        room = rights.get(line.column, line.right)
        if piece is None or _breaks(piece, line, room, typography, full=line.column in running):
            pieces.append(_new_piece(line))
        else:
            piece.lines.append(line)
            if line.leads and _TOC_ENTRY.match(piece.text):
                piece.kind, piece.marker = "toc", None
    return pieces


def _right_edges(lines: Sequence[Line]) -> dict[int, float]:
    """Where the text of each column ends on the right."""
    ends: dict[int, list[float]] = defaultdict(list)
    for line in lines:
        if line.table is None:
            ends[line.column].append(line.x1)
    return {column: sorted(values)[-1 if len(values) < 12 else -2] for column, values in ends.items()}


def _running_columns(lines: Sequence[Line], rights: dict[int, float]) -> frozenset[int]:
    """Columns whose lines mostly run on to their own edge, however far the text of other pages runs."""
    pairs: dict[int, list[tuple[bool, bool]]] = defaultdict(list)
    for line, following in pairwise(lines):
        if line.table is None and following.table is None and line.column == following.column:
            short = is_short(line, following, rights[line.column])
            pairs[line.column].append((short, following.text[:1].islower()))
    return frozenset(
        column
        for column, found in pairs.items()
        if sum(short for short, _ in found) <= 0.35 * len(found)
        and sum(low for _, low in found) >= 0.5 * len(found) > 2
    )


def _new_piece(line: Line) -> Piece:
    """Start a piece, reading its marker."""
    kind, marker = kind_of(line)
    return Piece([line], kind, marker=marker)


def kind_of(line: Line) -> tuple[BlockKind, str | None]:
    """Kind of the piece that a line opens, and its list marker."""
    if line.listed or (line.leads and _TOC_ENTRY.match(line.text)):
        return "toc", None
    if _CAPTION.match(line.text) or _SOURCE.match(line.text):
        return "caption", None
    return text_kind_of(line)


def text_kind_of(line: Line) -> tuple[BlockKind, str | None]:
    """Kind of a piece of running text: an item with its marker, or a paragraph."""
    match = _BULLET.match(line.text) or _ENUMERATOR.match(line.text)
    return ("list_item", match["marker"]) if match else ("paragraph", None)


def is_short(line: Line, following: Line, right: float) -> bool:
    """Tell whether the next line's first word would have fitted behind this one."""
    return line.x1 + 0.3 * line.size + following.first_word < right - 0.4 * line.size


def _far_short(line: Line, following: Line, typography: Typography) -> bool:
    """Tell whether a line ends far from where the text of the document ends, and the next one starts anew."""
    if line.columns > 1 or typography.right <= 0 or following.text[:1].islower() or line.bold:
        return False
    return line.x1 < typography.left + 0.55 * (typography.right - typography.left) and line.text[-1:] not in ",-–("


def _breaks(piece: Piece, line: Line, right: float, typography: Typography, *, full: bool) -> bool:
    """Tell whether a line opens a new piece; ``right`` is where its column ends, ``full`` that its lines run to it."""
    last = piece.last
    if line.column != last.column or line.aside != last.aside or line.boxed != last.boxed:
        return True
    if _RULE.match(line.text) or _RULE.match(last.text):
        return True
    step = line.base - last.base
    short = is_short(last, line, right) or (not full and _far_short(last, line, typography))
    if step > 0 and not short and _fills_heading(piece, line, step):
        return False
    if step <= 0 or _wide_step(piece, line, step, typography):
        return True
    if _other_style(piece, line, short=short):
        return True
    kind, marker = kind_of(line)
    if piece.kind == "toc" or kind == "toc":
        return not _toc_goes_on(last, line)
    if _alike_heading(piece, line):
        return _starts_numbered(line) and (short or _starts_numbered(piece.first))
    if marker is not None:
        return _opens_item(piece, line, marker, short=short)
    if kind == "caption":
        return short or bool(_END.search(last.text)) or piece.kind == "caption"
    if short and not (piece.kind == "caption" and len(piece.lines) == 1 and not _END.search(last.text)):
        return not _ragged_goes_on(piece, line, right)
    return _indented(piece, line)


def _fills_heading(piece: Piece, line: Line, step: float) -> bool:
    """Tell whether a bold line is the rest of a heading whose line before is full, whatever the leading."""
    last = piece.last
    if not (_alike_heading(piece, line) and step < 2.2 * max(last.size, line.size)) or _starts_numbered(line):
        return False
    if last.italic != line.italic or last.style.colour != line.style.colour or line.leads:
        return False
    return _squeezed(last, line) and line.size - last.size <= 0.16 * line.size and not _END.search(last.text)


def _squeezed(last: Line, line: Line) -> bool:
    """Tell whether two lines may be of one heading whose full lines were squeezed to the measure.

    The line after a full one is not the smaller, capitals apart: else it is the next heading, one level down.
    """
    capitals = _capitals(last.text) and _capitals(line.text)
    return line.size >= (0.92 if capitals else 0.97) * last.size


def _toc_goes_on(last: Line, line: Line) -> bool:
    """Tell whether a line of a contents list is the end of an entry that wrapped."""
    if last.listed and line.listed and not _TOC_ENTRY.match(line.text):
        return False
    return not _TOC_ENTRY.match(last.text) and bool(_TOC_ENTRY.match(line.text)) and line.x0 >= last.x0 - 2


def _wide_step(piece: Piece, line: Line, step: float, typography: Typography) -> bool:
    """Tell whether more than the usual leading stands between two lines."""
    usual = typography.pitch(line.size)
    if len(piece.lines) >= 2:
        own = piece.lines[1].base - piece.lines[0].base
        if 0 < own < 2.0 * line.size:
            usual = (
                own if line.bold or abs(line.size - typography.size) > 1 else max(min(own, usual * 1.15), usual * 0.9)
            )
    elif piece.last.bold and line.bold and _capitals(piece.last.text) and _capitals(line.text):
        usual *= 1.2
    return step > 1.2 * usual + 0.8 or step > 2.4 * line.size


def _capitals(text: str) -> bool:
    """Tell whether a text is set in capitals."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 2 and sum(character.isupper() for character in letters) > 0.85 * len(letters)


def _other_style(piece: Piece, line: Line, *, short: bool) -> bool:
    """Tell whether two lines cannot belong to one piece for their looks."""
    last = piece.last
    loose = 0.11
    if last.bold and line.bold:
        loose = 0.16 if not short and _squeezed(last, line) else 0.04
    if abs(last.size - line.size) > loose * max(last.size, line.size):
        return True
    if last.bold != line.bold:
        # a paragraph may open with a bold or italic line; a heading is bold to its end
        if last.bold and len(piece.lines) == 1 and not _starts_numbered(last) and line.lead_bold:
            return False
        return not (line.lead_bold and not last.bold and _mixed(line)) or last.bold
    if last.bold and line.bold and last.italic != line.italic:
        return True
    return last.style.colour != line.style.colour and last.bold and line.bold


def _mixed(line: Line) -> bool:
    """Tell whether a line is bold only in part."""
    return 0 < line.lead_bold < len(line.text)


def _alike_heading(piece: Piece, line: Line) -> bool:
    """Tell whether lines are one bold or large run: breaks inside a heading are the writer's own."""
    return all(other.bold for other in piece.lines) and line.bold and len(piece.text) < 260


def _starts_numbered(line: Line) -> bool:
    """Tell whether a line opens with a heading's number."""
    number = read_number(line.text)
    return number is not None and (number.kind in ("keyword", "decimal"))


def _opens_item(piece: Piece, line: Line, marker: str, *, short: bool) -> bool:
    """Tell a list marker from a dash or a bracket that wrapped to the line start."""
    last = piece.last
    if _dash_goes_on(piece, line, marker):
        return False
    if marker[0] in "•▪◦○●■□➢✓‣⁃∙·*►▶❖♦" or short:
        return True
    if abs(line.x0 - last.x0) > 0.6 * line.size and line.x0 != piece.first.x0:
        return True
    if (
        piece.kind == "list_item"
        and piece.marker
        and _same_marker(piece.marker, marker)
        and abs(line.x0 - piece.first.x0) < 3
    ):
        return True
    return bool(_END.search(last.text)) or last.text.endswith((",", " and", " or", " en", " of"))


def _dash_goes_on(piece: Piece, line: Line, marker: str) -> bool:
    """Tell whether a dash at the indent of an item's text is the item's own punctuation that wrapped."""
    last, first = piece.last, piece.first
    if marker not in _DASHES or piece.kind != "list_item" or piece.marker in (None, marker) or _END.search(last.text):
        return False
    text_at = piece.lines[1].x0 if len(piece.lines) > 1 else first.cells[1][0] if len(first.cells) > 1 else None
    if text_at is None:
        hangs = 0.3 * line.size < line.x0 - first.x0 < first.first_word + 3 * line.size
    else:
        hangs = abs(line.x0 - text_at) < 0.3 * line.size
    # the writer breaks before a dash only where the word behind it does not fit either
    return hangs and last.x1 + 3 * line.size > last.right and not last.text.endswith((",", ";"))


def _same_marker(first: str, second: str) -> bool:
    """Tell whether two markers are of one series."""
    return re.sub(r"\w+", "#", first) == re.sub(r"\w+", "#", second)


def _ragged_goes_on(piece: Piece, line: Line, right: float) -> bool:
    """Tell whether a short line is short for its layout only: centred text, or a sentence plainly not ended."""
    last = piece.last
    reaches = last.x1 > last.x0 + 0.55 * (right - last.x0)
    return reaches and not _END.search(last.text) and line.text[:1].islower()


def _indented(piece: Piece, line: Line) -> bool:
    """Tell whether a full line is followed by the indented first line of a new paragraph."""
    if len(piece.lines) < 2:
        return False
    inward = line.x0 - piece.last.x0
    return inward > 0.9 * line.size and bool(_SENTENCE_END.search(piece.last.text))


def join_over_breaks(pieces: list[Piece], typography: Typography) -> list[Piece]:
    """Join paragraphs and items that a column or page break cut; whatever stands between them stays behind them."""
    done: list[Piece] = []
    for piece in pieces:
        before = _last_text(done, piece)
        if before is not None and _goes_on(before, piece):
            before.lines.extend(piece.lines)
        else:
            done.append(piece)
    return done


def _last_text(done: Sequence[Piece], piece: Piece) -> Piece | None:
    """The last piece of running text before a break, tables and captions between them set aside."""
    if piece.kind not in ("paragraph",):
        return None
    for before in reversed(done[-4:]):
        if before.kind in ("paragraph", "list_item"):
            crosses = before.last.page != piece.first.page or before.last.column != piece.first.column
            near = piece.first.page - before.last.page in (0, 1)
            return before if crosses and near else None
        if before.kind in ("heading", "title", "toc"):
            return None
    return None


def _goes_on(before: Piece, piece: Piece) -> bool:
    """Tell whether a piece is the rest of the one before a break."""
    last, first = before.last, piece.first
    if first.aside or last.aside or abs(last.size - first.size) > 0.08 * max(last.size, first.size):
        return False
    if last.bold != first.bold and not first.lead_bold:
        return False
    if last.bold and first.bold:
        return False
    if last.text.endswith(("-", "‐")):
        return True
    ended = bool(_END.search(last.text))
    lower = first.text[:1].islower()
    room = last.right - last.x1
    full = room < 0.25 * max(1.0, last.right - last.left)
    if not lower and (_other_hand(last, first) or (before.kind == "list_item" and _outdented(before, first))):
        return False
    if not ended:
        return lower or full or last.text.endswith(",")
    return lower and last.text[-1] not in ":;" and full


def _other_hand(last: Line, first: Line) -> bool:
    """Tell whether a line is underlined or in italics where the one before the break is not: a heading may be."""
    return (first.underlined and not last.underlined) or (first.italic and not last.italic)


def _outdented(item: Piece, first: Line) -> bool:
    """Tell whether a line starts left of the text of an item that a break may have cut."""
    text_at = item.lines[1].x0 if len(item.lines) > 1 else item.first.x0 + 0.4 * item.first.size
    return (first.x0 - first.left) - (text_at - item.last.left) < -0.3 * first.size


def nest_lists(pieces: Sequence[Piece]) -> None:
    """Give list items their nesting level by how far in their markers stand."""
    stack: list[float] = []
    before: Piece | None = None
    for piece in pieces:
        if piece.kind != "list_item":
            if piece.kind in ("heading", "title") or (piece.kind == "paragraph" and before is not None):
                keep = piece.kind == "paragraph" and before is not None and piece.first.x0 > before.first.x0 + 4
                stack = stack if keep else []
            before = None if not stack else before
            continue
        x = piece.first.x0 - (piece.first.left if piece.first.columns > 1 else 0.0)
        while stack and x < stack[-1] - 4:
            stack.pop()
        if not stack or x > stack[-1] + 4:
            stack.append(x)
        piece.level = len(stack)
        before = piece
