from __future__ import annotations

import pytest

from docintel.extract.numbering import follows, is_reference, read_number

HEADINGS = [
    ("4.3.7. Export vergunningen: een complex proces", "4.3.7", 3, "Export vergunningen: een complex proces"),
    ("4.3.3.1 Sector met een eigenheid", "4.3.3.1", 4, "Sector met een eigenheid"),
    ("1. VRAAG OM ADVIES", "1", 1, "VRAAG OM ADVIES"),
    ("AANBEVELING 4.1: LAAT RESTRICTIES LOS", "AANBEVELING 4.1", 1, "LAAT RESTRICTIES LOS"),
    ("RECOMMENDATION 7: REMOVE OBSTACLES", "RECOMMENDATION 7", 1, "REMOVE OBSTACLES"),
    ("BIJLAGE 1: LIJST", "BIJLAGE 1", 1, "LIJST"),
    ("Annex II – Definitions", "Annex II", 1, "Definitions"),
    ("Artikel 3, § 2 Toepassing", "Artikel 3, § 2", 1, "Toepassing"),
    ("2.1 Call topic EDF-2022-DA-AIR-AEW: Airborne", "2.1", 2, "Call topic EDF-2022-DA-AIR-AEW: Airborne"),
    ("§ 2.2.1 Debet", "2.2.1", 3, "Debet"),
    ("IV. Slotbepalingen", "IV", 1, "Slotbepalingen"),
    ("B. Beoordeling", "B", 1, "Beoordeling"),
]
PLAIN = ["Objectives", "2021-2027 wordt de periode", "EUR 24 000 000", "a) eerste punt"]
REFERENCES = [
    "Artikel 3 van het decreet bepaalt dat de dienst beslist",
    "Article 10 of the Regulation sets the conditions",
    "artikel 4, derde lid, is van toepassing",
    "Bijlage 1 en 2 zijn aangepast",
    "4.3 van dit advies gaat daarop in",
    "12 maanden na de publicatie",
]


@pytest.mark.parametrize(("text", "number", "depth", "title"), HEADINGS)
def test_numbered_headings(text: str, number: str, depth: int, title: str) -> None:
    found = read_number(text)
    assert found is not None
    assert (found.text, found.depth, text[found.title_at :]) == (number, depth, title)
    assert not is_reference(text, found)


@pytest.mark.parametrize("text", PLAIN)
def test_no_number(text: str) -> None:
    found = read_number(text)
    assert found is None or found.kind in ("letter", "roman")


@pytest.mark.parametrize("text", REFERENCES)
def test_references_that_wrapped_to_the_line_start(text: str) -> None:
    found = read_number(text)
    assert found is None or is_reference(text, found)


@pytest.mark.parametrize(
    ("before", "number", "fits"),
    [
        (None, (1,), True),
        (None, (2021,), False),
        ((4, 3), (4, 3, 1), True),
        ((4, 3), (4, 4), True),
        ((4, 3, 9), (5,), True),
        ((4, 3), (7, 1), False),
        ((4,), (24,), False),
    ],
)
def test_numbers_follow_one_another(before: tuple[int, ...] | None, number: tuple[int, ...], fits: bool) -> None:
    assert follows(before, number) is fits
