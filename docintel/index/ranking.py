"""Weights and floors for an encoder, from ``data/ranking.toml``."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Protocol

import numpy as np

from docintel.index.points import Vector
from docintel.index.rank import Candidate, Weights
from docintel.lexicon import data_text, data_toml
from docintel.types import Band

NAMED = 0.95
"""Strength of a passage that an identifier of the query names."""
FIRM = 0.4
"""Least sureness of that: a question in which the name of an act stands asks for more than a mention of it."""
LITERAL = {1: 0.45, 2: 0.6}
"""Share by which a query of one or two words (``REACH``, ``veiligheidsmachtiging``) is answered by a passage where they
stand: the one word once in a long clause has 0.5; of two words that would be either alone."""


AT_MOST = ("score", "again", "literal", "stated")
SIGNALS = (*AT_MOST, "unstated", "least")
"""What tells whether a question is answered; with all the others beside them it was told hardly better (1,477 questions
with an answer, 310 without)."""


def best_of(candidates: Sequence[Candidate]) -> list[float]:
    """Each signal at its best."""
    most = [max(float(getattr(one, name)) for one in candidates) for name in AT_MOST]
    return [*most, min(one.unstated for one in candidates), least_matched(candidates)]


def least_matched(candidates: Sequence[Candidate]) -> float:
    """Of the word that lies farthest from all of them, the cosine of its nearest word; 0 where none was read again."""
    matched = [one.matched for one in candidates if one.matched is not None]
    return float(np.max(matched, axis=0).min(initial=1.0)) if matched else 0.0


class Asked(Protocol):
    """What of a question its strength depends on."""

    @property
    def words(self) -> int:
        """Number of words that carry it."""
        ...

    @property
    def told(self) -> float:
        """Their importance together."""
        ...


@dataclass(frozen=True, slots=True)
class Strength:
    """How sure it is that a passage answers: a logistic fit on questions with and without an answer."""

    bias: float = -6.0
    score: float = 4.0
    again: float = 0.0
    literal: float = 0.0
    stated: float = 0.5
    unstated: float = -1.5
    least: float = 0.0
    """For the word of the question that all of them together say least of."""
    length: float = 0.0
    """For the logarithm of the number of words: a long question shares less of itself with its answer."""
    told: float = 0.0
    """For the importance of all words: of a question in rare words more must be there than of one in common words."""
    floor: float = 0.35
    """A query whose best passages together lie below has no answer here."""
    medium: float = 0.6
    strong: float = 0.85

    def of(self, candidate: Candidate, asked: Asked) -> float:
        """Strength of a hit, between 0 and 1."""
        return self.together([candidate], asked)

    def together(self, candidates: Sequence[Candidate], asked: Asked) -> float:
        """Strength of the first hits as one: each signal at its best among them."""
        if not candidates:
            return 0.0
        value = self.bias + self.length * math.log1p(asked.words) + self.told * asked.told
        value += sum(getattr(self, name) * best for name, best in zip(SIGNALS, best_of(candidates), strict=True))
        return self._named(1.0 / (1.0 + math.exp(-value)), candidates, asked.words)

    def _named(self, fitted: float, candidates: Sequence[Candidate], words: int) -> float:
        """An identifier, or one or two words that stand there, are answered whatever the fit says."""
        if any(candidate.exact >= FIRM for candidate in candidates):
            return max(fitted, NAMED)
        if words in LITERAL and any(candidate.literal >= LITERAL[words] for candidate in candidates):
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
    heed: Vector = field(default_factory=lambda: np.zeros(0, np.float32))
    """Direction in which a token of the query tells much; empty: all tell alike."""
    heed_of: str = ""
    """Version of the model that reads again in whose space it lies; another one turns its words otherwise."""

    def heed_for(self, version: str) -> Vector:
        """The direction, where it was fitted on this version."""
        return self.heed if version == self.heed_of else self.heed[:0]


@cache
def load_ranking(encoder: str, reread: str = "") -> Ranking:
    """The numbers tuned for this encoder, alone or with one that reads again; a default where it was never tuned."""
    tables = data_toml("ranking.toml")
    default = tables["default+reread" if reread else "default"]
    table = tables.get(f"{encoder}+{reread}" if reread else encoder, default)
    assert isinstance(table, dict)
    weights = {one.name: float(table[one.name]) for one in fields(Weights) if one.name in table}
    fitted = table.get("strength", {})
    strength = Strength(**{name: float(value) for name, value in fitted.items()})
    heed = np.array(str(table.get("heed", "")).split(), np.float32)
    return Ranking(Weights(**weights), strength, heed, str(table.get("heed_of", "")))


@cache
def ranking_version() -> str:
    """Changes with the numbers: what was found under others is sought again."""
    return hashlib.sha256(data_text("ranking.toml").encode()).hexdigest()[:8]


LEXICAL = "lexical"
"""Section of the weights of the lexical leg alone."""
LEXICAL_BANDS = (0.35, 0.6)
"""Share of the query that stands in a passage, for medium and strong, where only the lexical leg is asked."""


def lexical_band(share: float) -> Band:
    """Band without any vectors: how much of the query stands there."""
    medium, strong = LEXICAL_BANDS
    return "strong" if share >= strong else "medium" if share >= medium else "weak"
