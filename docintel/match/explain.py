"""Why a call was ranked where it is: the pairs of profile text and clause."""

from __future__ import annotations

import numpy as np

from docintel.match.catalogue import Catalogue, TopicClause
from docintel.match.library import Library
from docintel.match.reasons import Reasons, share
from docintel.match.relevance import settings
from docintel.match.telling import is_telling
from docintel.types import Evidence

_PAIRS = 3
_SIDE_NOTE = 0.45
"""Clauses up to this weight (footnotes, what many topics say) are no evidence."""


def evidence_for(index: int, reasons: Reasons, catalogue: Catalogue, library: Library) -> tuple[Evidence, ...]:
    """The best reasons of a call that tell something: each clause once, each profile text once.

    A profile text that stands inside one already shown (``infrarood`` beside ``infraroodcamera's``) adds nothing.
    """
    places = catalogue.of_call(index)
    if len(places) < 1:
        return ()
    first_floor, floor = settings().reason_floors
    aside = catalogue.weight[places.start : places.stop] <= _SIDE_NOTE
    strength = np.where(aside, -np.inf, reasons.strengths(places))
    found: list[Evidence] = []
    used_units: list[str] = []
    used_clauses: set[int] = set()
    title = catalogue.calls[index].title
    for flat in strength.argsort(axis=None)[::-1]:
        unit, clause = divmod(int(flat), strength.shape[1])
        if len(found) == _PAIRS or strength[unit, clause] < (floor if found else first_floor):
            break
        text = reasons.units[unit].text.casefold()
        if clause in used_clauses or any(text in other or other in text for other in used_units):
            continue
        if not is_telling(_sentence(catalogue.clauses[places.start + clause], library), title):
            continue
        used_units.append(text)
        used_clauses.add(clause)
        value = share(float(strength[unit, clause]))
        found.append(_pair(reasons.units[unit].text, places.start + clause, value, catalogue, library))
    return tuple(found)


def _sentence(clause: TopicClause, library: Library) -> str:
    """The clause as printed; where no text is at hand, the title that stands for it."""
    document = library.documents.get(clause.document)
    return clause.text if document is None or len(clause.span) == 0 else document.quote(clause.span)


def _pair(text: str, place: int, strength: float, catalogue: Catalogue, library: Library) -> Evidence:
    clause = catalogue.clauses[place]
    call = catalogue.calls[int(catalogue.topic[place])]
    document = library.documents.get(clause.document)
    title_only = len(clause.span) == 0 or document is None
    return Evidence(
        sentence=_sentence(clause, library),
        document=clause.document,
        title=(document.title or document.path) if document else call.title,
        page=call.page_start if title_only or document is None else document.page_of(clause.span),
        section=clause.section,
        span=None if title_only else clause.span,
        capability=text,
        score=round(strength, 4),
        note=document.notice if document else None,
    )
