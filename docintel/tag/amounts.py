"""Amounts of money as call documents print them: ``EUR 28 000 000``, ``€ 17.5 million``, ``40 000 000 EUR``."""

from __future__ import annotations

import re

_NUMBER = r"\d{1,3}(?:[ \u00a0\u2009\u202f.,]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,3})?"
_SCALE = r"(?:million|miljoen|mln|mio|billion|miljard|mrd|bn|M(?![\w.])|k(?!\w))"
_EURO = r"(?:EUR|euros?|€)"
_AMOUNT = re.compile(
    rf"(?:(?P<mscale>M)?{_EURO}\s*(?P<after>{_NUMBER})\s*(?P<after_scale>{_SCALE})?\.?"
    rf"|(?P<before>{_NUMBER})\s*(?P<before_scale>{_SCALE})?\.?\s*(?:M(?=€|EUR))?{_EURO})(?!\w)",
    re.IGNORECASE,
)
_HEADER_UNIT = re.compile(
    rf"(?:(?<!\w)(?P<before>{_SCALE}|M)\s*)?{_EURO}(?:\s*(?P<after>{_SCALE}))?(?!\w)", re.IGNORECASE
)
_BARE = re.compile(rf"({_NUMBER})\s*(?:\*{{1,3}}|[†‡])?")
_FACTORS = {
    "k": 1_000, "m": 1_000_000, "million": 1_000_000, "miljoen": 1_000_000, "mln": 1_000_000, "mio": 1_000_000,
    "billion": 1_000_000_000, "miljard": 1_000_000_000, "mrd": 1_000_000_000, "bn": 1_000_000_000,
}  # fmt: skip


def find_amounts(text: str) -> list[tuple[int, int, int]]:
    """(start, end, euros) of every amount in euros."""
    found = []
    for match in _AMOUNT.finditer(text):
        raw = match["after"] or match["before"]
        scale = (match["after_scale"] or match["before_scale"] or match["mscale"] or "").lower()
        found.append((match.start(), match.end(), round(_number(raw, scale) * _FACTORS.get(scale, 1))))
    return found


def read_amount(text: str) -> int | None:
    """The first amount in euros; None where there is none."""
    found = find_amounts(text)
    return found[0][2] if found else None


def read_cell_amount(text: str, header: str) -> int | None:
    """An amount in a table cell; a bare number takes currency and scale from its header, ``Budget (EUR million)``."""
    amount = read_amount(text)
    if amount is not None:
        return amount
    unit = _HEADER_UNIT.search(header)
    number = _BARE.fullmatch(text.strip())
    if unit is None or number is None:
        return None
    scale = (unit["before"] or unit["after"] or "").lower()
    return round(_number(number[1], scale) * _FACTORS.get(scale, 1))


def _number(raw: str, scale: str) -> float:
    """``28 000 000`` and ``59.000.000`` are grouped; ``714.5`` and ``2,4`` (before million) have a decimal mark."""
    decimals = re.search(r"[.,](\d{1,2})$", raw)
    if scale and re.fullmatch(r"\d+[.,]\d{1,3}", raw):
        return float(raw.replace(",", "."))
    whole = raw[: decimals.start()] if decimals else raw
    value = float(re.sub(r"\D", "", whole))
    return value + (float(f"0.{decimals[1]}") if decimals else 0.0)
