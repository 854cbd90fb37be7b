"""Identifiers in queries."""

from __future__ import annotations

import pytest

from docintel.index.exact import identifiers, quoted


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("vario aanbeveling 5.2", "section", "AANBEVELING 5.2"),
        ("recommendation 4.1", "section", "RECOMMENDATION 4.1"),
        ("Recommendation 4.1", "recommendation", "4.1"),
        ("hoofdstuk 4.3.7 van het advies", "section", "4.3.7"),
        ("artikel 3 van het decreet", "section", "Artikel 3"),
        ("4.3.7", "section", "4.3.7"),
        ("ML7.a", "references", "ML7.a"),
        ("ML 7 a", "references", "ML7.a"),
        ("uitvoer onder ml10", "references", "ML10"),
        ("5A002.a.1", "references", "DU:5A002.a.1"),
        ("EDF-2022-RA-UWW-ODAC", "call", "EDF-2022-RA-UWW-ODAC"),
        ("mandatory activities of edf-2021-open-d-sme", "call", "EDF-2021-OPEN-D-SME"),
        ("COM(2020) 67", "references", "COM:2020:67"),
        ("verordening (EU) 2021/821", "references", "CELEX:32021R0821"),
        ("richtlijn 2009/43/EG", "references", "CELEX:32009L0043"),
        ("Regulation (EC) No 428/2009", "references", "CELEX:32009R0428"),
    ],
)
def test_found(text: str, field: str, value: str) -> None:
    assert any(one.condition.field == field and value in one.condition.values for one in identifiers(text))


@pytest.mark.parametrize(
    "text",
    [
        "veiligheidsmachtiging voor kmo's",
        "tot 150 personen",
        "budget van 1.000.000 euro",
        "TRL 6",
        "versie 1.3 van de standaard TOSCA in een lange vraag over orkestratie",
    ],
)
def test_not_found(text: str) -> None:
    assert identifiers(text) == []


def test_quoted_phrases() -> None:
    assert quoted('staat "walk the talk" of “level playing field” erin?') == ["walk the talk", "level playing field"]
