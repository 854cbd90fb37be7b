"""DOCX files: headings by style or outline level, automatic numbers, nested lists, tables, foot- and endnotes.

Pages are those that Word last laid out (``lastRenderedPageBreak``), else explicit page breaks. Deleted text of tracked
changes is left out. No external part is ever fetched and no XML entity resolved.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from lxml import etree

from docintel.config import ExtractSettings
from docintel.errors import InputFileError
from docintel.extract.assemble import RawBlock, RawLine, RawNote
from docintel.extract.inline import Inline
from docintel.extract.markup import bullet, heading, list_item, paragraph, promote_bold, table
from docintel.extract.word_numbering import Numbering
from docintel.extract.word_xml import Styles, W, flag, number_of, value
from docintel.types import Cell, Page

_UNPACKED_LIMIT = 1_000_000_000
"""Bytes that a file may unpack to; a crafted 42 kB archive unpacks to terabytes."""
_SKIPPED = frozenset(f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "txbxContent"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


@dataclass(slots=True)
class WordContent:
    """What is read off a file."""

    title: str = ""
    pages: tuple[Page, ...] = ()
    blocks: list[RawBlock] = field(default_factory=list)
    notes: list[RawNote] = field(default_factory=list)


def read_word(data: bytes, name: str, settings: ExtractSettings) -> WordContent:
    """Read a DOCX file.

    Raises:
        InputFileError: the archive is damaged, unpacks to too much, or is no Word document.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > _UNPACKED_LIMIT:
            raise InputFileError(name, f"unpacks to {unpacked // 1_000_000} MB", "check where it comes from")
        return _Reader(docx.Document(io.BytesIO(data)), settings.tables).read()
    except (zipfile.BadZipFile, PackageNotFoundError, etree.XMLSyntaxError, KeyError, ValueError, EOFError) as error:
        what = " ".join(str(error).split())[:120]
        raise InputFileError(name, f"cannot be read as a Word document ({what})", "save it again as DOCX") from error


class _Reader:
    """Walks the body once, counting pages and list numbers."""

    def __init__(self, document: WordDocument, tables: bool) -> None:
        self._document = document
        self._tables = tables
        self._styles = Styles(document.styles.element)
        self._numbering = Numbering(self._part_root("numbering"))
        self._page = 1
        self._rendered = next(document.element.body.iter(f"{W}lastRenderedPageBreak"), None) is not None
        self._keys: dict[tuple[str, str], int] = {}
        self._bold: set[int] = set()
        self._content = WordContent()

    def read(self) -> WordContent:
        """All blocks and notes."""
        for element in _children(self._document.element.body):
            self._block(element)
        promote_bold(self._content.blocks, self._bold)
        self._read_notes()
        heads, feet = self._furniture()
        self._content.pages = tuple(Page(n, 0, 0, header=heads, footer=feet) for n in range(1, self._page + 1))
        return self._content

    def _part_root(self, kind: str) -> etree._Element | None:
        for relation in self._document.part.rels.values():
            if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
                root: etree._Element = parse_xml(relation.target_part.blob)
                return root
        return None

    def _furniture(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        first = next(iter(self._document.sections), None)
        if first is None:
            return (), ()
        head, foot = (
            tuple(text for each in part.paragraphs if (text := each.text.strip()))
            for part in (first.header, first.footer)
        )
        return head, foot

    def _block(self, element: etree._Element) -> None:
        if element.tag == f"{W}tbl" and self._tables:
            self._content.blocks.append(self._table(element))
        elif element.tag == f"{W}tbl":
            for inner in element.iter(f"{W}p"):
                self._paragraph(inner)
        elif element.tag == f"{W}p":
            self._paragraph(element)

    def _paragraph(self, element: etree._Element, *, boxed: bool = False) -> None:
        page = self._page
        inline = Inline()
        self._gather(element, inline)
        if inline.text.strip():
            block = self._shape(element, inline)
            lines = tuple(replace(line, page=page) for line in block.lines)
            self._content.blocks.append(replace(block, lines=lines, boxed=boxed))
        for box in element.iter(f"{W}txbxContent"):
            if next(box.iterancestors(_FALLBACK), None) is None:
                for inner in box.iterchildren(f"{W}p"):
                    self._paragraph(inner, boxed=True)

    def _shape(self, element: etree._Element, inline: Inline) -> RawBlock:
        """Decide between title, heading, list item, caption and paragraph."""
        text, style = inline.text.strip(), self._styles.of(element)
        anchors = tuple(inline.anchors)
        if style.is_title and not self._content.title:
            self._content.title = text
            return RawBlock("title", (RawLine(text),), anchors=anchors)
        number = number_of(element) or style.numbering
        marker = self._numbering.next(*number) if number else None
        if style.outline is not None:
            printed = f"{marker} {text}" if marker else text
            shift = len(printed) - len(text)
            return heading(printed, style.outline + 1, tuple((at + shift, key) for at, key in anchors))
        if style.is_toc:
            return RawBlock("toc", (RawLine(text),))
        if style.is_caption:
            return RawBlock("caption", (RawLine(text),), anchors=anchors)
        if number:
            depth = number[1] + 1
            return list_item(text, marker or bullet(depth), depth, anchors)
        if inline.is_bold:
            self._bold.add(len(self._content.blocks))
        return replace(paragraph(text, anchors), quoted=style.is_quotation)

    def _gather(self, element: etree._Element, inline: Inline) -> None:
        """The text under an element, page breaks counted and note references kept as anchors."""
        for child in element:
            tag = child.tag
            if tag in _SKIPPED or tag == _FALLBACK:
                continue
            if tag == f"{W}t":
                run = child.getparent()
                inline.add(child.text, strong=run is not None and flag(run.find(f"{W}rPr"), "b"))
            elif tag in (f"{W}tab", f"{W}cr"):
                inline.add(" ")
            elif tag == f"{W}br":
                inline.add(" ")
                self._page += value(child, "type") == "page" and not self._rendered
            elif tag == f"{W}lastRenderedPageBreak":
                self._page += 1
            elif tag == f"{W}noBreakHyphen":
                inline.add("-")
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                kind = "footnotes" if tag == f"{W}footnoteReference" else "endnotes"
                inline.anchor(self._keys.setdefault((kind, value(child, "id")), len(self._keys)))
            else:
                self._gather(child, inline)

    def _table(self, element: etree._Element) -> RawBlock:
        """Rows of cells; a merged cell stands once, where it starts."""
        rows: list[list[Cell]] = []
        open_cells: dict[int, tuple[int, int]] = {}
        page = self._page
        for row in element.iterchildren(f"{W}tr"):
            cells: list[Cell] = []
            column = 0
            for cell in (each for each in _children(row) if each.tag == f"{W}tc"):
                properties = cell.find(f"{W}tcPr")
                width = int(value(_find(properties, "gridSpan"), "val") or 1)
                merge = _find(properties, "vMerge")
                if merge is not None and value(merge, "val") != "restart" and column in open_cells:
                    at, index = open_cells[column]
                    rows[at][index] = replace(rows[at][index], rows=rows[at][index].rows + 1)
                else:
                    if merge is not None:
                        open_cells[column] = (len(rows), len(cells))
                    cells.append(Cell(self._cell_text(cell), columns=width, page=self._page))
                column += width
            rows.append(cells)
        heads = sum(_find(row.find(f"{W}trPr"), "tblHeader") is not None for row in element.iterchildren(f"{W}tr"))
        look = _find(element.find(f"{W}tblPr"), "tblLook")
        if not heads and len(rows) > 1 and look is not None and value(look, "firstRow") in ("1", "true"):
            heads = 1
        block = table(rows, heads)
        return (
            block
            if block.table is None
            else replace(block, table=replace(block.table, page_start=page, page_end=self._page))
        )

    def _cell_text(self, cell: etree._Element) -> str:
        inline = Inline()
        for inner in cell.iter(f"{W}p"):
            inline.add(" ")
            self._gather(inner, inline)
        return inline.text.strip()

    def _read_notes(self) -> None:
        for kind in ("footnotes", "endnotes"):
            root = self._part_root(kind) if any(key[0] == kind for key in self._keys) else None
            for note in root if root is not None else ():
                key = self._keys.get((kind, value(note, "id")))
                inline = Inline()
                for inner in note.iter(f"{W}p"):
                    inline.add(" ")
                    self._gather(inner, inline)
                if key is not None and inline.text.strip():
                    page = self._page_of(key)
                    line = RawLine(inline.text.strip(), page)
                    self._content.notes.append(RawNote(key, str(key + 1), page, (line,)))

    def _page_of(self, key: int) -> int:
        """Page of the block that holds the marker of a note."""
        for block in self._content.blocks:
            if any(found == key for _, found in block.anchors):
                return block.lines[0].page
        return 1


def _children(element: etree._Element) -> Iterator[etree._Element]:
    """Children, content controls and tracked insertions opened up."""
    for child in element:
        if child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml", f"{W}smartTag"):
            yield from _children(child)
        else:
            yield child


def _find(element: etree._Element | None, name: str) -> etree._Element | None:
    return None if element is None else element.find(f"{W}{name}")
