"""What single words and sentences of a call say: amounts, ids, verdicts, consortia, states on a day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docintel.tag.amounts import find_amounts, read_amount
from docintel.tag.call_activities import read_verdict
from docintel.tag.call_consortium import read_minimum
from docintel.tag.call_ids import find_ids, is_topic, parent_call
from docintel.tag.calls import status_on
from docintel.types import Call


@pytest.mark.parametrize(
    ("text", "euros"),
    [
        ("EUR 28 000 000", 28_000_000),
        ("EUR 28\u00a0000\u00a0000", 28_000_000),
        ("EUR 60,000,000", 60_000_000),
        ("EUR 59.000.000", 59_000_000),
        ("€ 38 000 000*", 38_000_000),
        ("40 000 000 EUR", 40_000_000),
        ("EUR 17.5 million", 17_500_000),
        ("EUR 1.2 billion", 1_200_000_000),
        ("2,4 miljoen euro", 2_400_000),
        ("5.500.000 euro", 5_500_000),
        ("35 M€", 35_000_000),
        ("MEUR 35", 35_000_000),
        ("EUR 49", 49),
        ("17 topics", None),
        ("EUROPE 2020", None),
    ],
)
def test_amounts(text: str, euros: int | None) -> None:
    assert read_amount(text) == euros


@given(st.integers(1, 10**10))
def test_grouped_amounts_come_back(euros: int) -> None:
    for mark in " .,\u00a0":
        assert find_amounts(f"EUR {euros:,}".replace(",", mark))[0][2] == euros


@pytest.mark.parametrize(
    ("identifier", "topic", "call"),
    [
        ("EDF-2021-AIR-D", False, None),
        ("EDF-2021-AIR-D-CAC", True, "EDF-2021-AIR-D"),
        ("EDF-2021-DIS-RDIS-QSENS", True, "EDF-2021-DIS-RDIS"),
        ("EDF-2022-DA", False, None),
        ("EDF-2022-DA-AIR-AEW", True, "EDF-2022-DA"),
        ("EDF-2023-DA-CYBER-CSA", True, "EDF-2023-DA"),
        ("EDF-2022-CSA-NFP", False, None),
        ("EDF-2022-CSA-NFP-SNFPN", True, "EDF-2022-CSA-NFP"),
        ("EDF-2022-FPA-MCBRN-MCM", True, "EDF-2022-FPA-MCBRN"),
        ("EDF-2023-RA-SI", False, None),
        ("EDF-2023-RA-SI-CYBER-ASPT", True, "EDF-2023-RA-SI"),
        ("EDF-2023-LS-RA-CHALLENGE-DIGIT-HLTO", True, "EDF-2023-LS-RA-CHALLENGE"),
        ("EDF-2024-LS-DA-SME-NT", True, "EDF-2024-LS-DA-SME"),
        ("EDF-2025-DA-SENS-IRD-STEP", True, "EDF-2025-DA"),
        ("EDIDP-CUAS-2020", True, None),
        ("PADR-EMS-03-2019", True, None),
    ],
)
def test_topics_and_calls_by_id(identifier: str, topic: bool, call: str | None) -> None:
    assert [found.id for found in find_ids(f"see {identifier}, and")] == [identifier]
    assert is_topic(identifier) is topic
    assert parent_call(identifier, ()) == call


@pytest.mark.parametrize("text", ["EDF-2021", "DIGITAL-ready 2024", "COVID-19-2020x", "edf-2022-da-air-aew"])
def test_no_ids(text: str) -> None:
    assert find_ids(text) == []


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("No", "no"), ("Yes", "yes"), ("Yes(optional)", "yes-optional"), ("Yes (Optional)", "yes-optional"),
        ("Yes\n(mandatory)", "yes-mandatory"), ("Ja (verplicht)", "yes-mandatory"), ("Nee", "no"), ("Eligible?", None),
        ("", None), ("Yes and no", None),
    ],
)  # fmt: skip
def test_verdicts(text: str, verdict: str | None) -> None:
    assert read_verdict(text) == verdict


@pytest.mark.parametrize(
    ("sentence", "minimum"),
    [
        (
            "proposals must be submitted by: minimum 3 independent applicants (beneficiaries) from 3 different eligible countries.",
            (3, 3),
        ),
        (
            "a consortium of at least three legal entities established in at least three different Member States or EDF associated countries.",
            (3, 3),
        ),
        ("Minimum number of entities: 4. Minimum number of eligible countries: 2.", (4, 2)),
        ("A minimum of 3 (three) independent entities from three different EU Member States is needed.", (3, 3)),
        ("proposals must be submitted by at least two applicants from two eligible countries", (2, 2)),
        ("ten minste drie onafhankelijke rechtspersonen uit drie verschillende landen", (3, 3)),
        ("The report has three chapters.", None),
    ],
)
def test_smallest_consortium(sentence: str, minimum: tuple[int, int] | None) -> None:
    assert read_minimum(sentence) == minimum


@pytest.mark.parametrize(
    ("day", "status"),
    [("2031-06-01", "forthcoming"), ("2031-06-02", "open"), ("2031-11-20", "open"), ("2031-11-21", "closed")],
)
def test_status(day: str, status: str) -> None:
    call = Call("X-2031-A-B", "Kites", "a", 1, 1, opening=date(2031, 6, 2), deadline=date(2031, 11, 20))
    assert status_on(call, date.fromisoformat(day)) == status


def test_status_without_dates_is_unknown() -> None:
    call = Call("X-2031-A-B", "Kites", "a", 1, 1, deadline=date(2031, 11, 20))
    assert status_on(call, date(2031, 6, 2)) == "unknown"
    assert status_on(call, date(2032, 6, 2)) == "closed"
