"""The sentences that matching itself writes, in both report languages (``data/rules/wording.toml``)."""

from __future__ import annotations

from functools import cache

import msgspec

from docintel.lexicon import data_text


class _Words(msgspec.Struct, frozen=True):
    nl: str
    en: str


@cache
def _table() -> dict[str, _Words]:
    return msgspec.toml.decode(data_text("rules/wording.toml"), type=dict[str, _Words])


def word(key: str, language: str) -> str:
    """The text of a key in one language."""
    found = _table()[key]
    return found.nl if language == "nl" else found.en
