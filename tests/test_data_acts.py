"""The rows of acts, organisations and programmes: unique, bilingual, dated, and honest about doubt."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

FILES = ("acts", "organisations", "programmes")
STATUSES = {"in_force", "repealed", "abolition_decided", "draft", "unknown"}
MINIMUM = {"acts": 150, "organisations": 400, "programmes": 120}


def rows(name: str) -> list[dict[str, Any]]:
    """Read one data file."""
    text = files("docintel").joinpath("data", f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def names(row: dict[str, Any]) -> set[str]:
    """Collect every surface form of a row."""
    return {row["nl"], row["en"], *row["aliases"]["nl"], *row["aliases"]["en"]}


def act(identity: str) -> dict[str, Any]:
    """Find one act."""
    return next(row for row in rows("acts") if row["id"] == identity)


@pytest.mark.parametrize("name", FILES)
def test_ids_are_unique_and_the_list_is_broad(name: str) -> None:
    """No identity twice, and no fewer rows than promised."""
    ids = [row["id"] for row in rows(name)]
    assert len(ids) == len(set(ids))
    assert len(ids) >= MINIMUM[name]


@pytest.mark.parametrize("name", FILES)
def test_both_languages_source_and_clean_text(name: str) -> None:
    """Each row is named in Dutch and English, says where it comes from, and holds no stray blanks."""
    for row in rows(name):
        assert row["nl"] and row["en"] and row["kind"] and row["source"], row["id"]
        assert isinstance(row["verified"], bool), row["id"]
        for form in names(row):
            assert form and form == re.sub(r"\s+", " ", form.strip()), (row["id"], form)


@pytest.mark.parametrize("name", FILES)
def test_shared_aliases_are_marked_ambiguous(name: str) -> None:
    """A form that names two rows of one file is marked in each of them."""
    owners = defaultdict(set)
    for row in rows(name):
        for form in names(row):
            owners[form.casefold()].add(row["id"])
    for row in rows(name):
        marked = {form.casefold() for form in row["ambiguous"]}
        assert marked <= {form.casefold() for form in names(row)}, row["id"]
        for form in names(row):
            assert len(owners[form.casefold()]) == 1 or form.casefold() in marked, (row["id"], form)


def test_dates_parse_and_follow_each_other() -> None:
    """Dates are ISO dates or null; nothing is repealed before it was made."""
    for row in rows("acts"):
        made, force, ended = (
            date.fromisoformat(row[key]) if row[key] else None for key in ("date", "in_force_from", "repealed")
        )
        assert not (made and force) or made <= force, row["id"]
        assert not (made and ended) or made < ended, row["id"]


def test_repealed_acts_say_by_what() -> None:
    """The repealing act exists, is another act, and the status agrees."""
    ids = {row["id"] for row in rows("acts")}
    for row in rows("acts"):
        assert row["status"] in STATUSES, row["id"]
        if row["repealed_by"]:
            assert row["repealed_by"] in ids - {row["id"]}, row["id"]
        if row["repealed"] or row["repealed_by"]:
            assert row["status"] == "repealed", row["id"]


def test_celex_numbers_agree_with_kind() -> None:
    """The letter of a CELEX number tells the kind of act."""
    letters = {
        "R": {"regulation"},
        "L": {"directive"},
        "D": {"decision"},
        "E": {"common_position", "joint_action"},
        "H": {"recommendation"},
    }
    for row in rows("acts"):
        if match := re.fullmatch(r"CELEX:3(\d{4})([RLDEH])(\d{4})", row["id"]):
            assert row["kind"] in letters[match[2]], row["id"]
            if row["date"]:
                assert abs(int(match[1]) - int(row["date"][:4])) <= 1, row["id"]


@pytest.mark.parametrize(
    ("identity", "form"),
    [
        ("CELEX:32021R0821", "Verordening (EU) 2021/821"),
        ("CELEX:32000R1334", "Verordening (EG) nr. 1334/2000"),
        ("CELEX:32009L0043", "Richtlijn 2009/43/EG"),
        ("CELEX:32008E0944", "Gemeenschappelijk Standpunt 2008/944/GBVB"),
        ("CELEX:32021D0038", "Besluit (GBVB) 2021/38"),
        ("CELEX:32014R0651", "AGVV"),
        ("VL:decreet:2012-06-15:wapenhandel", "Flemish Arms Trade Act"),
        ("VL:besluit:2012-07-20:wapenhandel", "BVR van 20 juli 2012"),
        ("VL:omzendbrief:2018-09-11:muyters", "richtlijn-Muyters"),
        ("VL:strategie:2025-12-19:visd", "FISD"),
        ("BE:wet:1998-12-11:classificatie", "classificatiewet"),
    ],
)
def test_known_forms_lead_to_their_act(identity: str, form: str) -> None:
    """Forms met in real papers are names of the right act."""
    assert form in names(act(identity))


def test_the_muyters_circular_is_no_directive_and_not_yet_repealed() -> None:
    """Abolition was decided, the repealing act was not found."""
    circular = act("VL:omzendbrief:2018-09-11:muyters")
    assert (circular["kind"], circular["status"]) == ("circular", "abolition_decided")
    assert circular["repealed"] is None


def test_rows_from_memory_are_not_called_verified() -> None:
    """Only rows that name a published source are verified."""
    for name in FILES:
        for row in rows(name):
            assert not (row["verified"] and row["source"].startswith("to check")), row["id"]
