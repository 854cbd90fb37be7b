"""Teach the transformer to read passages again: upper layers of its own for the states of tokens.

``python -m docintel.train.reading --checkpoint build/encoder/student-final --static models/docintel-static
--documents WORKSPACE/documents --output build/encoder/reading``

The sentence vectors stay what they are. From the middle up a copy of the layers goes its own way: there each word of
a question is to find, in its context, the nearest word of the passage that answers (late interaction, as in ColBERT,
Khattab and Zaharia 2020), against the passages of the other questions and against near ones that do not answer.
"""

from __future__ import annotations

import argparse
import copy
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional

from docintel.index.encode_files import read_card
from docintel.index.encode_static import StaticEncoder
from docintel.index.word_reader import words_of
from docintel.train.asked import Asked, nearest, read_asked
from docintel.train.objective import choice
from docintel.train.plans import add_options, plan_of
from docintel.train.sentence import Layers, Sentence
from docintel.train.student import RunningMean, Student, load_student, rate_at

logger = logging.getLogger(__name__)
FILE = "reading.pt"
CHUNK = 64
"""Texts of like length that run together."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The numbers of a run; they go into the model card."""

    layers: int = 3
    directions: int = 128
    tokens: int = 96
    steps: int = 1150
    batch: int = 14
    near: int = 2
    """Passages of other answers beside each question, drawn from the ``nearest``."""
    nearest: int = 40
    rate: float = 1e-4
    rate_directions: float = 5e-4
    rate_weights: float = 2e-2
    dropout: float = 0.1
    heed_decay: float = 0.05
    mean_decay: float = 0.99
    seed: int = 5


class Reading(torch.nn.Module):  # type: ignore[misc]  # torch is not installed where the types are checked
    """Token ids in, a row for each token out: the lower layers of a sentence encoder and upper ones of its own."""

    def __init__(self, sentence: Sentence, plan: Plan) -> None:
        """Share what is below, copy what is above."""
        super().__init__()
        self.base = sentence
        self.upper = copy.deepcopy(sentence.upper)
        self.directions = torch.nn.Linear(sentence.positions.shape[1], plan.directions, bias=False)
        self.heed = torch.nn.Parameter(torch.zeros(plan.directions))
        """How much each token counts in its question: the softmax of its place in this direction."""
        self.weights = torch.nn.Parameter(torch.tensor([25.0, 6.0, 2.0]))
        """Of the words, of the passage as a whole, of its nearest sentence; the last two as the model has them."""

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return a row for each token."""
        return self.from_half_way(self.base.half_way(input_ids, attention_mask), attention_mask)

    def parts(self) -> tuple[Layers, Layers]:
        """All its layers."""
        return self.base.lower, self.upper

    def from_half_way(self, states: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """The same from the states that do not learn."""
        states = self.upper(states, attention_mask.to(states.dtype))
        return self.directions(states.to(self.directions.weight.dtype))

    def learnt(self) -> dict[str, torch.Tensor]:
        """What training changes, by name."""
        return {name: value for name, value in self.state_dict().items() if not name.startswith("base.")}


def load_reading(folder: Path, student: Student) -> tuple[Plan, Reading]:
    """Load what a run made on this student, and the numbers of the run."""
    state = torch.load(folder / FILE, weights_only=True)
    plan = Plan(**state["plan"])
    reading = Reading(Sentence(student, plan.layers), plan)
    reading.load_state_dict(reading.state_dict() | state["weights"])
    reading.eval()
    return plan, reading


@dataclass(frozen=True, slots=True)
class HalfWay:
    """What the layers that stay make of texts: hidden states of all tokens one after the other, vectors of texts."""

    hidden: NDArray[np.float16]
    starts: NDArray[np.int64]
    words: NDArray[np.bool_]
    """Which tokens are words or parts of words; the others are not compared."""
    vectors: NDArray[np.float32]

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.starts) - 1


def by_length(lengths: Sequence[int], size: int = CHUNK) -> list[list[int]]:
    """Return places of texts in chunks of like length."""
    places = sorted(range(len(lengths)), key=lengths.__getitem__)
    return [places[start : start + size] for start in range(0, len(places), size)]


def half_way(sentence: Sentence, tokenizer: Tokenizer, texts: Sequence[str], plan: Plan) -> HalfWay:
    """Run the layers that stay, once."""
    ids = [one.ids[: plan.tokens] for one in tokenizer.encode_batch_fast(list(texts))]
    lengths = [len(one) for one in ids]
    starts = np.concatenate(([0], np.cumsum(lengths)))
    hidden = np.zeros((starts[-1], sentence.positions.shape[1]), np.float16)
    vectors = np.zeros((len(texts), hidden.shape[1]), np.float32)
    for places in by_length(lengths):
        table, mask = padded([ids[place] for place in places])
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            states = sentence.half_way(table, mask)
            vectors[places] = sentence.pool(states, mask).float().numpy()
        for row, place in enumerate(places):
            hidden[starts[place] : starts[place + 1]] = states[row, : lengths[place]].float().numpy()
    return HalfWay(hidden, starts, words_of(tokenizer)[np.concatenate(ids)], vectors)


def padded(rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return token ids and mask of texts."""
    table = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
    mask = torch.zeros(table.shape)
    for number, row in enumerate(rows):
        table[number, : len(row)] = torch.tensor(row)
        mask[number, : len(row)] = 1
    return table, mask


class TokenStates:
    """Token states of texts by the layers that learn."""

    def __init__(self, reading: Reading, plan: Plan) -> None:
        """Take both."""
        self.reading, self.plan = reading, plan

    def __call__(self, source: HalfWay, texts: Sequence[int], *, training: bool = True) -> list[torch.Tensor]:
        """Return for each text a row of length 1 for each of its words."""
        lengths = [int(source.starts[text + 1] - source.starts[text]) for text in texts]
        found: list[torch.Tensor] = [torch.zeros(0)] * len(texts)
        for places in by_length(lengths):
            width = max(lengths[place] for place in places)
            states = torch.zeros(len(places), width, source.hidden.shape[1])
            mask = torch.zeros(len(places), width)
            for row, place in enumerate(places):
                start = source.starts[texts[place]]
                states[row, : lengths[place]] = torch.from_numpy(
                    source.hidden[start : start + lengths[place]].astype(np.float32)
                )
                mask[row, : lengths[place]] = 1
            states = functional.dropout(states, self.plan.dropout, training)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                states = self.reading.from_half_way(states, mask)
            rows = functional.normalize(states.float(), dim=-1)
            for row, place in enumerate(places):
                start = source.starts[texts[place]]
                found[place] = rows[row, : lengths[place]][source.words[start : start + lengths[place]]]
        return found


def aligned(questions: Sequence[torch.Tensor], passages: Sequence[torch.Tensor], heed: torch.Tensor) -> torch.Tensor:
    """Return, a row a question and a column a passage, the mean over the question's words of the nearest one there."""
    asked, said = torch.cat(list(questions)), torch.cat(list(passages))
    passage = torch.repeat_interleave(torch.arange(len(passages)), torch.tensor([len(one) for one in passages]))
    question = torch.repeat_interleave(torch.arange(len(questions)), torch.tensor([len(one) for one in questions]))
    near = asked @ said.T
    best = torch.full((len(asked), len(passages)), -1.0).scatter_reduce(1, passage.expand(len(asked), -1), near, "amax")
    shares = torch.cat([torch.softmax(one @ heed, 0) for one in questions])
    return torch.zeros(len(questions), len(passages)).index_add(0, question, best * shares[:, None])


class Lesson:
    """Questions, the passages that answer them, and near passages that do not."""

    def __init__(self, sources: Asked, asked: HalfWay, said: HalfWay, near: NDArray[np.intp], plan: Plan) -> None:
        """Take all of it; ``near`` has the nearest other passages of each question, a row each."""
        self.sources, self.asked, self.said, self.near, self.plan = sources, asked, said, near, plan
        place = {line: number for number, line in enumerate(lines_of(sources))}
        self.lines = [[place[line] for line in lines] for lines in sources.passages]
        self.chance = np.random.default_rng(plan.seed)
        self.left: list[int] = []

    def draw(self) -> tuple[list[int], list[int]]:
        """Draw questions, and passages: their own first, then others near them."""
        if len(self.left) < self.plan.batch:
            self.left = self.chance.permutation(len(self.sources.questions)).tolist()
        rows, self.left = self.left[: self.plan.batch], self.left[self.plan.batch :]
        others = [int(place) for row in rows for place in self.chance.choice(self.near[row], self.plan.near)]
        return rows, list(dict.fromkeys([*(self.sources.right[row][0] for row in rows), *others]))

    def loss(self, reader: TokenStates) -> torch.Tensor:
        """Each question chooses its passage; what also answers it is no other."""
        rows, columns = self.draw()
        lines = list(dict.fromkeys(line for column in columns for line in self.lines[column]))
        place = {line: number for number, line in enumerate(lines)}
        said = reader(self.said, lines)
        questions = reader(self.asked, rows)
        passages = [torch.cat([said[place[line]] for line in self.lines[column]]) for column in columns]
        weights, heed = reader.reading.weights, reader.reading.heed
        logits = weights[0] * aligned(questions, passages, heed)
        again, closest = self.known(rows, columns)
        logits = logits + weights[1] * again + weights[2] * closest
        return choice(logits, self.sources, rows, columns) + self.plan.heed_decay * heed @ heed

    def known(self, rows: Sequence[int], columns: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
        """Return cosines of the passages as a whole and of their nearest sentence, by the model as it is."""
        asked = self.asked.vectors[list(rows)]
        whole, closest = np.zeros((2, len(rows), len(columns)), np.float32)
        for number, column in enumerate(columns):
            lines = self.lines[column]
            vectors = self.said.vectors[lines]
            total = np.diff(self.said.starts)[lines] @ vectors
            whole[:, number] = asked @ (total / np.linalg.norm(total))
            closest[:, number] = (asked @ vectors.T).max(1)
        return torch.from_numpy(whole), torch.from_numpy(closest)


def lines_of(asked: Asked) -> list[str]:
    """Return the different lines of all passages."""
    return list(dict.fromkeys(chain.from_iterable(asked.passages)))


def train(lesson: Lesson, reader: TokenStates, plan: Plan) -> dict[str, torch.Tensor]:
    """Train, and return the running mean of the weights."""
    reading = reader.reading
    groups = [
        {"params": list(reading.upper.parameters()), "lr": plan.rate},
        {"params": [reading.directions.weight], "lr": plan.rate_directions},
        {"params": [reading.weights, reading.heed], "lr": plan.rate_weights},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.0, betas=(0.9, 0.98), fused=True)
    rates = [group["lr"] for group in optimizer.param_groups]
    learning = [one for group in optimizer.param_groups for one in group["params"]]
    mean = RunningMean(reading.learnt(), plan.mean_decay)
    values = []
    for step in range(plan.steps):
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * rate_at(step, plan.steps, 1.0)
        loss = lesson.loss(reader)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimizer.step()
        values.append(loss.item())
        mean.decay = min(plan.mean_decay, step / (step + 10))  # the first steps are soon forgotten
        mean.update(reading.learnt())
        if step % 50 == 49:
            weights = [round(value, 1) for value in reading.weights.tolist()]
            logger.info("step %d of %d, loss %.4f, weights %s", step + 1, plan.steps, np.mean(values[-50:]), weights)
    return mean.weights


def main_directions(reader: TokenStates, source: HalfWay) -> torch.Tensor:
    """Return the main directions of the words of questions: what they do not point to changes no product with them."""
    width = source.hidden.shape[1]
    reader.reading.directions.weight = torch.nn.Parameter(torch.eye(width))
    with torch.no_grad():
        rows = torch.cat(reader(source, range(len(source)), training=False)).double()
    _, vectors = torch.linalg.eigh(rows.T @ rows)
    return vectors.flip(1)[:, : reader.plan.directions].T.float().contiguous()


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True, help="folder of the trained student")
    parser.add_argument("--static", type=Path, required=True, help="static model that finds near passages")
    parser.add_argument("--documents", type=Path, required=True, help="documents that the questions point at, as JSON")
    parser.add_argument("--questions", type=Path, nargs="+", required=True)
    parser.add_argument("--start", type=Path, help="reading of an earlier run to go on with")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1)
    add_options(parser, Plan)
    options = vars(parser.parse_args())
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    plan = plan_of(Plan, options)
    torch.set_num_threads(options["threads"])
    torch.manual_seed(plan.seed)
    sources = read_asked(options["questions"], options["documents"])
    logger.info(
        "%d questions, %d passages, %s", len(sources.questions), len(sources.passages), json.dumps(asdict(plan))
    )
    tokenizer = Tokenizer.from_file(str(options["checkpoint"] / "tokenizer.json"))
    student = load_student(options["checkpoint"])
    if options["start"]:
        begun, reading = load_reading(options["start"], student)
        plan = replace(plan, layers=begun.layers, directions=begun.directions)
    else:
        reading = Reading(Sentence(student, plan.layers), plan)
    texts = (sources.questions, lines_of(sources))
    asked, said = (half_way(reading.base, tokenizer, lines, plan) for lines in texts)
    static = StaticEncoder(options["static"], read_card(options["static"]))
    questions, passages = static.encode(sources.questions, kind="query"), static.encode(sources.texts)
    near = nearest(sources, questions, passages, plan.nearest)
    reader = TokenStates(reading, plan)
    if not options["start"]:
        reading.directions.weight = torch.nn.Parameter(main_directions(reader, asked))
    mean = train(Lesson(sources, asked, said, near, plan), reader, plan)
    options["output"].mkdir(parents=True, exist_ok=True)
    torch.save({"plan": asdict(plan), "weights": mean}, options["output"] / FILE)


if __name__ == "__main__":
    main()
