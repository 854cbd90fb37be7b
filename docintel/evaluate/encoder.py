"""Measure an encoder: does a sentence find its translation, and do cosines follow human judgement of similarity.

The sets are public (FLORES-200, NTREX-128, STSb-multi-MT, held-out treaties and EU acts) and lie in a folder outside
the package; one that is absent is left out of the table.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from docintel.evaluate.metrics import Interval, interval, spearman

Encode = Callable[[Sequence[str]], NDArray[np.float32]]

PARALLEL = {
    "flores": ("flores200/devtest.nld", "flores200/devtest.eng"),
    "ntrex": ("ntrex128/newstest2019-ref.nld.txt", "ntrex128/newstest2019-src.eng.txt"),
    "eu-acts": ("bitext-heldout/eurlex-acts.en-nl.tsv", ""),
    "treaties": ("bitext-heldout/nl-treaties.en-nl.tsv", ""),
}
SIMILARITY = {"sts-en": "stsb-multi-mt/stsb-en-test.csv", "sts-nl": "stsb-multi-mt/stsb-nl-test.csv"}

FLOORS: Mapping[str, Mapping[str, float]] = {
    "docintel-static": {
        "flores nl->en": 0.991,
        "flores en->nl": 0.990,
        "ntrex nl->en": 0.971,
        "ntrex en->nl": 0.972,
        "eu-acts nl->en": 0.980,
        "eu-acts en->nl": 0.982,
        "treaties nl->en": 0.953,
        "treaties en->nl": 0.930,
        "sts-en spearman": 0.744,
        "sts-nl spearman": 0.701,
    },
    "docintel-bilingual": {
        "flores nl->en": 0.992,
        "flores en->nl": 0.992,
        "ntrex nl->en": 0.980,
        "ntrex en->nl": 0.980,
        "eu-acts nl->en": 0.978,
        "eu-acts en->nl": 0.984,
        "treaties nl->en": 0.953,
        "treaties en->nl": 0.945,
        "sts-en spearman": 0.817,
        "sts-nl spearman": 0.772,
    },
}
"""What each shipped model reached, less half a point; a model below it is not the one that was measured."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; ``measure`` is ``nl->en``, ``en->nl`` (accuracy at 1) or ``spearman``."""

    set: str
    measure: str
    interval: Interval

    @property
    def key(self) -> str:
        """Name under which a floor is pinned."""
        return f"{self.set} {self.measure}"


def read_pairs(folder: Path, name: str) -> list[tuple[str, str]]:
    """Read the (Dutch, English) pairs of a parallel set; none where it is absent."""
    first, second = PARALLEL[name]
    if not (folder / first).is_file():
        return []
    lines = (folder / first).read_text("utf-8").splitlines()
    if second:
        return list(zip(lines, (folder / second).read_text("utf-8").splitlines(), strict=True))
    return [(cells[1], cells[0]) for cells in (line.split("\t") for line in lines)]


def read_judgements(path: Path) -> list[tuple[str, str, float]]:
    """Read pairs of sentences with their human score; none where the file is absent."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return [(first, second, float(score)) for first, second, score in csv.reader(stream)]


def retrieval(name: str, encode: Encode, pairs: Sequence[tuple[str, str]]) -> list[Figure]:
    """Share of sentences whose nearest of all sentences in the other language is their translation, both ways."""
    dutch, english = encode([pair[0] for pair in pairs]), encode([pair[1] for pair in pairs])
    cosines = dutch @ english.T
    right = np.arange(len(pairs))
    return [
        Figure(name, measure, interval((nearest == right).astype(float).tolist()))
        for measure, nearest in (("nl->en", cosines.argmax(1)), ("en->nl", cosines.argmax(0)))
    ]


def similarity(name: str, encode: Encode, rows: Sequence[tuple[str, str, float]]) -> Figure:
    """Rank correlation of the cosines with the human scores."""
    cosines = (encode([row[0] for row in rows]) * encode([row[1] for row in rows])).sum(1)
    cases = list(zip(cosines.tolist(), (row[2] for row in rows), strict=True))
    return Figure(name, "spearman", interval(cases, _spearman, rounds=200))


def _spearman(cases: Sequence[tuple[float, float]]) -> float:
    return spearman([case[0] for case in cases], [case[1] for case in cases])


def score(encode: Encode, folder: Path) -> list[Figure]:
    """Measure on every set that is in the folder."""
    figures: list[Figure] = []
    for name in PARALLEL:
        if pairs := read_pairs(folder, name):
            figures += retrieval(name, encode, pairs)
    for name, path in SIMILARITY.items():
        if rows := read_judgements(folder / path):
            figures.append(similarity(name, encode, rows))
    return figures


def missed(figures: Sequence[Figure], floors: Mapping[str, float]) -> list[str]:
    """Name the figures below their floor."""
    return [
        f"{figure.key}: {figure.interval.value:.4f} is below {floors[figure.key]:.4f}"
        for figure in figures
        if figure.interval.value < floors.get(figure.key, -1.0)
    ]


def render(tables: Mapping[str, Sequence[Figure]]) -> str:
    """One Markdown table, a column for each model."""
    keys = list(dict.fromkeys(figure.key for figures in tables.values() for figure in figures))
    counts = {figure.key: figure.interval.n for figures in tables.values() for figure in figures}
    lines = [f"| set | n | {' | '.join(tables)} |", "|---|---|" + "---|" * len(tables)]
    for key in keys:
        values = [next((f.interval.value for f in figures if f.key == key), None) for figures in tables.values()]
        cells = ["" if value is None else f"{value:.3f}" for value in values]
        lines.append(f"| {key} | {counts[key]} | {' | '.join(cells)} |")
    return "\n".join(lines)
