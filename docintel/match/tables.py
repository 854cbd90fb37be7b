"""Typed readers of the small tables under ``docintel/data/rules``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import msgspec

from docintel.lexicon import data_text


@dataclass(frozen=True, slots=True)
class Places:
    """Country names and Flemish regions, and the groups of countries that rules speak of."""

    names: dict[str, str]
    adjectives: dict[str, str]
    """``amerikaans`` and ``amerikaanse`` -> US."""
    cities: dict[str, str]
    """Where owners outside the Union have their seat: ``londen`` -> GB."""
    flanders: frozenset[str]
    """Names of the region and its provinces."""
    groups: dict[str, frozenset[str]]
    shown: dict[str, dict[str, str]]
    """By language and code, as a report calls the country."""


@dataclass(frozen=True, slots=True)
class Town:
    """Country of a town and, in Belgium, its region."""

    country: str
    region: str | None = None


class _PlaceFile(msgspec.Struct, frozen=True):
    names: dict[str, list[str]]
    adjectives: dict[str, list[str]]
    cities: dict[str, list[str]]
    flanders: list[str]
    groups: dict[str, list[str]]


class _Group(msgspec.Struct, frozen=True):
    names: list[str]
    country: str
    region: str | None = None


class _Towns(msgspec.Struct, frozen=True):
    group: list[_Group]


@cache
def town_table() -> dict[str, Town]:
    """``data/towns.toml`` by names in small letters."""
    groups = msgspec.toml.decode(data_text("towns.toml"), type=_Towns).group
    return {name.lower(): Town(group.country, group.region) for group in groups for name in group.names}


@cache
def place_table() -> Places:
    """``data/rules/places.toml``."""
    raw = msgspec.toml.decode(data_text("rules/places.toml"), type=_PlaceFile)
    names = {name.lower(): code for code, writings in raw.names.items() for name in writings}
    adjectives = {
        name + end: code for code, writings in raw.adjectives.items() for name in writings for end in ("", "e")
    }
    cities = {name: code for code, writings in raw.cities.items() for name in writings}
    groups = {name: frozenset(members) for name, members in raw.groups.items()}
    shown = {
        language: {code: writings[place].title() for code, writings in raw.names.items()}
        for place, language in enumerate(("en", "nl"))
    }
    return Places(names, adjectives, cities, frozenset(raw.flanders), groups, shown)
