"""References in real documents against stand-off gold; skipped where these documents are not on the machine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from docintel.config import ExtractSettings
from docintel.evaluate.references import agreement, mentions, read_gold, score
from docintel.extract import read
from docintel.tag.resolve import find_in_document, resolve_references

GOLD = Path(__file__).parents[2] / "corpora" / "gold" / "dev"


@pytest.mark.parametrize(
    ("gold", "document"),
    [
        ("references-vario-38", "policy/vario-advies-38.pdf"),
        ("references-edf-2021-d-calls", "calls/EDF-2021-D-CALLS.pdf"),
        ("references-edf-2021-dis-rdis", "calls/EDF-2021-DIS-RDIS.pdf"),
        ("references-edf-2022-wp", "calls/EDF-2022-WP.pdf"),
        ("references-edf-2022-csa", "calls/EDF-2022-CSA.pdf"),
        ("references-edf-2021-sens-r", "calls/EDF-2021-SENS-R.pdf"),
        ("references-edf-2023-ra-si", "calls/EDF-2023-RA-SI.pdf"),
    ],
)
def test_real_document(gold: str, document: str, extra_corpus: Path) -> None:
    found = read(extra_corpus / document, ExtractSettings())
    found = resolve_references(replace(found, references=find_in_document(found)))
    rows = read_gold(GOLD / f"{gold}.jsonl")
    outcome = score(mentions(found), rows)
    assert outcome.spans.precision >= 0.99
    assert outcome.spans.recall >= 0.97
    assert outcome.resolution.recall >= 0.95
    assert outcome.polarity.precision == 1.0


def test_score_counts_a_wrong_id_and_a_missing_place() -> None:
    rows = read_gold(GOLD / "references-edf-2022-csa.jsonl")
    wrong = [replace(rows[0], ids=("CELEX:32000R0001",)), *rows[2:]]
    outcome = score(wrong, rows)
    assert (outcome.spans.hits, outcome.spans.found, outcome.spans.expected) == (
        len(rows) - 2,
        len(rows) - 1,
        len(rows),
    )
    assert outcome.places.hits == len(rows) - 1
    assert len(outcome.missed) == 2
    assert len(outcome.invented) == 1
    assert agreement(wrong, rows) == (len(rows) - 2, len(rows) + 1)
