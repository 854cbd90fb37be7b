"""Pairs of words that must and must not meet: the table decides what the analysis is worth."""

from __future__ import annotations

from pathlib import Path

import pytest

from docintel.index.analyse import analyse
from docintel.types import Language

PAIRS = [
    line.split(maxsplit=2)
    for line in (Path(__file__).parent / "word_pairs.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def meeting(first: str, second: str, language: Language) -> float:
    """Strength of the strongest shared term: product of both weights."""
    left = {term.text: term.weight for term in analyse(first, language)}
    right = {term.text: term.weight for term in analyse(second, language)}
    return max((left[term] * right[term] for term in left.keys() & right.keys()), default=0.0)


def test_the_table_is_large_enough() -> None:
    assert len(PAIRS) >= 300
    assert sum(must == "-" for _, must, _ in PAIRS) >= 60


@pytest.mark.parametrize(("language", "must", "pair"), PAIRS, ids=[f"{must}{pair}" for _, must, pair in PAIRS])
def test_pair(language: Language, must: str, pair: str) -> None:
    first, second = pair.split(" = ")
    assert (meeting(first, second, language) >= 0.2) == (must == "+")
