"""What descriptions in plain words say of name, place, kind, staff and military share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from docintel.match.profiles import load_profile

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "corpora/gold/dev/free-texts.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["text"])[:40])
def test_stated_facts_are_read_and_vague_ones_left_open(row: dict[str, object]) -> None:
    profile = load_profile(str(row["text"]))
    truth = row["truth"]
    assert isinstance(truth, dict)
    assert {key: getattr(profile, key) for key in truth} == truth
