"""Words of an index that mean nearly the same as a query word, in either language, by their vectors.

The words of the index are encoded once, when it is written. A sentence encoder that is nothing but word vectors gives
good neighbours (``stoorzender``: jammer; ``winters``: climatic) at 14 microseconds a word, so the shipped static model
does this whatever encoder the dense leg uses.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from docintel.config import EncoderSettings
from docintel.errors import ModelError
from docintel.index.analyse_stem import stem
from docintel.index.analyse_words import rows
from docintel.index.encode import Encoder, load_encoder
from docintel.index.points import SCALE, Vector, whole_rows
from docintel.index.store import Store

MODEL = "docintel-static"
NEAREST = 200
FLOOR = 0.2
"""Cosine below which two words have nothing to do with each other."""
MEMORY = 20_000
BLOCK = 512
_NOTE = "word-vectors"


@cache
def word_encoder() -> Encoder | None:
    """The shipped static model; None where it was taken out."""
    try:
        return load_encoder(EncoderSettings(name=MODEL, backend="static"))
    except ModelError:
        return None


@dataclass(frozen=True, slots=True)
class Near:
    """Words of the index near another, best first."""

    places: NDArray[np.intp]
    """Their numbers among ``Neighbours.lines``."""
    cosines: NDArray[np.float64]


_NOTHING = Near(np.zeros(0, np.intp), np.zeros(0))


class Neighbours:
    """Nearest words of one index."""

    def __init__(self, store: Store, main: Encoder | None = None) -> None:
        """Read the vectors kept with the index; without them, or with those of another model, nothing is near.

        ``main`` is the encoder of the dense leg, which need not be loaded twice where it is the static one.
        """
        self._encoder = main if main is not None and main.name == MODEL else word_encoder()
        self._known: dict[str, Near] = {}
        self.lines, self._vectors = _unpack(store.note(_NOTE), self._encoder)
        """Words of the index, each with its terms after it, parted by blanks."""

    @property
    def encoder(self) -> Encoder | None:
        """The model behind the word vectors, which also compares sentences."""
        return self._encoder

    def near(self, words: list[str]) -> list[Near]:
        """For each word the nearest words of the index, best first."""
        if self._encoder is None or not self.lines or not words:
            return [_NOTHING] * len(words)
        fresh = [word for word in dict.fromkeys(words) if word not in self._known]
        if len(self._known) > MEMORY:
            self._known.clear()
            fresh = list(dict.fromkeys(words))
        if fresh:
            vectors = self._encoder.encode(fresh, kind="query")
            self._known |= {word: self._best(row) for word, row in zip(fresh, self._cosines(vectors), strict=True)}
        return [self._known[word] for word in words]

    def _cosines(self, vectors: Vector) -> Vector:
        """Cosine of each vector (row) with each word of the index, a few words at a time.

        Bytes and small blocks stay in the cache of the processor: 0.7 ms for five words, 2 with a table of floats.
        """
        columns = np.ascontiguousarray(vectors.T) / np.float32(SCALE)
        cosines = np.empty((len(self.lines), len(vectors)), dtype=np.float32)
        for start in range(0, len(self.lines), BLOCK):
            block = self._vectors[start : start + BLOCK].astype(np.float32)
            np.matmul(block, columns, out=cosines[start : start + BLOCK])
        return cosines.T

    def _best(self, row: NDArray[np.float32]) -> Near:
        near = np.flatnonzero(row >= FLOOR)
        if len(near) > NEAREST:
            near = np.sort(near[np.argpartition(-row[near], NEAREST)[:NEAREST]])
        order = near[np.argsort(-row[near], kind="stable")]
        return Near(order, row[order].astype(np.float64))


def write_vectors(words: Iterable[str], store: Store) -> None:
    """Keep a vector of each word of the index; only words that are new are encoded."""
    encoder = word_encoder()
    if encoder is None:
        return
    lines, known = _unpack(store.note(_NOTE), encoder)
    at = {line.partition(" ")[0]: number for number, line in enumerate(lines)}
    wanted = sorted(set(words) - rows("nl").query_stop - rows("en").query_stop)
    fresh = [word for word in wanted if word not in at]
    vectors = np.zeros((len(wanted), encoder.dimension), dtype=np.int8)
    places = np.fromiter((at.get(word, -1) for word in wanted), np.intp, len(wanted))
    vectors[places >= 0] = known[places[places >= 0]]
    vectors[places < 0] = whole_rows(encoder.encode(fresh))
    store.set_note(_NOTE, _pack(encoder, [lines[at[word]] if word in at else _line(word) for word in wanted], vectors))


def _line(word: str) -> str:
    """A word with its terms: a stemmer takes 50 microseconds a word, too much for hundreds of near words in a query."""
    return " ".join((word, *sorted({stem(word, "nl"), stem(word, "en")})))


def _pack(encoder: Encoder, words: list[str], vectors: NDArray[np.int8]) -> bytes:
    head = f"{encoder.name} {encoder.version}".encode()
    text = "\n".join(words).encode()
    return struct.pack("<III", len(head), len(text), encoder.dimension) + head + text + vectors.tobytes()


def _unpack(data: bytes | None, encoder: Encoder | None) -> tuple[list[str], NDArray[np.int8]]:
    nothing: tuple[list[str], NDArray[np.int8]] = ([], np.zeros((0, 1), dtype=np.int8))
    if data is None or encoder is None:
        return nothing
    size, length, dimension = struct.unpack_from("<III", data)
    start = struct.calcsize("<III")
    if data[start : start + size].decode() != f"{encoder.name} {encoder.version}":
        return nothing
    text = data[start + size : start + size + length].decode()
    words = text.split("\n") if text else []
    return words, np.frombuffer(data, dtype=np.int8, offset=start + size + length).reshape(-1, dimension)
