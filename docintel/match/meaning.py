"""Fields of work by meaning: a text whose words no row of ``data/fields.toml`` knows still lies near some field.

A field lies as near as its few nearest words do on average: a field of many trades has no one middle. ``parts made
layer by layer from powder`` names no field; the words of additive manufacturing lie nearest to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from docintel.match.fields import fields, fields_version
from docintel.match.library import Library

Floats = NDArray[np.float32]

_WORDS = 8
"""Words of a field that are asked; six and ten rank alike, the middle of all of them found less."""
_NEAREST, _LEAST = 5, 0.2
"""Fields that one text may be given, and how near each must lie (cosine). With three the first rank is surer, but
recall at 20 lower."""


@dataclass(frozen=True)
class Meaning:
    """The words of all fields as vectors."""

    centre: Floats
    directions: Floats
    """From the centre to each word."""
    words: NDArray[np.intp]
    """Fields by their words, as rows of ``directions``; padded with the row after the last one."""

    def guess(self, vectors: Floats) -> Floats:
        """Texts by fields: nearness to the few nearest fields, 0 elsewhere."""
        near = _unit(vectors - self.centre) @ self.directions.T
        near = np.pad(near, ((0, 0), (0, 1)), constant_values=np.nan)[:, self.words]
        near = np.nanmean(-np.partition(-near, _WORDS, axis=2)[:, :, :_WORDS], axis=2)
        last = np.sort(near, axis=1)[:, -_NEAREST][:, None]
        return np.asarray(np.where((near >= last) & (near >= _LEAST), near, 0), dtype=np.float32)


def build_meaning(library: Library) -> Meaning:
    """Place the words of the fields with the encoder of the library; kept in its cache."""
    owners = fields().owners
    key = f"meaning/{fields_version()}/{library.encoder}"
    kept = library.cache.get(key)
    if kept is None:
        kept = library.encode(list(owners)).astype(np.float16).tobytes()
        library.cache.put(key, kept)
    vectors = np.frombuffer(kept, dtype=np.float16).reshape(len(owners), -1).astype(np.float32)
    centre = vectors.mean(axis=0)
    return Meaning(centre, _unit(vectors - centre), _words_of_fields())


def _words_of_fields() -> NDArray[np.intp]:
    known = fields()
    own: list[list[int]] = [[] for _ in known.names]
    for word, named in enumerate(known.owners.values()):
        for field in named:
            own[field].append(word)
    longest = max(_WORDS + 1, *map(len, own))
    return np.array([[*words, *[len(known.owners)] * (longest - len(words))] for words in own], dtype=np.intp)


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)
