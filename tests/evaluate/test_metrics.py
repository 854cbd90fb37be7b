from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docintel.evaluate.metrics import (
    Score,
    hit_at,
    interval,
    mrr,
    ndcg,
    pooled_f1,
    precision_recall_f1,
    recall_at,
    spearman,
)

items = st.lists(st.integers(0, 9), max_size=20)


def test_bags_count_doubles() -> None:
    score = precision_recall_f1(["a", "a", "b"], ["a", "b", "c", "c"])
    assert (score.hits, score.precision, score.recall) == (2, 2 / 3, 0.5)
    assert score.f1 == pytest.approx(4 / 7)


def test_nothing_expected_and_nothing_found_is_right() -> None:
    assert precision_recall_f1([], []) == Score(0, 0, 0)
    assert Score(0, 0, 0).f1 == 1.0
    assert Score(0, 3, 0).f1 == 0.0
    assert Score(0, 0, 3).precision == 0.0


@given(items, items)
def test_f1_is_symmetric_and_bounded(left: list[int], right: list[int]) -> None:
    forth, back = precision_recall_f1(left, right), precision_recall_f1(right, left)
    assert forth.f1 == back.f1
    assert 0.0 <= forth.f1 <= 1.0
    if left and right:
        assert (forth.precision, forth.recall) == (back.recall, back.precision)


@pytest.mark.parametrize(
    ("ranking", "expected"), [(["a", "b", "c"], 1.0), (["x", "y"], 0.0), (["a", "a", "b", "c"], 1.0)]
)
def test_ndcg(ranking: list[str], expected: float) -> None:
    assert ndcg(ranking, {"a": 3, "b": 2, "c": 1}) == pytest.approx(expected)


def test_ndcg_value_by_hand() -> None:
    # (2 + 3/1.58496) / (3 + 2/1.58496)
    assert ndcg(["b", "a"], {"a": 3, "b": 2}) == pytest.approx(0.9134, abs=1e-4)


def test_rank_measures() -> None:
    ranking = ["x", "a", "y", "b"]
    assert mrr(ranking, {"a", "b"}) == 0.5
    assert mrr(ranking, {"b"}, k=3) == 0.0
    assert hit_at(ranking, {"b"}, 3) == 0.0
    assert hit_at(ranking, {"b"}, 4) == 1.0
    assert recall_at(ranking, {"a", "b", "c"}, 4) == pytest.approx(2 / 3)
    assert recall_at(ranking, (), 4) == 1.0


def test_spearman_with_ties_by_hand() -> None:
    assert spearman([1, 2, 3, 4], [10, 20, 30, 40]) == pytest.approx(1.0)
    assert spearman([1, 2, 3, 4], [4, 3, 2, 1]) == pytest.approx(-1.0)
    assert spearman([1, 2, 2, 3], [1, 3, 2, 4]) == pytest.approx(0.9486833)
    assert spearman([1, 1], [1, 2]) == 0.0
    with pytest.raises(ValueError, match="2 values against 1"):
        spearman([1, 2], [1])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_interval_holds_the_value_and_repeats(values: list[float]) -> None:
    once, twice = interval(values, rounds=60), interval(values, rounds=60)
    assert once == twice
    assert min(values) - 1e-9 <= once.low <= once.high <= max(values) + 1e-9
    assert once.n == len(values)


def test_interval_over_scores() -> None:
    found = interval([Score(1, 1, 1), Score(0, 1, 1)], pooled_f1, rounds=100)
    assert (found.value, found.low, found.high) == (0.5, 0.0, 1.0)
    assert interval([]).n == 0
