"""How good a reason it is to show a text of the profile beside a sentence of a call.

A dozen signs, weighed as ``data/relevance.toml`` says, fitted on pairs judged by hand. A pair is a reason where the
sentence says what the profile text says: all of its words and fields, not one general word of it; where the call
asks for it, rather than describing the enemy or the state of the art.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from docintel.match.catalogue import TopicClause
from docintel.match.fields import fields
from docintel.match.lexical import concepts
from docintel.match.own_work import tells_own_work
from docintel.match.relevance import Engine, Unit, settings
from docintel.types import Language

Floats = NDArray[np.float32]

_THREAT = re.compile(
    r"(?i)\b(?:direct|indirect|post-\d+|air|ballistic|current|new|emerging|future)\b[^.;]{0,30}\bthreats?\b"
    r"|\bthreats? \((?:e\.g|such|i\.e)|\bhostile|\benem(?:y|ies)\b|\badversar\w*|\baggressors?"
    r"|\battack(?:s|ers?|ed|ing)\b|\bdetectability\b|\bdisturb\b|\bjamm(?:er|ing)\b|\b(?:rising|eminent) threat"
)
"""What the other side has, or may not see: ``indirect threats (e.g. surveillance systems with radar)``."""
_COUNTERS = re.compile(
    r"(?i)counter|anti|defen[cs]e|protect|bescherm|afweer|tegen|warning|waarschuw|surviv|detect|verdedig|bestrijd|threat"
    r"|dreiging|aanval|attack|cyber|malware|security|beveilig|jam|signatu|stealth|camoufl"
)
"""A profile text on the enemy's means may meet a sentence on them."""
_ASKS = re.compile(
    r"(?i)\b(?:must|should|shall|proposals?|address|develop\w*|design\w*|provide|integrat\w+|improv\w+|demonstrat\w+"
    r"|include|enable|ensure|capab\w+|cover|study|studies|be able|support)\b"
)
_TELLS = re.compile(
    r"(?i)\bit is (?:obvious|clear|evident|expected)|\b(?:has|have) (?:become|been|shown|already|proven|demonstrated)\b"
    r"|\bbegins?\b|\bwill (?:provide|allow|become|continue)\b|\bare (?:essential|crucial|becoming|key)\b"
    r"|\bis (?:essential|crucial|becoming|a key|one of)\b|\bcurrent(?:ly)?\b|\bnowadays\b|\btoday\b|\bin recent\b"
    r"|\b(?:usually|typically|generally|widely available|popularity)\b|\btoo (?:expensive|\w+ to)\b"
    r"|\b(?:have|has) recalled\b|\bmay have to\b|\bkeeps? improving\b|\b(?:requires?|need) new\b|\brising\b|\beminent\b"
)
"""The state of the art, which every bidder shares."""
_WANTED = re.compile(r"(?i)functional requirement|scope|activities")
"""Headings under which a call says what it wants, rather than why."""
_MANY_WORDS, _MANY_CONCEPTS, _MOST_SHARED = 4, 5, 4
"""What brings lengths and counts to about one."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A profile text, ready to be compared."""

    weights: Floats
    """Specificity of each concept."""
    terms: tuple[frozenset[str], ...]
    """Terms of each concept: as written, its parts, and what translates it."""
    counters: bool
    vague: bool
    """A sentence rather than a capability."""


@dataclass(frozen=True)
class Reasons:
    """The texts of one profile against the clauses of any call."""

    engine: Engine
    units: tuple[Unit, ...]
    language: Language
    named: Floats
    """Units by fields."""
    vectors: Floats
    """Units by dimensions."""

    @cached_property
    def _said(self) -> tuple[_Said, ...]:
        return tuple(self._prepare(unit) for unit in self.units)

    @cached_property
    def own_work(self) -> NDArray[np.bool_]:
        """Which texts say what the organisation does."""
        return np.array([tells_own_work(unit.text) for unit in self.units], dtype=bool)

    def _prepare(self, unit: Unit) -> _Said:
        engine = self.engine
        found = concepts(unit.text, self.language, engine.library, engine.bridges(self.language))
        weights = [self._specificity(written, others) for written, others in found]
        return _Said(
            weights=np.array(weights, dtype=np.float32),
            terms=tuple(frozenset((written, *others)) for written, others in found),
            counters=_COUNTERS.search(unit.text) is not None,
            vague=not unit.listed,
        )

    def _specificity(self, written: str, others: Iterable[str]) -> float:
        """Rarity of a word over the calls; of its commonest translation where the calls never write it."""
        topics = self.engine.topics
        rarity = topics.idf.get(written) or min(
            (topics.idf[term] for term in others if term in topics.idf), default=topics.ceiling
        )
        return rarity * (settings().generic_part if written in self.engine.generic else 1.0)

    def strengths(self, places: range) -> Floats:
        """Units by clauses: how good a reason each pair is; minus infinity for texts that are no reason at all."""
        weights = settings().reasons
        total = np.zeros((len(self.units), len(places))) + weights["start"]
        for name, sign in self.signs(places).items():
            total = total + weights[name] * sign
        return np.asarray(np.where(self.own_work[:, None], total, -np.inf), dtype=np.float32)

    def signs(self, places: range) -> dict[str, Floats]:
        """Every sign, units by clauses (or one row or column for all)."""
        clauses = self.engine.catalogue.clauses[places.start : places.stop]
        return {
            **self._by_words(places),
            **self._by_fields(places),
            **self._of_clauses(clauses),
            "dense": self.vectors @ self.engine.catalogue.vectors[places.start : places.stop].T,
            "sentence": np.array([[float(said.vague)] for said in self._said]),
            "unit_length": np.array([[min(len(said.terms) / _MANY_CONCEPTS, 1.0)] for said in self._said]),
        }

    def _by_words(self, places: range) -> dict[str, Floats]:
        """Share of the text's words that the clause has, the most telling of them, and their number."""
        held = [frozenset(terms) for terms in self.engine.catalogue.terms[places.start : places.stop]]
        anywhere = frozenset().union(*held)
        cover, specific, shared = (np.zeros((len(self._said), len(held)), dtype=np.float32) for _ in range(3))
        for row, said in enumerate(self._said):
            hits = np.zeros((len(said.terms), len(held)), dtype=np.float32)
            for number, terms in enumerate(said.terms):
                if common := terms & anywhere:
                    hits[number] = [not common.isdisjoint(clause) for clause in held]
            if hits.any():
                cover[row] = said.weights @ hits / said.weights.sum()
                specific[row] = (said.weights[:, None] * hits).max(axis=0) / self.engine.topics.ceiling
                shared[row] = np.minimum(hits.sum(axis=0), _MOST_SHARED) / _MOST_SHARED
        return {"cover": cover, "specific": specific, "shared": shared}

    def _by_fields(self, places: range) -> dict[str, Floats]:
        """Share of the text's fields that the clause has, and how alike both are by them."""
        engine, known = self.engine, fields()
        counts = np.stack([known.vector([engine.catalogue.fields[place]], [1.0]) for place in places])
        own = (self.named > 0) * engine.field_weights
        covered = own @ (counts > 0).T / np.maximum(own.sum(axis=1, keepdims=True), 1e-6)
        named = engine.normalise(self.named)
        topic = engine.topic_fields[[int(engine.catalogue.topic[places.start])]]
        return {"fields": covered, "common": named @ engine.normalise(counts).T, "subject": named @ topic.T}

    def _of_clauses(self, clauses: Sequence[TopicClause]) -> dict[str, Floats]:
        """What the clause alone says: the enemy, a demand, the state of the art; its place and its length."""
        rows = np.array([_manner(each.text, each.section or "") for each in clauses], dtype=np.float32)
        threat, asks, tells, wanted, length = rows.T[:, None, :]
        meek = np.array([[float(not said.counters)] for said in self._said], dtype=np.float32)
        return {"threat": threat * meek, "asks": asks, "tells": tells, "wanted": wanted, "length": length}


@lru_cache(maxsize=65_536)
def _manner(text: str, section: str) -> tuple[float, float, float, float, float]:
    """The signs of a clause by itself; the same for every profile."""
    return (
        float(_THREAT.search(text) is not None),
        float(_ASKS.search(text) is not None),
        float(_TELLS.search(text) is not None),
        float(_WANTED.search(section) is not None),
        math.log(max(len(text.split()), 1)) / _MANY_WORDS,
    )


def share(value: float) -> float:
    """A strength as a share between 0 and 1.

    >>> share(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-value))
