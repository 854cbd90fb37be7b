"""Words across the language border: a table learnt from sentence pairs (see ``docintel.train.translations``)."""

from __future__ import annotations

import lzma
from collections.abc import Mapping
from functools import cache
from typing import Literal

from docintel.index.analyse_stem import stem
from docintel.index.analyse_words import fold
from docintel.lexicon import data_bytes

MOST = 4
Translations = Mapping[str, tuple[tuple[str, float], ...]]


@cache
def translations(language: Literal["nl", "en"]) -> Translations:
    """Terms of a language -> terms of the other with their strength, best first."""
    found: dict[str, list[tuple[str, float]]] = {}
    english = language == "en"
    for row in lzma.decompress(data_bytes("translations.tsv.xz")).decode("utf-8").split("\n"):
        en, nl, percent = row.split("\t")
        source, target = (stem(fold(en), "en"), stem(fold(nl), "nl"))[:: 1 if english else -1]
        if source != target:
            found.setdefault(source, []).append((target, int(percent) / 100))
    return {source: _best(targets) for source, targets in found.items()}


def _best(targets: list[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    strongest: dict[str, float] = {}
    for target, strength in targets:
        strongest[target] = max(strength, strongest.get(target, 0.0))
    return tuple(sorted(strongest.items(), key=lambda item: -item[1])[:MOST])
