from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("scipy")

from docintel.train.align import translation_table

ENGLISH = ["", "the", "dog", "cat", "sleeps", "runs", "a", "house"]
DUTCH = ["de", "hond", "kat", "slaapt", "rent", "een", "huis"]
PAIRS = [
    ("the dog sleeps", "de hond slaapt"),
    ("the cat sleeps", "de kat slaapt"),
    ("the dog runs", "de hond rent"),
    ("a cat runs", "een kat rent"),
    ("a house", "een huis"),
    ("the house", "de huis"),
]


def test_words_are_aligned_with_their_translations() -> None:
    english = [[ENGLISH.index(word) for word in pair[0].split()] for pair in PAIRS]
    dutch = [[DUTCH.index(word) for word in pair[1].split()] for pair in PAIRS]
    table = translation_table(english, dutch, (len(ENGLISH), len(DUTCH)), iterations=10).toarray()
    best = {DUTCH[row]: ENGLISH[int(table[row].argmax())] for row in range(len(DUTCH))}
    assert best == {
        "de": "the", "hond": "dog", "kat": "cat", "slaapt": "sleeps", "rent": "runs", "een": "a", "huis": "house",
    }  # fmt: skip
    assert table.sum(1) == pytest.approx(np.ones(len(DUTCH)))


def test_a_word_that_never_occurs_has_an_empty_row() -> None:
    table = translation_table([[1]], [[0]], (3, 2)).toarray()
    assert table[1].sum() == 0
