"""What matching reads: documents, calls, recommendations, and the functions that other packages hand in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from docintel.cache import Cache, MemoryCache
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


class SlowEncoder(Protocol):
    """What reads likely reasons again."""

    @property
    def name(self) -> str:
        """Name of the model."""

    @property
    def version(self) -> str:
        """Changes whenever the vectors change; part of the key under which they are kept."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Texts to rows of length one."""


def no_second_reading() -> SlowEncoder | None:
    """None: where no slower encoder is handed in."""
    return None


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
    reread: Callable[[], SlowEncoder | None] = no_second_reading
    """Loads the encoder that reads likely reasons again, where there is one; asked when the first pair is read."""
    cache: Cache = field(default_factory=MemoryCache)
    extra_rules: tuple[Path, ...] = ()
