"""Static word vectors, summed: no network of layers, so 120 words cost well under a millisecond."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from docintel.errors import ModelError
from docintel.index.encode_files import load_tokenizer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from docintel.index.encode_files import Kind, ModelCard

BATCH = 64
"""Texts summed at a time: the gathered rows (64 of 150 tokens, 10 MB) stay small; 256 take a fifth more time."""
MEMORY = 200_000
"""Different words whose tokens stay in memory (0.2 kB each)."""


class StaticEncoder:
    """Sum the vectors of the tokens of a text; how much a token counts is the length of its vector."""

    truncated = 0

    def __init__(self, folder: Path, card: ModelCard) -> None:
        """Load tokenizer and table.

        Raises:
            ModelError: a file is missing or damaged.
        """
        self.name, self.version, self.dimension = card.name, card.version, card.dimension
        self._card = card
        self._tokenizer = load_tokenizer(folder)
        self._known: dict[str, list[int]] = {}
        try:
            vectors = np.load(folder / "vectors.npy", allow_pickle=False)
            scales = np.load(folder / "scales.npy", allow_pickle=False)
        except (OSError, ValueError) as error:
            raise ModelError(str(folder), f"cannot be loaded ({error})", "install the model again") from error
        if vectors.shape != (self._tokenizer.get_vocab_size(), card.dimension) or len(scales) != len(vectors):
            raise ModelError(str(folder), "vectors and tokenizer do not fit each other", "install the model again")
        self._vectors, self._scales = vectors, scales.astype(np.float32)
        """Bytes as in the file: 13 MB instead of 52, and rows are as fast to gather and scale as from a ready table."""

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> NDArray[np.float32]:
        """Return one row of length 1 per text; zeros where no word is known."""
        prefix = self._card.prefix(kind)
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), BATCH):
            tokens = self._tokens([prefix + text for text in texts[start : start + BATCH]])
            self._sum(tokens, rows[start : start + BATCH])
        return rows

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """Numbers of the tokens of each text; the tokenizer is asked once for a word, as it cuts at blanks anyway."""
        lines = [text.split() for text in texts]
        if len(self._known) > MEMORY:
            self._known.clear()
        fresh = list({word for line in lines for word in line if word not in self._known})
        encodings = self._tokenizer.encode_batch_fast(fresh, add_special_tokens=False)
        self._known |= {word: encoding.ids for word, encoding in zip(fresh, encodings, strict=True)}
        return [list(chain.from_iterable(map(self._known.__getitem__, line))) for line in lines]

    def _sum(self, tokens: list[list[int]], rows: NDArray[np.float32]) -> None:
        """Weighted sum of each text's tokens, to length 1.

        Text by text: ``reduceat`` over the batch adds column by column, in four times the time. Not by BLAS, whose
        last digits hang on the number of threads.
        """
        lengths = [len(line) for line in tokens]
        ids = np.fromiter(chain.from_iterable(tokens), np.intp, sum(lengths))
        vectors, scales = self._vectors[ids].astype(np.float32), self._scales[ids]
        end = 0
        for row, length in zip(rows, lengths, strict=True):
            start, end = end, end + length
            np.einsum("t,td->d", scales[start:end], vectors[start:end], out=row)
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        np.divide(rows, norms, out=rows, where=norms > 0)
