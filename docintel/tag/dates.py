"""Dates in Dutch and English text: ``15 juni 2012``, ``June 15, 2012``, ``15.6.2012``, ``2012-06-15``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan", "februari february feb", "maart march mrt mar", "april apr", "mei may",
            "juni june jun", "juli july jul", "augustus august aug", "september sept sep", "oktober october okt oct",
            "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DAY_FIRST = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th|e)?\s+({MONTH})\s+((?:19|20)\d\d)(?!\d)")
_MONTH_FIRST = re.compile(rf"({MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)(?!\d)")
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")
_ISO = re.compile(r"((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Day:
    """A date with where it ends in the text."""

    iso: str
    end: int


def month_number(name: str) -> int:
    """1 to 12 for a lower-case month name or its short form."""
    return _MONTHS[name.rstrip(".")]


def read_date(lower: str, position: int) -> Day | None:
    """The date that starts exactly at ``position`` of a lower-case text."""
    if match := _DAY_FIRST.match(lower, position):
        return _day(match, match[3], _MONTHS[match[2].rstrip(".")], match[1])
    if match := _MONTH_FIRST.match(lower, position):
        return _day(match, match[3], _MONTHS[match[1].rstrip(".")], match[2])
    if match := _NUMERIC.match(lower, position):
        return _day(match, match[4], int(match[3]), match[1])
    if match := _ISO.match(lower, position):
        return _day(match, match[1], int(match[2]), match[3])
    return None


def _day(match: re.Match[str], year: str, month: int, day: str) -> Day | None:
    try:
        return Day(date(int(year), month, int(day)).isoformat(), match.end())
    except ValueError:
        return None
