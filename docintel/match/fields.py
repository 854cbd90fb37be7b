"""Fields of work: what a text is about in the terms of the sector, and how near two texts stand by that.

A supplier and a call seldom share words: ``aero engines`` against ``tactical cargo aircraft``. The rows of
``data/fields.toml`` name each field in both languages and say which fields lie near, so that both sides become
vectors over the same fields, whatever the language.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from docintel.lexicon import data_text

Floats = NDArray[np.float32]

_WHOLE = 4
"""Words up to this length are whole words: ``sof`` is not the start of ``software``."""
_LETTERS = 2
"""No word of the table is shorter."""
_PART, _SECOND = 0.7, 0.2
_SUPPLIES = 0.2
"""Nearness of any subsystem to any platform: consortia for tanks, ships and aircraft take makers of radios, batteries
and simulators (recall at 20 of awards 0.795 without it, 0.807 with it)."""
_WORD_START = re.compile(r"\b\w")
_ENDS = re.compile(r"s?\b")


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: list[str]
    near: dict[str, float]
    role: Literal["platform", "subsystem"] | None = None


@dataclass(frozen=True)
class Fields:
    """All fields with their words and nearness."""

    names: tuple[str, ...]
    owners: dict[str, tuple[int, ...]]
    """Word -> fields that it names."""
    starts: dict[str, tuple[str, ...]]
    """First letters -> words that begin with them, longest first."""
    inside: re.Pattern[str]
    near: Floats
    """Symmetric; 1 on the diagonal."""

    @cached_property
    def near_part(self) -> Floats:
        """Nearness for a single text, a little weaker than for a whole profile."""
        return np.asarray(self._own + _PART * (self.near - self._own), dtype=np.float32)

    @cached_property
    def spread(self) -> Floats:
        """Nearness with a second step: a neighbour of a neighbour counts for a little."""
        links = self.near - self._own
        return np.asarray(self.near + _SECOND * (links @ links), dtype=np.float32)

    @property
    def _own(self) -> Floats:
        return np.eye(len(self.names), dtype=np.float32)

    def count(self, text: str) -> dict[int, int]:
        """How often each field is named."""
        lower = text.lower()
        found: Counter[int] = Counter()
        for word in (*self._at_starts(lower), *(match.group(1) for match in self.inside.finditer(lower))):
            found.update(self.owners[word])
        return found

    def _at_starts(self, text: str) -> Iterator[str]:
        """Words of the table that begin where a word of the text begins; the longest, and none inside another."""
        end = 0
        for match in _WORD_START.finditer(text):
            place = match.start()
            if place < end:
                continue
            for word in self.starts.get(text[place : place + _LETTERS], ()):
                if text.startswith(word, place) and (len(word) > _WHOLE or _ENDS.match(text, place + len(word))):
                    end = place + len(word)
                    yield word
                    break

    def vector(self, counts: Iterable[dict[int, int]], weights: Iterable[float]) -> Floats:
        """Weighted sum over texts; naming a field often says little more than naming it twice."""
        total = np.zeros(len(self.names), dtype=np.float32)
        for count, weight in zip(counts, weights, strict=True):
            for field, times in count.items():
                total[field] += weight * math.sqrt(times)
        return total


@cache
def fields_version() -> str:
    """Changes with the rows."""
    return hashlib.sha256(data_text("fields.toml").encode()).hexdigest()[:8]


@cache
def fields() -> Fields:
    """The shipped fields.

    >>> [fields().names[field] for field in fields().count("onderzeebootbestrijding met sonar")]
    ['asw', 'sonar']
    """
    rows = msgspec.toml.decode(data_text("fields.toml"), type=dict[str, _Row])
    names = tuple(rows)
    place = {name: number for number, name in enumerate(names)}
    owners: dict[str, list[int]] = {}
    inside = []
    for name, row in rows.items():
        for word in row.words:
            inside += [word[1:]] if word.startswith("~") else []
            owners.setdefault(word.lstrip("~"), []).append(place[name])
    platform, subsystem = (np.array([row.role == role for row in rows.values()]) for role in ("platform", "subsystem"))
    supplies = np.outer(platform, subsystem)
    near = np.eye(len(names)) + _SUPPLIES * (supplies | supplies.T)
    for name, row in rows.items():
        for other, weight in row.near.items():
            linked = max(weight, near[place[name], place[other]])
            near[place[name], place[other]] = near[place[other], place[name]] = linked
    frozen = {word: tuple(dict.fromkeys(fields)) for word, fields in owners.items()}
    return Fields(names, frozen, _by_letters(frozen), _pattern(inside), near.astype(np.float32))


def _by_letters(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Longest words first, so that ``anti-submarine`` is not read as something shorter."""
    found: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        found.setdefault(word[:_LETTERS], []).append(word)
    return {letters: tuple(own) for letters, own in found.items()}


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """The words inside Dutch compounds: ``verkenningsdrone``."""
    ordered = sorted(words, key=len, reverse=True)
    return re.compile(rf"\B({'|'.join(re.escape(word) for word in ordered)})")
