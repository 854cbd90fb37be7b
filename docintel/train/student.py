"""Train the transformer student: the teacher's body, a bilingual vocabulary; checkpointed, stoppable at any step.

``python -m docintel.train.student --prepared build/encoder --words EN NL --output build/encoder/student``

Stage 1 trains the embeddings alone (the body stays the teacher's, so English stays almost what it was); stage 2
trains everything, the body at a small rate. Both draw a sentence, Dutch or English, to the teacher's vector of the
English one, away from the vectors of the other sentences of the batch. What is saved is a running mean of the weights.
"""

from __future__ import annotations

import argparse
import json
import logging
import shutil
import signal
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import AutoConfig, AutoModel, BertModel

from docintel.train.objective import Bank, Recent, bank_contrast, batch_contrast, recent_contrast
from docintel.train.plans import add_options, plan_of
from docintel.train.resplit import Resplitter
from docintel.train.rows import Row, read_rows
from docintel.train.teacher import EXTRA, LEGAL, LEXICON, WRITTEN, load, teacher_folder
from docintel.train.vocabulary import count_language
from docintel.train.wordpiece import build_wordpiece, count_tokens, start_embeddings

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """The numbers of a run; they go into the model card."""

    rows: int = 43_000
    max_tokens: int = 64
    batch_tokens: int = 2048
    stage1_steps: int = 350
    stage2_steps: int = 450
    rate_embeddings: float = 1e-3
    rate_body: float = 6e-5
    rate_embeddings2: float = 3e-4
    temperature: float = 20.0
    near: float = 5.0
    contrast: float = 0.2
    bank: int = 0
    recent: int = 0
    cut_words: float = 0.0
    cooldown: float = 1.0
    mean_decay: float = 0.95
    english_share: float = 0.15
    law: float = 0.35
    general: float = 2.0
    everyday: float = 0.0
    passages: float = 0.0
    written: float = 0.0
    seed: int = 11


@dataclass(slots=True)
class Examples:
    """Token ids with the row of the teacher's vector; ``often`` is how many times an epoch shows it.

    ``near`` is 0 for a text that asks for its target instead of saying the same: it is told apart only.
    """

    ids: list[list[int]]
    targets: NDArray[np.int64]
    often: NDArray[np.float64]
    near: NDArray[np.float32]


def all_rows(prepared: Path) -> Iterator[Row]:
    """Yield every prepared row, and those of the files beside them that are there."""
    for path in (prepared / name for name in ("train.tsv", *EXTRA)):
        yield from read_rows(path) if path.is_file() else ()


def times_shown(kind: str, source: str, plan: Plan) -> float:
    """How many times an epoch shows a row: law less than once, everyday sentences more."""
    if source == WRITTEN:
        return plan.written
    if kind in {"passage", "query"}:
        return plan.passages
    if source.startswith("everyday"):
        return plan.everyday * (3 if kind == "term" else 1)
    return plan.law if source in LEGAL else plan.general if kind == "sentence" or source == LEXICON else 1.0


def read_examples(prepared: Path, tokenizer: Tokenizer, targets: dict[str, int], plan: Plan) -> Examples:
    """Tokenise every sentence whose teacher vector is known, both languages."""
    texts, places, often, near = [], [], [], []
    for kind, source, english, dutch in all_rows(prepared):
        times = times_shown(kind, source, plan)
        if english not in targets or not times:
            continue
        sides = [(english, times * plan.english_share, 1.0)] if kind != "query" else []
        if dutch and kind != "definition":
            sides.append((dutch, times, float(kind != "query")))
        for text, shown, same in sides:
            texts.append(text)
            places.append(targets[english])
            often.append(shown)
            near.append(same)
    ids = [encoding.ids[: plan.max_tokens] for encoding in tokenizer.encode_batch_fast(texts)]
    return Examples(ids, np.asarray(places), np.asarray(often), np.asarray(near, np.float32))


def batches(examples: Examples, plan: Plan, seed: int) -> Iterator[NDArray[np.int64]]:
    """Yield batches of about ``batch_tokens`` tokens without end, each of texts of similar length."""
    chance = np.random.default_rng(seed)
    lengths = np.asarray([len(ids) for ids in examples.ids])
    while True:
        times = np.floor(examples.often + chance.random(len(lengths))).astype(np.int64)
        rows = chance.permutation(np.repeat(np.arange(len(lengths)), times))
        for start in range(0, len(rows), 8192):
            chunk = rows[start : start + 8192]
            chunk = chunk[np.argsort(lengths[chunk], kind="stable")]
            sizes = np.maximum(plan.batch_tokens // np.maximum(lengths[chunk], 1), 8)
            pieces, place = [], 0
            while place < len(chunk):
                pieces.append(chunk[place : place + sizes[place]])
                place += sizes[place]
            yield from (pieces[number] for number in chance.permutation(len(pieces)))


class Student(torch.nn.Module):  # type: ignore[misc]  # torch is not installed where the types are checked
    """The six layers of the teacher over a table of our own; mean pooling."""

    def __init__(self, table: NDArray[np.float32]) -> None:
        """Take the teacher's body and put the table under it."""
        super().__init__()
        config = AutoConfig.from_pretrained(str(teacher_folder()))
        config._attn_implementation = "eager"  # 1.5 times as fast as sdpa in bfloat16 on the CPU, measured
        self.body: BertModel = AutoModel.from_pretrained(str(teacher_folder()), config=config)
        self.body.pooler = None
        self.body.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(
            torch.from_numpy(table), freeze=False, padding_idx=0
        )
        self.body.config.vocab_size = len(table)
        self.eval()  # no dropout: the steps are few, and it costs a quarter of the time

    def forward(self, texts: list[list[int]]) -> torch.Tensor:
        """Return one normalised row per text."""
        width = max(map(len, texts))
        ids = torch.zeros(len(texts), width, dtype=torch.long)
        for row, text in enumerate(texts):
            ids[row, : len(text)] = torch.tensor(text)
        mask = (torch.arange(width) < torch.tensor([[len(text)] for text in texts])).long()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1)
        return functional.normalize((hidden.float() * weights).sum(1) / weights.sum(1), dim=-1)


def load_student(folder: Path, weights: str = "mean") -> Student:
    """Load the running mean (or the last ``weights``) of a checkpoint."""
    state = torch.load(folder / "checkpoint.pt", weights_only=True)
    student = Student(state[weights]["body.embeddings.word_embeddings.weight"].numpy())
    student.load_state_dict(state[weights])
    return student


class RunningMean:
    """Mean of the weights over the last few hundred steps: a good model at every moment, whatever the rate."""

    def __init__(self, weights: Mapping[str, torch.Tensor], decay: float) -> None:
        """Start from the weights as they are."""
        self.decay = decay
        self.weights = {name: value.detach().clone() for name, value in weights.items()}

    def update(self, weights: Mapping[str, torch.Tensor]) -> None:
        """Move towards the weights as they are now."""
        with torch.no_grad():
            for name, value in weights.items():
                if value.is_floating_point():
                    self.weights[name].lerp_(value, 1 - self.decay)


class Distance:
    """What is to be made small: far from the teacher's vector, and not told apart from others; see ``objective``."""

    def __init__(self, teacher: NDArray[np.float16], plan: Plan, done: int) -> None:
        """Draw the others from the teacher's vectors."""
        self.plan = plan
        self.bank = Bank(teacher, plan.bank, plan.seed + done)
        self.recent = Recent(plan.recent, teacher.shape[1])

    def __call__(self, vectors: torch.Tensor, targets: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
        """Return the loss of a batch; ``same`` is 0 for what only asks for its target."""
        plan, bank = self.plan, self.bank.draw()
        cosine = ((1 - (vectors * targets).sum(-1)) * same).sum() / same.sum().clamp(min=1)
        others = bank_contrast if len(bank) else batch_contrast
        apart = others(vectors, targets, bank, plan.temperature)
        if plan.recent:
            apart = apart + recent_contrast(vectors, targets, self.recent, plan.temperature)
            self.recent.add(vectors, targets)
        return plan.near * cosine + plan.contrast * apart


def rate_at(step: int, steps: int, cooldown: float) -> float:
    """Share of the rate: 50 steps up, level, and down to a twentieth over the last ``cooldown`` of the steps."""
    left = (steps - step) / max(cooldown * steps, 1)
    return min(1.0, (step + 1) / 50) * max(0.05, min(1.0, left))


def optimizer_of(student: Student, stage: int, plan: Plan) -> torch.optim.Optimizer:
    """Choose what is trained in a stage, and how fast."""
    table = student.body.embeddings.word_embeddings.weight
    rest = [weight for weight in student.parameters() if weight is not table]
    for weight in rest:
        weight.requires_grad_(stage == 2)
    groups = [{"params": [table], "lr": plan.rate_embeddings if stage == 1 else plan.rate_embeddings2}]
    if stage == 2:
        groups.append({"params": rest, "lr": plan.rate_body})
    return torch.optim.AdamW(groups, weight_decay=0.0, betas=(0.9, 0.98), fused=True)


def run(student: Student, examples: Examples, teacher: NDArray[np.float16], plan: Plan, output: Path) -> None:
    """Train both stages, from the last checkpoint where there is one."""
    done, mean = resume(student, output, plan.mean_decay)
    distance = Distance(teacher, plan, done)
    resplit = Resplitter(Tokenizer.from_file(str(output / "tokenizer.json")), plan.cut_words, plan.seed + done)
    stream = batches(examples, plan, plan.seed + done)
    optimizer, stage = None, 0
    start, losses, tokens = time.monotonic(), [], 0
    stop = Stop()
    for step in range(done, plan.stage1_steps + plan.stage2_steps):
        now = 1 if step < plan.stage1_steps else 2
        if now != stage or optimizer is None:
            stage, optimizer = now, optimizer_of(student, now, plan)
            rates = [group["lr"] for group in optimizer.param_groups]
        first, count = (0, plan.stage1_steps) if stage == 1 else (plan.stage1_steps, plan.stage2_steps)
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * rate_at(step - first, count, plan.cooldown)
        rows = next(stream)
        vectors = student([resplit(examples.ids[row]) for row in rows])
        targets = torch.from_numpy(teacher[examples.targets[rows]].astype(np.float32))
        same = torch.from_numpy(examples.near[rows])
        loss = distance(vectors, functional.normalize(targets, dim=-1), same)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        tokens += sum(len(examples.ids[row]) for row in rows)
        if step % 10 == 9:
            mean.update(student.state_dict())
        if step % 50 == 49:
            passed = time.monotonic() - start
            logger.info(
                "step %d, loss %.4f, %.0f s, %.0f tokens/s", step + 1, np.mean(losses[-50:]), passed, tokens / passed
            )
        if step % 200 == 199 or stop.asked:
            checkpoint(student, mean, step + 1, plan, output)
        if stop.asked:
            logger.info("stopped after step %d; the same command goes on from there", step + 1)
            return
    checkpoint(student, mean, plan.stage1_steps + plan.stage2_steps, plan, output)


class Stop:
    """Turn SIGTERM and Ctrl-C into a wish, granted after the step that runs."""

    def __init__(self) -> None:
        """Listen."""
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: object) -> None:
        self.asked = True


def checkpoint(student: Student, mean: RunningMean, step: int, plan: Plan, output: Path) -> None:
    """Write weights, running mean and step; the old file is replaced when the new one is whole."""
    state = {"step": step, "plan": asdict(plan), "weights": student.state_dict(), "mean": mean.weights}
    torch.save(state, output / "checkpoint.new")
    (output / "checkpoint.new").replace(output / "checkpoint.pt")


def resume(student: Student, output: Path, decay: float) -> tuple[int, RunningMean]:
    """Load the last checkpoint."""
    path = output / "checkpoint.pt"
    if not path.is_file():
        return 0, RunningMean(student.state_dict(), decay)
    state = torch.load(path, weights_only=True)
    student.load_state_dict(state["weights"])
    mean = RunningMean(student.state_dict(), decay)
    mean.weights = state["mean"]
    logger.info("from step %d", state["step"])
    return int(state["step"]), mean


def begin(prepared: Path, words: list[Path], output: Path, plan: Plan) -> None:
    """Build tokenizer and first table into ``output``."""
    output.mkdir(parents=True, exist_ok=True)
    law = frozenset(LEGAL)
    english, dutch = (count_language(prepared, side, path, law) for side, path in zip((2, 3), words, strict=True))
    tokenizer = build_wordpiece(teacher_folder(), english, dutch, plan.rows)
    tokenizer.save(str(output / "tokenizer.json"), pretty=False)
    original = Tokenizer.from_file(str(teacher_folder() / "tokenizer.json"))
    original.no_truncation()
    original.no_padding()
    weights = AutoModel.from_pretrained(str(teacher_folder())).embeddings.word_embeddings.weight.detach().numpy()
    rows = (row for row in read_rows(prepared / "train.tsv") if row.kind != "definition" and row.nl)
    short = [row for row in rows if len(row.en) < 140 and len(row.nl) < 160]
    pairs = ([row.en for row in short], [row.nl for row in short])
    share = dutch_share(tokenizer, english, dutch)
    np.save(output / "table.npy", start_embeddings(tokenizer, (original, weights), pairs, share))


def begin_from(start: Path, output: Path) -> None:
    """Copy tokenizer, first table and weights of another run into ``output``, as step 0 of this one."""
    if (output / "checkpoint.pt").is_file():
        return
    output.mkdir(parents=True, exist_ok=True)
    for name in ("tokenizer.json", "table.npy"):
        shutil.copy(start / name, output / name)
    state = torch.load(start / "checkpoint.pt", weights_only=True)
    torch.save({**state, "step": 0}, output / "checkpoint.pt")


def dutch_share(tokenizer: Tokenizer, english: dict[str, int], dutch: dict[str, int]) -> NDArray[np.float64]:
    """Return how much of the use of each token is Dutch."""
    left, right = count_tokens(tokenizer, english), count_tokens(tokenizer, dutch)
    places = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    return np.asarray([right[name] / max(left[name] + right[name], 1) for name, _ in places])


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prepared", type=Path, default=Path("build/encoder"))
    parser.add_argument(
        "--words", type=Path, nargs=2, help="frequency lists, English and Dutch; not needed with --start"
    )
    parser.add_argument("--output", type=Path, default=Path("build/encoder/student"))
    parser.add_argument("--start", type=Path, help="folder of an earlier run: begin from its weights")
    parser.add_argument("--threads", type=int, default=2)
    add_options(parser, Plan)
    options = vars(parser.parse_args())
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    plan = plan_of(Plan, options)
    torch.set_num_threads(options["threads"])
    torch.manual_seed(plan.seed)
    output: Path = options["output"]
    if options["start"]:
        begin_from(options["start"], output)
    elif not (output / "table.npy").is_file():
        begin(options["prepared"], options["words"], output, plan)
    tokenizer = Tokenizer.from_file(str(output / "tokenizer.json"))
    texts, vectors = load(options["prepared"] / "teacher")
    examples = read_examples(options["prepared"], tokenizer, {text: row for row, text in enumerate(texts)}, plan)
    logger.info("%d texts, %s", len(examples.ids), json.dumps(asdict(plan)))
    run(Student(np.load(output / "table.npy")), examples, vectors, plan, output)


if __name__ == "__main__":
    main()
