"""The second reading: how alike two texts are for an encoder too slow to read everything."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from docintel.cache import Cache
from docintel.codec import dumps, loads_as
from docintel.match.library import SlowEncoder

_OWN_TEXTS = 10_000
"""Texts of profiles kept (8 MB); beyond, they are read anew."""

Rows = dict[str, bytes]
"""Vectors of texts, in half precision: kept ones and new ones give the same cosine to the last digit."""


class SecondReader:
    """A slower encoder for the pairs that may be reasons, and what it made of their texts.

    Clauses of a call are kept in one entry of the cache, for the next run; texts of profiles only in memory.
    """

    def __init__(self, encoder: SlowEncoder, cache: Cache) -> None:
        """Take the encoder, and where to keep vectors of clauses."""
        self._encoder, self._cache = encoder, cache
        self._own: Rows = {}

    def cosines(self, call: str, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """How alike the texts of each pair are: one of a profile, and a clause of the call with this fingerprint."""
        key = f"reread/alone/{call}/{self._encoder.name} {self._encoder.version}"
        clauses = loads_as(self._cache.get(key) or b"{}", Rows)
        if len(self._own) > _OWN_TEXTS:
            self._own.clear()
        self._read([own for own, _ in pairs], self._own)
        if self._read([clause for _, clause in pairs], clauses):
            self._cache.put(key, dumps(clauses))
        return np.array([_row(self._own[own]) @ _row(clauses[clause]) for own, clause in pairs], dtype=np.float32)

    def _read(self, texts: Sequence[str], kept: Rows) -> bool:
        """Add the vectors of texts that are not kept; whether there were any."""
        new = [text for text in dict.fromkeys(texts) if text not in kept]
        if new:
            rows = self._encoder.encode(new).astype(np.float16)
            kept.update(zip(new, map(np.ndarray.tobytes, rows), strict=True))
        return bool(new)


def _row(kept: bytes) -> NDArray[np.float32]:
    return np.frombuffer(kept, dtype=np.float16).astype(np.float32)
