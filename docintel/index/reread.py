"""The first candidates read a second time, word by word, by a model too slow for every passage at indexing.

Word vectors find the passages; a model of layers tells which of the first ones says it: for each word of the query it
finds the nearest one of the passage, both in the sense that they have in their sentence. What it made of a passage is
kept in the workspace, so that a query pays only for passages that no query brought up before.
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Self

import numpy as np

from docintel.cache import FileCache
from docintel.config import Config
from docintel.errors import ModelError
from docintel.index.build import sentence_texts
from docintel.index.highlight import sentences
from docintel.index.points import Entry, Vector, pack_rows, unpack_rows
from docintel.index.rank import Candidate
from docintel.index.word_reader import WordReader, load_word_reader

logger = logging.getLogger(__name__)

LAYOUT = "3"
"""Of what is kept; part of the key."""
_ALIKE: Vector = np.zeros(0, np.float32)


def shares(words: Vector, heed: Vector) -> Vector:
    """How much each word of a query counts: ``jammer`` or ``2031`` more than the words of asking around it."""
    logits = words @ heed if len(heed) == words.shape[1] else np.zeros(len(words), np.float32)
    raw = np.exp(logits - logits.max(initial=-np.inf))
    share: Vector = raw / raw.sum()
    return share


@dataclass(frozen=True, slots=True)
class Read:
    """What the model made of a passage: a row for each word or part of one."""

    sizes: tuple[int, ...]
    """Number of rows of each sentence, the heading first."""
    words: Vector

    def pack(self) -> bytes:
        """As bytes."""
        return struct.pack(f"<{1 + len(self.sizes)}I", len(self.sizes), *self.sizes) + pack_rows(self.words)

    @classmethod
    def unpack(cls, data: bytes, dimension: int) -> Self:
        """Back from bytes."""
        (count,) = struct.unpack_from("<I", data)
        sizes = struct.unpack_from(f"<{count}I", data, 4)
        return cls(sizes, unpack_rows(data[4 + 4 * count :], dimension))

    def nearest(self, words: Vector) -> Vector:
        """For each sentence (row) and each word of a query (column) the cosine of the nearest word, 0 without one."""
        near = np.zeros((len(self.sizes), len(words)), np.float32)
        bounds = pairwise([0, *accumulate(self.sizes)])
        cosines = self.words @ words.T
        for row, (start, end) in enumerate(bounds):
            near[row] = cosines[start:end].max(axis=0, initial=0.0)
        return near


class Rereader:
    """Compares a query with the first candidates once more."""

    def __init__(self, reader: WordReader, cache: FileCache) -> None:
        """Keep the model, and the place for what it makes of passages."""
        self.reader, self._cache = reader, cache

    @classmethod
    def of(cls, config: Config, cache: FileCache) -> Self | None:
        """The one that the settings ask for; None also where it does not load."""
        name = config.search.reread
        if not name:
            return None
        try:
            reader = load_word_reader(name, config.encoder.threads)
        except ModelError as error:
            logger.warning("no passage is read a second time: %s", error)
            return None
        return cls(reader, cache)

    def words(self, text: str) -> Vector:
        """A row for each word of a query, or part of one, in its context."""
        return self.reader.read([text])[0]

    def compare(
        self, text: str, candidates: Sequence[Candidate], entries: Mapping[str, Entry], heed: Vector = _ALIKE
    ) -> bool:
        """Fill in how near each candidate is, word by word, and its best sentence; False for a text without words."""
        words = self.words(text)
        if not len(words):
            return False
        share = shares(words, heed)
        for candidate, read in zip(candidates, self.read([entries[one.id] for one in candidates]), strict=True):
            near = read.nearest(words)
            candidate.matched = near.max(axis=0, initial=0.0)
            candidate.again = float(candidate.matched @ share)
            if spans := sentences(entries[candidate.id].text):
                candidate.best = spans[int((near[len(near) - len(spans) :] @ share).argmax())]
        return True

    def read(self, entries: Sequence[Entry]) -> list[Read]:
        """Vectors of passages, made where they were not kept."""
        texts = [sentence_texts(entry) for entry in entries]
        keys = [self._key(lines) for lines in texts]
        kept = {key: value for key in keys if (value := self._cache.get(key)) is not None}
        fresh = {key: lines for key, lines in zip(keys, texts, strict=True) if key not in kept}
        if fresh:
            new = {key: read.pack() for key, read in zip(fresh, self._read(list(fresh.values())), strict=True)}
            for key, value in new.items():
                self._cache.put(key, value)
            kept |= new
        return [Read.unpack(kept[key], self.reader.dimension) for key in keys]

    def _read(self, passages: Sequence[Sequence[str]]) -> Iterator[Read]:
        different = list(dict.fromkeys(sentence for lines in passages for sentence in lines))
        made = dict(zip(different, self.reader.read(different), strict=True))
        for lines in passages:
            rows = [made[line] for line in lines]
            yield Read(tuple(map(len, rows)), np.vstack([*rows, np.zeros((0, self.reader.dimension), np.float32)]))

    def _key(self, lines: Sequence[str]) -> str:
        """Of the text and the model: a passage that is cut or read otherwise is another one."""
        return "\n".join(("read again", LAYOUT, self.reader.name, self.reader.version, *lines))
