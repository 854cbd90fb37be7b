"""Entities with a value: money, percentages, dates, deadlines, technology readiness levels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docintel.tag.dates import MONTH, month_number, read_date
from docintel.types import Entity, Span

_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,3})?"
_SCALE = r"(?:million|miljoen|mln|mio|billion|miljard|mrd|bn|duizend|thousand|M(?![\w.])|k(?!\w))"
_SIGN = r"(?:EUR|USD|GBP|euros?|dollars?|€|\$|£|US\$|pond)"
_MONEY = re.compile(
    r"(?=[\dMEUGDP€$£])"  # what an amount starts with: to try both forms everywhere took more than twice as long
    rf"(?:(?P<m>M)?(?P<sign>{_SIGN})\s?(?P<n>{_NUMBER})(?:\s?(?P<scale>{_SCALE}))?(?!\w)"
    rf"|(?P<n2>{_NUMBER})\s?(?P<scale2>{_SCALE})?\.?\s?(?P<sign2>{_SIGN})(?!\w))",
    re.IGNORECASE,
)
_CURRENCIES = {"€": "EUR", "$": "USD", "us$": "USD", "£": "GBP", "dollar": "USD", "dollars": "USD", "pond": "GBP"}
_FACTORS = {
    "k": 1_000, "duizend": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000, "miljoen": 1_000_000,
    "mln": 1_000_000, "mio": 1_000_000, "billion": 10**9, "miljard": 10**9, "mrd": 10**9, "bn": 10**9,
}  # fmt: skip
_HAS_SIGN = re.compile(r"EUR|euro|USD|GBP|dollar|pond|[€$£]", re.IGNORECASE)
_PERCENT = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d{1,3})?)\s?(?:%|procent\b|percent\b|per cent\b|pct\b)")
_DATE = re.compile(
    rf"(?<![\w/.-])(?=\d{{1,2}}(?:st|nd|rd|th|e)?\s+{MONTH}\s+\d{{4}}"
    rf"|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{4}}|\d{{4}}-\d\d-\d\d|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})"
)
_PART_DATE = re.compile(
    rf"(?<![\w/.-])(?:(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|e)?(?:[^\S\t\n]|\n(?!\n))+(?P<month>{MONTH})(?![\w-])"
    rf"|(?P<only>{MONTH})\s+(?P<year>(?:19|20)\d\d)(?!\w))"
)
_LOWER_IS_NO_MONTH = frozenset({"may", "march", "mar", "mar."})
_DEADLINE = re.compile(
    r"(?:deadline|sluitingsdatum|uiterste (?:indien)?datum|uiterlijk(?: op)?|indienen (?:tot|voor"
    r"|v\u00f3\u00f3r)|ten laatste(?: op)?|closing date"
    r"|submission (?:deadline|date)|no later than|at the latest(?: on)?|sluit op|submitted by"
    r"|v\u00f3\u00f3r)\W[^.\n]{0,40}$"
)
_TRL = re.compile(
    r"(?<![\w-])(?:TRLs?|technology readiness levels?|technologierijpheidsniveaus?)(?:[- ]niveaus?"
    r"| levels?)?\s?:?\s?\(?(\d)(?!\d|[.,]\d)"
    r"(?:\s?(?:-|\u2013|to|tot(?: en met)?|t/m|en|and|or|of|/)\s?(?:TRL\s?)?(\d)(?!\d|[.,]\d))?",
    re.IGNORECASE,
)


def find_values(text: str) -> Iterator[Entity]:
    """All valued entities; spans of one kind do not overlap."""
    lower = text.lower()
    if _HAS_SIGN.search(text):
        yield from _money(text)
    if "%" in text or "pct" in lower or "procent" in lower or "cent" in lower:
        for match in _PERCENT.finditer(lower):
            yield Entity(Span(*match.span()), "PERCENT", None, match[1].replace(",", ".") + " %", "percent")
    whole = list(_dates(lower if len(lower) == len(text) else text))
    yield from whole
    yield from _part_dates(text, lower, {place for one in whole for place in range(one.span.start, one.span.end)})
    if "trl" in lower or "readiness" in lower or "rijpheid" in lower:
        yield from _levels(text)


def _money(text: str) -> Iterator[Entity]:
    """``EUR 28 000 000``, ``17,5 miljoen euro``, ``M€ 3``: value ``EUR 28000000``."""
    for match in _MONEY.finditer(text):
        if text[match.start() - 1 : match.start()].isalnum():
            continue
        sign = (match["sign"] or match["sign2"]).lower()
        currency = _CURRENCIES.get(sign, "EUR" if sign.startswith("eur") else sign.upper())
        scale = (match["scale"] or match["scale2"] or match["m"] or "").lower()
        amount = read_number(match["n"] or match["n2"], scaled=bool(scale)) * _FACTORS.get(scale, 1)
        value = f"{currency} {round(amount) if amount == round(amount) else round(amount, 2)}"
        yield Entity(Span(*match.span()), "MONEY", None, value, "money")


def read_number(raw: str, *, scaled: bool = False) -> float:
    """``28 000 000`` and ``59.000.000`` are grouped; ``714.5`` and ``2,4`` have a decimal mark."""
    if scaled and re.fullmatch(r"\d+[.,]\d{1,3}", raw):
        return float(raw.replace(",", "."))
    decimals = re.search(r"[.,](\d{1,2})$", raw)
    whole = raw[: decimals.start()] if decimals else raw
    return float(re.sub(r"\D", "", whole) or 0) + (float(f"0.{decimals[1]}") if decimals else 0.0)


def _dates(lower: str) -> Iterator[Entity]:
    done = 0
    for match in _DATE.finditer(lower):
        day = read_date(lower, match.start()) if match.start() >= done else None
        if day:
            done = day.end
            span = Span(match.start(), day.end)
            yield Entity(span, "DATE", None, day.iso, "date")
            if _DEADLINE.search(lower[max(0, match.start() - 70) : match.start()]):
                yield Entity(span, "DEADLINE", None, day.iso, "deadline")


def _part_dates(text: str, lower: str, taken: set[int]) -> Iterator[Entity]:
    """``juni 2024`` and ``8 March``: values ``2024-06`` and ``--03-08``; ``8 may`` in lower case is a verb."""
    for match in _PART_DATE.finditer(lower) if len(lower) == len(text) else ():
        group = "month" if match["month"] else "only"
        is_verb = match[group] in _LOWER_IS_NO_MONTH and text[match.start(group)].islower()
        if is_verb or match.start() in taken or match.end() - 1 in taken:
            continue
        month = month_number(match[group])
        value = f"{match['year']}-{month:02}" if match["year"] else f"--{month:02}-{int(match['day']):02}"
        end = match.end() - (match.group().endswith(".") and len(match[group]) > len("sept."))
        yield Entity(Span(match.start(), end), "DATE", None, value, "date")


def _levels(text: str) -> Iterator[Entity]:
    for match in _TRL.finditer(text):
        value = f"TRL {match[1]}" + (f"-{match[2]}" if match[2] else "")
        yield Entity(Span(*match.span()), "TRL", None, value, "trl")
