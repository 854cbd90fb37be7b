from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from docintel.evaluate.encoder import missed, render, retrieval, score, similarity

PLACES = {"hond": 0, "dog": 0, "kat": 1, "cat": 1, "huis": 2, "house": 2, "boom": 3, "tree": 0}


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    return np.eye(4, dtype=np.float32)[[PLACES[text] for text in texts]]


def test_accuracy_counts_translations_that_are_nearest() -> None:
    forward, backward = retrieval("toy", encode, [("hond", "dog"), ("kat", "cat"), ("huis", "house"), ("boom", "tree")])
    assert (forward.key, forward.interval.value) == ("toy nl->en", 0.75)
    assert (backward.key, backward.interval.value) == ("toy en->nl", 0.75)
    assert forward.interval.n == 4


def test_similarity_is_a_rank_correlation() -> None:
    figure = similarity(
        "sts", encode, [("hond", "dog", 5.0), ("kat", "dog", 0.5), ("huis", "house", 4.9), ("boom", "cat", 1.0)]
    )
    assert figure.interval.value == pytest.approx(0.894, abs=0.001)


def test_sets_that_are_absent_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "flores200").mkdir()
    (tmp_path / "flores200" / "devtest.nld").write_text("hond\nkat\n")
    (tmp_path / "flores200" / "devtest.eng").write_text("dog\ncat\n")
    (tmp_path / "stsb-multi-mt").mkdir()
    (tmp_path / "stsb-multi-mt" / "stsb-nl-test.csv").write_text('hond,dog,5.0\n"kat",huis,0.0\n')
    figures = score(encode, tmp_path)
    assert [figure.key for figure in figures] == ["flores nl->en", "flores en->nl", "sts-nl spearman"]
    assert missed(figures, {"flores nl->en": 0.9, "sts-nl spearman": 1.01}) == [
        "sts-nl spearman: 1.0000 is below 1.0100"
    ]
    assert "| flores nl->en | 2 | 1.000 |" in render({"toy": figures})
