"""Typed readers of the small tables under ``docintel/data/rules``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import msgspec

from docintel.lexicon import data_text


@dataclass(frozen=True, slots=True)
class Places:
    """Country names and Flemish places, and the groups of countries that rules speak of."""

    names: dict[str, str]
    adjectives: dict[str, str]
    """``amerikaans`` and ``amerikaanse`` -> US."""
    flanders: frozenset[str]
    groups: dict[str, frozenset[str]]


class _PlaceFile(msgspec.Struct, frozen=True):
    names: dict[str, list[str]]
    adjectives: dict[str, list[str]]
    flanders: list[str]
    groups: dict[str, list[str]]


@cache
def place_table() -> Places:
    """``data/rules/places.toml``."""
    raw = msgspec.toml.decode(data_text("rules/places.toml"), type=_PlaceFile)
    names = {name.lower(): code for code, writings in raw.names.items() for name in writings}
    adjectives = {
        name + end: code for code, writings in raw.adjectives.items() for name in writings for end in ("", "e")
    }
    groups = {name: frozenset(members) for name, members in raw.groups.items()}
    return Places(names, adjectives, frozenset(name.lower() for name in raw.flanders), groups)
