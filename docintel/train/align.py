"""Which English token a Dutch token stands for: IBM model 1 by expectation-maximisation over sentence pairs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Tokens = Sequence[Sequence[int]]


def translation_table(
    english: Tokens, dutch: Tokens, sizes: tuple[int, int], *, iterations: int = 5, floor: float = 0.01
) -> csr_matrix:
    """Return p(English token | Dutch token) as a Dutch x English matrix, rows summing to 1.

    Every Dutch token of a pair is explained by the English tokens of that pair and an empty one (column 0, dropped at
    the end). A cell below ``floor`` is dropped.
    """
    cells, places, targets = _cooccurrences(english, dutch, sizes[0])
    keys, cell_of = np.unique(cells, return_inverse=True)
    columns, rows = keys % sizes[0], keys // sizes[0]
    # IBM 1 explains Dutch by English, so p(nl | en) is normalised per English token and the posterior per Dutch one
    table: NDArray[np.float64] = np.ones(len(keys))
    for _ in range(iterations):
        table /= np.bincount(columns, table, sizes[0])[columns] + 1e-12
        weights = table[cell_of]
        weights /= np.bincount(targets, weights, places)[targets]
        table = np.bincount(cell_of, weights, len(keys)).astype(np.float64)
    table[columns == 0] = 0.0
    table /= np.bincount(rows, table, sizes[1])[rows] + 1e-12
    table[table < floor] = 0.0
    matrix = csr_matrix((table, (rows, columns)), shape=(sizes[1], sizes[0]))
    matrix.eliminate_zeros()
    sums = np.asarray(matrix.sum(1)).ravel()
    return csr_matrix(matrix.multiply(np.divide(1.0, sums, out=np.zeros_like(sums), where=sums > 0)[:, None]))


def _cooccurrences(english: Tokens, dutch: Tokens, width: int) -> tuple[NDArray[np.int64], int, NDArray[np.int32]]:
    """List every (Dutch token, English token or 0) of every pair, as one number, with the Dutch place it explains."""
    cells: list[NDArray[np.int64]] = []
    targets: list[NDArray[np.int32]] = []
    place = 0
    for left, right in zip(english, dutch, strict=True):
        sources = np.asarray([0, *dict.fromkeys(left)], np.int64)
        explained = np.asarray(list(dict.fromkeys(right)), np.int64)
        if len(explained) == 0:
            continue
        cells.append((explained[:, None] * width + sources[None, :]).ravel())
        targets.append(np.repeat(np.arange(place, place + len(explained), dtype=np.int32), len(sources)))
        place += len(explained)
    return np.concatenate(cells), place, np.concatenate(targets)
