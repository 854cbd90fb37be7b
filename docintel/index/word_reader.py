"""Vectors of words, each in the sense that it has in its sentence: what passages are read again by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from docintel.errors import ModelError
from docintel.index.encode_files import Model, find_model, read_card
from docintel.index.onnx_model import OnnxModel, normalise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from docintel.index.encode_files import ModelCard
    from docintel.index.points import Vector


class WordReader(Model, Protocol):
    """Turn texts into vectors of their words; the dot product of two is their cosine."""

    def read(self, texts: Sequence[str]) -> list[Vector]:
        """For each text a row of length 1 for each word, or part of one, in text order."""
        ...


class OnnxWordReader:
    """Run a ``model.onnx`` whose output is a row for every token (`docintel.train.reading`)."""

    def __init__(self, folder: Path, card: ModelCard, *, threads: int = 0) -> None:
        """Load tokenizer and graph.

        Raises:
            ModelError: a file is missing or damaged.
        """
        self.name, self.version, self.dimension = card.name, card.version, card.dimension
        # one by one: in eight bits a text is rounded by what stands beside it, and the same question asked after others
        # would be answered otherwise (a quarter slower than 512 tokens at a time)
        self._model = OnnxModel(folder, card, threads=threads, batch_size=1)
        if self._model.shape != (None, None, card.dimension):
            found = f"gives {self._model.shape} where its card says {card.dimension} numbers for each token"
            raise ModelError(str(folder), found, "install the model again")
        self._is_word = words_of(self._model.tokenizer)

    def read(self, texts: Sequence[str]) -> list[Vector]:
        """For each text a row of length 1 for each token that is a word or part of one."""
        encodings = self._model.tokenize(texts, "passage")
        found: list[Vector] = [np.zeros((0, self.dimension), np.float32)] * len(texts)
        for batch in self._model.run(encodings):
            for place, states in zip(batch.places, batch.output, strict=True):
                words = self._is_word[encodings[place].ids]
                found[place] = normalise(states[: len(words)][words])
        return found


def words_of(tokenizer: Tokenizer) -> NDArray[np.bool_]:
    """For each token of the vocabulary whether it holds a letter or a digit and is no mark such as ``[UNK]``."""
    names = [tokenizer.id_to_token(number) or "" for number in range(tokenizer.get_vocab_size())]
    return np.array([any(char.isalnum() for char in name) and not name.startswith("[") for name in names])


def load_word_reader(name: str, threads: int = 0) -> WordReader:
    """Load a reader that ships, or one from a folder.

    Raises:
        ModelError: there is no such model, it tells no words, or it is damaged.
    """
    folder = find_model(name)
    if folder is None:
        raise ModelError(name, "is no folder and no shipped model", 'set search.reread to "docintel-reader" or ""')
    card = read_card(folder)
    if card.output != "words":
        raise ModelError(name, "tells no vectors of words", 'set search.reread to "docintel-reader" or ""')
    return OnnxWordReader(folder, card, threads=threads)
