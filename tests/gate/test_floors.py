"""Quality does not fall below its floors: the issue's targets, or what was measured less 0.01 where a target is not met."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from docintel.config import Config
from docintel.lexicon import data_text
from docintel.measure.bench import Bench
from docintel.measure.floors import floors, with_floors
from docintel.measure.sets import SETS


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    folder = os.environ.get("DOCINTEL_EXTRA_CORPUS")
    extra = Path(folder) if folder and Path(folder).is_dir() else None
    with Bench(Config(), extra) as made:
        yield made


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", [name for name in SETS if name != "encoder"])
def test_no_value_lies_below_its_floor(bench: Bench, name: str) -> None:
    rows = with_floors(SETS[name](bench))
    if not rows:
        pytest.skip("its documents are not on this machine")
    missed = [f"{row.key}: {row.value:.4f} < {row.floor}" for row in rows if row.missed]
    assert not missed
    assert any(row.floor is not None for row in rows)


def test_floors_are_shares() -> None:
    assert floors() == json.loads(data_text("floors.json"))
    assert all(0 < value <= 1 for value in floors().values())
