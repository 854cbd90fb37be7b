"""The organisations that really won calls: what teaches and what measures stay apart, and both stay what they are."""

import json
import re
from pathlib import Path

import pytest

from docintel.match.profiles import Profile

ROOT = Path(__file__).parents[2]
TAUGHT, APART = ROOT / "pipelines/train/winners.jsonl", ROOT / "corpora/gold/dev/winners.jsonl"
AGAIN = APART.with_name("winners-again.jsonl")
PROGRAMMES = re.compile(r"\bEDF\b|\bEDIDP\b|\bPADR\b|[Dd]efence Fund|Defensiefonds|Horizon (?:2020|Europe)")


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_none_that_measures_teaches() -> None:
    taught, apart = ({row["pic"] for row in rows(path)} for path in (TAUGHT, APART))
    assert len(taught) == len(rows(TAUGHT)) >= 500 and len(apart) == len(rows(APART)) >= 120
    assert taught.isdisjoint(apart)


def test_second_descriptions_are_of_the_same_organisations_in_the_other_language() -> None:
    first = {row["pic"]: row for row in rows(APART)}
    assert len(rows(AGAIN)) == len({row["pic"] for row in rows(AGAIN)}) >= 115
    for row in rows(AGAIN):
        same = first[row["pic"]]
        assert {row["lang"], same["lang"]} == {"nl", "en"} and row["topics"] == same["topics"], row["name"]
        assert row["description"] != same["description"], row["name"]


@pytest.mark.parametrize("path", [TAUGHT, APART, AGAIN], ids=["taught", "apart", "again"])
def test_profiles_were_written_without_sight_of_what_was_won(path: Path) -> None:
    for row in rows(path):
        profile = Profile(description=row["description"], capabilities=row["capabilities"], language=row["lang"])
        assert 50 <= len(profile.description.split()) <= 140 and len(profile.capabilities) >= 4, row["name"]
        assert not PROGRAMMES.search(" ".join([profile.description, *profile.capabilities])), row["name"]
        assert all(re.fullmatch(r"EDF-202[123](?:-[A-Z0-9]+)+", topic) for topic in row["topics"]), row["name"]


def test_belgian_organisations_are_left_out() -> None:
    assert not any(row["country"] == "BE" for path in (TAUGHT, APART) for row in rows(path))
