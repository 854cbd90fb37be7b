"""Cut a document into the clauses that are embedded and found.

A passage never crosses a section. Short neighbours are merged and long paragraphs cut at sentences, so that a passage
has about ``words`` words; a table gives groups of rows that carry the header row as context; a footnote stands alone
and lends its references to the passage that holds its anchor.
"""

from __future__ import annotations

import bisect
import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from docintel.lexicon import ancestors
from docintel.sentences import split_sentences, trimmed
from docintel.types import Block, BlockKind, Document, Language, Passage, Span

_WORD = re.compile(r"\w+")
_MERGED: frozenset[BlockKind] = frozenset({"title", "heading", "paragraph", "list_item", "caption"})
_SKIPPED: frozenset[BlockKind] = frozenset({"header", "footer", "toc"})
_LONGEST = 1.5
"""A passage may be this many times the aimed length before it is cut."""
_SUBHEAD = 14
"""A line of at most this many words that ends without a mark is a subheading that nothing else tells as one."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """The smallest stretch that is not cut: a sentence, a list item, a group of table rows."""

    span: Span
    words: int
    kind: BlockKind
    section: int | None
    language: Language
    context: tuple[str, ...] = ()
    leads: bool = False
    """A short line without a full stop, or one that ends with a colon: it says what comes next."""


def cut_passages(document: Document, words: int = 90) -> tuple[Passage, ...]:
    """All passages in text order, with their references and entities where these were found before."""
    passages = [_passage(document, group) for group in _groups(_pieces(document, words), words)]
    return tuple(_with_found(document, passages))


def _pieces(document: Document, words: int) -> Iterator[_Piece]:
    for block in document.blocks:
        if block.kind in _SKIPPED or not len(block.span):
            continue
        language = block.language if block.language != "other" else document.language
        if block.kind == "table":
            yield from _table_pieces(document, block, words, language)
            continue
        for span in _cut_block(document.text, block, words):
            size = _count(document.text, span)
            leads = block.kind == "paragraph" and _leads_in(document.text[span.start : span.end], size)
            yield _Piece(span, size, block.kind, block.section, language, leads=leads)


def _leads_in(text: str, words: int) -> bool:
    return text.endswith(":") or (words <= _SUBHEAD and text[-1:].isalnum())


def _cut_block(text: str, block: Block, words: int) -> Iterable[Span]:
    if block.kind in ("title", "heading") or _count(text, block.span) <= words * _LONGEST:
        return [block.span]
    return [
        part
        for sentence in split_sentences(text, block.span.start, block.span.end)
        for part in _cut_hard(text, sentence, words)
    ]


def _cut_hard(text: str, span: Span, words: int) -> list[Span]:
    """Cut a run without sentence ends (an enumeration, a bad extraction) at semicolons, at worst between words."""
    if _count(text, span) <= words * _LONGEST * 1.5:
        return [span]
    parts: list[Span] = []
    begin, count, cut = span.start, 0, span.start
    for match in _WORD.finditer(text, span.start, span.end):
        count += 1
        if count > words:
            end = cut if cut > begin else match.start()
            parts.append(trimmed(text, begin, end))
            begin, count = end, _count(text, Span(end, match.end()))
        if text[match.end() : match.end() + 1] in {";", "\n", "•"}:
            cut = match.end() + 1
    parts.append(trimmed(text, begin, span.end))
    return [part for part in parts if len(part)]


def _table_pieces(document: Document, block: Block, words: int, language: Language) -> Iterator[_Piece]:
    """Rows grouped up to the aimed length; the header rows, once passed, are context of every later group."""
    table = document.tables[block.table] if block.table is not None else None
    rows = _rows(document.text, block.span)
    heads = table.header_rows if table is not None and table.header_rows < len(rows) else 0
    header = tuple(" | ".join(document.text[row.start : row.end].split("\t")) for row in rows[:heads])
    group: list[Span] = []
    count = 0
    for number, row in enumerate(rows):
        size = _count(document.text, row)
        if group and count + size > words and number > heads:
            yield _table_piece(document.text, group, block, language, header)
            group, count = [], 0
        group.append(row)
        count += size
    if group:
        yield _table_piece(document.text, group, block, language, header)


def _table_piece(text: str, rows: Sequence[Span], block: Block, language: Language, header: tuple[str, ...]) -> _Piece:
    span = Span(rows[0].start, rows[-1].end)
    context = header if span.start > block.span.start else ()
    return _Piece(span, _count(text, span), "table", block.section, language, context)


def _rows(text: str, span: Span) -> list[Span]:
    rows: list[Span] = []
    begin = span.start
    while begin < span.end:
        end = text.find("\n", begin, span.end)
        end = span.end if end < 0 else end
        if text[begin:end].strip():
            rows.append(Span(begin, end))
        begin = end + 1
    return rows or [span]


def _groups(pieces: Iterable[_Piece], words: int) -> Iterator[list[_Piece]]:
    """Merge neighbours of one section and language up to the aimed length; what leads in goes with what follows."""
    group: list[_Piece] = []
    for piece in pieces:
        if group and not _joins(group, sum(one.words for one in group), piece, words):
            kept = _leading(group, piece)
            yield group[: len(group) - kept]
            group = group[len(group) - kept :]
        group.append(piece)
    if group:
        yield group


def _leading(group: Sequence[_Piece], piece: _Piece) -> int:
    """How many pieces at the end of a group belong to the piece after it: one that leads in, and has text before it.

    Several short lines one after another are a list of names, not subheadings.
    """
    last = group[-1]
    if not last.leads or last.section != piece.section or piece.kind not in _MERGED or piece.leads:
        return 0
    return int(len(group) > 1 and group[-2].kind not in ("title", "heading") and not group[-2].leads)


def _joins(group: Sequence[_Piece], count: int, piece: _Piece, words: int) -> bool:
    last = group[-1]
    if piece.kind not in _MERGED or last.kind not in _MERGED or last.section != piece.section:
        return False
    if last.language != piece.language and "heading" not in (last.kind, piece.kind):
        return False
    if piece.kind in ("title", "heading"):
        return last.kind in ("title", "heading")
    if count + piece.words <= words:
        return True
    # A group of two lines says too little alone: let it grow past the aim rather than stay a stump.
    return count < words * 0.4 and count + piece.words <= words * _LONGEST


def _passage(document: Document, group: Sequence[_Piece]) -> Passage:
    first = group[0]
    body = next((piece for piece in group if piece.kind not in ("title", "heading")), first)
    span = Span(first.span.start, group[-1].span.end)
    key = f"{document.id}/{first.section}/{span.start}/{span.end}"
    return Passage(
        id=str(uuid.uuid5(uuid.NAMESPACE_URL, key)),
        span=span,
        page_start=1,
        page_end=1,
        section=first.section,
        headings=document.headings_of(first.section) + first.context,
        language=body.language,
        kind=body.kind,
    )


def _with_found(document: Document, passages: Sequence[Passage]) -> Iterator[Passage]:
    lines = sorted((line.span.start, line.page) for line in document.lines())
    starts = [start for start, _ in lines]
    references = _by_passage(passages, [(item.span.start, item.ids) for item in document.references])
    entities = _by_passage(passages, [(item.span.start, (item.id,)) for item in document.entities if item.id])
    _lend_notes(document, passages, references)
    for number, passage in enumerate(passages):
        yield replace(
            passage,
            page_start=_page(lines, starts, passage.span.start),
            page_end=_page(lines, starts, max(passage.span.start, passage.span.end - 1)),
            references=_with_ancestors(references[number]),
            entities=tuple(dict.fromkeys(entities[number])),
            call=_call_of(document, passage.span),
            recommendation=_recommendation_of(document, passage.span),
        )


def _by_passage(passages: Sequence[Passage], found: Iterable[tuple[int, Iterable[str]]]) -> list[list[str]]:
    starts = [passage.span.start for passage in passages]
    by_passage: list[list[str]] = [[] for _ in passages]
    for start, ids in found:
        number = bisect.bisect_right(starts, start) - 1
        if number >= 0 and start < passages[number].span.end:
            by_passage[number].extend(ids)
    return by_passage


def _lend_notes(document: Document, passages: Sequence[Passage], references: list[list[str]]) -> None:
    """Give the passage with a note's anchor the references of the note."""
    starts = [passage.span.start for passage in passages]
    for note in document.footnotes:
        ids = [one for item in document.references if note.span.covers(item.span) for one in item.ids if one[:1] != "#"]
        for anchor in note.anchors if ids else ():
            number = bisect.bisect_right(starts, anchor) - 1
            if number >= 0 and anchor <= passages[number].span.end:
                references[number].extend(ids)


def _with_ancestors(ids: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for one in ids:
        found[one] = None
        act = one.partition("#")[0] if one[:1] != "#" else ""
        for above in (act, *(ancestors(one) if one.startswith(("ML", "DU:")) else ())):
            if above:
                found[above] = None
    return tuple(found)


def _call_of(document: Document, span: Span) -> str | None:
    return next((call.id for call in document.calls if any(part.covers(span) for part in call.spans)), None)


def _recommendation_of(document: Document, span: Span) -> str | None:
    for item in document.recommendations:
        for place in item.places:
            if place.document == document.id and place.span is not None and place.span.covers(span):
                return item.number
    return None


def _page(lines: Sequence[tuple[int, int]], starts: Sequence[int], position: int) -> int:
    number = bisect.bisect_right(starts, position) - 1
    return lines[max(0, number)][1] if lines else 1


def _count(text: str, span: Span) -> int:
    return len(_WORD.findall(text, span.start, span.end))
