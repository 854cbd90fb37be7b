"""Sentence vectors: one contract, three backends (`static` and `onnx` ship, `transformers` runs any other model)."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Literal, Protocol

from docintel.errors import ModelError
from docintel.index.encode_files import Kind, Model, ModelCard, find_model, read_card

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from docintel.config import EncoderSettings

__all__ = ["Encoder", "Kind", "ModelCard", "find_model", "load_encoder"]


class Encoder(Model, Protocol):
    """Turn texts into vectors whose dot product is their cosine."""

    @property
    def truncated(self) -> int:
        """Number of texts cut at ``max_tokens`` since loading."""
        ...

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> NDArray[np.float32]:
        """Return one row of length 1 per text, in the order of the texts (a text without a known word gives zeros)."""
        ...


def load_encoder(settings: EncoderSettings) -> Encoder:
    """Load the encoder that the settings name.

    Raises:
        ModelError: there is no such model, it is damaged, or the backend is not installed.
    """
    if settings.threads:
        os.environ.setdefault("RAYON_NUM_THREADS", str(settings.threads))  # read by tokenizers at its first batch
    folder = find_model(settings.name)
    backend = settings.backend if settings.backend != "auto" else _backend_of(folder, settings.name)
    if backend == "transformers":
        from docintel.index.encode_transformers import TransformersEncoder

        return TransformersEncoder(str(folder) if folder else settings.name, settings)
    if folder is None:
        raise ModelError(
            settings.name, "is no folder and no shipped model", 'for a Hugging Face name set backend = "transformers"'
        )
    card = _with_settings(read_card(folder), settings)
    if card.output != "sentence":
        raise ModelError(settings.name, "makes no vectors of sentences", "name another model as encoder")
    if backend == "static":
        return _static(folder, card)
    from docintel.index.encode_onnx import OnnxEncoder

    encoder = OnnxEncoder(folder, card, threads=settings.threads, batch_size=settings.batch_size)
    return _beside(encoder, folder, card) if card.beside else encoder


def _beside(encoder: Encoder, folder: Path, card: ModelCard) -> Encoder:
    """Add the static model that the card names; it lies beside the model or ships."""
    from docintel.index.encode_beside import BesideEncoder, read_turn

    place = folder.parent / card.beside
    other = find_model(str(place)) or find_model(card.beside)
    if other is None:
        raise ModelError(str(folder), f"needs the model {card.beside}, which is not there", "install the models again")
    return BesideEncoder(encoder, _static(other, read_card(other)), read_turn(folder), card.share)


@cache
def _static(folder: Path, card: ModelCard) -> Encoder:
    """One table (13 MB) a process, whether it makes passages or only words."""
    from docintel.index.encode_static import StaticEncoder

    return StaticEncoder(folder, card)


def _backend_of(folder: Path | None, name: str) -> Literal["static", "onnx", "transformers"]:
    if folder is None:
        raise ModelError(
            name, "is no folder and no shipped model", 'for a Hugging Face name set backend = "transformers"'
        )
    if (folder / "vectors.npy").is_file():
        return "static"
    return "onnx" if (folder / "model.onnx").is_file() else "transformers"


def _with_settings(card: ModelCard, settings: EncoderSettings) -> ModelCard:
    """Let what the user set win over what the model says; positions beyond the model's own length do not exist."""
    return replace(
        card,
        max_tokens=min(card.max_tokens, settings.max_tokens),
        query_prefix=card.query_prefix if settings.query_prefix is None else settings.query_prefix,
        passage_prefix=card.passage_prefix if settings.passage_prefix is None else settings.passage_prefix,
    )
