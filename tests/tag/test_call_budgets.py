"""The budget of a topic against that of its call, in tables, sentences and slips."""

from __future__ import annotations

import pytest

from docintel.tag.calls import find_calls
from tests.tag.call_pages import HEAD, OWN, TOPICS, call_document, page, table

REPEATED = (
    table(("Topic", "Budget"), (TOPICS[0], "EUR 90 000 000*"), (TOPICS[1], "EUR 90 000 000*"))
    + "<p>* Budget of the call, shared by all topics.</p>"
)
PLAIN_REPEATED = table(("Topic", "Budget"), (TOPICS[0], "EUR 90 000 000"), (TOPICS[1], "EUR 90 000 000"))
SPANNED = (
    f"<table><tr><th>Topic</th><th>Call budget</th></tr><tr><td>{TOPICS[0]}</td><td rowspan=2>EUR 90 million</td></tr>"
    f"<tr><td>{TOPICS[1]}</td></tr></table>"
)
TOTAL = table(("Topic", "Topic budget"), (TOPICS[0], "–"), (TOPICS[1], "–"), ("Call EDF-2031-DA", "EUR 90 000 000"))
NAMELESS_TOTAL = table(("Topic", "Topic budget"), (TOPICS[0], "–"), (TOPICS[1], "–"), ("Total", "EUR 90 000 000"))
SENTENCE = (
    table(("Topic", "Topic budget"), (TOPICS[0], "p.m."), (TOPICS[1], "p.m."))
    + "<p>The overall indicative budget of the call is EUR 90 million.</p>"
)
BEFORE = (
    table(("Topic", "Topic budget"), (TOPICS[0], "p.m."), (TOPICS[1], "p.m."))
    + "<p>EUR 90 million is available for the call.</p>"
)
NOT_FIXED = table(("Topic", "Topic budget"), (TOPICS[0], "EUR 20 000 000"), (TOPICS[1], "not fixed per topic"))
SLIP = table(("Topic", "Topic budget"), (TOPICS[0], "EUR 49"), (TOPICS[1], "EUR 30 000 000"))


@pytest.mark.parametrize(
    ("budget", "own", "pot"),
    [
        (OWN, [20_000_000, 30_000_000], None),
        (REPEATED, [None, None], 90_000_000),
        (PLAIN_REPEATED, [None, None], 90_000_000),
        (SPANNED, [None, None], 90_000_000),
        (TOTAL, [None, None], 90_000_000),
        (NAMELESS_TOTAL, [None, None], 90_000_000),
        (SENTENCE, [None, None], 90_000_000),
        (BEFORE, [None, None], 90_000_000),
        (NOT_FIXED, [20_000_000, None], None),
    ],
)
def test_own_budget_against_the_pot(budget: str, own: list[int | None], pot: int | None) -> None:
    calls = find_calls(call_document(budget))
    assert [call.budget_eur for call in calls] == own
    assert [call.call_budget_eur for call in calls] == [pot, pot]
    assert [call.budget_reason is None for call in calls] == [amount is not None for amount in own]


def test_a_slip_is_kept_as_printed_and_doubted() -> None:
    first, second = find_calls(call_document(SLIP))
    assert (first.budget_eur, second.budget_eur) == (49, 30_000_000)
    assert first.budget_reason is not None
    assert second.budget_reason is None


def test_the_same_amount_under_topic_budget_may_be_chance() -> None:
    rows = [(f"EDF-2031-DA-AIR-K{n}: Kite {n}", "EUR 24 000 000") for n in range(6)]
    for size, own in ((3, 24_000_000), (6, None)):
        document = page(f"{HEAD}<h2>3. AVAILABLE BUDGET</h2>{table(('Topic', 'Topic budget'), *rows[:size])}")
        assert {call.budget_eur for call in find_calls(document)} == {own}


def test_a_budget_table_that_came_as_text() -> None:
    lines = (
        "<p>Topic Type of action Budget</p><p>EDF-2031-DA-AIR-KITE EDF EUR 20 000 000 Development</p><p>Actions (EDF-DA)</p>"
        "<p>EDF-2031-DA-UWW-EELS-STEP EDF EUR 90 000 000* Development</p><p>Actions (EDF-DA)</p>"
        "<p>EDF-2031-DA-SENS-BAT not fixed per topic</p><p>* Amount of the whole call.</p>"
    )
    calls = {call.id: call for call in find_calls(call_document(lines))}
    assert [(each.budget_eur, each.call_budget_eur) for each in calls.values()] == [
        (20_000_000, 90_000_000), (None, 90_000_000), (None, 90_000_000),
    ]  # fmt: skip
    assert calls["EDF-2031-DA-AIR-KITE"].type_of_action == "EDF Development Actions (EDF-DA)"


def test_a_bare_amount_takes_its_unit_from_the_header() -> None:
    budget = table(("Topic", "Budget (EUR million)"), (TOPICS[0], "20"), (TOPICS[1], "30.5"))
    assert [call.budget_eur for call in find_calls(call_document(budget))] == [20_000_000, 30_500_000]
    budget = table(("Topic", "2031 : Budget (EUR)"), (TOPICS[0], "20 000 000"), (TOPICS[1], "30500000"))
    assert [call.budget_eur for call in find_calls(call_document(budget))] == [20_000_000, 30_500_000]
