"""The first candidates read a second time, by an encoder too slow for every passage at indexing.

Word vectors find the passages; a model of layers tells which of the first ones says it: as a whole, by its nearest
sentence, and word by word (for each word of the query the nearest one in its context). What it made of a passage is
kept in the workspace, so that a query pays only for passages that no query brought up before.
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Self

import numpy as np

from docintel.config import Config
from docintel.errors import ModelError
from docintel.index.build import sentence_texts
from docintel.index.encode import Encoder, Kind, TokenEncoder, load_encoder
from docintel.index.highlight import sentences
from docintel.index.points import Entry, Vector, pack_rows, unpack_rows
from docintel.index.rank import Candidate
from docintel.index.reread_cache import VectorCache

logger = logging.getLogger(__name__)

FILE = "reread.sqlite"
_SIZES = struct.Struct("<II")
_SMALLEST = 1e-9
_NOTHING: Vector = np.zeros((0, 1), np.float32)
_ALIKE: Vector = np.zeros(0, np.float32)


def shares(words: Vector, heed: Vector) -> Vector:
    """How much each token of a query counts: ``jammer`` or ``2031`` more than the words of asking around it."""
    logits = words @ heed if len(heed) == words.shape[1] else np.zeros(len(words), np.float32)
    raw = np.exp(logits - logits.max(initial=-np.inf))
    share: Vector = raw / raw.sum()
    return share


@dataclass(frozen=True, slots=True)
class Read:
    """What the encoder made of a passage."""

    passage: Vector
    sentences: Vector
    """A row for each sentence, the heading first."""
    tokens: Vector
    """A row for each word or part of one, in the sense it has in its sentence; none from an encoder that hides them."""

    def pack(self) -> bytes:
        """As bytes."""
        rows = np.vstack([self.passage, self.sentences])
        return _SIZES.pack(len(rows), len(self.tokens)) + pack_rows(rows) + pack_rows(self.tokens)

    @classmethod
    def unpack(cls, data: bytes, dimension: int) -> Self:
        """Back from bytes."""
        count, tokens = _SIZES.unpack_from(data)
        middle = _SIZES.size + count * dimension
        rows = unpack_rows(data[_SIZES.size : middle], dimension)
        width = (len(data) - middle) // tokens if tokens else 1
        return cls(rows[0], rows[1:], unpack_rows(data[middle:], width))


class Rereader:
    """Compares a query with the first candidates once more."""

    def __init__(self, encoder: Encoder, cache: VectorCache | None = None) -> None:
        """Keep the encoder, and what it makes of passages; without a place to keep it, in memory."""
        self.encoder = encoder
        self._teller = encoder if isinstance(encoder, TokenEncoder) and encoder.has_tokens else None
        self._cache = cache or VectorCache()

    @property
    def name(self) -> str:
        """Under which the ranking was tuned: with tokens by the name of the encoder, without as any other."""
        return self._teller.name if self._teller else "without tokens"

    @classmethod
    def of(cls, config: Config, folder: Path | None = None) -> Self | None:
        """The one that the settings ask for, with its vectors kept in a folder; None where they ask for none.

        An encoder that reads every passage already need not read some of them again.
        """
        name = config.search.reread
        if not name or name == config.encoder.name:
            return None
        try:
            encoder = load_encoder(config.encoder.model_copy(update={"name": name, "backend": "auto"}))
        except ModelError as error:
            logger.warning("no passage is read a second time: %s", error)
            return None
        return cls(encoder, VectorCache(folder / FILE if folder else None))

    def words(self, text: str) -> Vector:
        """A row for each word of a query, or part of one, in its context."""
        return self._encode([text], "query")[1][0]

    def compare(
        self, text: str, candidates: Sequence[Candidate], entries: Mapping[str, Entry], heed: Vector = _ALIKE
    ) -> None:
        """Fill in how near each candidate is as a whole, by its nearest sentence, and word by word."""
        vectors, tokens = self._encode([text], "query")
        query, words = vectors[0], tokens[0]
        share = shares(words, heed)
        for candidate, read in zip(candidates, self.read([entries[one.id] for one in candidates]), strict=True):
            candidate.again = float(read.passage @ query)
            cosines = read.sentences @ query
            candidate.closest = float(cosines.max(initial=0.0))
            if len(words) and len(read.tokens):
                candidate.matched = (words @ read.tokens.T).max(axis=1)
                candidate.aligned = float(candidate.matched @ share)
            if spans := sentences(entries[candidate.id].text):
                candidate.best = spans[int(cosines[len(cosines) - len(spans) :].argmax())]

    def read(self, entries: Sequence[Entry]) -> list[Read]:
        """Vectors of passages, encoded where they were not kept."""
        texts = [sentence_texts(entry) for entry in entries]
        keys = [self._key(lines) for lines in texts]
        kept = self._cache.get(keys)
        fresh = {key: lines for key, lines in zip(keys, texts, strict=True) if key not in kept}
        if fresh:
            new = {key: read.pack() for key, read in zip(fresh, self._read(list(fresh.values())), strict=True)}
            self._cache.put(new)
            kept |= new
        return [Read.unpack(kept[key], self.encoder.dimension) for key in keys]

    def _read(self, passages: Sequence[Sequence[str]]) -> Iterator[Read]:
        different = list(dict.fromkeys(sentence for lines in passages for sentence in lines))
        place = {sentence: number for number, sentence in enumerate(different)}
        vectors, tokens = self._encode(different, "passage")
        for lines in passages:
            places = [place[line] for line in lines]
            rows = vectors[places]
            total = np.array([len(line.split()) for line in lines], np.float32) @ rows
            passage = total / max(float(np.linalg.norm(total)), _SMALLEST)
            yield Read(passage, rows, np.vstack([tokens[place] for place in places] or [_NOTHING]))

    def _encode(self, texts: Sequence[str], kind: Kind) -> tuple[Vector, list[Vector]]:
        """Vectors of texts, and of their tokens where the encoder tells them."""
        if self._teller is not None:
            return self._teller.encode_tokens(texts, kind=kind)
        return self.encoder.encode(texts, kind=kind), [_NOTHING] * len(texts)

    def _key(self, lines: Sequence[str]) -> bytes:
        """Of the text and the model: a passage that is cut or read otherwise is another one."""
        made_of = "\n".join((self.encoder.name, self.encoder.version, *lines))
        return blake2b(made_of.encode(), digest_size=16).digest()
