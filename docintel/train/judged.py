"""Pairs of Dutch sentences with a judgement of how much they say the same, 0 to 5, written and judged for this project.

Cosines have to come in the order of the judgements; how large they are is left to the teacher (CoSENT, Su 2022).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from docintel.train.filters import key
from docintel.train.prepare import evaluation_keys

PAIRS = Path("pipelines/train/encoder_judged.tsv")
BATCH = 48
"""Pairs in a step."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sentences and how much they say the same."""

    first: str
    second: str
    judgement: float


def read_pairs(path: Path, evaluation: Path | None = None) -> list[Pair]:
    """Read the pairs; those with a sentence of an evaluation set are left out."""
    forbidden = evaluation_keys(evaluation) if evaluation else frozenset()
    cells = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    pairs = [Pair(first, second, float(value)) for first, second, value in cells]
    return [pair for pair in pairs if not {key(pair.first), key(pair.second)} & forbidden]


def order_loss(cosines: torch.Tensor, judgements: torch.Tensor, heat: float) -> torch.Tensor:
    """Return what is to be made small: a pair that is judged less alike than another and lies nearer.

    >>> float(order_loss(torch.tensor([0.9, 0.1]), torch.tensor([5.0, 0.0]), 20.0)) < 1e-3
    True
    """
    wrong = heat * (cosines[None, :] - cosines[:, None])  # row judged more alike than column
    above = judgements[:, None] > judgements[None, :]
    terms = wrong[above]
    return torch.logsumexp(torch.cat([torch.zeros(1), terms]), 0)


class Judged:
    """Draws pairs and measures their order."""

    def __init__(self, pairs: list[Pair], tokenizer: Tokenizer, seed: int) -> None:
        """Tokenise all of them."""
        self.ids = [
            [encoding.ids for encoding in tokenizer.encode_batch_fast(side)]
            for side in ([pair.first for pair in pairs], [pair.second for pair in pairs])
        ]
        self.judgements = torch.tensor([pair.judgement for pair in pairs])
        self.chance = np.random.default_rng(seed)

    def loss(self, encode: Callable[[list[list[int]]], torch.Tensor], heat: float) -> torch.Tensor:
        """Return the loss of a draw."""
        rows = self.chance.choice(len(self.judgements), min(BATCH, len(self.judgements)), replace=False)
        vectors = encode([side[row] for side in self.ids for row in rows])
        cosines = (vectors[: len(rows)] * vectors[len(rows) :]).sum(-1)
        return order_loss(cosines, self.judgements[torch.from_numpy(rows)], heat)
