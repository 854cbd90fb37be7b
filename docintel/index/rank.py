"""One score for each candidate from both legs; fusion by rank only fills the pool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from docintel.index.points import Entry


@dataclass(slots=True)
class Candidate:
    """A passage on its way to a hit."""

    id: str
    lexical: float = 0.0
    dense: float = 0.0
    exact: float = 0.0
    score: float = 0.0
    also: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Weights:
    """The few numbers of the final score."""

    lexical: float = 1.0
    lexical_across: float = 0.5
    dense: float = 1.0
    dense_across: float = 1.0
    exact: float = 2.0


def score(candidate: Candidate, across: bool, scale: float, weights: Weights) -> float:
    """Weighted sum of the legs; the lexical leg counts for less where query and passage differ in language."""
    lexical = candidate.lexical / scale if scale else 0.0
    if across:
        return (
            weights.lexical_across * lexical + weights.dense_across * candidate.dense + weights.exact * candidate.exact
        )
    return weights.lexical * lexical + weights.dense * candidate.dense + weights.exact * candidate.exact


def rrf(*rankings: Mapping[str, int], k: int = 60) -> dict[str, float]:
    """Reciprocal rank fusion, the baseline that the score must beat."""
    fused: dict[str, float] = {}
    for ranking in rankings:
        for name, rank in ranking.items():
            fused[name] = fused.get(name, 0.0) + 1.0 / (k + rank)
    return fused
