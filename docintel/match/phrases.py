"""The words of ``data/rules/phrases.toml`` as patterns, and numbers as people write them."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from docintel.lexicon import data_text

_UNITS = (
    "nul één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
    "achttien negentien",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen",
)
_TENS = (
    "twintig dertig veertig vijftig zestig zeventig tachtig negentig honderd",
    "twenty thirty forty fifty sixty seventy eighty ninety hundred",
)
_NUMBERS = {word: number for words in _UNITS for number, word in enumerate(words.split())}
_NUMBERS |= {word: 10 * number for words in _TENS for number, word in enumerate(words.split(), start=2)}
_NUMBERS |= {  # "vijfentwintig", "tweeëndertig", "twenty-five"
    written: 10 * ten + unit
    for ten, (dutch, english) in enumerate(zip(*(words.split()[:8] for words in _TENS), strict=True), start=2)
    for unit, (een, one) in enumerate(zip(*(words.split()[1:10] for words in _UNITS), strict=True), start=1)
    for written in (f"{een.replace('é', 'e')}{'ën' if een.endswith('e') else 'en'}{dutch}", f"{english}-{one}")
}
_NUMBERS |= {
    "tiental": 10, "vijftiental": 15, "twintigtal": 20, "dertigtal": 30, "veertigtal": 40, "vijftigtal": 50,
    "zestigtal": 60, "honderdtal": 100, "dozen": 12,
    "tweeën": 2, "drieën": 3, "vieren": 4, "vijven": 5, "zessen": 6, "zevenen": 7, "achten": 8, "negenen": 9,
}  # fmt: skip

COUNT = rf"(\d{{1,3}}(?:[.,]\d{{3}})+|\d{{1,5}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
"""A whole number in figures or in a word, as one group."""


def count(text: str) -> int:
    """What ``COUNT`` found.

    >>> count("1.200"), count("twintigtal"), count("drieëntwintig"), count("forty-eight")
    (1200, 20, 23, 48)
    """
    word = text.lower()
    return _NUMBERS[word] if word in _NUMBERS else int(re.sub(r"[.,]", "", word))


@cache
def _table() -> dict[str, list[str]]:
    return msgspec.toml.decode(data_text("rules/phrases.toml"), type=dict[str, list[str]])


def any_of(*names: str) -> str:
    """The phrases of some rows as one group of alternatives, to be built into a longer pattern."""
    return f"(?:{'|'.join(phrase for name in names for phrase in _table()[name])})"


@cache
def pattern(*names: str) -> re.Pattern[str]:
    """Any phrase of some rows, as whole words.

    >>> bool(pattern("turnover").search("De jaaromzet steeg.")), bool(pattern("turnover").search("omzetting"))
    (True, False)
    """
    return re.compile(rf"(?i)\b{any_of(*names)}\b")
