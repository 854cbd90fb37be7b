"""A transformer and a static model as one encoder: they err on different sentences, so their sum errs less than either.

Both were taught by the same model, so the static vectors, turned back into its space, can be added to the others.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from docintel.errors import ModelError
from docintel.index.onnx_model import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from docintel.index.encode import Encoder
    from docintel.index.encode_files import Kind

TURN = "turn.npy"
"""The axes of the static model in the space of the transformer, one a column."""


class BesideEncoder:
    """The vectors of a transformer plus a share of those of a static model, of length 1 again."""

    def __init__(self, transformer: Encoder, static: Encoder, turn: NDArray[np.float32], share: float) -> None:
        """Join two loaded encoders; ``turn`` has a row for each number of the one, a column for each of the other.

        Raises:
            ModelError: the sizes do not fit.
        """
        if turn.shape != (transformer.dimension, static.dimension):
            raise ModelError(
                transformer.name, f"does not fit {static.name} beside it ({turn.shape})", "install the models again"
            )
        self._transformer, self._static, self._turn = transformer, static, share * turn.T
        self.name, self.dimension = transformer.name, transformer.dimension
        parts = f"{transformer.version} {static.version} {share}".encode()
        self.version = hashlib.sha256(parts + turn.tobytes()).hexdigest()[:12]

    @property
    def truncated(self) -> int:
        """Number of texts cut since loading; the static model reads them whole."""
        return self._transformer.truncated

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> NDArray[np.float32]:
        """Return one row of length 1 per text."""
        rows = self._transformer.encode(texts, kind=kind)
        return normalise(rows + self._static.encode(texts, kind=kind) @ self._turn)


def read_turn(folder: Path) -> NDArray[np.float32]:
    """Read the axes that a model's folder holds.

    Raises:
        ModelError: the file is missing or damaged.
    """
    try:
        turn: NDArray[np.float32] = np.load(folder / TURN, allow_pickle=False).astype(np.float32)
    except (OSError, ValueError) as error:
        raise ModelError(str(folder / TURN), f"cannot be loaded ({error})", "install the model again") from error
    return turn
