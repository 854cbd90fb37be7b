"""Transformer encoders on ONNX Runtime, with the tokenizer of the ``tokenizers`` package; no torch."""

from __future__ import annotations

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidGraph, InvalidProtobuf, NoSuchFile, NotImplemented

from docintel.errors import ModelError
from docintel.index.encode_files import load_tokenizer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Encoding

    from docintel.index.encode_files import Kind, ModelCard

logger = logging.getLogger(__name__)

TOKENS = "tokens"
"""Name of the second output (`docintel.train.tokens`)."""

BATCH_TOKENS = 512
"""Tokens of a batch, padding included: what stays in the caches of a core. 512 gave 5,300 words a CPU-second, 32 texts
of any length 3,700, 64 of them 2,900."""


class OnnxEncoder:
    """Run ``model.onnx``; its output is pooled already, or the hidden state of every token."""

    def __init__(self, folder: Path, card: ModelCard, *, threads: int = 0, batch_size: int = 32) -> None:
        """Load tokenizer and graph; ``threads`` batches are run side by side, 0: one a core.

        Raises:
            ModelError: a file is missing or damaged.
        """
        self.name, self.version, self.dimension = card.name, card.version, card.dimension
        self.truncated = 0
        self._card, self._batch = card, batch_size
        self._threads = threads or len(os.sched_getaffinity(0))
        options = onnxruntime.SessionOptions()
        # two threads on one batch wait for each other, two on a batch each do not
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._tokenizer = load_tokenizer(folder)
        self._tokenizer.enable_truncation(card.max_tokens)
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except (Fail, InvalidGraph, InvalidProtobuf, NoSuchFile, NotImplemented) as error:
            raise ModelError(str(folder), f"cannot be loaded ({error})", "install the model again") from error
        self._inputs = {node.name for node in self._session.get_inputs()}
        self._outputs = [node.name for node in self._session.get_outputs()]
        self._is_word: NDArray[np.bool_] | None = None

    @property
    def has_tokens(self) -> bool:
        """The model also tells the state of every token, for late interaction."""
        return TOKENS in self._outputs

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> NDArray[np.float32]:
        """Return one row of length 1 per text."""
        encodings = self._tokenize(texts, kind)
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for places, (vectors,) in self._run_all(encodings):
            rows[places] = vectors
        return rows

    def encode_tokens(
        self, texts: Sequence[str], *, kind: Kind = "passage"
    ) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        """The same, and for each text a row of length 1 per token that is a word or part of one."""
        encodings = self._tokenize(texts, kind)
        rows = np.zeros((len(texts), self.dimension), np.float32)
        tokens: list[NDArray[np.float32]] = [np.zeros((0, 1), np.float32)] * len(texts)
        for places, (vectors, states) in self._run_all(encodings, TOKENS):
            rows[places] = vectors
            for place, state in zip(places, states, strict=True):
                ids = np.asarray(encodings[place].ids)
                words = self._words()[ids] & (np.asarray(encodings[place].special_tokens_mask) == 0)
                tokens[place] = normalise(state[: len(ids)][words])
        return rows, tokens

    def _words(self) -> NDArray[np.bool_]:
        """For each token of the vocabulary whether it holds a letter or a digit."""
        if self._is_word is None:
            names = (self._tokenizer.id_to_token(number) or "" for number in range(self._tokenizer.get_vocab_size()))
            self._is_word = np.array([any(char.isalnum() for char in name) for name in names])
        return self._is_word

    def _tokenize(self, texts: Sequence[str], kind: Kind) -> list[Encoding]:
        prefix = self._card.prefix(kind)
        encodings: list[Encoding] = self._tokenizer.encode_batch([prefix + text for text in texts])
        cut = sum(bool(encoding.overflowing) for encoding in encodings)
        if cut:
            self.truncated += cut
            logger.warning("%d of %d texts are longer than %d tokens; their ends are not in the vectors",
                           cut, len(texts), self._card.max_tokens)  # fmt: skip
        return encodings

    def _run_all(
        self, encodings: Sequence[Encoding], *more: str
    ) -> Iterator[tuple[list[int], list[NDArray[np.float32]]]]:
        """The texts of each batch, by their places, and what the model gives for them."""

        def run(places: list[int]) -> list[NDArray[np.float32]]:
            return self._run([encodings[place].ids for place in places], *more)

        batches = list(self._batches([len(encoding.ids) for encoding in encodings]))
        if min(self._threads, len(batches)) < 2:
            yield from zip(batches, map(run, batches), strict=True)
            return
        with ThreadPoolExecutor(self._threads) as threads:
            yield from zip(batches, threads.map(run, batches), strict=True)

    def _batches(self, lengths: list[int]) -> Iterator[list[int]]:
        """Sort by length, so that no batch is mostly padding, and end a batch where it gets too large."""
        batch: list[int] = []
        for place in sorted(range(len(lengths)), key=lengths.__getitem__):
            if len(batch) == self._batch or (batch and (len(batch) + 1) * lengths[place] > BATCH_TOKENS):
                yield batch
                batch = []
            batch.append(place)
        if batch:
            yield batch

    def _run(self, tokens: list[list[int]], *more: str) -> list[NDArray[np.float32]]:
        """The vectors, and what else is asked for."""
        width = max(map(len, tokens))
        ids = np.zeros((len(tokens), width), np.int64)
        mask = np.zeros_like(ids)
        for row, line in enumerate(tokens):
            ids[row, : len(line)] = line
            mask[row, : len(line)] = 1
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        asked = [self._outputs[0], *more]
        output, *others = self._session.run(asked, {name: feeds[name] for name in self._inputs})
        return [normalise(output if output.ndim == 2 else pool(output, mask, self._card.pooling)), *others]


def pool(hidden: NDArray[np.float32], mask: NDArray[np.int64], how: str) -> NDArray[np.float32]:
    """Reduce the hidden states of the tokens to one vector: their mean, or the first one."""
    if how == "cls":
        return hidden[:, 0]
    weights = mask[:, :, None].astype(np.float32)
    summed: NDArray[np.float32] = (hidden * weights).sum(1) / weights.sum(1)
    return summed


def normalise(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bring every row to length 1; a row of zeros stays."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    divided: NDArray[np.float32] = np.divide(rows, norms, out=np.zeros_like(rows, dtype=np.float32), where=norms > 0)
    return divided
