"""Learn which words translate which, from sentence pairs: IBM model 1 in both directions, over the terms of the index.

The table lets the lexical leg cross the language border: ``fregat`` also looks for ``frigate``. Dutch compounds are cut
into their parts first, as in the index. Each term is written as its commonest word, so that a later change of the
stemmer does not make the table stale.
"""

from __future__ import annotations

import lzma
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from docintel.index.analyse import VERSION, analyse
from docintel.index.analyse_stem import stem
from docintel.index.analyse_words import fold
from docintel.train.sources import Source, read_source
from docintel.types import Language

LONGEST = 28
"""Terms of a sentence that are used; longer ones say little about which word is which."""
RAREST = 3
ITERATIONS = 5
KEPT = 4
FLOOR = 0.08
"""Smallest kept strength: geometric mean of both directions."""
TERM_WEIGHT = 3
OUTPUT = "translations.tsv.xz"
Strengths = list[tuple[str, float]]


@dataclass(slots=True)
class _Side:
    """Terms of one language, numbered, with the words that gave them."""

    language: Language
    numbers: dict[str, int] = field(default_factory=dict)
    words: dict[int, Counter[str]] = field(default_factory=dict)
    seen: Counter[int] = field(default_factory=Counter)

    def read(self, text: str) -> list[int]:
        """Different terms of a text; a compound counts as its parts."""
        whole: dict[tuple[int, int], list[tuple[str, bool]]] = {}
        for term in analyse(text, self.language, query=True):
            if term.kind in ("word", "part") and term.text.isalpha():
                whole.setdefault((term.start, term.end), []).append((term.text, term.kind == "part"))
        found: list[int] = []
        for (start, end), terms in whole.items():
            parts = [name for name, part in terms if part]
            for name in parts or [terms[0][0]]:
                number = self.numbers.setdefault(name, len(self.numbers))
                self.words.setdefault(number, Counter())[name if parts else text[start:end].lower()] += 1
                found.append(number)
        return list(dict.fromkeys(found))[:LONGEST]

    def name(self, number: int) -> str:
        """The commonest word of a term."""
        return self.words[number].most_common(1)[0][0]


def read_pairs(sources: Iterable[Source], data: Path, most: int) -> Iterator[tuple[str, str]]:
    """English and Dutch of all pairs; of a large source an even sample."""
    for source in sources:
        if source.kind not in ("sentence", "term"):
            continue
        rows = [
            (row.en, row.nl)
            for row in read_source(source, data)
            if row.nl and (row.score is None or row.score >= source.minimum_score)
        ]
        step = max(1, -(-len(rows) // most))
        for pair in rows[::step]:
            yield from [pair] * (TERM_WEIGHT if source.kind == "term" else 1)


def learn(
    pairs: Iterable[tuple[str, str]],
) -> tuple[dict[str, list[tuple[str, float]]], dict[str, list[tuple[str, float]]]]:
    """English to Dutch and Dutch to English: word -> translations with their strength, best first."""
    english, dutch = _Side("en"), _Side("nl")
    left: list[list[int]] = []
    right: list[list[int]] = []
    for en, nl in pairs:
        a, b = english.read(en), dutch.read(nl)
        if a and b and max(len(a), len(b)) <= 3 * min(len(a), len(b)) + 3:
            left.append(a)
            right.append(b)
            english.seen.update(a)
            dutch.seen.update(b)
    keys, pair, rows, columns = _pairs(left, right, len(dutch.numbers))
    there, back = _model(keys[0], pair, columns), _model(keys[1], pair, rows)
    return _tables(keys, there, back, english, dutch)


def _pairs(
    left: Sequence[Sequence[int]], right: Sequence[Sequence[int]], width: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Every co-occurrence: its pair number, and numbers of (sentence, English term) and (sentence, Dutch term)."""
    codes: list[NDArray[np.int64]] = []
    rows: list[NDArray[np.int32]] = []
    columns: list[NDArray[np.int32]] = []
    row = column = 0
    for a, b in zip(left, right, strict=True):
        one, two = np.asarray(a, dtype=np.int64), np.asarray(b, dtype=np.int64)
        codes.append((one[:, None] * width + two[None, :]).ravel())
        rows.append(np.repeat(np.arange(row, row + len(a), dtype=np.int32), len(b)))
        columns.append(np.tile(np.arange(column, column + len(b), dtype=np.int32), len(a)))
        row, column = row + len(a), column + len(b)
    keys, pair = np.unique(np.concatenate(codes), return_inverse=True)
    return np.stack([keys // width, keys % width]), pair.astype(np.int32), np.concatenate(rows), np.concatenate(columns)


def _model(source: NDArray[np.int64], pair: NDArray[np.int32], made: NDArray[np.int32]) -> NDArray[np.float64]:
    """Probability of each pair given its source term; ``made`` numbers the slots that the source terms compete for."""
    table = np.ones(len(source)) / np.bincount(source)[source]
    for _ in range(ITERATIONS):
        weight = table[pair]
        weight /= np.bincount(made, weights=weight)[made] + 1e-4  # the small number is the empty word
        counts = np.bincount(pair, weights=weight, minlength=len(source))
        table = counts / (np.bincount(source, weights=counts)[source] + 1.0)
    return table


def _tables(
    keys: NDArray[np.int64], there: NDArray[np.float64], back: NDArray[np.float64], english: _Side, dutch: _Side
) -> tuple[dict[str, list[tuple[str, float]]], dict[str, list[tuple[str, float]]]]:
    strength = np.sqrt(there * back)
    to_dutch: dict[str, list[tuple[str, float]]] = {}
    to_english: dict[str, list[tuple[str, float]]] = {}
    for at in np.argsort(-strength):
        if strength[at] < FLOOR:
            break
        en, nl = int(keys[0, at]), int(keys[1, at])
        if min(english.seen[en], dutch.seen[nl]) < RAREST:
            continue
        value = round(float(strength[at]), 2)
        a, b = english.name(en), dutch.name(nl)
        if len(to_dutch.setdefault(a, [])) < KEPT:
            to_dutch[a].append((b, value))
        if len(to_english.setdefault(b, [])) < KEPT:
            to_english[b].append((a, value))
    return to_dutch, to_english


def pack(to_dutch: Mapping[str, Strengths], to_english: Mapping[str, Strengths]) -> bytes:
    """Rows of every pair that either direction keeps: words, strength in percent, and the terms of this analysis."""
    pairs = {(en, nl): value for en, found in to_dutch.items() for nl, value in found}
    pairs |= {(en, nl): value for nl, found in to_english.items() for en, value in found}
    return pack_rows((en, nl, round(value * 100)) for (en, nl), value in sorted(pairs.items()))


def pack_rows(rows: Iterable[tuple[str, str, int]]) -> bytes:
    """``english TAB dutch TAB percent TAB english term TAB dutch term``; the first line is the version of the terms."""
    lines = [VERSION]
    for en, nl, percent in rows:
        lines.append(f"{en}\t{nl}\t{percent}\t{stem(fold(en), 'en')}\t{stem(fold(nl), 'nl')}")
    return lzma.compress("\n".join(lines).encode("utf-8"), preset=9)
