"""What descriptions in plain words say of name, place, kind, staff and military share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from docintel.match.countries import is_flemish
from docintel.match.freefacts import find_name, find_staff
from docintel.match.partners import works_with
from docintel.match.profiles import load_profile
from docintel.match.stated import stated_codes, stated_facts

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "corpora/gold/dev/free-texts.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["text"])[:40])
def test_stated_facts_are_read_and_vague_ones_left_open(row: dict[str, object]) -> None:
    profile = load_profile(str(row["text"]))
    truth = row["truth"]
    assert isinstance(truth, dict)
    assert {key: getattr(profile, key) for key in truth} == truth


@pytest.mark.parametrize(
    ("text", "staff"),
    [
        ("We are a 14-person company in Leuven.", 14),
        ("Een 14-koppig team ontwerpt de chips.", 14),
        ("Met een ploeg van 14 mensen.", 14),
        ("Our 120-strong team builds radars.", 120),
        ("Kroonberg is a 40-strong engineering firm.", 40),
        ("We zijn met 85 man en draaien dag en nacht.", 85),
        ("Met zeven koppen bouwen we zwermen.", 7),
        ("Our 46 people hunt threats.", 46),
        ("About 620 people work here.", 620),
        ("The firm employs around 430 people.", 430),
        ("Fourteen people, two offices.", 14),
        ("We tellen 140 arbeiders en bedienden.", 140),
        ("Met drieëntwintig mensen bouwen we radars.", 23),
        ("Personeel heb ik niet.", 1),
        ("Spin-off of a university, founded in 2016, 31 people, Heverlee.", 31),
        ("Kantoor in Antwerpen met 44 mensen.", 44),
        ("Voltrand is een ingenieursbureau uit Mechelen met 18 mensen.", 18),
        ("I work alone, without staff.", 1),
        ("Wij zijn met vier en maken mallen.", 4),
        ("We zijn met z'n zessen, in Gent.", 6),
        ("There are four of us; we make pumps.", 4),
        ("We employ 14, turnover 2.1 million.", 14),
        ("It is just me: I make sensors.", 1),
        ("Alleen ik, in een garage.", 1),
        ("Wij zijn met vier partners in gesprek.", None),
        ("We employ 14 % of the valley.", None),
        ("Robots work without people.", None),
        ("We sell a 3-person tent.", None),
        ("Wij bouwen een boot met 3 mensen aan boord.", None),
    ],
)
def test_how_many_work_there(text: str, staff: int | None) -> None:
    assert find_staff(text) == staff


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We're Skimlight, a software start-up from Ghent.", "Skimlight"),
        ("We're proud of our radars.", None),
        ("Sinds 2022 zijn we eigendom van Wordbridge Inc. uit Boston.", None),
        ("Established in Charleroi in 1992, Sabrewing Services employs 430 people.", "Sabrewing Services"),
        ("NV Staalhamer smeedt onderdelen.", "NV Staalhamer"),
    ],
)
def test_a_name_where_the_organisation_introduces_itself(text: str, name: str | None) -> None:
    assert find_name(text) == name


def test_that_no_code_applies_is_a_fact_too() -> None:
    assert load_profile("Wij maken lenzen in Lommel. Wij hebben geen lijstcodes.").list_codes == ()
    assert load_profile("We make lenses. None of them is on a control list.").list_codes == ()
    assert load_profile("Onze software staat op geen enkele controlelijst.").list_codes == ()
    assert load_profile("Wij maken lenzen in Lommel.").list_codes is None
    assert load_profile("Wij maken lenzen. Geen lijstcodes gekend.").list_codes is None


def test_every_fact_shows_the_sentence_that_states_it() -> None:
    text = (
        "Ik ben Lore Claes, zelfstandig duiker in Nieuwpoort. Met drie mensen inspecteren we rompen. "
        "Alles valt onder ML9.b; we gaan van TRL 4 tot 6."
    )
    said = {name: fact.sentence for name, fact in stated_facts(text).items()}
    assert said["name"] == said["country"] == said["region"] == said["kind"] == text[: text.index(" Met")]
    assert said["staff"] == "Met drie mensen inspecteren we rompen."
    assert said["trl_min"] == said["trl_max"] == "we gaan van TRL 4 tot 6."
    assert stated_codes(text) == {"ML9.b": "Alles valt onder ML9.b;"}


def test_a_paragraph_that_an_editor_wrapped_is_read_as_one() -> None:
    text = "We hunt threats for hospitals and hold a facility security clearance at the\nlevel SECRET.\nStaff: 12"
    facts = stated_facts(text)
    assert (facts["clearance"].value, facts["staff"].value) == ("SECRET", 12)
    assert facts["staff"].sentence == "Staff: 12"


@pytest.mark.parametrize(
    ("region", "flemish"), [("Waregem", True), ("Sint-Genesius-Rode", True), ("Luik", False), ("Delft", False)]
)
def test_a_town_tells_the_region(region: str, flemish: bool) -> None:
    assert is_flemish(region) is flemish


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("We make cables in Aalst and belong to Bright plc from London.", "GB"),
        ("Ons bedrijf in Aalst maakt kabels en is eigendom van Bright Inc. uit Boston.", "US"),
        ("Ons bedrijf in Aalst maakt kabels. Geen buitenlands kapitaal.", "BE"),
        ("We make cables in Aalst. No foreign shareholders.", "BE"),
        ("We make cables in Aalst and sell them in London.", None),
        ("Wij zoeken buitenlands kapitaal voor ons bedrijf in Aalst.", None),
    ],
)
def test_where_control_lies(text: str, country: str | None) -> None:
    profile = load_profile(text)
    assert profile.controlled_from == country and profile.name != "Bright plc"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Met Centexbel en de UGent doen we onderzoek.", ("Centexbel", "UGent")),
        ("We werken samen met VITO aan batterijen.", ("VITO",)),
        ("We have worked with Centexbel and TNO.", ("Centexbel", "TNO")),
        ("Ons werk gebeurt samen met een installateur uit Eindhoven.", ()),
        ("Wij zoeken een samenwerking met imec.", ()),
        ("Onze klanten zijn Thales en imec.", ()),
        ("We have never worked with TNO.", ()),
        ("Ontstaan uit de UGent.", ()),
    ],
)
def test_whom_it_works_with(text: str, named: tuple[str, ...]) -> None:
    assert works_with(text) == named
