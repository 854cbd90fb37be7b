"""Train the static student: word vectors whose sum imitates the teacher, in both languages.

``python -m docintel.train.static --prepared build/encoder --words EN NL --output build/encoder/static``

1. every English word starts as the teacher's vector of it, every Dutch word as the mean of its translations (IBM 1);
2. sums of words are drawn to the teacher's vector of the English sentence (distillation, both languages) and
   translations to each other, away from the other sentences of the batch (contrast).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional

from docintel.train.align import translation_table
from docintel.train.plans import add_options, plan_of
from docintel.train.rows import read_rows
from docintel.train.teacher import LEGAL, LEXICON, Teacher, load
from docintel.train.vocabulary import build_tokenizer, count_words

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """The numbers of a run; they go into the model card."""

    rows: int = 51_000
    dimension: int = 256
    epochs: float = 7.0
    batch: int = 1024
    rate: float = 0.01
    temperature: float = 20.0
    contrast: float = 0.3
    dropout: float = 0.15
    law_share: float = 0.5
    lexicon_times: int = 4
    smoothing: float = 1e-3
    seed: int = 7


@dataclass(slots=True)
class Corpus:
    """Tokenised pairs; ``targets`` is the row of the teacher's vector, or -1; an English-only row has no Dutch."""

    english: list[NDArray[np.int32]]
    dutch: list[NDArray[np.int32]]
    targets: NDArray[np.int64]
    law: NDArray[np.bool_]
    lexicon: NDArray[np.bool_]


def read_corpus(prepared: Path, tokenizer: Tokenizer, targets: dict[str, int]) -> Corpus:
    """Tokenise the prepared text."""
    rows = read_rows(prepared / "train.tsv")
    sides = []
    for side in (2, 3):
        encodings = tokenizer.encode_batch_fast([row[side] for row in rows], add_special_tokens=False)
        sides.append([np.asarray(encoding.ids, np.int32) for encoding in encodings])
    # the Dutch of a definition is only its term: it may not be drawn to the teacher's vector of the definition
    places = [-1 if row.kind == "definition" else targets.get(row.en, -1) for row in rows]
    law = [row.source in LEGAL for row in rows]
    lexicon = [row.source == LEXICON for row in rows]
    return Corpus(sides[0], sides[1], np.asarray(places), np.asarray(law), np.asarray(lexicon))


def start_vectors(tokenizer: Tokenizer, corpus: Corpus, plan: Plan) -> NDArray[np.float32]:
    """Return the first table, in the teacher's space."""
    size = tokenizer.get_vocab_size()
    vocabulary = tokenizer.get_vocab()
    names = sorted(vocabulary, key=vocabulary.__getitem__)
    teacher = Teacher(max_tokens=16).encode(names, batch=256)
    counts = [np.bincount(np.concatenate(side), minlength=size) for side in (corpus.english, corpus.dutch)]
    short = [
        place
        for place in range(len(corpus.english))
        if 0 < len(corpus.dutch[place]) <= 30 and 0 < len(corpus.english[place]) <= 30
    ]
    table = translation_table(
        [corpus.english[place].tolist() for place in short],
        [corpus.dutch[place].tolist() for place in short],
        (size, size),
    )
    translated = table @ teacher
    has = np.asarray(table.sum(1)).ravel() > 0
    share = counts[1] / np.maximum(counts[0] + counts[1], 1)
    share[~has] = 0.0
    vectors = teacher * (1 - share[:, None]) + translated * share[:, None]
    frequency = (counts[0] + counts[1]) / (counts[0] + counts[1]).sum()
    weight = plan.smoothing / (plan.smoothing + frequency)
    return np.asarray(vectors * weight[:, None], np.float32)


def rotation(vectors: NDArray[np.float16], dimension: int) -> NDArray[np.float32]:
    """Return the ``dimension`` directions that hold most of the teacher's vectors (not centred: cosines are kept)."""
    sample = vectors[:: max(1, len(vectors) // 60_000)].astype(np.float32)
    _values, directions = np.linalg.eigh(sample.T @ sample)
    return np.ascontiguousarray(directions[:, ::-1][:, :dimension]).astype(np.float32)


def turned(vectors: NDArray[np.float16], turn: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn the teacher's vectors to those directions, length 1 again."""
    targets = vectors.astype(np.float32) @ turn
    targets /= np.linalg.norm(targets, axis=1, keepdims=True)
    return targets


class Student(torch.nn.Module):  # type: ignore[misc]  # torch is not installed where the types are checked
    """A table of vectors, summed."""

    def __init__(self, table: NDArray[np.float32]) -> None:
        """Start from a table."""
        super().__init__()
        self.bag = torch.nn.EmbeddingBag.from_pretrained(torch.from_numpy(table), freeze=False, mode="sum")

    def forward(self, texts: list[NDArray[np.int32]], keep: float, generator: torch.Generator) -> torch.Tensor:
        """Return one normalised row per text; each token stays with probability ``keep``."""
        lengths = torch.tensor([len(text) for text in texts])
        ids = torch.from_numpy(np.concatenate(texts)).long()
        offsets = torch.cat([torch.zeros(1, dtype=torch.long), lengths.cumsum(0)[:-1]])
        weights = (torch.rand(len(ids), generator=generator) < keep).float() + 0.01
        return functional.normalize(self.bag(ids, offsets, per_sample_weights=weights), dim=-1)


def train(corpus: Corpus, targets: NDArray[np.float32], table: NDArray[np.float32], plan: Plan) -> NDArray[np.float32]:
    """Train and return the table."""
    torch.manual_seed(plan.seed)
    generator = torch.Generator().manual_seed(plan.seed)
    chance = np.random.default_rng(plan.seed)
    student = Student(table)
    optimizer = torch.optim.Adam(student.parameters(), lr=plan.rate * float(np.abs(table).mean()) * 10, fused=True)
    usable = np.asarray([len(text) > 0 for text in corpus.english])
    ordinary = np.flatnonzero(usable & ~corpus.law)
    often = np.where(corpus.lexicon[ordinary], plan.lexicon_times, 1)
    groups = [np.repeat(ordinary, often), np.flatnonzero(usable & corpus.law)]
    per_epoch = len(ordinary) * 2
    steps = int(plan.epochs * per_epoch / plan.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, optimizer.param_groups[0]["lr"], total_steps=steps + 1, pct_start=0.1
    )
    teacher = torch.from_numpy(targets)
    start, losses = time.monotonic(), []
    for step in range(steps):
        group = groups[int(chance.random() < plan.law_share)]
        rows = np.unique(chance.choice(group, plan.batch, replace=False))
        loss = _loss(student, corpus, rows, teacher, plan, generator)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        if step % 200 == 199:
            logger.info(
                "step %d of %d, loss %.4f, %.0f s", step + 1, steps, np.mean(losses[-200:]), time.monotonic() - start
            )
    trained: NDArray[np.float32] = student.bag.weight.detach().numpy()
    return trained


def _loss(
    student: Student,
    corpus: Corpus,
    rows: NDArray[np.int64],
    teacher: torch.Tensor,
    plan: Plan,
    generator: torch.Generator,
) -> torch.Tensor:
    paired = [place for place, row in enumerate(rows) if len(corpus.dutch[row])]
    english = student([corpus.english[row] for row in rows], 1 - plan.dropout, generator)
    dutch = student([corpus.dutch[rows[place]] for place in paired], 1 - plan.dropout, generator)
    targets = torch.from_numpy(corpus.targets[rows])
    known = targets >= 0
    loss = 1 - (english[known] * teacher[targets[known]]).sum(-1).mean()
    known_pairs = known[paired]
    loss = loss + 1 - (dutch[known_pairs] * teacher[targets[paired][known_pairs]]).sum(-1).mean()
    logits = english[paired] @ dutch.T * plan.temperature
    labels = torch.arange(len(paired))
    return loss + plan.contrast * (
        functional.cross_entropy(logits, labels) + functional.cross_entropy(logits.T, labels)
    )


def save(
    table: NDArray[np.float32], tokenizer: Tokenizer, folder: Path, training: Mapping[str, object], name: str
) -> None:
    """Write the model as docintel loads it: int8 rows, one scale each."""
    folder.mkdir(parents=True, exist_ok=True)
    scales = np.maximum(np.abs(table).max(1), 1e-12) / 127
    np.save(folder / "vectors.npy", np.round(table / scales[:, None]).astype(np.int8))
    np.save(folder / "scales.npy", scales.astype(np.float16))
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    content = b"".join((folder / part).read_bytes() for part in ("vectors.npy", "scales.npy", "tokenizer.json"))
    config = {
        "name": name,
        "version": hashlib.sha256(content).hexdigest()[:12],
        "dimension": table.shape[1],
        "max_tokens": 1_000_000,
        "query_prefix": "",
        "passage_prefix": "",
        "training": dict(training),
    }
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", "utf-8")


def begin(
    prepared: Path, words: list[Path], targets: dict[str, int], plan: Plan
) -> tuple[Tokenizer, NDArray[np.float32], Corpus]:
    """Build tokenizer, first table and tokenised text; the first two are kept for the next run with as many rows."""
    kept = prepared / f"static-{plan.rows}"
    if (kept / "start.npy").is_file():
        tokenizer = Tokenizer.from_file(str(kept / "tokenizer.json"))
        return tokenizer, np.load(kept / "start.npy"), read_corpus(prepared, tokenizer, targets)
    tokenizer = build_tokenizer(count_words(prepared, words, frozenset(LEGAL)), plan.rows)
    corpus = read_corpus(prepared, tokenizer, targets)
    table = start_vectors(tokenizer, corpus, plan)
    kept.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(kept / "tokenizer.json"), pretty=False)
    np.save(kept / "start.npy", table)
    return tokenizer, table, corpus


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prepared", type=Path, default=Path("build/encoder"))
    parser.add_argument("--words", type=Path, nargs=2, required=True, help="frequency lists, English and Dutch")
    parser.add_argument("--output", type=Path, default=Path("build/encoder/static"))
    parser.add_argument("--name", default="docintel-static")
    add_options(parser, Plan)
    options = vars(parser.parse_args())
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    plan = plan_of(Plan, options)
    torch.set_num_threads(1)  # sums of rows gain nothing from a second thread
    prepared: Path = options["prepared"]
    texts, vectors = load(prepared / "teacher")
    tokenizer, table, corpus = begin(prepared, options["words"], {text: row for row, text in enumerate(texts)}, plan)
    turn = rotation(vectors, plan.dimension)
    np.save(prepared / f"static-{plan.rows}" / "turn.npy", turn)
    trained = train(corpus, turned(vectors, turn), table @ turn, plan)
    save(trained, tokenizer, options["output"], asdict(plan), options["name"])


if __name__ == "__main__":
    main()
