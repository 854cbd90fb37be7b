"""A model of layers on ONNX Runtime, with the tokenizer of the ``tokenizers`` package; no torch."""

from __future__ import annotations

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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
    from tokenizers import Encoding, Tokenizer

    from docintel.index.encode_files import Kind, ModelCard

logger = logging.getLogger(__name__)

BATCH_TOKENS = 512
"""Tokens of a batch, padding included: what stays in the caches of a core. 512 gave 5,300 words a CPU-second, 32 texts
of any length 3,700, 64 of them 2,900."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What the model gives for some of the texts."""

    places: list[int]
    """Which of the texts."""
    output: NDArray[np.float32]
    """A row for each of them, of numbers or of tokens."""
    mask: NDArray[np.int64]
    """1 for a token, 0 for padding."""


class OnnxModel:
    """Runs ``model.onnx`` over texts of any length."""

    def __init__(self, folder: Path, card: ModelCard, *, threads: int = 0, batch_size: int = 32) -> None:
        """Load tokenizer and graph; ``threads`` batches are run side by side, 0: one a core.

        Raises:
            ModelError: a file is missing or damaged.
        """
        self.card, self.truncated = card, 0
        self._batch = batch_size
        self._threads = threads or len(os.sched_getaffinity(0))
        options = onnxruntime.SessionOptions()
        # two threads on one batch wait for each other, two on a batch each do not
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.tokenizer: Tokenizer = load_tokenizer(folder)
        self.tokenizer.enable_truncation(card.max_tokens)
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except (Fail, InvalidGraph, InvalidProtobuf, NoSuchFile, NotImplemented) as error:
            raise ModelError(str(folder), f"cannot be loaded ({error})", "install the model again") from error
        self._inputs = {node.name for node in self._session.get_inputs()}
        output = self._session.get_outputs()[0]
        self._output = output.name
        self.shape = tuple(size if isinstance(size, int) else None for size in output.shape)
        """Of the output; None where it depends on the texts."""

    def tokenize(self, texts: Sequence[str], kind: Kind) -> list[Encoding]:
        """Tokens of texts, their ends cut where the model reads no further."""
        prefix = self.card.prefix(kind)
        encodings: list[Encoding] = self.tokenizer.encode_batch([prefix + text for text in texts])
        cut = sum(bool(encoding.overflowing) for encoding in encodings)
        if cut:
            self.truncated += cut
            logger.warning("%d of %d texts are longer than %d tokens; their ends are not read",
                           cut, len(texts), self.card.max_tokens)  # fmt: skip
        return encodings

    def run(self, encodings: Sequence[Encoding]) -> Iterator[Batch]:
        """Read texts, those of like length together."""

        def read(places: list[int]) -> Batch:
            return self._run(places, [encodings[place].ids for place in places])

        batches = list(self._batches([len(encoding.ids) for encoding in encodings]))
        if min(self._threads, len(batches)) < 2:
            yield from map(read, batches)
            return
        with ThreadPoolExecutor(self._threads) as threads:
            yield from threads.map(read, batches)

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

    def _run(self, places: list[int], tokens: list[list[int]]) -> Batch:
        width = max(map(len, tokens))
        ids = np.zeros((len(tokens), width), np.int64)
        mask = np.zeros_like(ids)
        for row, line in enumerate(tokens):
            ids[row, : len(line)] = line
            mask[row, : len(line)] = 1
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (output,) = self._session.run([self._output], {name: feeds[name] for name in self._inputs})
        return Batch(places, output, mask)


def normalise(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bring every row to length 1; a row of zeros stays."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    divided: NDArray[np.float32] = np.divide(rows, norms, out=np.zeros_like(rows, dtype=np.float32), where=norms > 0)
    return divided
