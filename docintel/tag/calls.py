"""Calls for proposals: every topic of a call document, work programme or portal page with its fields and places.

tables ---> rows ---+--> topics ---+--> budgets, dates, type of action
headings -----------+              +--> activities, TRL, other topics named, consortium
                                   +--> clauses that gates quote
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from docintel.tag.call_activities import find_activities, find_trl
from docintel.tag.call_budgets import Budget, find_budgets
from docintel.tag.call_clauses import clause_at, frame_clauses, own_clauses
from docintel.tag.call_consortium import Consortium, find_consortium
from docintel.tag.call_dates import Dates, find_dates
from docintel.tag.call_ids import find_ids, is_topic, parent_call
from docintel.tag.call_merge import merge_calls
from docintel.tag.call_tables import Row, read_rows
from docintel.tag.call_text_rows import read_text_rows
from docintel.tag.call_topics import CallSection, Topic, find_call_sections, find_topics
from docintel.tag.call_types import types_of_action
from docintel.tag.doc_kind import document_kind
from docintel.types import Call, Clause, Conflict, Document, DocumentKind, Language, Place, Span

__all__ = ["find_calls", "merge_calls", "status_on"]

_ABOUT_CALLS: frozenset[DocumentKind] = frozenset({"policy", "circular", "agreement"})
"""Kinds whose tables of topics are about calls elsewhere, not calls of their own."""
Status = Literal["forthcoming", "open", "closed", "unknown"]


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a document says for all its topics."""

    kind: DocumentKind
    rows: tuple[Row, ...]
    sections: tuple[CallSection, ...]
    dates: dict[str, Dates]
    clauses: tuple[Clause, ...]


def find_calls(document: Document) -> tuple[Call, ...]:
    """Every topic that a document describes or lists with a budget, in the order of the document."""
    rows = read_rows(document)
    rows += read_text_rows(document, {row.id for row in rows if row.id is not None and "budget" in row.values})
    topics = find_topics(document, rows)
    if not topics:
        return ()
    kind = document.kind if document.kind != "other" else document_kind(document)
    if kind in _ABOUT_CALLS and all(topic.text is None for topic in topics):
        return ()
    sections = find_call_sections(document)
    parents = _parents(document, topics)
    budgets = find_budgets(document, rows, topics, parents, sections)
    texts = [topic.text for topic in topics if topic.text is not None]
    types = types_of_action(document, topics)
    frame = _Frame(kind, rows, sections, find_dates(document, rows, sections), frame_clauses(document, texts))
    return tuple(
        replace(_call(document, topic, parents[topic.id], budgets[topic.id], frame), type_of_action=types[topic.id])
        for topic in topics
    )


def status_on(call: Call, day: date) -> Status:
    """Whether proposals can be handed in on a day; the day of the deadline counts as open (it closes at 17:00)."""
    if call.deadline is not None and day > call.deadline:
        return "closed"
    if call.opening is not None and day < call.opening:
        return "forthcoming"
    return "open" if call.opening is not None and call.deadline is not None else "unknown"


def _parents(document: Document, topics: Sequence[Topic]) -> dict[str, str | None]:
    """The call of each topic: the longest call id named in the document that the topic's id starts with."""
    known = {found.id for found in find_ids(document.text) if not is_topic(found.id)}
    known |= {found.id for page in document.pages for line in page.header for found in find_ids(line)}
    known = {each for each in known if not is_topic(each)}
    return {topic.id: parent_call(topic.id, known) for topic in topics}


def _call(document: Document, topic: Topic, parent: str | None, budget: Budget, frame: _Frame) -> Call:
    dates = frame.dates.get(topic.id, Dates()).filled(frame.dates.get(parent or "", Dates()))
    dates = dates.filled(frame.dates.get("", Dates()))
    consortium = find_consortium(document, topic, parent)
    trl, trl_places = find_trl(document, topic)
    own = (clause_at(document, "trl", place) for place in trl_places)
    clauses = (*_dated(dates), *_priced(budget), *_composed(document, consortium), *frame.clauses, *own,
               *own_clauses(document, topic.text))  # fmt: skip
    return Call(
        id=topic.id,
        title=topic.title,
        document=document.id,
        page_start=topic.page_start,
        page_end=topic.page_end,
        call_id=parent,
        language=_language(document, topic),
        kind=frame.kind,
        budget_eur=budget.own.euros if budget.own else None,
        budget_reason=budget.reason,
        call_budget_eur=budget.pot.euros if budget.pot else None,
        opening=dates.opening.day if dates.opening else None,
        deadline=dates.deadline.day if dates.deadline else None,
        activities=find_activities(document, topic).verdicts,
        min_entities=consortium.entities if consortium else None,
        min_countries=consortium.countries if consortium else None,
        trl=trl,
        cross_refs=_cross_references(document, topic),
        spans=(topic.text,) if topic.text is not None else (),
        clauses=_distinct(clauses),
        places=_places(document, topic),
        conflicts=_conflicts(document, topic, budget),
    )


def _language(document: Document, topic: Topic) -> Language:
    """The language of most of a topic's own text; 2026 has topics in French and Bulgarian."""
    weights: dict[Language, int] = {}
    for block in document.blocks:
        if topic.text is not None and topic.text.covers(block.span) and block.kind != "table":
            weights[block.language] = weights.get(block.language, 0) + len(block.span)
    return max(weights, key=lambda name: weights[name]) if weights else document.language


def _cross_references(document: Document, topic: Topic) -> tuple[str, ...]:
    """Other topics that its own text names, forerunner programmes included."""
    if topic.text is None:
        return ()
    text = document.text[topic.text.start : topic.text.end]
    return tuple(sorted({found.id for found in find_ids(text) if is_topic(found.id) and found.id != topic.id}))


def _distinct(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Each sentence once, under the kind that names it first; a row of a table may give several dates and amounts."""
    kept: dict[tuple[Span, str], Clause] = {}
    consortium = {clause.span for clause in clauses if clause.kind == "consortium"}
    for clause in clauses:
        if clause.kind == "consortium" or clause.span not in consortium:
            kept.setdefault((clause.span, clause.kind), clause)
    return tuple(kept.values())


def _dated(dates: Dates) -> tuple[Clause, ...]:
    named = (("opening", dates.opening), ("deadline", dates.deadline))
    return tuple(Clause(kind, day.span, day.page) for kind, day in named if day is not None)


def _priced(budget: Budget) -> tuple[Clause, ...]:
    return tuple(Clause("budget", each.span, each.page) for each in (budget.own, budget.pot) if each is not None)


def _composed(document: Document, consortium: Consortium | None) -> tuple[Clause, ...]:
    if consortium is None:
        return ()
    return (Clause("consortium", consortium.span, document.page_of(consortium.span)),)


def _places(document: Document, topic: Topic) -> tuple[Place, ...]:
    """The topic's own text first, then the rows that list it."""
    places = []
    if topic.text is not None:
        places.append(_place(document, topic.section, topic.text, topic.page_start, topic.page_end))
    places += [_place(document, row.section, row.span, row.page, row.page) for row in topic.rows]
    return tuple(dict.fromkeys(places))


def _place(document: Document, section: int | None, span: Span, start: int, end: int) -> Place:
    found = document.sections[section] if section is not None else None
    name = None if found is None else found.number or found.title
    return Place(document.id, start, end, name, found.language if found else None, span)


def _conflicts(document: Document, topic: Topic, budget: Budget) -> tuple[Conflict, ...]:
    """Amounts of one document that disagree."""
    if budget.own is None or not budget.others:
        return ()
    amounts = (budget.own, *budget.others)
    places = tuple(_place(document, topic.section, each.span, each.page, each.page) for each in amounts)
    return (Conflict("budget_eur", tuple(str(each.euros) for each in amounts), places),)
