"""Weights and floors for an encoder, from ``data/ranking.toml``."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from functools import cache

from docintel.index.rank import Candidate, Weights
from docintel.lexicon import data_toml
from docintel.types import Band

NAMED = 0.95
"""Strength of a passage that an identifier of the query names."""
FEW, LITERAL = 2, 0.6
"""A query of one or two words (``REACH``, ``quantum``) is answered by a passage where they stand."""


@dataclass(frozen=True, slots=True)
class Strength:
    """How sure it is that a passage answers: a logistic fit on questions with and without an answer."""

    bias: float = -6.2
    dense: float = 7.9
    lexical: float = 3.2
    sentence: float = 5.8
    length: float = 0.0
    """For the logarithm of the number of words: a long question shares less of itself with its answer."""
    floor: float = 0.35
    """A query whose best passage lies below has no answer here."""
    medium: float = 0.6
    strong: float = 0.85

    def of(self, candidate: Candidate, words: int) -> float:
        """Strength of a hit of a question of so many words, between 0 and 1."""
        value = (
            self.bias
            + self.dense * candidate.dense
            + self.lexical * candidate.lexical
            + self.sentence * candidate.sentence
            + self.length * math.log1p(words)
        )
        fitted = 1.0 / (1.0 + math.exp(-value))
        if candidate.exact > 0:
            return max(fitted, NAMED)
        if words <= FEW and candidate.lexical >= LITERAL:
            return max(fitted, self.medium)
        return fitted

    def band(self, value: float) -> Band:
        """Name of the strength of a hit that is shown."""
        if value >= self.strong:
            return "strong"
        return "medium" if value >= self.medium else "weak"


@dataclass(frozen=True, slots=True)
class Ranking:
    """How hits are ordered and how far they are trusted."""

    weights: Weights = field(default_factory=Weights)
    strength: Strength = field(default_factory=Strength)


@cache
def load_ranking(encoder: str) -> Ranking:
    """The numbers tuned for this encoder, or those of the default where it was never tuned."""
    tables = data_toml("ranking.toml")
    table = tables.get(encoder, tables["default"])
    assert isinstance(table, dict)
    weights = {one.name: float(table[one.name]) for one in fields(Weights) if one.name in table}
    fitted = table.get("strength", {})
    return Ranking(Weights(**weights), Strength(**{name: float(value) for name, value in fitted.items()}))


LEXICAL_BANDS = (0.35, 0.6)
"""Share of the query that stands in a passage, for medium and strong, where only the lexical leg is asked."""


def lexical_band(share: float) -> Band:
    """Band without any vectors: how much of the query stands there."""
    medium, strong = LEXICAL_BANDS
    return "strong" if share >= strong else "medium" if share >= medium else "weak"
