"""The one place where a ``Document`` is put together, for every input format.

A reader hands over raw blocks in reading order and its notes; what comes out holds one text with spans that agree:
blocks ascending and disjoint, a note after the block in which its page ends, sections as a tree, tables by index.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from docintel.extract.language import assign_languages, main_language
from docintel.types import (
    Block,
    BlockKind,
    Box,
    Cell,
    Document,
    Footnote,
    Language,
    Line,
    Page,
    Section,
    Span,
    Table,
)

BLOCK_SEPARATOR = "\n\n"
_CAPTION = re.compile(r"(?i)^\s*(tabel|table|tableau|overzicht|schema|kader)\b")


@dataclass(frozen=True, slots=True)
class RawLine:
    """One printed line. ``glue`` stands between it and the next line of its block: "" after a joined hyphen."""

    text: str
    page: int = 1
    box: Box | None = None
    glue: str = " "


@dataclass(frozen=True, slots=True)
class RawTable:
    """Rows of cells; ``row_pages`` and ``row_boxes`` say where each row stands, empty outside PDF."""

    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int = 0
    page_start: int = 1
    page_end: int = 1
    boxes: tuple[tuple[int, Box], ...] = ()
    row_pages: tuple[int, ...] = ()
    row_boxes: tuple[Box | None, ...] = ()


@dataclass(frozen=True, slots=True)
class RawBlock:
    """A block before offsets. A heading has ``level`` and, where it carries one, ``number`` and ``title``.

    ``anchors``: (offset in the block's joined text, key of the note), the marker itself being out of the text.
    """

    kind: BlockKind
    lines: tuple[RawLine, ...] = ()
    level: int | None = None
    number: str | None = None
    title: str | None = None
    marker: str | None = None
    boxed: bool = False
    table: RawTable | None = None
    anchors: tuple[tuple[int, int], ...] = ()
    quoted: bool = False

    @property
    def text(self) -> str:
        """The lines joined by their glue."""
        return join_lines(self.lines)


@dataclass(frozen=True, slots=True)
class RawNote:
    """A footnote; ``key`` is what anchors name, unique in the document. The text is without its number."""

    key: int
    number: str
    page: int
    lines: tuple[RawLine, ...]
    anchors: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of the file as a whole."""

    id: str
    path: str
    title: str = ""
    pages: tuple[Page, ...] = ()
    warnings: tuple[str, ...] = ()
    language: Language | None = None
    """Set where the file says it itself, as HTML does; a hint only."""


@dataclass(slots=True)
class _Assembly:
    """What grows while blocks are laid one after another."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    notes: dict[int, tuple[RawNote, Span]] = field(default_factory=dict)
    anchors: dict[int, list[int]] = field(default_factory=dict)


def document_id(data: bytes) -> str:
    """The identity of a file's content: 16 hex digits of its SHA-256."""
    return hashlib.sha256(data).hexdigest()[:16]


def join_lines(lines: Sequence[RawLine]) -> str:
    """Lines joined by their glue; the last glue is dropped."""
    return "".join(line.text + (line.glue if at + 1 < len(lines) else "") for at, line in enumerate(lines))


def assemble(source: Source, blocks: Sequence[RawBlock], notes: Sequence[RawNote] = ()) -> Document:
    """Build the document: text, spans, sections, tables, footnotes, languages."""
    ordered = _place_notes([_with_table_lines(block) for block in blocks], notes)
    assembly = _Assembly()
    for item in ordered:
        _lay(assembly, item)
    text = "".join(assembly.parts)
    raws = [item for item in ordered if _lines_of(item)]
    sections, owners = _sections(assembly.blocks, raws, len(text))
    texts = [text[block.span.start : block.span.end] for block in assembly.blocks]
    languages = assign_languages(texts, [block.kind for block in assembly.blocks], hint=source.language)
    built = tuple(
        replace(block, section=owner, language=language)
        for block, owner, language in zip(assembly.blocks, owners, languages, strict=True)
    )
    return Document(
        id=source.id,
        path=source.path,
        title=_title(source, built, text),
        text=text,
        language=main_language(texts, languages),
        pages=source.pages,
        blocks=built,
        sections=_section_languages(sections, built),
        tables=_captioned(assembly.tables, built, text),
        footnotes=_footnotes(assembly),
        warnings=source.warnings,
    )


def _with_table_lines(block: RawBlock) -> RawBlock:
    """Give a table block its lines: one per row, cells parted by tabs."""
    table = block.table
    if table is None:
        return block
    lines = []
    for at, row in enumerate(table.rows):
        text = "\t".join(re.sub(r"\s+", " ", cell.text).strip() for cell in row)
        page = table.row_pages[at] if at < len(table.row_pages) else table.page_start
        box = table.row_boxes[at] if at < len(table.row_boxes) else None
        lines.append(RawLine(text, page, box, "\n"))
    return RawBlock("table", tuple(lines), boxed=block.boxed, table=table, anchors=block.anchors)


def _place_notes(blocks: Sequence[RawBlock], notes: Sequence[RawNote]) -> list[RawBlock | RawNote]:
    """Put each note after the last block that has a line on its page, or on an earlier one."""
    waiting = sorted(notes, key=lambda note: note.page)
    homes = {block.lines[0].page: at for at, block in enumerate(blocks, 1) if block.lines}
    after: list[list[RawNote]] = [[] for _ in range(len(blocks) + 1)]
    for note in waiting:
        after[max((home for page, home in homes.items() if page <= note.page), default=0)].append(note)
    ordered: list[RawBlock | RawNote] = list(after[0])
    for block, following in zip(blocks, after[1:], strict=True):
        ordered.append(block)
        ordered.extend(following)
    return ordered


def _lines_of(item: RawBlock | RawNote) -> bool:
    """Tell whether an item has any text to lay."""
    return any(line.text for line in item.lines)


def _lay(assembly: _Assembly, item: RawBlock | RawNote) -> None:
    """Append one block's text and record where it stands."""
    if not _lines_of(item):
        return
    if assembly.parts:
        assembly.parts.append(BLOCK_SEPARATOR)
        assembly.length += len(BLOCK_SEPARATOR)
    start = assembly.length
    lines: list[Line] = []
    for at, line in enumerate(item.lines):
        text = line.text + (line.glue if at + 1 < len(item.lines) else "")
        lines.append(Line(Span(assembly.length, assembly.length + len(line.text)), line.page, line.box))
        assembly.parts.append(text)
        assembly.length += len(text)
    span = Span(start, assembly.length)
    for offset, key in item.anchors:
        assembly.anchors.setdefault(key, []).append(start + min(offset, len(span)))
    if isinstance(item, RawNote):
        assembly.notes[item.key] = (item, span)
        assembly.blocks.append(Block("footnote", span, tuple(lines), marker=item.number))
        return
    index: int | None = None
    if item.table is not None:
        index = len(assembly.tables)
        table = item.table
        assembly.tables.append(
            Table(span, table.page_start, table.page_end, table.rows, table.header_rows, None, table.boxes)
        )
    assembly.blocks.append(
        Block(item.kind, span, tuple(lines), item.level, None, "other", item.marker, item.boxed, index, item.quoted)
    )


def _sections(
    blocks: Sequence[Block], raws: Sequence[RawBlock | RawNote], length: int
) -> tuple[list[Section], list[int | None]]:
    """Read the section tree off the headings, and give every block its section."""
    sections: list[Section] = []
    owners: list[int | None] = []
    stack: list[int] = []
    heads: list[Block] = []
    for block, raw in zip(blocks, raws, strict=True):
        if block.kind == "heading" and isinstance(raw, RawBlock):
            level = block.level or 1
            while stack and sections[stack[-1]].level >= level:
                stack.pop()
            parent = stack[-1] if stack else None
            title = raw.title if raw.title is not None else raw.text
            sections.append(Section(title, level, block.span, block.span, block.page, block.page, raw.number, parent))
            heads.append(block)
            stack.append(len(sections) - 1)
        owners.append(stack[-1] if stack else None)
    starts = [block.span.start for block in blocks]
    for at, section in enumerate(sections):
        after = next((n for n in range(at + 1, len(sections)) if sections[n].level <= section.level), None)
        end = length if after is None else sections[after].span.start
        if after is not None:
            end = max(section.heading.end, end - len(BLOCK_SEPARATOR))
        inside = blocks[bisect_left(starts, section.heading.start) : bisect_left(starts, end)]
        last = max([block.page_end for block in inside], default=heads[at].page)
        sections[at] = Section(
            section.title, section.level, Span(section.heading.start, end), section.heading, section.page_start, last,
            section.number, section.parent,
        )  # fmt: skip
    return sections, owners


def _section_languages(sections: Sequence[Section], blocks: Sequence[Block]) -> tuple[Section, ...]:
    """Give a section the language in which most of its characters are written."""
    built = []
    starts = [block.span.start for block in blocks]
    for section in sections:
        weights: dict[Language, int] = {}
        first, last = bisect_left(starts, section.span.start), bisect_left(starts, section.span.end)
        for block in blocks[first:last]:
            if block.span.end <= section.span.end:
                weights[block.language] = weights.get(block.language, 0) + len(block.span)
        known = {name: weight for name, weight in weights.items() if name != "other"} or weights
        language: Language = max(known, key=lambda name: known[name]) if known else "other"
        built.append(
            Section(
                section.title,
                section.level,
                section.span,
                section.heading,
                section.page_start,
                section.page_end,
                section.number,
                section.parent,
                language,
            )
        )
    return tuple(built)


def _captioned(tables: Sequence[Table], blocks: Sequence[Block], text: str) -> tuple[Table, ...]:
    """Link a caption to the table that it stands beside: above it first, then below it."""
    captions: dict[int, Span] = {}
    taken: set[Span] = set()
    at_table = [(at, block) for at, block in enumerate(blocks) if block.table is not None]
    for step in (-1, 1):
        for at, block in at_table:
            beside = at + step
            if block.table is None or block.table in captions or not 0 <= beside < len(blocks):
                continue
            near = blocks[beside]
            if near.kind == "caption" and near.span not in taken and (step == -1 or _CAPTION.match(_of(near, text))):
                captions[block.table] = near.span
                taken.add(near.span)
    return tuple(
        Table(
            table.span, table.page_start, table.page_end, table.rows, table.header_rows, captions.get(at), table.boxes
        )
        for at, table in enumerate(tables)
    )


def _footnotes(assembly: _Assembly) -> tuple[Footnote, ...]:
    """The notes in text order, with the offsets at which their markers stood."""
    return tuple(
        Footnote(note.number, note.page, span, tuple(sorted(assembly.anchors.get(key, ()))))
        for key, (note, span) in sorted(assembly.notes.items(), key=lambda item: item[1][1])
    )


def _title(source: Source, blocks: Sequence[Block], text: str) -> str:
    """The title given, else the title block, else the first heading, else the file's name."""
    if source.title:
        return _flat(source.title)
    for kind in ("title", "heading"):
        for block in blocks:
            if block.kind == kind:
                return _flat(_of(block, text))
    return source.path.rsplit("/", 1)[-1]


def _of(block: Block, text: str) -> str:
    """The text of a block."""
    return text[block.span.start : block.span.end]


def _flat(text: str) -> str:
    """One line, NFC, blanks folded."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
