"""The only reader of ``docintel/data``: rows of lists, acts, organisations, programmes and domain terms."""

from __future__ import annotations

import gzip
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, TypeVar

import msgspec

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Aliases:
    """Other writings of a row, by language."""

    nl: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListCode:
    """An entry of the EU Common Military List or of Annex I of the dual-use regulation. Labels are our own words."""

    id: str
    nl: str
    en: str
    aliases: Aliases = Aliases()
    parent: str | None = None
    muyters: Literal["excluded", "committee"] | None = None
    verified: bool = False
    regime: str | None = None
    as_of: str | None = None
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A Dutch-English pair of the domain lexicon."""

    id: str
    nl: str
    en: str
    aliases: Aliases = Aliases()
    domain: str = ""
    kind: str = ""
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """A legal act, circular, strategy or agreement under one identity."""

    id: str
    nl: str
    en: str
    aliases: Aliases = Aliases()
    kind: str = ""
    date: str | None = None
    in_force_from: str | None = None
    repealed: str | None = None
    repealed_by: str | None = None
    status: str = "unknown"
    verified: bool = False
    ambiguous: tuple[str, ...] = ()
    """Aliases that mean something else without context."""
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """An organisation or programme under one identity; ``ambiguous`` lists aliases that need context."""

    id: str
    nl: str
    en: str
    aliases: Aliases = Aliases()
    kind: str = ""
    country: str | None = None
    ambiguous: tuple[str, ...] = ()
    verified: bool = False
    note: str = ""
    source: str = ""


def data_text(name: str) -> str:
    """Text of a file under ``docintel/data``."""
    return (resources.files("docintel") / "data" / name).read_text(encoding="utf-8")


def data_bytes(name: str) -> bytes:
    """Bytes of a file under ``docintel/data``."""
    return (resources.files("docintel") / "data" / name).read_bytes()


def data_toml(name: str) -> Mapping[str, object]:
    """A TOML file under ``docintel/data`` as a mapping."""
    return tomllib.loads(data_text(name))


@cache
def load_words() -> frozenset[str]:
    """Dutch and English words, lower-cased, hyphened forms included: evidence for joining words and judging text."""
    packed = (resources.files("docintel") / "data" / "words.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode("utf-8").split("\n"))


def _rows(name: str, row_type: type[Row]) -> tuple[Row, ...]:
    decoder = msgspec.json.Decoder(row_type)
    return tuple(decoder.decode(line) for line in data_text(name).splitlines() if line.strip())


@cache
def military_list() -> tuple[ListCode, ...]:
    """ML1 to ML22 with their sub-items."""
    return _rows("military_list.jsonl", ListCode)


@cache
def dual_use() -> tuple[ListCode, ...]:
    """Annex I of Regulation (EU) 2021/821: categories, groups and entries."""
    return _rows("dual_use.jsonl", ListCode)


@cache
def list_codes() -> Mapping[str, ListCode]:
    """Both control lists by id; dual-use ids carry the prefix ``DU:``."""
    return {row.id: row for row in (*military_list(), *dual_use())}


@cache
def code_terms() -> Mapping[str, Sequence[str]]:
    """Words of companies for entries of the control lists, by code."""
    return msgspec.toml.decode(data_text("code_terms.toml"), type=dict[str, list[str]])


@cache
def technologies() -> tuple[Term, ...]:
    """The bilingual domain lexicon."""
    return _rows("technologies.jsonl", Term)


@cache
def acts() -> tuple[Act, ...]:
    """Acts, circulars, strategies and agreements."""
    return _rows("acts.jsonl", Act)


@cache
def organisations() -> tuple[Name, ...]:
    """Organisations with their aliases."""
    return _rows("organisations.jsonl", Name)


@cache
def programmes() -> tuple[Name, ...]:
    """Programmes, funds and instruments with their aliases."""
    return _rows("programmes.jsonl", Name)


@cache
def places() -> tuple[Name, ...]:
    """Countries, regions, cities and seas with their names in both languages."""
    return _rows("places.jsonl", Name)


def ancestors(code: str) -> tuple[str, ...]:
    """Ids above a list code, nearest first: ``DU:5A002.a`` gives ``DU:5A002``, ``DU:5A``, ``DU:5``."""
    found: list[str] = []
    rest = code
    while "." in rest:
        rest = rest.rpartition(".")[0]
        found.append(rest)
    if rest.startswith("DU:") and len(rest) > 4:
        core = rest[3:]
        found.extend(f"DU:{core[:size]}" for size in (2, 1) if len(core) > size)
    return tuple(found)
