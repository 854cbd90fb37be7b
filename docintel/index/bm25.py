"""BM25 weights of a passage: saturated counts of its terms, heading and body, against its length."""

from __future__ import annotations

from functools import lru_cache

from docintel.index.analyse import analyse, term_number, weigh_terms
from docintel.index.points import Entry, Sparse
from docintel.types import Language

K1 = 1.2
B = 0.6
AVERAGE = 70.0
"""Weighted terms of a usual passage; a constant, so that adding a document changes no other passage."""
NEAR_HEADING = 0.6
FAR_HEADING = 0.25
"""Count of a heading word against a body word: the passage's own heading, and those above it."""


def passage_vector(entry: Entry) -> Sparse:
    """Sparse vector of a passage: its text and, for less, its headings. IDF is the engine's part."""
    counts: dict[str, float] = {}
    weigh_terms(entry.text, entry.language, counts)
    length = sum(counts.values())
    for depth, heading in enumerate(reversed(entry.headings)):
        if heading not in entry.text:
            share = NEAR_HEADING if depth == 0 else FAR_HEADING
            for term, weight in _heading_terms(heading, entry.language):
                counts[term] = counts.get(term, 0.0) + weight * share
    norm = K1 * (1 - B + B * length / AVERAGE)
    weights: dict[int, float] = {}
    for term, count in counts.items():
        number = term_number(term)
        weights[number] = weights.get(number, 0.0) + count * (K1 + 1) / (count + norm)
    order = sorted(weights)
    return Sparse(order, [weights[number] for number in order])


@lru_cache(2_000)
def _heading_terms(heading: str, language: Language) -> tuple[tuple[str, float], ...]:
    """Terms and weights; all passages of a section ask for those above it."""
    return tuple((term.text, term.weight) for term in analyse(heading, language))
