"""The rows of ``docintel/data``: every claim that the documentation makes about them is checked here."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

import pytest

from docintel import lexicon
from docintel.lexicon import Act, ListCode, Name, Term

MINIMUM_PAIRS = 4000
MAXIMUM_ALIKE = 0.10
MILITARY_CODE = re.compile(r"ML(?:[1-9]|1\d|2[0-2])(?:\.[a-z](?:\.\d{1,2}(?:\.[a-z])?)?)?")
DUAL_USE_CODE = re.compile(r"DU:\d(?:[A-E](?:\d{3})?)?")
FILES = ("technologies", "military_list", "dual_use", "acts", "organisations", "programmes", "places")

Row = Term | ListCode | Act | Name


def rows_of(name: str) -> tuple[Row, ...]:
    """Rows of one file, read as the library reads them."""
    readers: dict[str, Callable[[], tuple[Row, ...]]] = {
        "technologies": lexicon.technologies,
        "military_list": lexicon.military_list,
        "dual_use": lexicon.dual_use,
        "acts": lexicon.acts,
        "organisations": lexicon.organisations,
        "programmes": lexicon.programmes,
        "places": lexicon.places,
    }
    return readers[name]()


def names(row: Row, language: str) -> set[str]:
    """The term and its other writings, without regard to capitals."""
    head, others = (row.nl, row.aliases.nl) if language == "nl" else (row.en, row.aliases.en)
    return {name.casefold() for name in (head, *others)}


def repeated(values: Iterable[str]) -> list[str]:
    """Values that occur more than once."""
    return [value for value, count in Counter(values).items() if count > 1]


def natural(code: str) -> tuple[tuple[int, int, str], ...]:
    """Order of list codes: ML2 before ML10, numbers before letters."""
    parts = re.findall(r"\d+|[A-Za-z]+", code)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


@pytest.mark.parametrize("name", FILES)
def test_ids_are_unique(name: str) -> None:
    assert repeated(row.id for row in rows_of(name)) == []


@pytest.mark.parametrize("name", FILES)
def test_both_languages_are_present(name: str) -> None:
    assert [row.id for row in rows_of(name) if not row.nl or not row.en] == []


@pytest.mark.parametrize("name", FILES)
def test_no_blanks_at_the_edges_or_doubled(name: str) -> None:
    for row in rows_of(name):
        for text in (row.id, row.nl, row.en, row.note, row.source, *row.aliases.nl, *row.aliases.en):
            assert text == " ".join(text.split()), row.id


@pytest.mark.parametrize("name", FILES)
def test_aliases_are_new_names(name: str) -> None:
    """In the term and code lists capitals make no new name; names of bodies may differ by them (ENISA, Enisa)."""
    fold = str.casefold if name in FILES[:3] else str
    for row in rows_of(name):
        for head, others in ((row.nl, row.aliases.nl), (row.en, row.aliases.en)):
            assert all(others), row.id
            assert repeated(fold(alias) for alias in (head, *others)) == [], row.id


@pytest.mark.parametrize("name", FILES)
def test_every_line_has_only_known_fields(name: str) -> None:
    known = {field for row in rows_of(name)[:1] for field in type(row).__dataclass_fields__}
    for line in lexicon.data_text(f"{name}.jsonl").splitlines():
        assert set(json.loads(line)) <= known, line[:80]


def test_terms_are_sorted() -> None:
    ids = [row.id for row in lexicon.technologies()]
    assert ids == sorted(ids)


@pytest.mark.parametrize("name", ["military_list", "dual_use"])
def test_list_codes_are_sorted(name: str) -> None:
    codes = [row.id.removeprefix("DU:") for row in rows_of(name)]
    assert codes == sorted(codes, key=natural if name == "military_list" else str)


def test_the_lexicon_is_large_enough() -> None:
    pairs = {(row.nl.casefold(), row.en.casefold()) for row in lexicon.technologies()}
    assert len(pairs) == len(lexicon.technologies()) >= MINIMUM_PAIRS


def test_few_terms_are_spelled_alike() -> None:
    terms = lexicon.technologies()
    alike = [row.id for row in terms if row.nl.casefold() == row.en.casefold()]
    assert len(alike) <= MAXIMUM_ALIKE * len(terms)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_ambiguity_is_unmarked(language: str) -> None:
    holders: dict[str, list[Term]] = defaultdict(list)
    for row in lexicon.technologies():
        for name in names(row, language):
            holders[name].append(row)
    unmarked = {
        (name, row.id)
        for name, rows in holders.items()
        if len(rows) > 1
        for row in rows
        if not row.note.startswith("ambiguous: ")
    }
    assert unmarked == set()


def test_terms_carry_domain_and_kind() -> None:
    for row in lexicon.technologies():
        assert row.domain and row.kind and row.source, row.id
        assert row.id.startswith(f"{row.domain}/")
        assert re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+", row.id), row.id


def test_military_codes_are_complete_and_well_formed() -> None:
    codes = {row.id for row in lexicon.military_list()}
    assert {f"ML{number}" for number in range(1, 23)} <= codes
    assert [code for code in codes if not MILITARY_CODE.fullmatch(code)] == []


def test_dual_use_codes_are_complete_and_well_formed() -> None:
    codes = [row.id for row in lexicon.dual_use()]
    assert [code for code in codes if not DUAL_USE_CODE.fullmatch(code)] == []
    assert Counter(len(code) for code in codes) == {4: 10, 5: 50, 8: 382}


@pytest.mark.parametrize("name", ["military_list", "dual_use"])
def test_parents_exist_and_agree_with_the_code(name: str) -> None:
    codes = lexicon.list_codes()
    for row in rows_of(name):
        assert isinstance(row, ListCode)
        above = lexicon.ancestors(row.id)
        assert all(code in codes for code in above), row.id
        assert row.parent == (above[0] if above else None), row.id


def test_the_circular_splits_the_military_list() -> None:
    codes = lexicon.list_codes()
    excluded = {"ML1", "ML2", "ML3", "ML4", "ML7.a", "ML7.b", "ML7.c", "ML7.d", "ML7.e"}
    assert codes["ML7"].muyters is None, "ML7 without a letter cannot be decided"
    for row in lexicon.military_list():
        if row.id == "ML7":
            continue
        inside = any(code in excluded for code in (row.id, *lexicon.ancestors(row.id)))
        assert row.muyters == ("excluded" if inside else "committee"), row.id


def test_what_is_from_memory_is_unverified() -> None:
    codes = lexicon.list_codes()
    assert not codes["ML10.j"].verified, "one secondary source only"
    assert not any(codes[f"ML{number}"].verified for number in range(5, 23)), "Dutch headings are from memory"
    assert [row.id for row in lexicon.military_list() if row.verified and row.source == "memory"] == []


def test_dual_use_rows_carry_the_date_and_the_regime() -> None:
    codes = lexicon.list_codes()
    assert {row.as_of for row in lexicon.dual_use()} == {"2025-11-15"}
    assert codes["DU:5A002"].regime == "Wassenaar"
    assert codes["DU:0A001"].regime == "NSG", "category 0 follows the nuclear suppliers' list"
    assert codes["DU:1C450"].regime == "CWC"
    assert codes["DU:4A506"].regime == "EU"
