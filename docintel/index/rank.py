"""One score for each candidate from all signals; fusion by rank would throw the size of the signals away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docintel.index.points import Labels
from docintel.index.query import Concept
from docintel.types import Span

FULL = 1.5
"""BM25 weight at which a term counts as fully there: two or three times in a passage of usual length."""
_PARTIAL = ("part", "translation")


@dataclass(slots=True)
class Candidate:
    """A passage on its way to a hit. All signals lie between 0 and about 1."""

    id: str
    labels: Labels
    dense: float = 0.0
    """Cosine."""
    lexical: float = 0.0
    """Share of the query's importance that the passage answers."""
    exact: float = 0.0
    """An identifier of the query names this passage (1) or its section or call (less)."""
    sentence: float = 0.0
    """Cosine of the nearest sentence by word vectors; 0 below the first places."""
    best: Span | None = None
    """That sentence, as offsets in the passage."""
    across: bool = False
    """The passage is in the other language."""
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """The few numbers of the final score; ``docintel.evaluate`` measures them, ``benchmarks/search.py`` tunes them."""

    dense: float = 1.0
    lexical: float = 1.0
    across: float = 0.03
    sentence: float = 0.7
    exact: float = 2.0


def score(candidate: Candidate, weights: Weights) -> float:
    """Weighted sum of the signals, with a little added where the languages differ: both legs see less there."""
    return (
        weights.dense * candidate.dense
        + weights.lexical * candidate.lexical
        + weights.sentence * candidate.sentence
        + weights.across * candidate.across
        + weights.exact * candidate.exact
    )


Numbered = Sequence[tuple[Concept, float, Sequence[tuple[Sequence[int], float, bool]]]]
"""Concepts with their importance and their writings as (term numbers, weight, may be partial)."""


def answered(terms: Mapping[int, float], concepts: Numbered, total: float) -> float:
    """Share of the query's importance that stands in a passage, each concept by its best writing."""
    value = 0.0
    for _, importance, writings in concepts:
        best = 0.0
        for numbers, weight, partial in writings:
            if len(numbers) == 1:
                found = terms.get(numbers[0])
                here = weight * min(found, FULL) if found is not None else 0.0
            else:
                here = weight * _together(terms, numbers, partial)
            if here > best:
                best = here
        value += importance * best
    return value / (FULL * total) if total else 0.0


def _together(terms: Mapping[int, float], numbers: Sequence[int], partial: bool) -> float:
    found = [min(terms.get(number, 0.0), FULL) for number in numbers]
    if not partial and not all(found):
        return 0.0
    return sum(found) / len(found)


def is_partial(kind: str) -> bool:
    """A compound may be there in part; of a name of several words all must be."""
    return kind in _PARTIAL
