"""From the lines of all pages to raw blocks: furniture, notes, pieces, headings, tables, hyphens."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from docintel.extract.assemble import RawBlock, RawLine, RawNote
from docintel.extract.contents import keep_contents, mark_contents
from docintel.extract.footnotes import Note, NoteFinder, link_endnotes, link_notes
from docintel.extract.furniture import peel
from docintel.extract.grids import Grid
from docintel.extract.headings import Bookmark, HeadingFinder
from docintel.extract.hyphens import Hyphenator
from docintel.extract.layout import PageLayout
from docintel.extract.lines import Line
from docintel.extract.numbering import read_number
from docintel.extract.pieces import Piece, join_over_breaks, make_pieces, nest_lists
from docintel.extract.quotations import is_quotation
from docintel.extract.tables import TableDraft, goes_on, make_table
from docintel.extract.titles import mark_title
from docintel.extract.typography import Typography, typography
from docintel.types import Box

_CLOSING = (".", ",", ";", ":", ")", "]", "?", "!", "”", "’")


@dataclass(slots=True)
class Structure:
    """What a document holds, ready to be assembled."""

    blocks: list[RawBlock]
    notes: list[RawNote]
    title: str

    @property
    def first_heading(self) -> str:
        """The title as printed, else the first heading of the first page; empty without one."""
        heads = (block for block in self.blocks if block.kind in ("title", "heading"))
        first = next(heads, None)
        return self.title or (first.text if first is not None and first.lines[0].page == 1 else "")


def read_structure(pages: Sequence[PageLayout], bookmarks: Sequence[Bookmark], title: str = "") -> Structure:
    """Find the structure of a document in its lines."""
    for page, furniture in zip(pages, peel([(p.number, p.upright_height, p.lines) for p in pages]), strict=True):
        page.header, page.footer = (*furniture.header, *page.header), furniture.footer
    mark_contents([page.lines for page in pages])
    usual = typography(page.lines for page in pages)
    finder = NoteFinder(usual.size)
    for page in pages:
        finder.take(page.lines, page.rules, page.upright_height)
        finder.take_endnotes(page.lines)
    cells = [[line for g in page.grids for row in g.rows for cell in row for line in cell.lines] for page in pages]
    printed = [[*page.lines, *inside] for page, inside in zip(pages, cells, strict=True)]
    link_notes(printed, finder.notes)
    link_endnotes(printed, finder.notes)
    hyphenator = Hyphenator(
        line.text for page, inside in zip(pages, cells, strict=True) for line in [*page.lines, *inside]
    )
    pieces, grids = _pieces(pages, usual)
    keep_contents(pieces, len(pages))
    title = mark_title(pieces, usual, bookmarks, title)
    HeadingFinder(pieces, usual, bookmarks).run()
    pieces = join_over_breaks([piece for piece in pieces if piece.lines], usual)
    nest_lists(pieces)
    writer = _Writer(hyphenator, {page.number: page for page in pages}, usual)
    blocks = writer.blocks(pieces, grids)
    notes = [writer.note(note) for note in finder.notes]
    return Structure(blocks, notes, title)


def _pieces(pages: Sequence[PageLayout], usual: Typography) -> tuple[list[Piece], list[Grid]]:
    """The pieces of all pages, their tables numbered through the document."""
    pieces: list[Piece] = []
    grids: list[Grid] = []
    for page in pages:
        for line in page.lines:
            if line.table is not None:
                line.table += len(grids)
        grids.extend(page.grids)
        pieces.extend(make_pieces(page.lines, usual))
    return pieces, grids


class _Writer:
    """Writes pieces as raw blocks: hyphens settled, note markers taken out, boxes as seen on the page."""

    def __init__(self, hyphenator: Hyphenator, pages: dict[int, PageLayout], usual: Typography) -> None:
        """Take what decides hyphens, what knows the pages and what is usual in the document."""
        self._usual = usual
        self._hyphenator = hyphenator
        self._pages = pages

    def blocks(self, pieces: Sequence[Piece], grids: Sequence[Grid]) -> list[RawBlock]:
        """All blocks; the parts of a table that a break cut become one block where its first part stands."""
        done: list[RawBlock] = []
        drafts: dict[int, TableDraft] = {}
        owner: dict[int, int] = {}
        last: int | None = None
        since: list[Piece] = []
        for piece in pieces:
            if piece.table is None:
                since.append(piece)
                continue
            grid = grids[piece.table]
            if last is not None and self._joins(drafts[last].grids[-1], grid, since):
                drafts[last].grids.append(grid)
                owner[piece.table] = last
            else:
                drafts[piece.table] = TableDraft([grid])
                last = piece.table
            since = []
        for piece in pieces:
            if piece.table is None:
                done.append(self._block(piece))
            elif piece.table in drafts:
                table, anchors = make_table(drafts[piece.table], self._cell_text, self._seen)
                if table.rows:
                    done.append(RawBlock("table", table=table, anchors=tuple(anchors)))
        return done

    def _joins(self, first: Grid, second: Grid, between: Sequence[Piece]) -> bool:
        """Tell whether a table goes on with the one before: nothing but the break stands between them."""
        if second.page - first.page not in (0, 1) or not goes_on(first, second):
            return False
        if second.page == first.page and second.box.x0 < first.box.x1 - 5:
            return False
        return not between

    def _seen(self, page: int, box: Box) -> Box:
        """A box as seen on the printed page."""
        layout = self._pages[page]
        return _seen_box(layout, box)

    def _cell_text(self, lines: Sequence[Line]) -> tuple[str, list[tuple[int, int]]]:
        """The text of a cell with its note markers left in, and where they stand."""
        parts: list[str] = []
        marks: list[tuple[int, int]] = []
        length = 0
        for at, line in enumerate(lines):
            text, glue = " ".join(line.text.split()), ""
            if at + 1 < len(lines):
                text, glue = self._hyphenator.join(text, lines[at + 1].text)
            marks.extend((length + start, key) for start, _, key in line.anchors)
            parts.append(text + glue)
            length += len(text) + len(glue)
        return unicodedata.normalize("NFC", "".join(parts)).strip(), marks

    def _block(self, piece: Piece) -> RawBlock:
        """A piece as a block."""
        lines, anchors = self._lines(piece.lines)
        number = title = None
        if piece.kind == "heading":
            text = "".join(line.text + (line.glue if at + 1 < len(lines) else "") for at, line in enumerate(lines))
            found = read_number(text)
            number = found.text if found is not None and piece.number is not None else None
            title = text[found.title_at :] if found is not None and number is not None else text
        return RawBlock(
            piece.kind,
            tuple(lines),
            piece.level,
            number,
            title,
            piece.marker,
            piece.first.boxed > 0,
            None,
            tuple(anchors),
            is_quotation(piece, self._usual),
        )

    def note(self, note: Note) -> RawNote:
        """A note without its number."""
        lines, anchors = self._lines(note.lines, skip=note.skip)
        return RawNote(note.key, note.number, note.page, tuple(lines), tuple(anchors))

    def _lines(self, lines: Sequence[Line], *, skip: int = 0) -> tuple[list[RawLine], list[tuple[int, int]]]:
        """Raw lines with glue, and the anchors as offsets in their joined text."""
        texts: list[str] = []
        marks: list[list[tuple[int, int]]] = []
        for at, line in enumerate(lines):
            text, found = _without_markers(line, skip if at == 0 else 0)
            texts.append(text)
            marks.append(found)
        raw: list[RawLine] = []
        anchors: list[tuple[int, int]] = []
        length = 0
        for at, (line, text) in enumerate(zip(lines, texts, strict=True)):
            glue = " "
            if at + 1 < len(lines):
                text, glue = self._hyphenator.join(text, texts[at + 1])
            anchors.extend((length + min(offset, len(text)), key) for offset, key in marks[at])
            text = unicodedata.normalize("NFC", text)
            raw.append(RawLine(text, line.page, _seen_box(self._pages[line.page], line.box), glue))
            length += len(text) + len(glue)
        return raw, anchors


def _without_markers(line: Line, skip: int) -> tuple[str, list[tuple[int, int]]]:
    """The text of a line without its note markers, and where they stood."""
    parts: list[str] = []
    found: list[tuple[int, int]] = []
    at, length = skip, 0
    for start, end, key in sorted(line.anchors):
        if start < at:
            if start >= skip:
                found.append((length, key))
            continue
        part = line.text[at:start]
        if part.endswith(" ") and line.text[end : end + 1] in _CLOSING:
            # the marker stood between a word and its punctuation
            part = part.rstrip()
        parts.append(part)
        length += len(part)
        found.append((length, key))
        at = end
        if line.text[at : at + 1] == " " and line.text[at + 1 : at + 2] in (".", ",", ";"):
            at += 1
    parts.append(line.text[at:])
    text = "".join(parts)
    stripped = text.strip()
    return stripped, found


def _seen_box(layout: PageLayout, box: Box) -> Box:
    """A box of the upright page as it is seen on the printed one."""
    if layout.turn == 90:
        return Box(layout.width - box.bottom, box.x0, layout.width - box.top, box.x1)
    if layout.turn == 270:
        return Box(box.top, layout.height - box.x1, box.bottom, layout.height - box.x0)
    if layout.turn == 180:
        return Box(layout.width - box.x1, layout.height - box.bottom, layout.width - box.x0, layout.height - box.top)
    return box
