"""What is kept of a passage in the vector store: an entry with all that a hit shows, and its two vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from docintel.types import BlockKind, DocumentKind, Language

Vector = NDArray[np.float32]
Field = Literal["language", "document", "kind", "section", "call", "references", "entities", "recommendation"]
FIELDS: tuple[Field, ...] = (
    "language",
    "document",
    "kind",
    "section",
    "call",
    "references",
    "entities",
    "recommendation",
)
SCALE = 127.0
"""A vector of length 1 is kept as whole numbers up to this: 384 bytes a sentence, cosines right to 0.005."""


@dataclass(frozen=True, slots=True)
class Sparse:
    """A weight for each of a few term numbers."""

    indices: Sequence[int]
    values: Sequence[float]

    def __bool__(self) -> bool:
        """False without any term."""
        return bool(self.indices)


@dataclass(frozen=True, slots=True)
class Entry:
    """One passage as the index keeps it, so that a search reads no document."""

    passage: str
    document: str
    title: str
    path: str
    page: int
    text: str
    start: int
    end: int
    page_end: int = 0
    section: str | None = None
    headings: tuple[str, ...] = ()
    language: Language = "other"
    kind: BlockKind = "paragraph"
    document_kind: DocumentKind = "other"
    references: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    call: str | None = None
    recommendation: str | None = None
    boxes: tuple[tuple[int, float, float, float, float], ...] = ()
    """Page, x0, top, x1, bottom of each printed line."""

    @property
    def heading(self) -> str:
        """Heading path from the top."""
        return " > ".join(self.headings)


@dataclass(frozen=True, slots=True)
class Point:
    """An entry with its vectors."""

    entry: Entry
    dense: Vector
    lexical: Sparse
    sentences: Vector | None = None
    """A row for each sentence, where the encoder is too slow to make them again for a search."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage that a query found."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Labels:
    """What ranking needs of a passage before its entry is read."""

    language: Language
    document: str
    section: str | None
    call: str | None
    numbers: NDArray[np.int64]
    """Terms of the passage, ascending."""
    weights: NDArray[np.float64]
    """Their BM25 weights without IDF."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A payload field that must hold one of the values."""

    field: Field
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Where:
    """All conditions that a passage must meet; ``ids`` restricts to these passages."""

    conditions: tuple[Condition, ...] = ()
    ids: tuple[str, ...] | None = None

    def __bool__(self) -> bool:
        """False where everything passes."""
        return bool(self.conditions) or self.ids is not None


EVERYTHING = Where()


def whole_rows(rows: Vector) -> NDArray[np.int8]:
    """Vectors of length 1 as whole numbers up to ``SCALE``."""
    scaled: Vector = rows * np.float32(SCALE)
    np.rint(scaled, out=scaled)
    return scaled.astype(np.int8)


def pack_rows(rows: Vector) -> bytes:
    """The same as bytes."""
    return whole_rows(rows).tobytes()


def unpack_rows(data: bytes, dimension: int) -> Vector:
    """The vectors back, a row each."""
    return np.frombuffer(data, dtype=np.int8).reshape(-1, dimension).astype(np.float32) / np.float32(SCALE)
