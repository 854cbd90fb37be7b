from __future__ import annotations

import pytest

from docintel.extract.cells import read_value

CASES = [
    ("6.471", 6471.0, None),
    ("1,27%", 1.27, "%"),
    ("EUR 24 000 000", 24_000_000.0, "EUR"),
    ("€ 38 000 000*", 38_000_000.0, "EUR"),
    ("40 000 000 EUR", 40_000_000.0, "EUR"),
    ("EUR 60,000,000", 60_000_000.0, "EUR"),
    ("EUR 59.000.000", 59_000_000.0, "EUR"),
    ("EUR 18.5 million", 18_500_000.0, "EUR"),
    ("1,2 miljard euro", 1_200_000_000.0, "EUR"),
    ("0.500", 0.5, None),
    ("-0,01", -0.01, None),
    ("(12)", -12.0, None),
    ("506.035", 506_035.0, None),
    ("", None, None),
    ("p.m.", None, None),
    ("22 June 2023", None, None),
    ("EDF-2021-SENS-R", None, None),
    ("3 tot 5", None, None),
]


@pytest.mark.parametrize(("text", "value", "unit"), CASES)
def test_values(text: str, value: float | None, unit: str | None) -> None:
    found, found_unit = read_value(text)
    assert found == (pytest.approx(value) if value is not None else None)
    assert found_unit == unit


def test_the_decimal_sign_of_the_table_decides() -> None:
    assert read_value("1,270", comma=True)[0] == pytest.approx(1.27)
    assert read_value("1.270", comma=False)[0] == pytest.approx(1.27)
