"""Measures that every evaluation shares: sets, rankings, rank correlation and bootstrap intervals.

Ranking measures take one query; the mean over queries and how far it can be trusted is what :func:`interval` gives.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TypeVar

import numpy as np

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of a comparison of two sets; the three measures follow from them."""

    hits: int
    found: int
    expected: int

    @property
    def precision(self) -> float:
        """Share of the found that is right; 1 where nothing was found and nothing expected."""
        return self.hits / self.found if self.found else float(self.expected == 0)

    @property
    def recall(self) -> float:
        """Share of the expected that was found; 1 where nothing was expected."""
        return self.hits / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.found + self.expected
        return 2 * self.hits / total if total else 1.0

    def __add__(self, other: Score) -> Score:
        """Pool two comparisons (micro average)."""
        return Score(self.hits + other.hits, self.found + other.found, self.expected + other.expected)


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its bootstrap interval over ``n`` cases."""

    value: float
    low: float
    high: float
    n: int


def precision_recall_f1(found: Iterable[Hashable], expected: Iterable[Hashable]) -> Score:
    """Compare two bags: an item that stands twice on one side needs two on the other."""
    left, right = Counter(found), Counter(expected)
    return Score((left & right).total(), left.total(), right.total())


def ndcg(ranking: Sequence[Hashable], grades: Mapping[str, float], k: int = 10) -> float:
    """Normalised discounted gain of the first ``k``; the gain is the grade itself, as in trec_eval.

    An item that comes back twice counts once, at its first place.
    """
    gains = [grades.get(str(item), 0.0) for item in dict.fromkeys(ranking)][:k]
    ideal = sorted(grades.values(), reverse=True)[:k]
    best = _discounted(ideal)
    return _discounted(gains) / best if best > 0 else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def mrr(ranking: Sequence[Hashable], relevant: Collection[Hashable], k: int | None = None) -> float:
    """Reciprocal of the place of the first relevant item of one query, 0 where none is among the first ``k``."""
    for place, item in enumerate(ranking[:k], start=1):
        if item in relevant:
            return 1.0 / place
    return 0.0


def hit_at(ranking: Sequence[Hashable], relevant: Collection[Hashable], k: int) -> float:
    """1 where a relevant item is among the first ``k``, else 0."""
    return float(any(item in relevant for item in ranking[:k]))


def recall_at(ranking: Sequence[Hashable], relevant: Collection[Hashable], k: int) -> float:
    """Share of the relevant items among the first ``k``; 1 where nothing is relevant."""
    wanted = set(relevant)
    return len(wanted & set(ranking[:k])) / len(wanted) if wanted else 1.0


def spearman(first: Sequence[float], second: Sequence[float]) -> float:
    """Rank correlation, ties at their mean rank; 0 where one side is constant.

    Raises:
        ValueError: the two sides differ in length.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} values against {len(second)}")
    left, right = _ranks(first), _ranks(second)
    left, right = left - left.mean(), right - right.mean()
    spread = math.sqrt(float(left @ left) * float(right @ right))
    return float(left @ right) / spread if spread > 0 else 0.0


def _ranks(values: Sequence[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    _, inverse, counts = np.unique(np.asarray(values, dtype=np.float64), return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    means = last - (counts - 1) / 2.0
    ranks: np.ndarray[tuple[int], np.dtype[np.float64]] = means[inverse].astype(np.float64)
    return ranks


def interval(
    values: Sequence[Value],
    statistic: Callable[[Sequence[Value]], float] | None = None,
    *,
    level: float = 0.95,
    rounds: int = 1000,
    seed: int = 0,
) -> Interval:
    """Percentile bootstrap of a statistic over cases, the mean unless another is given; the seed makes it repeatable.

    Give ``statistic=pooled_f1`` and one :class:`Score` per document for an F1 over documents.
    """
    compute: Callable[[Sequence[Value]], float] = statistic or _mean
    if not values:
        return Interval(0.0, 0.0, 0.0, 0)
    draws = np.random.default_rng(seed).integers(0, len(values), size=(rounds, len(values)))
    sampled = sorted(compute([values[index] for index in row]) for row in draws.tolist())
    edge = int(rounds * (1 - level) / 2)
    return Interval(compute(values), sampled[edge], sampled[-1 - edge], len(values))


def _mean(values: Sequence[Value]) -> float:
    return fmean(float(value) for value in values)  # type: ignore[arg-type]


def pooled_f1(scores: Sequence[Score]) -> float:
    """F1 over pooled counts."""
    return sum(scores, Score(0, 0, 0)).f1
