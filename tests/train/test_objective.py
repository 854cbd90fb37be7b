from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from docintel.train.objective import (  # noqa: E402
    BANK_STEPS,
    Bank,
    Recent,
    bank_contrast,
    batch_contrast,
    recent_contrast,
)


def rows(count: int, seed: int = 0) -> torch.Tensor:
    values = torch.randn(count, 16, generator=torch.Generator().manual_seed(seed))
    return torch.nn.functional.normalize(values, dim=-1)


def test_the_teacher_itself_has_nothing_left_to_learn_from_the_bank() -> None:
    targets = rows(8)
    assert float(bank_contrast(targets, targets, rows(50, 1), 20.0)) == pytest.approx(0, abs=1e-5)
    assert float(bank_contrast(rows(8, 2), targets, rows(50, 1), 20.0)) > 0.5


def test_a_paraphrase_in_the_batch_is_no_negative() -> None:
    targets = rows(4)
    double = torch.cat([targets, targets])
    none = torch.zeros(0, 16)
    assert float(batch_contrast(double, double, none, 20.0)) == pytest.approx(
        float(batch_contrast(targets, targets, none, 20.0)), abs=1e-5
    )


def test_the_bank_is_drawn_anew_now_and_then_and_the_same_in_every_run() -> None:
    vectors = rows(400).numpy().astype(np.float16)
    one, two = Bank(vectors, 32, 5), Bank(vectors, 32, 5)
    drawn = [one.draw() for _ in range(BANK_STEPS + 1)]
    assert torch.equal(drawn[0], drawn[BANK_STEPS - 1])
    assert not torch.equal(drawn[0], drawn[BANK_STEPS])
    assert torch.equal(drawn[0], two.draw())
    assert len(Bank(vectors, 0, 5).draw()) == 0


def test_a_third_sentence_near_the_english_one_is_seen_the_other_way_round() -> None:
    recent = Recent(6, 16)
    recent.add(rows(4), rows(4))
    targets = rows(3, 1)
    assert float(recent_contrast(targets, targets, recent, 20.0)) == pytest.approx(0, abs=1e-5)
    recent.add(targets, rows(3, 2))  # vectors of the student that lie on English sentences which are not theirs
    assert len(recent.vectors) == 6
    assert float(recent_contrast(targets, targets, recent, 20.0)) > 0.5
