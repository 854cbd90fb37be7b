"""What matching reads: documents, calls, recommendations, and the functions that other packages hand in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from docintel.types import Call, CandidateCode, Document, Language, Recommendation, Span

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to rows of length one."""
Analyse = Callable[[str, Language], Sequence[str]]
"""Text to index terms: folded, stemmed, compounds split."""


Translate = Callable[[str, Language], Sequence[str]]
"""Index term of a language to terms of the other."""


def untranslated(term: str, language: Language) -> Sequence[str]:
    """No terms: where no table of words is handed in."""
    return ()


class Cache(Protocol):
    """Where prepared clauses are kept between runs; the workspace gives one."""

    def get(self, key: str) -> bytes | None:
        """What was put under the key, or None."""

    def put(self, key: str, value: bytes) -> None:
        """Keep the value under the key."""


class MemoryCache:
    """A cache that lasts as long as the process."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """What was put under the key, or None."""
        return self._kept.get(key)

    def put(self, key: str, value: bytes) -> None:
        """Keep the value under the key."""
        self._kept[key] = value


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that a profile is matched against."""

    documents: Mapping[str, Document]
    """By id."""
    calls: tuple[Call, ...]
    """Merged: one per id."""
    recommendations: tuple[Recommendation, ...]
    encode: Encode
    analyse: Analyse
    find_candidates: Callable[[str, Language], Sequence[CandidateCode]]
    """List codes that a capability text may fall under."""
    split_sentences: Callable[[str], Sequence[Span]]
    translate: Translate = untranslated
    encoder: str = "unnamed"
    """Name and version of the encoder: part of the key of every cached vector."""
    reread: Encode | None = None
    """A slower encoder that reads likely reasons again, where there is one."""
    cache: Cache = field(default_factory=MemoryCache)
    extra_rules: tuple[Path, ...] = ()
