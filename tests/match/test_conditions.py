"""Three-valued logic: tables and the laws of Kleene."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docintel.match.conditions import parse_condition

FACTS = {
    "a": True,
    "b": False,
    "u": None,
    "n": 3,
    "word": "BE",
    "list": ("BE", "FR"),
    "day": date(2023, 6, 22),
    "empty": (),
}
GROUPS = {"EU": frozenset({"BE", "FR", "DE"})}


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("a and b", False),
        ("a and u", None),
        ("b and u", False),
        ("a or u", True),
        ("b or u", None),
        ("not u", None),
        ("not b", True),
        ("n >= 3", True),
        ("n < 3", False),
        ("u == 3", None),
        ("word in EU", True),
        ("word not in EU", False),
        ("u in EU", None),
        ("'FR' in list", True),
        ("'NL' in list", False),
        ("overlaps(list, EU)", True),
        ("overlaps(empty, EU)", False),
        ("overlaps(u, EU)", None),
        ("count(list) == 2", True),
        ("count(u) == 2", None),
        ("known(u)", False),
        ("known(n)", True),
        ("not known(u) and a", True),
        ("day >= '2023-06-22'", True),
        ("day < '2023-06-22'", False),
        ("word in ['BE', 'NL']", True),
    ],
)
def test_truth(text: str, truth: bool | None) -> None:
    assert parse_condition(text).ask(FACTS, GROUPS).truth is truth


def test_only_what_is_open_is_named() -> None:
    assert parse_condition("a and u and n > 1").ask(FACTS, GROUPS).open_facts == ("u",)
    assert parse_condition("b and u").ask(FACTS, GROUPS).open_facts == ()


TRUTHS = st.sampled_from([True, False, None])


@given(TRUTHS, TRUTHS)
def test_de_morgan(x: bool | None, y: bool | None) -> None:
    facts = {"x": x, "y": y}
    one = parse_condition("not (x and y)").ask(facts, {})
    two = parse_condition("not x or not y").ask(facts, {})
    assert one.truth is two.truth


@given(TRUTHS, TRUTHS)
def test_a_known_answer_survives_more_knowledge(x: bool | None, y: bool | None) -> None:
    for text in ("x and y", "x or y", "not x", "x and not y or y"):
        before = parse_condition(text).ask({"x": x, "y": y}, {}).truth
        if before is None:
            continue
        for fuller in ((a, b) for a in (True, False) for b in (True, False) if x in (None, a) and y in (None, b)):
            assert parse_condition(text).ask({"x": fuller[0], "y": fuller[1]}, {}).truth is before
