"""What a table cell says: the text as printed, and beside it the number and unit that it stands for."""

from __future__ import annotations

import re

_UNIT_BEFORE = re.compile(r"^(?P<unit>€|EUR|euro|USD|\$|£|GBP)\s*", re.IGNORECASE)
_UNIT_AFTER = re.compile(
    r"\s*(?P<scale>miljoen|million|mln\.?|miljard|billion|mld\.?|mio\.?|duizend|thousand|k)?\s*"
    r"(?P<unit>€|EUR|euro|USD|\$|£|%|procent|percent|km|kg|m²|m2|MW|kW|GHz|MHz|jaar|years?|maanden|months?)?\s*\*{0,3}$",
    re.IGNORECASE,
)
_SCALES = {"mil": 1e6, "mln": 1e6, "mio": 1e6, "milj": 1e9, "bil": 1e9, "mld": 1e9, "dui": 1e3, "tho": 1e3, "k": 1e3}
_UNITS = {"€": "EUR", "eur": "EUR", "euro": "EUR", "$": "USD", "£": "GBP", "procent": "%", "percent": "%"}


def read_value(text: str, *, comma: bool | None = None) -> tuple[float | None, str | None]:
    """Number and unit of a cell that holds nothing else: ``6.471``, ``1,27%``, ``EUR 24 000 000``.

    ``comma``: True where the comma is the decimal sign (Dutch), False where the point is, None where unknown. Groups of
    three after a point are thousands unless the table says otherwise.
    """
    rest = re.sub(r"\s+", " ", text).strip()
    unit: str | None = None
    before = _UNIT_BEFORE.match(rest)
    if before is not None:
        unit = before["unit"]
        rest = rest[before.end() :]
    match = re.match(r"[-−–+]?\(?\d[\d.,\s'\u202f]*\)?", rest)
    if match is None:
        return None, None
    number = match.group().strip()
    after = _UNIT_AFTER.fullmatch(rest[match.end() :])
    if after is None:
        return None, None
    value = _parse(number, comma)
    if value is None:
        return None, None
    if after["scale"]:
        scale = after["scale"].lower()
        value *= _SCALES["milj" if scale.startswith("miljard") else scale[:3]]
    unit = after["unit"] or unit
    return value, None if unit is None else _UNITS.get(unit.lower(), unit)


def _parse(number: str, comma: bool | None) -> float | None:
    """A number in Dutch or English writing."""
    negative = number.startswith(("-", "−", "–")) or (number.startswith("(") and number.endswith(")"))
    digits = number.strip("()+-−– ").rstrip(".,")
    digits = re.sub(r"[\s'\u202f\u00a0]", "", digits)
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        decimal = "," if digits.rfind(",") > digits.rfind(".") else "."
    elif commas == 1 and not _grouped(digits, ","):
        decimal = ","
    elif points == 1 and not _grouped(digits, "."):
        decimal = "."
    elif commas == 1 and comma is True:
        decimal = ","
    elif points == 1 and comma is False:
        decimal = "."
    else:
        decimal = ""
    for sign in ".,":
        if sign != decimal:
            digits = digits.replace(sign, "")
    try:
        value = float(digits.replace(decimal, ".") if decimal else digits)
    except ValueError:
        return None
    return -value if negative else value


def _grouped(digits: str, sign: str) -> bool:
    """Tell whether a sign parts groups of three: ``6.471`` does, ``1,27`` and ``0.500`` do not."""
    head, _, tail = digits.partition(sign)
    return len(tail) == 3 and 1 <= len(head) <= 3 and head != "0"
