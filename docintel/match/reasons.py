"""How surely a text of the profile and a sentence of a call are a reason, as log-odds.

A pair is a reason as surely as its call is near (its score, what it shares, how well several texts of the profile find
a place in it) and as the two say the same (by vectors, by fields that are the same or supply each other), unless the
sentence tells of the enemy. ``data/relevance.toml`` weighs these signs, fitted on pairs judged by hand. The likeliest
pairs of a call are read again by a slower encoder, where there is one. The weights were fitted with ``docintel-static``
as the first encoder and ``docintel-bilingual`` as the second; with others, how sure a reason is, is a guess.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from docintel.match.enemy import meets_enemy, other_side, tells_of_enemy
from docintel.match.fields import fields
from docintel.match.own_work import claims_work
from docintel.match.relevance import Engine, Scores, settings

Floats = NDArray[np.float32]

SIDE_NOTE = 0.45
"""Clauses up to this weight (footnotes, what many topics say) are no evidence."""
SHORTEST = 8
"""Words below which a line of a list (``a space segment``) says too little to be a reason: 19 of 76 judged were bad, of
real organisations 11 of 18."""
_SUPPORT = 3
"""Texts of the profile whose best clauses tell whether the call is near: one alone may have hit on a common word."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A text of the profile and a clause of a call, by their places, with the log-odds that it is a reason."""

    unit: int
    place: int
    strength: float


@dataclass(frozen=True)
class Reasons:
    """The texts of one profile against the clauses of any call."""

    engine: Engine
    scores: Scores

    @cached_property
    def own_work(self) -> NDArray[np.bool_]:
        """Which texts say what the organisation does."""
        return np.array([claims_work(unit.text) for unit in self.scores.units], dtype=bool)

    @cached_property
    def _meek(self) -> Floats:
        return np.array([[not meets_enemy(unit.text)] for unit in self.scores.units], dtype=np.float32)

    @cached_property
    def _reach(self) -> Floats:
        """Texts by the fields that they name or lie near to."""
        return np.asarray(self.engine.normalise(self.scores.named) @ fields().near_part, dtype=np.float32)

    def likeliest(self, index: int) -> Iterator[Pair]:
        """Pairs of a call, likeliest first; no footnote, no sentence on customers, staff or papers."""
        places = self.engine.catalogue.of_call(index)
        strength = self.strengths(index)
        for flat in strength.argsort(axis=None)[::-1]:
            unit, clause = divmod(int(flat), len(places))
            if strength[unit, clause] == -np.inf:
                return
            yield Pair(unit, places.start + clause, float(strength[unit, clause]))

    def strengths(self, index: int) -> Floats:
        """Units by clauses of a call; minus infinity where a text is no reason at all."""
        places = self.engine.catalogue.of_call(index)
        aside = self.engine.catalogue.weight[places.start : places.stop] <= SIDE_NOTE
        clauses = self.engine.catalogue.clauses[places.start : places.stop]
        short = np.array([len(clause.text.split()) < SHORTEST for clause in clauses])
        short[0] = False  # the title
        weights = settings().reasons
        total = np.full((len(self.scores.units), len(places)), weights["start"])
        for name, sign in self.signs(index).items():
            total = total + weights[name] * sign
        against = other_side([unit.text for unit in self.scores.units], [clause.text for clause in clauses])
        allowed = self.own_work[:, None] & ~aside & ~short & ~against
        return np.asarray(np.where(allowed, total, -np.inf), dtype=np.float32)

    def signs(self, index: int) -> dict[str, Floats]:
        """Every sign, units by clauses (or one for all of them)."""
        catalogue = self.engine.catalogue
        places = catalogue.of_call(index)
        clauses = catalogue.clauses[places.start : places.stop]
        dense = self.scores.vectors @ catalogue.vectors[places.start : places.stop].T
        counts = np.stack([fields().vector([catalogue.fields[place]], [1.0]) for place in places])
        shown = catalogue.weight[places.start : places.stop] > SIDE_NOTE
        return {
            "dense": dense,
            "fields": self._reach @ self.engine.normalise(counts).T,
            "threat": self._meek * np.array([tells_of_enemy(clause.text) for clause in clauses], dtype=np.float32),
            "title": np.array([[float(place == places.start) for place in places]], dtype=np.float32),
            "support": _mean_of_best(dense[self.own_work][:, shown]),
            "score": self.scores.total[index],
            "nearness": self.scores.nearness[index],
        }

    def read_again(self, pairs: Sequence[Pair]) -> list[Pair]:
        """The same pairs of one call with what the slower encoder adds, likeliest first."""
        if not pairs or self.engine.second is None:
            return list(pairs)
        weights, catalogue, units = settings().reasons_again, self.engine.catalogue, self.scores.units
        texts = [(units[pair.unit].text, catalogue.clauses[pair.place].text) for pair in pairs]
        alike = self.engine.second.cosines(catalogue.scope_of(int(catalogue.topic[pairs[0].place])), texts)
        read = [
            Pair(pair.unit, pair.place, weights["start"] + weights["first"] * pair.strength + weights["dense"] * cosine)
            for pair, cosine in zip(pairs, alike.tolist(), strict=True)
        ]
        return sorted(read, key=lambda pair: -pair.strength)


def _mean_of_best(dense: Floats) -> Floats:
    """Mean over the texts of a profile that find the nearest clauses; nothing where there are none."""
    best = np.sort(dense.max(axis=1))[-_SUPPORT:] if dense.size else np.zeros(1, dtype=np.float32)
    return np.asarray(best.mean(), dtype=np.float32)


def share(strength: float) -> float:
    """Log-odds as a share between 0 and 1.

    >>> share(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-strength))
