"""Why a call was ranked where it is: the pairs of profile text and clause."""

from __future__ import annotations

import numpy as np

from docintel.match.catalogue import Catalogue, TopicClause
from docintel.match.library import Library
from docintel.match.relevance import Scores
from docintel.match.telling import is_telling
from docintel.types import Evidence

_PAIRS = 3
_ONE_WORD = 0.8
"""``CBRN`` alone meets every sentence of a CBRN call: a fuller text of the profile says more."""
_FIRST_FLOOR, _FLOOR = 0.85, 0.95
"""A pair below this is no reason; the best of a call may be a little weaker. With a floor of 0.6, 17 of 100 judged
pairs were bad. With these, 10 of 100 (seed 2029); higher floors gave no fewer on fresh draws, 15 of 100 with 0.95 and
1.0 (seed 2030) and 12 of 100 with 1.1 (seed 2031), and the last left 70 of 163 calls without any reason."""


def evidence_for(index: int, scores: Scores, catalogue: Catalogue, library: Library) -> tuple[Evidence, ...]:
    """The strongest pairs of a call that tell something: each clause once, each profile text once.

    A profile text that stands inside one already shown (``infrarood`` beside ``infraroodcamera's``) adds nothing.
    """
    places = catalogue.of_call(index)
    if len(places) < 1:
        return ()
    plain = np.array([1.0 if " " in unit.text.strip() else _ONE_WORD for unit in scores.units], dtype=np.float32)
    strength = scores.pairs[:, places.start : places.stop] * plain[:, None]
    found: list[Evidence] = []
    used_units: list[str] = []
    used_clauses: set[int] = set()
    title = catalogue.calls[index].title
    for flat in strength.argsort(axis=None)[::-1]:
        unit, clause = divmod(int(flat), strength.shape[1])
        if len(found) == _PAIRS or strength[unit, clause] < (_FLOOR if found else _FIRST_FLOOR):
            break
        text = scores.units[unit].text.casefold()
        if clause in used_clauses or any(text in other or other in text for other in used_units):
            continue
        if not is_telling(_sentence(catalogue.clauses[places.start + clause], library), title):
            continue
        used_units.append(text)
        used_clauses.add(clause)
        found.append(_pair(scores, unit, places.start + clause, float(strength[unit, clause]), catalogue, library))
    return tuple(found)


def _sentence(clause: TopicClause, library: Library) -> str:
    """The clause as printed; where no text is at hand, the title that stands for it."""
    document = library.documents.get(clause.document)
    return clause.text if document is None or len(clause.span) == 0 else document.quote(clause.span)


def _pair(scores: Scores, unit: int, place: int, strength: float, catalogue: Catalogue, library: Library) -> Evidence:
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
        capability=scores.units[unit].text,
        score=round(strength, 4),
        note=document.notice if document else None,
    )
