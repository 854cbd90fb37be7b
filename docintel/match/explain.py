"""Why a call was ranked where it is: the pairs of profile text and clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice, takewhile

from docintel.match.catalogue import Catalogue, TopicClause
from docintel.match.library import Library
from docintel.match.reasons import Pair, Reasons, share
from docintel.match.relevance import settings
from docintel.match.telling import is_telling
from docintel.types import Document, Evidence

_PAIRS = 3
_OF_A_CLAUSE = 2
"""Pairs of one clause that are read again: a long list of products is near to many texts, and can be shown once."""
_READ = 8
"""Pairs of a call that are read again: of 562 calls, 5 had the best one further down."""


def evidence_for(index: int, reasons: Reasons, catalogue: Catalogue, library: Library) -> tuple[Evidence, ...]:
    """The best reasons of a call: each clause once, each profile text once; its title where no sentence is one."""
    if len(catalogue.of_call(index)) < 1:
        return ()
    floor, title = settings().reason_floors[0], catalogue.calls[index].title
    pairs = list(takewhile(lambda pair: pair.strength >= settings().least_to_read, reasons.likeliest(index)))
    telling = (pair for pair in pairs if is_telling(printed(catalogue.clauses[pair.place], library), title))
    found = list(_apart(reasons.read_again(list(islice(_varied(telling), _READ))), reasons))
    if not found:
        titles = (pair for pair in pairs if pair.place == catalogue.of_call(index).start)
        found = [pair for pair in reasons.read_again(list(islice(titles, 1))) if pair.strength >= floor]
    return tuple(_evidence(pair, reasons, catalogue, library) for pair in found)


def _varied(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """The pairs without those of a clause that has come often enough."""
    seen: Counter[int] = Counter()
    for pair in pairs:
        seen[pair.place] += 1
        if seen[pair.place] <= _OF_A_CLAUSE:
            yield pair


def _apart(pairs: Iterable[Pair], reasons: Reasons) -> Iterator[Pair]:
    """The first pairs above the floors that say something else than those before them.

    A profile text that stands inside one already shown (``infrarood`` beside ``infraroodcamera's``) adds nothing.
    """
    first_floor, floor = settings().reason_floors
    texts: list[str] = []
    places: set[int] = set()
    for pair in pairs:
        if len(texts) == _PAIRS or pair.strength < (floor if texts else first_floor):
            return
        text = reasons.scores.units[pair.unit].text.casefold()
        if pair.place not in places and not any(text in other or other in text for other in texts):
            texts.append(text)
            places.add(pair.place)
            yield pair


def printed(clause: TopicClause, library: Library) -> str:
    """The clause as printed; where no text is at hand, the title that stands for it."""
    source = _source(clause, library)
    return source.quote(clause.span) if source else clause.text


def _source(clause: TopicClause, library: Library) -> Document | None:
    """The document that prints the clause; None where no text is at hand."""
    return library.documents.get(clause.document) if len(clause.span) else None


def _evidence(pair: Pair, reasons: Reasons, catalogue: Catalogue, library: Library) -> Evidence:
    clause = catalogue.clauses[pair.place]
    call = catalogue.calls[int(catalogue.topic[pair.place])]
    document, source = library.documents.get(clause.document), _source(clause, library)
    return Evidence(
        sentence=printed(clause, library),
        document=clause.document,
        title=(document.title or document.path) if document else call.title,
        page=source.page_of(clause.span) if source else call.page_start,
        section=clause.section,
        span=clause.span if source else None,
        capability=reasons.scores.units[pair.unit].text,
        score=round(share(pair.strength), 4),
        note=document.notice if document else None,
    )
