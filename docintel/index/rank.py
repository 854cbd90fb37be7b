"""One score for each candidate from all signals; fusion by rank would throw the size of the signals away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from docintel.index.analyse import term_number
from docintel.index.points import Labels
from docintel.index.query import Concept
from docintel.types import Span

FULL = 1.0
"""BM25 weight at which a term counts as fully there: once in a passage of usual length. Of 0.8, 1.0, 1.5 and 2.1 this
and 0.8 gave the best cross-validated nDCG."""
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
    around: float = 0.4
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


def order(candidates: Sequence[Candidate], weights: Weights) -> list[Candidate]:
    """Candidates by their score; the best passage of a call or a section lifts the others of it.

    A question about a topic is often answered by a passage that does not name the topic again.
    """
    best: dict[tuple[str, str | None], float] = {}
    for candidate in candidates:
        candidate.score = score(candidate, weights)
        place = _place(candidate.labels)
        best[place] = max(best.get(place, 0.0), candidate.score)
    for candidate in candidates:
        candidate.score += weights.around * best[_place(candidate.labels)]
    return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.id))


def _place(labels: Labels) -> tuple[str, str | None]:
    return labels.document, labels.call or labels.section


class Matcher:
    """Concepts of one query against the terms of many passages at once."""

    def __init__(self, concepts: Sequence[Concept], importance: Sequence[float]) -> None:
        """Number the terms of all writings."""
        self._concepts, self._importance = concepts, np.asarray(importance, dtype=np.float64)
        names = sorted({term for concept in concepts for writing in concept.writings for term in writing.terms})
        numbers = np.array([term_number(name) for name in names], dtype=np.int64)
        order = np.argsort(numbers)
        self._numbers = numbers[order]
        self._column = {names[at]: place for place, at in enumerate(order.tolist())}

    def answered(self, labels: Sequence[Labels]) -> NDArray[np.float64]:
        """Share of the query's importance that stands in each passage, each concept by its best writing."""
        value = np.zeros(len(labels))
        total = float(self._importance.sum())
        if not total or not labels:
            return value
        there = self._there(labels)
        for concept, importance in zip(self._concepts, self._importance, strict=True):
            best = np.zeros(len(labels))
            for writing in concept.writings:
                columns = [self._column[term] for term in writing.terms]
                here = there[columns[0]] if len(columns) == 1 else _together(there[columns], writing.kind)
                np.maximum(best, writing.weight * here, out=best)
            value += importance * best
        return value / (FULL * total)

    def _there(self, labels: Sequence[Labels]) -> NDArray[np.float64]:
        """Weight of each term (row) in each passage (column), at most ``FULL``."""
        sizes = np.fromiter((len(label.numbers) for label in labels), dtype=np.int64, count=len(labels))
        numbers = np.fromiter(chain.from_iterable(label.numbers for label in labels), np.int64, int(sizes.sum()))
        weights = np.fromiter(chain.from_iterable(label.weights for label in labels), np.float64, int(sizes.sum()))
        passages = np.repeat(np.arange(len(labels)), sizes)
        at = np.searchsorted(self._numbers, numbers)
        at[at == len(self._numbers)] = 0
        found = self._numbers[at] == numbers
        there = np.zeros((len(self._numbers), len(labels)))
        there[at[found], passages[found]] = np.minimum(weights[found], FULL)
        return there


def _together(rows: NDArray[np.float64], kind: str) -> NDArray[np.float64]:
    """A compound may be there in part; of a name of several words all must be."""
    mean: NDArray[np.float64] = rows.mean(axis=0)
    return mean if kind in _PARTIAL else mean * (rows.min(axis=0) > 0)
