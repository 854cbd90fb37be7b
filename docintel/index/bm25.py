"""BM25 weights of a passage: saturated counts of its terms, heading and body, against its length."""

from __future__ import annotations

from collections.abc import Iterable

from docintel.index.analyse import Term, analyse, term_number
from docintel.index.points import Entry, Sparse

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
    _add(counts, analyse(entry.text, entry.language), 1.0)
    length = sum(counts.values())
    for depth, heading in enumerate(reversed(entry.headings)):
        if heading not in entry.text:
            _add(counts, analyse(heading, entry.language), NEAR_HEADING if depth == 0 else FAR_HEADING)
    norm = K1 * (1 - B + B * length / AVERAGE)
    weights: dict[int, float] = {}
    for term, count in counts.items():
        number = term_number(term)
        weights[number] = weights.get(number, 0.0) + count * (K1 + 1) / (count + norm)
    order = sorted(weights)
    return Sparse(order, [weights[number] for number in order])


def _add(counts: dict[str, float], terms: Iterable[Term], share: float) -> None:
    for term in terms:
        counts[term.text] = counts.get(term.text, 0.0) + term.weight * share
