"""Fields of work by meaning: a text whose words no row of ``data/fields.toml`` knows still lies near some field.

Each field stands where the vectors of its words have their middle. ``parts made layer by layer from powder`` names no
field; its vector lies nearest to the one of additive manufacturing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from docintel.match.fields import fields, fields_version
from docintel.match.library import Library

Floats = NDArray[np.float32]

_NEAREST, _LEAST = 3, 0.25
"""Fields that one text may be given, and how near each must lie (cosine)."""


@dataclass(frozen=True)
class Meaning:
    """The middle of all words, and the direction of each field from there."""

    centre: Floats
    directions: Floats

    def guess(self, vectors: Floats) -> Floats:
        """Texts by fields: nearness to the few nearest fields, 0 elsewhere."""
        near = _unit(vectors - self.centre) @ self.directions.T
        last = np.sort(near, axis=1)[:, -_NEAREST][:, None]
        return np.asarray(np.where((near >= last) & (near >= _LEAST), near, 0), dtype=np.float32)


def build_meaning(library: Library) -> Meaning:
    """Place the fields with the encoder of the library; kept in its cache."""
    key = f"meaning/{fields_version()}/{library.encoder}"
    kept = library.cache.get(key)
    if kept is None:
        rows = _place(library)
        library.cache.put(key, np.ascontiguousarray(rows, dtype=np.float32).tobytes())
    else:
        rows = np.frombuffer(kept, dtype=np.float32).reshape(len(fields().names) + 1, -1)
    return Meaning(rows[0], rows[1:])


def _place(library: Library) -> Floats:
    """The centre, then one row a field; a word that names two fields counts half for each."""
    owners = fields().owners
    vectors = library.encode(list(owners))
    share = np.zeros((len(fields().names), len(owners)), dtype=np.float32)
    for word, named in enumerate(owners.values()):
        share[list(named), word] = 1 / len(named)
    middles = share @ vectors
    return np.vstack([vectors.mean(axis=0), _unit(middles - middles.mean(axis=0))])


def _unit(rows: Floats | Sequence[Floats]) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)
