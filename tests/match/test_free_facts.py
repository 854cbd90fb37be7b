"""What descriptions in plain words say of name, place, kind, staff and military share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from docintel.match.freefacts import find_staff
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


@pytest.mark.parametrize(
    ("text", "staff"),
    [
        ("We are a 14-person company in Leuven.", 14),
        ("Een 14-koppig team ontwerpt de chips.", 14),
        ("Met een ploeg van 14 mensen.", 14),
        ("Our 120-strong team builds radars.", 120),
        ("We sell a 3-person tent.", None),
    ],
)
def test_how_many_work_there(text: str, staff: int | None) -> None:
    assert find_staff(text) == staff
