"""Measures of matching on values made by hand."""

from __future__ import annotations

from pathlib import Path

from docintel.evaluate.matching import by_language, evidence_quality, first_hits, read_awards, score

RANKINGS = {"a": ["t1", "t2", "t3", "t4", "t5", "t6"], "b": ["t6", "t5", "t4", "t3", "t2", "t1"]}
WON = {"a": {"t1", "t6"}, "b": {"t4"}}


def test_recall_and_reciprocal_rank() -> None:
    found = score(RANKINGS, WON)
    assert found.n == 2
    assert (found.recall_at_5.value, found.recall_at_10.value) == (0.75, 1.0)
    assert abs(found.mrr.value - (1 + 1 / 3) / 2) < 1e-9


def test_a_profile_that_won_nothing_does_not_count() -> None:
    assert score({**RANKINGS, "c": ["t1"]}, WON).n == 2


def test_languages_apart() -> None:
    found = by_language(RANKINGS, WON, {"a": "nl", "b": "en"})
    assert (found["nl"].mrr.value, found["en"].n) == (1.0, 1)


def test_first_hits_and_evidence() -> None:
    assert first_hits(RANKINGS, {"a": "t1", "b": "t1"}).value == 0.5
    assert evidence_quality([{"verdict": "bad"}, {"verdict": "good"}]).value == 0.5


def test_awards(tmp_path: Path) -> None:
    path = tmp_path / "awards.tsv"
    path.write_text("profile\ttopic_id\na\tt1\na\tt2\n", encoding="utf-8")
    assert read_awards(path) == {"a": frozenset({"t1", "t2"})}
