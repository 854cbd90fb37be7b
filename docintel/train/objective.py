"""What the transformer student learns from a batch: the teacher's vector, and its order of thousands of others.

The teacher's vectors are computed once, so comparing a batch with thousands of them costs one product and no encoding.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from docintel.train.asked import Asked, also_right

BANK_STEPS = 25
"""The bank is drawn anew after so many steps."""


class Bank:
    """A changing sample of the teacher's vectors: what a sentence has to be told apart from."""

    def __init__(self, vectors: NDArray[np.float16], size: int, seed: int) -> None:
        """Draw from ``vectors``; a size of 0 leaves only the other sentences of the batch."""
        self.vectors = vectors
        self.size = min(size, len(vectors))
        self.chance = np.random.default_rng(seed)
        self.age = 0
        self.sample = torch.zeros(0, vectors.shape[1])

    def draw(self) -> torch.Tensor:
        """Return the sample of this step."""
        if self.size and self.age % BANK_STEPS == 0:
            rows = np.sort(self.chance.choice(len(self.vectors), self.size, replace=False))
            self.sample = functional.normalize(torch.from_numpy(self.vectors[rows].astype(np.float32)), dim=-1)
        self.age += 1
        return self.sample


def choice(logits: torch.Tensor, asked: Asked, rows: Sequence[int], columns: Sequence[int]) -> torch.Tensor:
    """Each question (row) chooses its passage among those drawn (columns); what also answers it is no other."""
    also = torch.from_numpy(also_right(asked, rows, columns))
    wanted = torch.tensor([columns.index(asked.right[row][0]) for row in rows])
    return functional.cross_entropy(logits.masked_fill(also, -1e4), wanted)


def batch_contrast(vectors: torch.Tensor, targets: torch.Tensor, _bank: torch.Tensor, heat: float) -> torch.Tensor:
    """Contrast with the teacher's other vectors of the batch."""
    same = (targets @ targets.T > 0.95) & ~torch.eye(len(targets), dtype=torch.bool)
    logits = (vectors @ targets.T * heat).masked_fill(same, -1e4)  # a paraphrase is no negative
    return functional.cross_entropy(logits, torch.arange(len(targets)))


def bank_contrast(vectors: torch.Tensor, targets: torch.Tensor, bank: torch.Tensor, heat: float) -> torch.Tensor:
    """Divergence from the teacher's own choice among the bank.

    The teacher's choice is soft: a paraphrase in the bank gets the share that the teacher gives it, and is no negative.
    """
    others = torch.cat([targets, bank])
    wanted = torch.softmax(targets @ others.T * heat, dim=-1)
    chosen = torch.log_softmax(vectors @ others.T * heat, dim=-1)
    return functional.kl_div(chosen, wanted, reduction="batchmean")


class Recent:
    """The last vectors of the student with the teacher's vectors of the same rows: the answers an English one has."""

    def __init__(self, size: int, dimension: int) -> None:
        """Keep the last ``size`` rows."""
        self.size = size
        self.vectors = torch.zeros(0, dimension)
        self.targets = torch.zeros(0, dimension)

    def add(self, vectors: torch.Tensor, targets: torch.Tensor) -> None:
        """Take a batch in, and let the oldest rows go."""
        self.vectors = torch.cat([self.vectors, vectors.detach()])[-self.size :]
        self.targets = torch.cat([self.targets, targets])[-self.size :]


def recent_contrast(vectors: torch.Tensor, targets: torch.Tensor, recent: Recent, heat: float) -> torch.Tensor:
    """Divergence from the teacher's choice, the other way round: its vector chooses among those of the student.

    The bank teaches a Dutch sentence to find the English one; nothing there keeps a third Dutch sentence from lying
    nearer to that English one than its translation does.
    """
    wanted = torch.softmax(targets @ torch.cat([targets, recent.targets]).T * heat, dim=-1)
    chosen = torch.log_softmax(targets @ torch.cat([vectors, recent.vectors]).T * heat, dim=-1)
    return functional.kl_div(chosen, wanted, reduction="batchmean")
