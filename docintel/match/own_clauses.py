"""What a call itself says on a condition: its clauses, the rows of its table of activities, its security section."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from docintel.match.sentences import Sentence, evidence_of, section_at
from docintel.types import Block, Call, Clause, Document, Evidence, Span, Table

_ROW = re.compile(r"\(?([a-i])\)")
_SECURITY_TITLE = re.compile(
    r"(?i)^(?:[\w\s.,&-]{0,30}\b)?(?:security|classified information|beveiliging|veiligheid)\b.{0,25}$"
)
_CLEARANCE = re.compile(r"(?i)\bclearances?\b|\bveiligheidsmachtiging")
_CLASSIFIED = re.compile(r"(?i)\bclassified\b|\bgerubriceerd|\bgeclassificeerd|\bsecurity scrutiny\b")
_LIST_ITEMS, _LIST_REACH = 2, 200
"""Items of a list that are quoted with the clause that opens it, and how far they may stand from it."""


Within = Callable[[Sequence[Span]], Iterable[Sentence]]
"""The sentences of the document that lie inside some spans."""


def own_quotes(call: Call, kind: str, document: Document, within: Within) -> tuple[Evidence, ...]:
    """The call's own text of a kind, from its main document; empty where it has none."""
    match kind:
        case "activities":
            return tuple(_activity_rows(call, document))
        case "security":
            return _security(call, document, within)
        case "trl":
            return _levels(call, document, within)
    found = next((clause for clause in call.clauses if clause.kind == kind), None)
    return clause_quotes(document, found) if found is not None else ()


def clause_quotes(document: Document, clause: Clause) -> tuple[Evidence, ...]:
    """A clause as quotes; one that ends in a colon takes the list that it opens with it.

    A footnote that stands between the clause and its list (at the end of a page) is not quoted along.
    """
    spans = [clause.span]
    if document.quote(clause.span).endswith(":"):
        for block, apart in _items(document, clause.span):
            spans = [*spans, block.span] if apart else [*spans[:-1], Span(spans[-1].start, block.span.end)]
    section = section_at(document, clause.span)
    return tuple(evidence_of(document, span, section=section) for span in spans)


def _items(document: Document, span: Span) -> Iterator[tuple[Block, bool]]:
    """The first items of the list after a span, each with whether something stands before it."""
    taken, apart = 0, False
    for block in (block for block in document.blocks if block.span.start >= span.end):
        if (
            block.kind == "list_item"
            and taken < _LIST_ITEMS
            and block.span.start - span.end < _LIST_REACH * (1 + apart)
        ):
            yield block, apart
            taken, apart, span = taken + 1, False, block.span
        elif block.kind in ("footnote", "header", "footer") and taken < _LIST_ITEMS:
            apart, span = True, block.span
        else:
            return


def _activity_rows(call: Call, document: Document) -> Iterator[Evidence]:
    """The rows of the topic's table of activities that are mandatory."""
    wanted = [letter for letter, state in call.activities.items() if state == "yes-mandatory"]
    for table in document.tables:
        if wanted and any(span.overlaps(table.span) for span in call.spans):
            for letter, span in _rows(document, table):
                if letter in wanted:
                    wanted.remove(letter)
                    yield evidence_of(document, span, section=section_at(document, span))


def _rows(document: Document, table: Table) -> Iterator[tuple[str, Span]]:
    """Letter and place of each row: ``(d)<tab>Design of ...<tab>Yes (mandatory)``."""
    start = table.span.start
    for line in document.text[start : table.span.end].split("\n"):
        if found := _ROW.match(line):
            yield found[1], Span(start, start + len(line))
        start += len(line) + 1


def _levels(call: Call, document: Document, within: Within) -> tuple[Evidence, ...]:
    """The sentence of the topic that names most of its readiness levels, the shortest of these."""
    if not call.trl.levels:
        return ()
    spans = [clause.span for clause in call.clauses if clause.kind == "trl"]
    spans += [each.span for each in within(call.spans)]
    named = [(_count(document.quote(span), call.trl.as_printed), span) for span in spans]
    # What ends in a colon only opens a list.
    whole = [item for item in named if item[0] and not document.quote(item[1]).endswith(":")]
    best = max(whole or named, key=lambda item: (item[0], -len(item[1])), default=None)
    if best is None or not best[0]:
        return ()
    return (evidence_of(document, best[1], section=section_at(document, best[1])),)


def _count(text: str, surfaces: Sequence[str]) -> int:
    return sum(surface in text for surface in set(surfaces))


def _security(call: Call, document: Document, within: Within) -> tuple[Evidence, ...]:
    """What the call's security section asks: clearance first, else the handling of classified information."""
    titled = [section.span for section in document.sections if _SECURITY_TITLE.match(section.title.strip())]
    places = [span for span in titled if not any(topic.overlaps(span) for topic in _topics(call, document))]
    held = list(within(places))
    for pattern in (_CLEARANCE, _CLASSIFIED):
        if hit := next((each for each in held if pattern.search(document.quote(each.span))), None):
            return (evidence_of(document, hit.span, section=hit.section, page=hit.page),)
    return ()


def _topics(call: Call, document: Document) -> Iterator[Span]:
    """The texts of all topics of the document: what they say of security is their subject."""
    yield from call.spans
    for other in document.calls:
        if other.document == document.id:
            yield from other.spans
