"""Why a call was ranked where it is: the pairs of profile text and clause, and a sentence that sums up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from docintel.match.catalogue import Catalogue
from docintel.match.library import Library
from docintel.match.relevance import Scores
from docintel.match.rules import ReportLanguage
from docintel.match.wording import known_word, word
from docintel.types import Evidence, Match, Verdict

_PAIRS = 3
_FLOOR = 0.6
"""A pair below this is no reason."""


def evidence_for(index: int, scores: Scores, catalogue: Catalogue, library: Library) -> tuple[Evidence, ...]:
    """The strongest pairs of a call: each clause once, each profile text once."""
    places = catalogue.of_call(index)
    if len(places) < 1:
        return ()
    strength = scores.pairs[:, places.start : places.stop]
    found: list[Evidence] = []
    used_units: set[int] = set()
    used_clauses: set[int] = set()
    for flat in strength.argsort(axis=None)[::-1]:
        unit, clause = divmod(int(flat), strength.shape[1])
        if len(found) == _PAIRS or strength[unit, clause] < _FLOOR:
            break
        if unit in used_units or clause in used_clauses:
            continue
        used_units.add(unit)
        used_clauses.add(clause)
        found.append(_pair(scores, unit, places.start + clause, float(strength[unit, clause]), catalogue, library))
    return tuple(found)


def _pair(scores: Scores, unit: int, place: int, strength: float, catalogue: Catalogue, library: Library) -> Evidence:
    clause = catalogue.clauses[place]
    call = catalogue.calls[int(catalogue.topic[place])]
    document = library.documents.get(clause.document)
    title_only = len(clause.span) == 0 or document is None
    return Evidence(
        sentence=clause.text if title_only or document is None else document.quote(clause.span),
        document=clause.document,
        title=(document.title or document.path) if document else call.title,
        page=call.page_start if title_only or document is None else document.page_of(clause.span),
        section=clause.section,
        span=None if title_only else clause.span,
        capability=scores.units[unit].text,
        score=round(strength, 4),
        note=document.notice if document else None,
    )


def summarise(matches: Sequence[Match], language: ReportLanguage) -> str:
    """One sentence: what applies and the best fit, or that nothing fits and what is nearest and why."""
    if not matches:
        return word("summary.empty", language)
    best = matches[0]
    if best.relevance.band in ("none", "weak"):
        why = word("summary.weak.none", language)
        if best.evidence:
            why = word("summary.weak", language).format(capability=best.evidence[0].capability)
        return word("summary.nothing", language).format(id=best.id, title=best.title, why=why)
    near = [match for match in matches if match.relevance.band in ("strong", "medium")]
    verdict = word(f"verdict.{best.verdict}", language)
    if best.reason:
        verdict += f" ({known_word(f'reason.{best.reason}', language) or best.reason})"
    slots = {"id": best.id, "title": best.title, "verdict": verdict}
    if len(near) == 1:
        return word("summary.near.one", language).format(**slots)
    return word("summary.near", language).format(n=len(near), counts=_counts(near, language), **slots)


def _counts(matches: Sequence[Match], language: ReportLanguage) -> str:
    """``3 applicable, 9 blocked``; what does not occur is left out."""
    found = Counter(match.verdict for match in matches)
    verdicts: tuple[Verdict, ...] = ("applies", "unknown", "blocked")
    return ", ".join(word(f"summary.{name}", language).format(n=found[name]) for name in verdicts if found[name])
