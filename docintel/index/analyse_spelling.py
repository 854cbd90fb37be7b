"""Words with a typing error to the words that the index knows."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

SHORTEST = 4
BITS = 64
MOST = 3
_ONES = np.array([bin(byte).count("1") for byte in range(256)], dtype=np.uint8)


class Speller:
    """Finds known words at one or two changes, by letter pairs first and edit distance then."""

    def __init__(self, words: Mapping[str, int]) -> None:
        """Sign every known word with the letter pairs that it holds."""
        self._words = [word for word in words if len(word) >= SHORTEST]
        self._counts = words
        self._lengths = np.array([len(word) for word in self._words], dtype=np.int16)
        self._signatures = np.array([_signature(word) for word in self._words], dtype=np.uint64)

    def suggest(self, word: str) -> list[tuple[str, float]]:
        """Known words that may be meant with a weight below 1, best first.

        >>> Speller({"veiligheid": 9, "machtiging": 4}).suggest("veilgheid")
        [('veiligheid', 0.8)]
        """
        most = 1 if len(word) < 8 else 2
        if len(word) < SHORTEST or not self._words:
            return []
        near = np.abs(self._lengths - len(word)) <= most
        differ = _popcount(self._signatures ^ np.uint64(_signature(word)))
        found = []
        for at in np.flatnonzero(near & (differ <= 4 * most)):
            other = self._words[at]
            distance = edits(word, other, most)
            if distance <= most:
                found.append((distance + 0.3 * (word[0] != other[0]), -self._counts[other], other))
        found.sort()
        best = found[:MOST]
        return [(other, 0.8 if distance < 1.5 else 0.6) for distance, _, other in best if distance <= best[0][0] + 0.5]


def _signature(word: str) -> int:
    value = 0
    padded = f"^{word}$"
    for first, second in itertools.pairwise(padded):
        value |= 1 << ((ord(first) * 31 + ord(second)) % BITS)
    return value


def _popcount(values: NDArray[np.uint64]) -> NDArray[np.int64]:
    counted: NDArray[np.int64] = _ONES[values.view(np.uint8)].reshape(len(values), 8).sum(axis=1, dtype=np.int64)
    return counted


def edits(first: str, second: str, most: int) -> int:
    """Insertions, deletions, changes and swaps of neighbours between two words; gives up above ``most``."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: Sequence[int] = []
    row: list[int] = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
