"""Read a word now and then as its pieces, so that pieces learn what they mean inside words never seen.

Dutch writes compounds as one word: `tandenborstel` is no token, and `##borstel` learns little if it is only met there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

SHORTEST = 5
"""Letters of a word that may be cut."""


class Resplitter:
    """Cuts whole-word tokens at the longest shorter match."""

    def __init__(self, tokenizer: Tokenizer, share: float, seed: int) -> None:
        """Cut each token of a word of five letters or more with probability ``share``."""
        self.rows = tokenizer.get_vocab()
        self.names = [name for name, _ in sorted(self.rows.items(), key=lambda item: item[1])]
        self.share = share
        self.chance = np.random.default_rng(seed)
        self.known: dict[int, list[int]] = {}

    def __call__(self, ids: list[int]) -> list[int]:
        """Return the ids, a few of them cut."""
        if not self.share:
            return ids
        cut: NDArray[np.bool_] = self.chance.random(len(ids)) < self.share
        if not cut.any():
            return ids
        return [piece for place, row in enumerate(ids) for piece in (self.cut(row) if cut[place] else (row,))]

    def cut(self, row: int) -> list[int]:
        """Return the pieces of one token, or the token itself when it has none."""
        if row not in self.known:
            self.known[row] = self._cut(row)
        return self.known[row]

    def _cut(self, row: int) -> list[int]:
        name = self.names[row]
        word = name.removeprefix("##")
        if len(word) < SHORTEST or name.startswith("["):
            return [row]
        mark = "##" if name.startswith("##") else ""
        # longest first, as WordPiece reads; both parts of two letters or more
        for end in range(len(word) - 2, 1, -1):
            first, rest = mark + word[:end], "##" + word[end:]
            if first in self.rows and rest in self.rows:
                return [self.rows[first], self.rows[rest]]
        return [row]
