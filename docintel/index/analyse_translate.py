"""Words across the language border: a table learnt from sentence pairs (see ``docintel.train.translations``)."""

from __future__ import annotations

import lzma
from collections.abc import Mapping
from functools import cache
from typing import Literal

from docintel.lexicon import data_bytes

FILE = "translations.tsv.xz"
MOST = 4
Translations = Mapping[str, tuple[tuple[str, float], ...]]


@cache
def _rows() -> list[list[str]]:
    """English word, Dutch word, percent, English term, Dutch term."""
    return [line.split("\t") for line in lzma.decompress(data_bytes(FILE)).decode("utf-8").split("\n")]


def table_version() -> str:
    """Version of the analysis whose terms the table holds; a test compares it."""
    return _rows()[0][0]


@cache
def translations(language: Literal["nl", "en"]) -> Translations:
    """Terms of a language -> terms of the other with their strength, best first."""
    source, target = (3, 4) if language == "en" else (4, 3)
    found: dict[str, dict[str, float]] = {}
    for row in _rows()[1:]:
        if row[source] != row[target]:
            targets = found.setdefault(row[source], {})
            targets[row[target]] = max(int(row[2]) / 100, targets.get(row[target], 0.0))
    return {term: tuple(sorted(targets.items(), key=lambda item: -item[1])[:MOST]) for term, targets in found.items()}
