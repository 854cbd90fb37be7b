"""Profiles in every writing, and what a missing value means."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docintel.errors import ProfileError
from docintel.match.profiles import Profile, describe, held, load_profile, parse_profile, profile_schema, sme_size

TOML = """
name = "Voorbeeld"
country = "België"
region = ""
kind = "kmo"
description = "Wij maken camera's."
list_codes = ["ml7a", "6a003"]
export_authorisation = ""
clearance = false
[project]
business_case = "mainly_military"
partners = ["FR", "Instituut (DE)", { name = "X", country = "Nederland", kind = "research" }]
"""


def test_toml() -> None:
    profile = parse_profile(TOML, "x.toml")
    assert (profile.country, profile.region, profile.kind, profile.clearance) == ("BE", None, "company", "none")
    assert profile.list_codes == ("ML7.a", "DU:6A003")
    assert profile.export_authorisation is None
    assert profile.project is not None
    assert profile.project.business_case == "military"
    assert [partner.country for partner in profile.project.partners or ()] == ["FR", "DE", "NL"]


def test_absent_and_empty_lists_differ() -> None:
    assert Profile(description="x").list_codes is None
    assert Profile(description="x", list_codes=()).list_codes == ()


def test_json_and_yaml() -> None:
    assert load_profile('{"description": "We make sensors", "country": "nl"}').country == "NL"
    assert load_profile("description: We make sensors\ncountry: Noorwegen\n").country == "NO"


def test_plain_words_give_only_what_is_there() -> None:
    profile = describe(
        "Wij ontwikkelen sensoren voor het leger.\n- warmtebeeldcamera's\n- radar, TRL 4 tot 7\nCode ML15.d."
    )
    assert profile.language == "nl"
    assert profile.capabilities == ("warmtebeeldcamera's", "radar, TRL 4 tot 7")
    assert (profile.trl_min, profile.trl_max, profile.list_codes) == (4, 7, ("ML15.d",))
    assert (profile.country, profile.kind, profile.size, profile.military_share) == (None, None, None, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ('description = "x"\ncolour = 1', "unknown key"),
        ('description = "x"\ntrl_min = 12', "trl_min"),
        ('description = "x"\ntrl_min = 5\ntrl_max = 3', "lies above"),
        ('name = "x"', "description"),
        ('{"description": ', "not valid JSON"),
        ("a: [1", r"not valid YAML \(line 1: "),
        ("name: Warm Eye\ndescription: cameras: cooled\n", r"not valid YAML \(line 2: "),
        ("We make radars.\0\0", "no text"),
        ('description = "x"\nlist_codes = ["ML99"]', "ML99: no code of the military list"),
        ('description = "x"\n[project]\nlist_codes = ["6A003", "radar"]', "radar: no code"),
    ],
)
def test_complaints_name_the_key(text: str, said: str) -> None:
    with pytest.raises(ProfileError, match=said):
        parse_profile(text, "company.toml")


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="cannot be read"):
        load_profile(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("staff", "turnover", "balance", "size"),
    [
        (9, 2_000_000, None, "micro"),
        (10, 2_000_000, None, "small"),
        (49, 10_000_000, None, "small"),
        (49, 60_000_000, 9_000_000, "small"),
        (249, 50_000_000, None, "medium"),
        (249, 51_000_000, 43_000_000, "medium"),
        (249, 51_000_000, 44_000_000, "midcap"),
        (250, 1_000_000, None, "midcap"),
        (3000, 1_000_000, None, "large"),
        (40, None, None, None),
        (None, 1_000_000, None, None),
        (40, 60_000_000, None, None),
    ],
)
def test_sme_definition(staff: int | None, turnover: int | None, balance: int | None, size: str | None) -> None:
    assert sme_size(staff, turnover, balance, None) == size


def test_figures_of_a_group_member_say_nothing() -> None:
    assert sme_size(40, 1_000_000, None, False) is None


@pytest.mark.parametrize(("value", "truth"), [("SECRET", True), ("aangevraagd", False), ("none", False), (None, None)])
def test_what_is_asked_for_is_not_held(value: str | None, truth: bool | None) -> None:
    assert held(value) is truth


@pytest.mark.parametrize(
    ("country", "region", "flemish"),
    [
        ("BE", "Vlaanderen", True),
        ("BE", "Gent", True),
        ("BE", "Wallonie", False),
        ("BE", "Brussel", False),
        ("BE", None, None),
        ("NL", "Limburg", False),
        (None, "Oost-Vlaanderen", True),
    ],
)
def test_flanders(country: str | None, region: str | None, flemish: bool | None) -> None:
    assert Profile(description="x", country=country, region=region).flemish is flemish


def test_schema_names_every_key() -> None:
    assert set(profile_schema()["properties"]) >= {"description", "capabilities", "project", "controlled_from"}  # type: ignore[arg-type]


@given(st.text(min_size=1).filter(str.strip))
def test_any_text_is_a_profile_or_a_clear_complaint(text: str) -> None:
    try:
        assert load_profile(text).description
    except ProfileError as error:
        assert error.what


@pytest.mark.parametrize(
    ("given_language", "language"), [("", "nl"), ('language = "en"\n', "en"), ('language = "nl"\n', "nl")]
)
def test_a_profile_speaks_the_language_of_its_description(given_language: str, language: str) -> None:
    profile = load_profile(f'{given_language}description = "Wij maken camera\'s voor de nacht en voor het leger."')
    assert profile.language == language


def test_what_is_left_empty_is_not_given() -> None:
    profile = load_profile(
        'name = ""\nstaff = ""\ntrl_min = ""\ndescription = "Batterijen."\ncapabilities = ["laders", ""]\n'
        'list_codes = ""\n[project]\nbudget_eur = ""\npartners = [""]\n'
    )
    assert (profile.name, profile.staff, profile.trl_min, profile.list_codes) == (None, None, None, None)
    assert profile.capabilities == ("laders",)
    assert profile.project is not None
    assert (profile.project.budget_eur, profile.project.partners) == (None, None)


@pytest.mark.parametrize(
    ("staff", "independent", "size"),
    [(420, False, "not-sme"), (420, None, "midcap"), (4000, False, "large"), (40, False, None)],
)
def test_a_group_is_never_smaller_than_its_part(staff: int, independent: bool | None, size: str | None) -> None:
    assert sme_size(staff, 5_000_000, None, independent) == size
