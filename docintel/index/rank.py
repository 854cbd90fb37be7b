"""One score for each candidate from all signals; fusion by rank would throw the size of the signals away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from docintel.index.analyse import term_number
from docintel.index.points import Labels, Vector
from docintel.index.query import Concept, Writing
from docintel.types import Span

FULL = 1.0
"""BM25 weight at which a term counts as fully there: once in a passage of usual length. Of 0.8, 1.0, 1.5 and 2.1 this
and 0.8 gave the best cross-validated nDCG."""
TRACE = 0.3
"""Share of a concept below which nothing of it stands there."""
SPREADING = ("dense", "lexical", "sentence", "closest", "again")
"""Signals of which the best of a call or a section counts for all its passages."""
_SPREADING = attrgetter(*SPREADING)
_PARTIAL = ("part", "translation")


@dataclass(slots=True)
class Candidate:
    """A passage on its way to a hit. All signals but ``exact`` and ``stated`` lie between 0 and about 1."""

    id: str
    labels: Labels
    dense: float = 0.0
    """Cosine."""
    lexical: float = 0.0
    """Share of the query's importance that the passage answers, words of near meaning included."""
    literal: float = 0.0
    """The same without words that are only near."""
    bm25: float = 0.0
    """Score of the sparse vectors against the best passage: how often the words stand there, in how short a text."""
    exact: float = 0.0
    """How surely the query names this passage by an id or quotes it: 0.3 a mention, 1.2 a quotation, at most 2."""
    missing: float = 0.0
    """Share of the query's importance of which nothing at all stands there."""
    stated: float = 0.0
    """Number of names and years of the query that stand there, in any writing."""
    unstated: float = 0.0
    """Number of those that do not: the pay of the Norwegian army is not that of the Belgian one."""
    sentence: float = 0.0
    """Cosine of the nearest sentence by word vectors; 0 below the first places."""
    closest: float = 0.0
    """Cosine of the nearest sentence by the model of layers of the dense leg, where it is one."""
    again: float = 0.0
    """For each word of the query the cosine of the nearest word of the passage, each in its context; their mean, words
    that tell much counting most. 0 below the first candidates, which alone are read again."""
    matched: Vector | None = None
    """Those cosines; None where it was not read again."""
    best: Span | None = None
    """That sentence, as offsets in the passage."""
    across: bool = False
    """The passage is in the other language."""
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """The few numbers of the final score; ``docintel.evaluate`` measures them, ``benchmarks/search.py`` tunes them."""

    dense: float = 0.0
    lexical: float = 1.0
    literal: float = 0.0
    missing: float = -0.2
    sentence: float = 0.8
    closest: float = 0.0
    again: float = 0.0
    bm25: float = 0.0
    across: float = 0.03
    around_dense: float = 0.8
    around_lexical: float = 0.2
    around_sentence: float = 0.0
    around_closest: float = 0.0
    around_again: float = 0.0
    exact: float = 2.0


def score(candidate: Candidate, weights: Weights) -> float:
    """Weighted sum of the signals, with a little added where the languages differ: both legs see less there."""
    return (
        weights.dense * candidate.dense
        + weights.lexical * candidate.lexical
        + weights.literal * candidate.literal
        + weights.missing * candidate.missing
        + weights.sentence * candidate.sentence
        + weights.closest * candidate.closest
        + weights.again * candidate.again
        + weights.bm25 * candidate.bm25
        + weights.across * candidate.across
        + weights.exact * candidate.exact
    )


def order(candidates: Sequence[Candidate], weights: Weights) -> list[Candidate]:
    """Candidates by their score; the best signals of a call or a section lift all its passages.

    A question about a topic is often answered by a passage that does not name the topic again.
    """
    numbers: dict[tuple[str, str | None], int] = {}
    places = [numbers.setdefault(_place(one.labels), len(numbers)) for one in candidates]
    own = np.array([_SPREADING(one) for one in candidates]).reshape(-1, len(SPREADING))
    best = np.full((len(numbers), len(SPREADING)), -np.inf)
    np.maximum.at(best, places, own)
    around = (best @ [getattr(weights, f"around_{name}") for name in SPREADING]).tolist()
    for one, place in zip(candidates, places, strict=True):
        one.score = score(one, weights) + around[place]
    return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.id))


def _place(labels: Labels) -> tuple[str, str | None]:
    return labels.document, labels.call or labels.section


@dataclass(frozen=True, slots=True)
class Answered:
    """Shares of a query's importance, a value for each passage."""

    lexical: NDArray[np.float64]
    literal: NDArray[np.float64]
    missing: NDArray[np.float64]
    stated: NDArray[np.float64]
    """Numbers, not shares."""
    unstated: NDArray[np.float64]


class Matcher:
    """Concepts of one query against the terms of many passages at once."""

    def __init__(self, concepts: Sequence[Concept], importance: Sequence[float]) -> None:
        """Number the terms of all writings."""
        self._concepts, self._importance = concepts, np.asarray(importance, dtype=np.float64)
        names = list({term for concept in concepts for writing in concept.writings for term in writing.terms})
        numbers = np.array([term_number(name) for name in names], dtype=np.int64)
        order = np.argsort(numbers)
        self._numbers = numbers[order]
        self._column = {names[at]: place for place, at in enumerate(order.tolist())}

    def answered(self, labels: Sequence[Labels]) -> Answered:
        """What of the query stands in each passage, each concept by its best writing."""
        lexical, literal, missing, stated = (np.zeros(len(labels)) for _ in range(4))
        total = float(self._importance.sum())
        if not total or not labels:
            return Answered(lexical, literal, missing, stated, stated)
        there = self._there(labels)
        shares: list[NDArray[np.float64]] = []
        for concept, importance in zip(self._concepts, self._importance, strict=True):
            plain = np.minimum(self._best(concept.said, there) / FULL, 1.0)
            best = np.maximum(plain, np.minimum(self._best(concept.near, there) / FULL, 1.0))
            shares.append(plain)
            literal += importance * plain
            lexical += importance * best
            missing += importance * (best < TRACE)
        names = [concept for concept in self._concepts if concept.is_name]
        for name in names:  # a name of several words has a concept that spans them all, with its other writings
            own = [
                share
                for concept, share in zip(self._concepts, shares, strict=True)
                if concept.start <= name.start and concept.end >= name.end
            ]
            stated += np.max(own, axis=0) >= TRACE
        return Answered(lexical / total, literal / total, missing / total, stated, len(names) - stated)

    def _best(self, writings: Sequence[Writing], there: NDArray[np.float64]) -> NDArray[np.float64]:
        """The best writing in each passage; the many single words of a concept in one go."""
        single = [writing for writing in writings if len(writing.terms) == 1]
        best = np.zeros(there.shape[1])
        if single:
            rows = there[[self._column[writing.terms[0]] for writing in single]]
            best = (rows * np.array([[writing.weight] for writing in single])).max(axis=0)
        for writing in writings:
            if len(writing.terms) > 1:
                here = _together(there[[self._column[term] for term in writing.terms]], writing.kind)
                best = np.maximum(best, writing.weight * here)
        return best

    def _there(self, labels: Sequence[Labels]) -> NDArray[np.float64]:
        """Weight of each term (row) in each passage (column), at most ``FULL``."""
        sizes = np.fromiter((len(label.numbers) for label in labels), dtype=np.int64, count=len(labels))
        numbers = np.concatenate([label.numbers for label in labels])
        weights = np.concatenate([label.weights for label in labels])
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
