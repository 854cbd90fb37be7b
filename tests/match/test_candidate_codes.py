"""List codes that capability phrases may fall under: what is found, and how much of it is wrong."""

from __future__ import annotations

import json
from pathlib import Path

from match_samples import make_library

from docintel.lexicon import ancestors
from docintel.match.engine import find_codes
from docintel.match.profiles import Profile

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
