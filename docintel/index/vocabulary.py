"""How many passages hold each word and each term: for typing errors, joined writings and the weight of a word."""

from __future__ import annotations

import math
import struct
import zlib
from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from docintel.errors import StoreError
from docintel.index.analyse_words import folded_words
from docintel.index.neighbours import write_vectors
from docintel.index.points import Entry, Sparse
from docintel.index.store import Store

SHORTEST = 3
_WORDS, _TERMS = "words", "terms"


class Vocabulary:
    """Counts over the passages of an index, kept up to date while it is written."""

    def __init__(self) -> None:
        """Start empty."""
        self.passages = 0
        self.words: Counter[str] = Counter()
        self.terms: Counter[int] = Counter()

    @classmethod
    def read(cls, store: Store) -> Vocabulary:
        """The vocabulary kept with an index; empty where there is none."""
        found = cls()
        lexicon = Lexicon(store)
        found.passages = lexicon.passages
        found.words.update(lexicon.words)
        found.terms.update(dict(zip(lexicon.numbers.tolist(), lexicon.counts.tolist(), strict=True)))
        return found

    def write(self, store: Store) -> None:
        """Keep the vocabulary with the index."""
        words = sorted(word for word, count in self.words.items() if count > 0)
        lines = "\n".join(f"{word}\t{self.words[word]}" for word in words)
        store.set_note(_WORDS, zlib.compress(lines.encode("utf-8"), 1))
        write_vectors(words, store)
        terms = sorted(term for term, count in self.terms.items() if count > 0)
        counts = map(self.terms.__getitem__, terms)
        store.set_note(_TERMS, struct.pack("<I", self.passages) + _whole_numbers(terms) + _whole_numbers(counts))

    def add(self, entry: Entry, terms: Sparse) -> None:
        """Count a passage."""
        self.passages += 1
        self.words.update(_words(entry))
        self.terms.update(terms.indices)

    def remove(self, entry: Entry, terms: Sparse) -> None:
        """Take a passage out again."""
        self.passages -= 1
        self.words.subtract(_words(entry))
        self.terms.subtract(terms.indices)


class Lexicon:
    """The vocabulary as a search reads it; the words only when a typing error asks for them."""

    def __init__(self, store: Store) -> None:
        """Read the counts of the terms.

        Raises:
            StoreError: they are damaged.
        """
        self._store = store
        self._words: dict[str, int] | None = None
        data = store.note(_TERMS) or bytes(4)
        try:
            (self.passages,) = struct.unpack_from("<I", data)
            both = np.frombuffer(data, dtype="<u4", offset=4)
        except (struct.error, ValueError) as error:
            raise _damaged(error) from error
        self.numbers: NDArray[np.uint32] = both[: len(both) // 2]
        self.counts: NDArray[np.uint32] = both[len(both) // 2 :]

    @property
    def words(self) -> dict[str, int]:
        """Number of passages for each folded word.

        Raises:
            StoreError: they are damaged.
        """
        if self._words is None:
            data = self._store.note(_WORDS)
            try:
                rows = zlib.decompress(data).decode("utf-8").split("\n") if data else []
                self._words = {word: int(count) for word, _, count in (row.partition("\t") for row in rows) if word}
            except (zlib.error, ValueError) as error:
                raise _damaged(error) from error
        return self._words

    def count(self, number: int) -> int:
        """Number of passages that hold a term."""
        at = int(self.numbers.searchsorted(np.uint32(number)))  # a plain int would turn all numbers into int64 first
        return int(self.counts[at]) if at < len(self.numbers) and self.numbers[at] == number else 0

    def idf(self, count: int) -> float:
        """Weight of a term that so many passages hold, as the engine computes it."""
        return math.log(1 + (self.passages - count + 0.5) / (count + 0.5))


def _whole_numbers(values: Iterable[int]) -> bytes:
    return np.fromiter(values, dtype="<u4").tobytes()


def _damaged(error: Exception) -> StoreError:
    return StoreError("vocabulary of the index", f"is damaged ({error})", "run 'docintel ingest --force index'")


def _words(entry: Entry) -> set[str]:
    return {word for word in folded_words(entry.text) if len(word) >= SHORTEST}
