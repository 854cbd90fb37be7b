"""Ranking: fields by words and by meaning, rank and band together, topics known by their title."""

from __future__ import annotations

from dataclasses import replace

import pytest
from match_samples import make_library

from docintel.config import EncoderSettings
from docintel.index.encode import load_encoder
from docintel.match.engine import Matcher
from docintel.match.fields import fields
from docintel.match.lexical import build_bridge, open_bridge
from docintel.match.meaning import build_meaning
from docintel.match.profiles import Profile
from docintel.match.relevance import Scores, score

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


def test_plain_words_alone_weigh_as_reasons_and_where_they_are_sold_does_not() -> None:
    engine = Matcher(LIBRARY).engine
    words = "We make infrared detectors and cryogenic coolers. We now supply to infrared laboratories."
    alone = score(Profile(description=words), engine)
    beside = score(Profile(description=words, capabilities=("carpentry",)), engine)

    def strongest(scores: Scores, start: str) -> float:
        (row,) = (number for number, unit in enumerate(scores.units) if unit.text.startswith(start))
        return float(scores.pairs[row].max())

    assert strongest(alone, "We make") > strongest(beside, "We make") > 0
    assert strongest(alone, "We now supply") == 0
