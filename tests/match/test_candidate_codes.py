"""List codes that capability phrases may fall under: what is found, and how much of it is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from match_samples import make_library

from docintel.lexicon import ancestors
from docintel.match.engine import find_codes
from docintel.match.profiles import Profile
from docintel.types import Language

LIBRARY = make_library()
GOLD = Path(__file__).parents[2] / "corpora/gold/dev/candidate-codes.jsonl"
ROWS = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]


def above(code: str) -> set[str]:
    return {code, *ancestors(code)}


def test_phrases_point_at_their_codes_and_at_few_others() -> None:
    found_expected, right, given = 0, 0, 0
    wanted = [row for row in ROWS if row["expected"]]
    for row in ROWS:
        codes = [found.code for found in find_codes(Profile(description=row["text"], language=row["lang"]), LIBRARY)]
        fitting = {code for named in (row["expected"], *row["also"]) if named for code in above(named)}
        found_expected += any(row["expected"] in above(code) for code in codes)
        right += sum(bool(above(code) & fitting) for code in codes)
        given += len(codes)
    assert found_expected >= 0.95 * len(wanted)
    assert right >= 0.93 * given


def test_what_is_not_made_points_at_no_code() -> None:
    assert find_codes(Profile(description="Wij maken zelf geen munitie en geen geweren.", language="nl"), LIBRARY) == []


def test_what_is_said_of_money_and_customers_points_at_no_code() -> None:
    text = (
        "Our software reads contracts. Fourteen people, seed round of 1.8 million euro. Customers: a maker of warships."
    )
    assert find_codes(Profile(description=text, language="en"), LIBRARY) == []


@pytest.mark.parametrize(
    ("text", "language", "codes"),
    [
        # a ground station listens to satellites; the one that flies drones is named so
        ("verankering in beveiligde grondstations voor satellieten", "nl", []),
        ("satellite ground stations", "en", []),
        ("grondbedieningsstations voor militaire luchtvaartuigen", "nl", ["ML10"]),
        ("grondstations en antennes voor satellietnavigatie en beveiligde communicatie", "nl", ["ML11"]),
        ("jammers of satellite navigation", "en", ["ML11.b"]),
        # engineers of helicopters are not engines on the ground: what an item is for does not name it
        ("Engineering offices carry out system studies for helicopters and aircraft.", "en", ["ML10"]),
        ("Helicopter engineering", "en", ["ML10"]),
        ("engines of military helicopters", "en", ["ML10.d"]),
        ("ground equipment for military aircraft", "en", ["ML10.f"]),
        ("vuurvaste stof voor beschermkledij, camouflagenetten met lage infraroodsignatuur", "nl", ["ML17", "ML13"]),
        ("beschermkledij voor de brandweer", "nl", []),
        ("protective clothing for soldiers", "en", ["ML13"]),
        ("cameras that see the thermal signature of a worn bearing", "en", []),
        ("coatings that reduce the radar signature of army vehicles", "en", ["ML17.c"]),
        ("fabric with active carbon for chemical protection suits", "en", ["ML7.f.1", "DU:1A004"]),
        ("stof voor chemische beschermpakken", "nl", ["ML7.f.1", "DU:1A004"]),
        ("CBRN-beschermkledij voor hulpdiensten", "nl", ["ML7.f.1", "DU:1A004"]),
        ("bescherming tegen chemische strijdmiddelen", "nl", ["ML7.f.1"]),
        ("detectie van energetische materialen", "nl", ["ML8"]),
        ("een beschermde chemische stof voor wapenhandelaars", "nl", []),
        ("chemical plants and protection of suits against moths", "en", []),
        ("cabines van gepantserde staalplaat en torenbakken", "nl", ["ML13.a", "ML6"]),
        ("ballistische staalplaten", "nl", ["ML13.a"]),
        ("armoured cabs for trucks", "en", ["ML6"]),
        ("cabines van staalplaat voor vrachtwagens", "nl", []),
        ("decision support software for hospitals", "en", []),
        ("beslissingsondersteuning voor energiebeheer", "nl", []),
        ("decision support software for military staff", "en", ["ML21"]),
    ],
)
def test_codes_of_a_text(text: str, language: Language, codes: list[str]) -> None:
    found = [
        one.code
        for one in find_codes(Profile(description="We are a firm.", capabilities=(text,), language=language), LIBRARY)
    ]
    assert found == codes
