"""The files of an encoder that this project trained: where they lie, what its card says, its tokenizer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from tokenizers import Tokenizer

from docintel.config import models_folder
from docintel.errors import ModelError

CARD = "config.json"
Kind = Literal["query", "passage"]


class Model(Protocol):
    """A loaded model that makes vectors."""

    @property
    def name(self) -> str:
        """Name of the model."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever the vectors change; part of the key under which vectors are kept."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What the ``config.json`` of a shipped model says."""

    name: str
    version: str
    dimension: int
    max_tokens: int = 256
    query_prefix: str = ""
    passage_prefix: str = ""
    pooling: Literal["mean", "cls"] = "mean"
    output: Literal["sentence", "words"] = "sentence"
    """What there is a vector of."""
    beside: str = ""
    """Name of the static model whose vectors are added (`docintel.index.encode_beside`)."""
    share: float = 0.0
    """How much they count."""

    def prefix(self, kind: Kind) -> str:
        """Return what is written before a text of this kind."""
        return self.query_prefix if kind == "query" else self.passage_prefix


def find_model(name: str) -> Path | None:
    """Find a model folder: a path, or a name under ``models/``; None when it can only be a hub name.

    Raises:
        ModelError: the folder holds no model of vectors: a name model has no ``config.json``.
    """
    folder = next((folder for folder in (Path(name), models_folder() / name) if folder.is_dir()), None)
    if folder is not None and not (folder / CARD).is_file():
        what = f"makes no vectors: there is no {CARD} in {folder}"
        raise ModelError(name, what, "name another model, or install this one again")
    return folder


def read_card(folder: Path) -> ModelCard:
    """Read the ``config.json`` of a model that this project trained."""
    path = folder / CARD
    try:
        values = json.loads(path.read_text("utf-8"))
        known = {key: values[key] for key in ModelCard.__slots__ if key in values}
        return ModelCard(**known)
    except (OSError, ValueError, TypeError) as error:
        raise ModelError(str(path), f"is not the configuration of an encoder ({error})", "install it again") from error


def load_tokenizer(folder: Path) -> Tokenizer:
    """Read ``tokenizer.json``; texts are neither cut nor padded.

    The text is parsed as JSON first, because for a damaged file ``tokenizers`` raises a bare Exception.
    """
    path = folder / "tokenizer.json"
    try:
        text = path.read_text("utf-8")
        json.loads(text)
    except FileNotFoundError as error:
        raise ModelError(str(path), "is missing", "install the model again") from error
    except ValueError as error:
        raise ModelError(str(path), f"is damaged ({error})", "install the model again") from error
    tokenizer = Tokenizer.from_str(text)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
