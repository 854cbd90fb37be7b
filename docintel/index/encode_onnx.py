"""Transformer encoders on ONNX Runtime."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from docintel.index.onnx_model import OnnxModel, normalise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from docintel.index.encode_files import Kind, ModelCard


class OnnxEncoder:
    """Run ``model.onnx``; its output is pooled already, or the hidden state of every token."""

    def __init__(self, folder: Path, card: ModelCard, *, threads: int = 0, batch_size: int = 32) -> None:
        """Load tokenizer and graph; ``threads`` batches are run side by side, 0: one a core.

        Raises:
            ModelError: a file is missing or damaged.
        """
        self.name, self.version, self.dimension = card.name, card.version, card.dimension
        self._model = OnnxModel(folder, card, threads=threads, batch_size=batch_size)

    @property
    def truncated(self) -> int:
        """Number of texts cut since loading."""
        return self._model.truncated

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> NDArray[np.float32]:
        """Return one row of length 1 per text."""
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for batch in self._model.run(self._model.tokenize(texts, kind)):
            pooled = batch.output.ndim == 2
            vectors = batch.output if pooled else pool(batch.output, batch.mask, self._model.card.pooling)
            rows[batch.places] = normalise(vectors)
        return rows


def pool(hidden: NDArray[np.float32], mask: NDArray[np.int64], how: str) -> NDArray[np.float32]:
    """Reduce the hidden states of the tokens to one vector: their mean, or the first one."""
    if how == "cls":
        return hidden[:, 0]
    weights = mask[:, :, None].astype(np.float32)
    summed: NDArray[np.float32] = (hidden * weights).sum(1) / weights.sum(1)
    return summed
