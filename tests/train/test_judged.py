from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from docintel.train.judged import order_loss, read_pairs  # noqa: E402

TRAIN = Path(__file__).parents[2] / "pipelines" / "train"
JUDGEMENTS = torch.tensor([5.0, 3.0, 3.0, 0.0])


@pytest.mark.parametrize(
    ("cosines", "low", "high"),
    [
        ([0.9, 0.5, 0.6, 0.1], 0.0, 0.01),  # the order of the judgements; equal ones have none among them
        ([0.1, 0.5, 0.6, 0.9], 15.0, 17.0),  # turned round: 20 times the worst distance
        ([0.5, 0.5, 0.5, 0.5], 1.5, 2.0),  # no order at all: log of 1 and five pairs
    ],
)
def test_only_the_order_counts(cosines: list[float], low: float, high: float) -> None:
    assert low <= float(order_loss(torch.tensor(cosines), JUDGEMENTS, 20.0)) <= high


def test_pairs_are_judged_from_none_to_the_same() -> None:
    pairs = read_pairs(TRAIN / "encoder_judged.tsv")
    assert len(pairs) > 100
    assert {pair.judgement for pair in pairs} == {0, 1, 2, 3, 4, 5}
    assert all(pair.first != pair.second for pair in pairs)
