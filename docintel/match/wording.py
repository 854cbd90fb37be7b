"""The sentences that matching itself writes, in both report languages (``data/rules/wording.toml``)."""

from __future__ import annotations

from datetime import date
from functools import cache

import msgspec

from docintel.lexicon import data_text


class _Words(msgspec.Struct, frozen=True):
    nl: str
    en: str


@cache
def _table() -> dict[str, _Words]:
    return msgspec.toml.decode(data_text("rules/wording.toml"), type=dict[str, _Words])


def known_word(key: str, language: str) -> str | None:
    """The text of a key, or None where there is none."""
    return word(key, language) if key in _table() else None


def written_day(day: date, language: str) -> str:
    """``9 December 2021``, with the month in the language of the report."""
    return f"{day.day} {word('months', language).split()[day.month - 1]} {day.year}"


def word(key: str, language: str) -> str:
    """The text of a key in one language."""
    found = _table()[key]
    return found.nl if language == "nl" else found.en
