"""Ranking: fields by words and by meaning, rank and band together, topics known by their title."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from match_samples import make_library

from docintel.config import EncoderSettings
from docintel.index.encode import load_encoder
from docintel.lexicon import data_text
from docintel.match.engine import Matcher
from docintel.match.fields import fields
from docintel.match.lexical import build_bridge, open_bridge
from docintel.match.meaning import build_meaning
from docintel.match.own_work import tells_own_work
from docintel.match.profiles import Profile
from docintel.match.relevance import score
from docintel.match.telling import is_telling
from docintel.match.ties import outline, read_table, takers, ties, write_table

LIBRARY = make_library()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("onderzeebootbestrijding met sonar", {"asw", "sonar"}),
        ("mijnen op zee ruimen met duiktuigen", {"mine-warfare", "underwater-vehicles"}),
        ("parts made layer by layer from metal powder", {"additive"}),
        ("helikopterdrones", {"rotorcraft", "uas"}),
        ("we diversify our scope and take initiatives", set()),
        ("wij bakken brood en taart", set()),
    ],
)
def test_fields_named_by_words(text: str, named: set[str]) -> None:
    found = {fields().names[field] for field in fields().count(text)}
    assert named <= found if named else not found


def test_a_text_of_unknown_words_lies_near_its_field() -> None:
    encoder = load_encoder(EncoderSettings())
    meaning = build_meaning(replace(LIBRARY, encode=encoder.encode, encoder=encoder.name))
    near = meaning.guess(encoder.encode(["elektriciteit bewaren in cellen", "ships without sailors"]))
    batteries, boats = ({fields().names[field] for field in row.nonzero()[0]} for row in near)
    assert "batteries" in batteries
    assert "usv" in boats


@pytest.mark.parametrize(
    ("field", "other", "nearness"),
    [
        ("submarines", "submarines", 1.0),
        ("optronics", "armoured-vehicles", 0.5),  # a link of its own outweighs the roles
        ("batteries", "satellites", 0.2),  # a subsystem of any platform
        ("satellites", "rotorcraft", 0.0),  # two platforms
        ("medical-countermeasures", "guns", 0.0),
    ],
)
def test_a_subsystem_lies_a_little_near_every_platform(field: str, other: str, nearness: float) -> None:
    names, near = fields().names, fields().near
    assert near[names.index(field), names.index(other)] == pytest.approx(nearness)
    assert near[names.index(other), names.index(field)] == pytest.approx(nearness)


def test_a_second_run_places_the_words_of_the_fields_as_the_first_did() -> None:
    library = make_library()
    first, second = build_meaning(library), build_meaning(library)
    assert (first.centre == second.centre).all()
    assert (first.directions == second.directions).all()


def test_a_field_of_few_words_is_guessed_by_those_it_has() -> None:
    words = build_meaning(LIBRARY).words
    assert (words < len(fields().owners)).any(axis=1).all()
    assert sum(map(len, fields().owners.values())) == int((words < len(fields().owners)).sum())


def test_no_call_stands_below_one_of_a_lower_band() -> None:
    bands = ("strong", "medium", "weak", "none")
    engine = Matcher(LIBRARY).engine
    for text in ("infrared cameras and detectors", "minehunting with sonar", "bread and cake"):
        found = score(Profile(description=text), engine)
        ranks = [bands.index(found.bands[call]) for call in found.order]
        assert ranks == sorted(ranks)
        assert sorted(found.order) == list(range(len(found.total)))


def test_the_bridge_of_the_cache_is_the_bridge_that_was_built() -> None:
    library = make_library()
    built = build_bridge(library.analyse, "nl", "en")
    assert open_bridge(library, "nl", "en") == built
    assert open_bridge(library, "nl", "en") == built


@pytest.mark.parametrize(
    ("sentence", "own"),
    [
        ("Onze klanten zijn marines en havens.", False),
        ("Customers include three navies.", False),
        ("Wij leveren vooral aan ziekenhuizen.", False),
        ("De marine is een vaste klant.", False),
        ("We employ 40 people in Ghent.", False),
        ("We zijn ISO 9001 en AQAP 2110 gecertificeerd.", False),
        ("Opgericht in 1984 als dochter van een scheepswerf.", False),
        ("The company was founded in 1998 and has a turnover of 12 million euro.", False),
        ("Autobouwers kopen onze chip, biologen ook.", False),
        ("Two telecom customers, one water utility.", False),
        ("Winnaar van een prijs voor jonge bedrijven.", False),
        ("Radarbeelden?", False),
        ("We design award-winning antennas.", True),
        ("Wij maken radars; onze klanten zijn marines.", True),
        ("With 45 people we design infrared cameras.", True),
        ("Sonar voor kleine boten.", True),
        ("Our test laboratory is certified and tests composites under fatigue.", True),
        ("Navies of nine countries sail our ships.", False),
        ("41 schepen van zeven marines varen met een romp van onze hand.", False),
        ("The light machine gun is in service with eleven armies.", False),
        ("Oceanografen gebruiken de opstelling om golven te meten.", False),
        ("U vindt ze in echografen en dieptemeters.", False),
        ("Universities bought the first ones; satellite operators now buy them to see what passes.", False),
        ("Insurers and two police zones pay for it today.", False),
        ("een vloot van 70 schepen, waarvan zes meetschepen", False),
        ("field service teams in nine countries", False),
        ("Wij exporteren naar 30 landen.", False),
        ("Ongeveer 45 % van ons werk is voor marines en kustwachten.", False),
        ("60 % of our turnover is military.", False),
        ("Our coating cuts 30 % of the weight of a hull.", True),
        ("meer dan honderd jaar ervaring", False),
        ("Stageplaatsen voor studenten elektronica.", False),
        ("We zoeken bedrijven als partner voor een Europees project.", False),
        ("Our fleet of torpedo-shaped vehicles maps the seabed.", True),
        ("Analysts use our own console: it gathers logs and ranks alarms.", True),
        ("20 years of experience in radar", True),
        ("Onze drones vliegen op waterstof.", True),
        ("Our engineers use the wind tunnel of the university.", True),
        ("Onze afdeling zoekt vervangers voor giftige stoffen.", True),
    ],
)
def test_sentences_on_customers_staff_papers_and_past_are_no_capability(sentence: str, own: bool) -> None:
    assert tells_own_work(sentence) is own


@pytest.mark.parametrize(
    "sentence",
    [
        "The technology should reach TRL 6.",
        "The design of new networks is out of scope.",
        "• not exceed 70 tons for the complete vehicle, hull and turret;",
        "An alternative position should be given in a denied environment.[Underwater Vehicle",
        "The consortium may include universities, hospitals and firms of any size.",
        "More strategic autonomy in the field of small satellites and their launch",
        "Proposals may consider models and simulations of the whole system.",
        "That it works must be demonstrated through sea trials or simulations.",
    ],
)
def test_sentences_that_all_calls_share_tell_nothing(sentence: str) -> None:
    assert not is_telling(sentence, "")


def test_ties_are_those_of_the_fields() -> None:
    head, *rows = (line.split("\t") for line in data_text("ties.tsv").splitlines())
    assert head[1:] == [row[0] for row in rows] == list(fields().names)
    assert write_table(ties(), fields().names) == data_text("ties.tsv")


def test_takers_are_those_of_the_fields_and_of_calls_of_past_years() -> None:
    head, *rows = (line.split("\t") for line in data_text("takers.tsv").splitlines())
    assert [row[0] for row in rows] == list(fields().names)
    assert len(head) > 80 and all(re.fullmatch(r"EDF-202[123](?:-[A-Z0-9]+)+", call) for call in head[1:])
    assert write_table(takers(head[1:]), head[1:]) == data_text("takers.tsv")


def test_a_call_that_was_not_learnt_on_has_no_takers() -> None:
    found = takers(["EDF-2023-DA-GROUND-MBT", "EDF-2031-DA-GROUND-MBT"])
    assert found[:, 0].any() and not found[:, 1].any()
    assert takers([]).shape == (len(fields().names), 0)


def test_ties_follow_the_names_of_the_fields() -> None:
    table = "organisation / call\tsonar\tgone\nradio\t25\t7\ngone\t3\t4\n"
    place = {name: number for number, name in enumerate(fields().names)}
    read = read_table(table, fields().names)
    assert read[place["radio"], place["sonar"]] == pytest.approx(0.25)
    assert np.count_nonzero(read) == 1


@pytest.mark.parametrize(
    ("own", "near", "far"), [("aero-engines", "rotorcraft", "cyber"), ("infrared", "missile-warning", "logistics")]
)
def test_suppliers_are_tied_to_what_they_go_into(own: str, near: str, far: str) -> None:
    place = {name: number for number, name in enumerate(fields().names)}
    row = ties()[place[own]]
    assert row[place[near]] > row[place[far]]


def test_an_outline_has_length_one_or_nothing() -> None:
    rows = outline(np.array([[4.0, 1.0, 0.0], [0.0, 0.0, 0.0]], dtype=np.float32))
    assert np.linalg.norm(rows, axis=1).tolist() == pytest.approx([1.0, 0.0])
    assert rows[0, 0] == pytest.approx(2 * rows[0, 1])
