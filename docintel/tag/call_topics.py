"""Which topics a document holds, and where the own text of each one stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from docintel.tag.call_ids import find_ids, is_topic
from docintel.tag.call_tables import Row, clean_title, title_after_id
from docintel.types import Document, Section, Span

_LEAD = re.compile(r"(?i)^\s*(?:[\d.]+\s+)?(?:(?:call\s+)?topic\b|onderwerp\b|oproep\b|call\b)?[\s:–—-]*$")
_PAGE_ID = re.compile(r"(?i)(?:(?:call )?topic(?: id| identifier)?|identifier|onderwerp)?[\s:]*((?-i:[A-Z][A-Z0-9-]+))")
_TOP = 25
"""Blocks at the top of a page among which its topic is named."""
_FRAME = re.compile(
    r"(?i)^(?:available budget|budget|time ?table|deadlines?|admissib|eligib|financial and operational|evaluation"
    r"|award criteria|legal and financial|how to (?:submit|apply)|help|important|general conditions|list of topics"
    r"|beschikbaar budget|tijd(?:s|)pad|ontvankelijk|voorwaarden)"
)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with the places that speak of it. ``text`` is its own part of the document, None where it has none."""

    id: str
    title: str
    text: Span | None
    page_start: int
    page_end: int
    section: int | None
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class CallSection:
    """A heading about a whole call (``4.1 Call EDF-2021-AIR-D: Air combat``) with the text right under it."""

    id: str
    title: str
    text: Span
    section: int


def find_topics(document: Document, rows: Sequence[Row]) -> tuple[Topic, ...]:
    """Topics in the order of the document: those with their own heading, then those in a table only."""
    by_id: dict[str, list[Row]] = {}
    for row in rows:
        if row.id is not None and row.is_topic and _is_topic_row(row):
            by_id.setdefault(row.id, []).append(row)
    headed = _headed(document)
    topics = [_from_heading(document, identifier, at, headed, by_id) for identifier, at in headed.items()]
    if not topics and (found := _page_topic(document)) is not None:
        topics = [_from_page(document, found, by_id)]
    texts = [topic.text for topic in topics if topic.text is not None]
    known = {topic.id for topic in topics}
    listed = {
        # a table inside the text of a topic names forerunners, or the other topics of its call
        identifier: outside
        for identifier, all_rows in by_id.items()
        if identifier not in known
        and (outside := [row for row in all_rows if not any(text.covers(row.span) for text in texts)])
    }
    return (*topics, *(_from_rows(identifier, found_rows) for identifier, found_rows in listed.items()))


def find_call_sections(document: Document) -> tuple[CallSection, ...]:
    """Headings that name a call and no topic."""
    found: dict[str, CallSection] = {}
    for at, section in enumerate(document.sections):
        text = _heading_text(document, section)
        ids = find_ids(text)
        if len(ids) == 1 and not is_topic(ids[0].id) and _LEAD.match(text[: ids[0].start]):
            inner = [each.span.start for each in document.sections if each.parent == at]
            span = Span(section.heading.end, min([*inner, section.span.end]))
            found.setdefault(ids[0].id, CallSection(ids[0].id, title_after_id(text, ids[0].id), span, at))
    return tuple(found.values())


def _is_topic_row(row: Row) -> bool:
    """A row counts as a topic of this document where its table gives a budget or a type of action."""
    return bool({"budget", "type"} & (row.values.keys() | row.headers.keys()))


def _headed(document: Document) -> dict[str, int]:
    """Topic id -> section whose heading names it; where several do, the one with the longest text."""
    found: dict[str, int] = {}
    for at, section in enumerate(document.sections):
        text = _heading_text(document, section)
        ids = [each for each in find_ids(text) if is_topic(each.id)]
        if len(ids) != 1:
            continue
        lead, rest = text[: ids[0].start], text[ids[0].end :]
        # at the start, or in brackets after the title
        if not (_LEAD.match(lead) or (not rest.strip(" )].") and re.search(r"[(\[–—:-]\s*$", lead))):
            continue
        known = found.get(ids[0].id)
        if known is None or len(document.sections[known].span) < len(section.span):
            found[ids[0].id] = at
    return dict(sorted(found.items(), key=lambda item: item[1]))


def _from_heading(
    document: Document, identifier: str, at: int, headed: Mapping[str, int], rows: Mapping[str, Sequence[Row]]
) -> Topic:
    section = document.sections[at]
    text = Span(section.span.start, _extent(document, at, set(headed.values())))
    listed = tuple(rows.get(identifier, ()))
    title = title_after_id(_heading_text(document, section), identifier)
    titles = [row.title for row in listed if row.title]
    if titles and (not title or (title.startswith(titles[0]) and len(title) > len(titles[0]))):
        # the heading has run into the next one, which the table shows
        title = titles[0]
    last = [block.page_end for block in document.blocks if text.start <= block.span.start < text.end]
    return Topic(identifier, title, text, section.page_start, max(last, default=section.page_end), at, listed)


def _page_topic(document: Document) -> str | None:
    """The topic that a web page is about: its identifier stands alone, or after a label, near the top."""
    ids: set[str] = set()
    for block in document.blocks[:_TOP]:
        text = document.text[block.span.start : block.span.end]
        if block.kind != "table" and (match := _PAGE_ID.fullmatch(text.strip())):
            ids |= {found.id for found in find_ids(match[1]) if is_topic(found.id)}
    return ids.pop() if len(ids) == 1 else None


def _from_page(document: Document, identifier: str, rows: Mapping[str, Sequence[Row]]) -> Topic:
    text = Span(0, len(document.text))
    title = title_after_id(document.title, identifier) or clean_title(document.title)
    return Topic(identifier, title, text, 1, max(len(document.pages), 1), None, tuple(rows.get(identifier, ())))


def _from_rows(identifier: str, rows: Sequence[Row]) -> Topic:
    title = next((row.title for row in rows if row.title), "")
    return Topic(identifier, title, None, rows[0].page, rows[0].page, rows[0].section, tuple(rows))


def _extent(document: Document, at: int, topics: Collection[int]) -> int:
    """Where the text of a topic ends: at the next topic, the next heading of its rank, or a frame section."""
    own = document.sections[at]
    for index in range(at + 1, len(document.sections)):
        section = document.sections[index]
        if index in topics or _closes(own, section):
            return max(own.heading.end, section.span.start)
    return len(document.text)


def _closes(own: Section, section: Section) -> bool:
    """Tell whether a heading ends the topic above it; one without number inside a numbered topic does not."""
    if section.level <= own.level and _FRAME.match(section.title):
        return True
    if _depth(own.number) and not section.number:
        return False
    if _depth(own.number) and _depth(section.number):
        return _depth(section.number) <= _depth(own.number) and section.level <= own.level
    return section.level <= own.level


def _depth(number: str | None) -> int:
    return number.count(".") + 1 if number and number[0].isdigit() else 0


def _heading_text(document: Document, section: Section) -> str:
    return clean_title(document.text[section.heading.start : section.heading.end])
