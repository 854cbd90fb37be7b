"""Reasons: which pairs of a profile text and a sentence of a call may be shown, and which may not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from match_samples import hashed, make_call, make_document, make_library
from numpy.typing import NDArray

from docintel.config import EncoderSettings
from docintel.index.encode import load_encoder
from docintel.match.engine import Matcher
from docintel.match.explain import evidence_for
from docintel.match.library import Library, MemoryCache, no_second_reading
from docintel.match.profiles import Profile
from docintel.match.reasons import Reasons
from docintel.match.relevance import score
from docintel.match.second import SecondReader
from docintel.types import Evidence


@pytest.fixture(scope="module")
def library() -> Library:
    """Two calls, read by the encoders that ship."""
    first, second = (load_encoder(EncoderSettings(name=name)) for name in ("docintel-static", "docintel-bilingual"))
    return replace(make_library(), encode=first.encode, reread=lambda: second, encoder="shipped")


def reasons_of(profile: Profile, library: Library, *lines: str) -> Reasons:
    """One call of some lines, the first its title, that stands out for the profile as most near calls do."""
    document = make_document(lines, "EDF-2023-DA")
    one = replace(library, documents={document.id: document}, calls=(make_call(document, "EDF-2023-DA-ONE"),))
    matcher = Matcher(one)
    found = score(profile, matcher.engine)
    near = replace(found, total=np.array([3.5], np.float32), nearness=np.array([1.4], np.float32))
    return Reasons(matcher.engine, near)


def shown(reasons: Reasons) -> tuple[Evidence, ...]:
    return evidence_for(0, reasons, reasons.engine.catalogue, reasons.engine.library)


TITLES = {
    "mines": "Naval mine countermeasures",
    "camp": "Energy for military camps",
    "cyber": "Cyber training and exercises",
    "tank": "Main battle tank",
    "infrared": "Infrared detectors",
    "drones": "Counter unmanned aerial systems",
}


@pytest.mark.parametrize(
    ("capability", "call", "sentence"),
    [
        (
            "robots die op de zeebodem mijnen zoeken",
            "mines",
            "Unmanned underwater vehicles should find mines on the seabed.",
        ),
        ("sonar for mine hunting", "mines", "The sonar should find mines that are buried in the seabed."),
        (
            "kleine netten met zonnepanelen en batterijen",
            "camp",
            "A smart grid should join batteries and solar panels.",
        ),
        ("fuel cells", "camp", "Batteries or fuel cells should replace the diesel generators of the camp."),
        (
            "oefenplatform waarop teams cyberaanvallen leren stoppen",
            "cyber",
            "Teams should learn together to stop cyber attacks.",
        ),
        ("hybride aandrijving voor pantservoertuigen", "tank", "The tank should have a hybrid drive with batteries."),
        (
            "gekoelde infrarooddetectoren",
            "infrared",
            "The proposals must address the making of cooled infrared detectors.",
        ),
        ("jamming of drones", "drones", "The system should jam the radio link of small drones."),
    ],
)
def test_pairs_that_are_reasons(library: Library, capability: str, call: str, sentence: str) -> None:
    found = shown(reasons_of(Profile(description=capability), library, TITLES[call], sentence))
    assert [(quote.capability, quote.sentence) for quote in found] == [(capability, sentence)]
    assert 0.5 < found[0].score < 1


@pytest.mark.parametrize(
    ("capability", "call", "sentence"),
    [
        ("besturing van bakovens", "camp", "The control of the grid should be automatic."),
        ("long-distance transport of flowers", "infrared", "The detectors should see at a long distance."),
        ("opleiding van koks", "cyber", "Training should prepare the operators for hostile attacks."),
        ("software for hairdressers", "drones", "The software should identify small drones at long range."),
        ("infrarode sauna's", "tank", "The tank should hide from infrared sensors of the enemy."),
        ("Radarbeelden?", "drones", "Radar should find small drones at low height."),
        ("cloud-based ground segment", "infrared", "o a ground segment;"),
        ("Onze klanten zijn bouwers van drones.", "drones", "The system should stop small drones in towns."),
    ],
)
def test_pairs_that_are_none(library: Library, capability: str, call: str, sentence: str) -> None:
    assert not shown(reasons_of(Profile(description=capability), library, TITLES[call], sentence))


def test_the_same_pair_is_a_weaker_reason_in_a_call_that_is_less_near(library: Library) -> None:
    near = reasons_of(
        Profile(description="fuel cells"),
        library,
        TITLES["camp"],
        "Fuel cells should give the camp its electric power.",
    )
    far = replace(near, scores=replace(near.scores, total=near.scores.total - 3))
    assert far.strengths(0).max() < near.strengths(0).max() - 1


@pytest.mark.parametrize(
    ("capability", "lines", "allowed"),
    [
        (
            "guided missiles",
            ("It must stop the following threat set:", "o guided missiles of any speed, range and type;"),
            False,
        ),
        (
            "counter-missile radars",
            ("It must stop the following threat set:", "o guided missiles of any speed, range and type;"),
            True,
        ),
        ("guided missiles", ("It must carry as its weapons:", "o guided missiles of any speed, range and type;"), True),
        ("cameras for small drones", ("The system", "It should counter class I UAS with nets."), False),
        ("nets that stop unwanted drones", ("The system", "It should counter class I UAS with nets."), True),
        ("cameras for small drones", ("The system", "It should be carried by a tactical UAS."), True),
        ("infrared cameras", ("The tank", "It should have a low signature in the infrared."), False),
        ("infrared camouflage nets", ("The tank", "It should have a low signature in the infrared."), True),
        ("infrared cameras", ("The sensor", "It should find low infrared signature targets at night."), True),
        ("Wij ruimen oude granaten.", ("The gun", "It should stand the firing of a 155mm artillery shell."), False),
        ("assault rifles", ("The gun", "It should stand the firing of a 155mm artillery shell."), False),
        ("artillery shells", ("The gun", "It should stand the firing of a 155mm artillery shell."), True),
        ("Wij ruimen oude granaten.", ("The round", "The warhead should be insensitive to fire and shock."), False),
        (
            "Wij ruimen oude granaten.",
            ("The robot", "It should remove unexploded munitions from roads and fields."),
            True,
        ),
        ("clearing of mines", ("The robot", "It should find mines on roads and in fields."), True),
        ("passive radars", ("The suite", "It should disturb tracking by the radars that look for it."), False),
        ("decoys that hide from radars", ("The suite", "It should disturb tracking by the radars of others."), True),
        ("passive radars", ("The net", "It should track ships by passive radars along the coast."), True),
        ("slimme zeemijnen", ("The ship", "It should detect and neutralise buried mines in any water."), False),
        ("zeemijnenjacht met sonar", ("The ship", "It should detect and neutralise buried mines in any water."), True),
        ("guided missiles", ("The sensor", "It should keep track of fast targets such as anti-ship missiles."), False),
        ("torpedo's", ("The array", "It should detect torpedoes that come in from any side."), False),
        ("guided missiles", ("The corvette", "It should carry at least eight guided missiles of its own."), True),
        ("radar jammers", ("The pod", "It should protect the aircraft by jamming of radars that look for it."), True),
        ("guided missiles", ("The ship", "It should strike against armoured targets with guided missiles."), True),
        ("radio jammers", ("The radio", "It should be robust under electronic attack of any kind."), False),
        ("anti-jam antennas", ("The radio", "It should be robust under electronic attack of any kind."), True),
        ("training with antitank rockets", ("The tank", "It should protect the crew from rockets and mines."), False),
        ("armour against rockets", ("The tank", "It should protect the crew from rockets and mines."), True),
    ],
)
def test_the_same_words_on_the_other_side_are_no_reason(
    library: Library, capability: str, lines: tuple[str, str], allowed: bool
) -> None:
    found = reasons_of(Profile(description=capability), library, TITLES["tank"], *lines)
    last = found.strengths(0)[0, -1]
    assert bool(last > -np.inf) is allowed


def test_a_sentence_on_the_enemy_weighs_less_unless_the_profile_is_about_it(library: Library) -> None:
    lines = (TITLES["tank"], "The tank must survive hostile drones.")
    sign = reasons_of(
        Profile(description="x", capabilities=("drones", "counter-drone systems")), library, *lines
    ).signs(0)
    assert sign["threat"][:2, 1].tolist() == [1.0, 0.0]


def test_the_title_is_a_reason_where_no_sentence_is(library: Library) -> None:
    profile = Profile(description="x", capabilities=("infrarooddetectoren", "infrared detectors and cameras"))
    alone = shown(reasons_of(profile, library, TITLES["infrared"], "The work lasts four years in all."))
    assert [quote.sentence for quote in alone] == [TITLES["infrared"]]
    sentence = "The proposals must address the making of cooled infrared detectors."
    assert TITLES["infrared"] not in [
        quote.sentence for quote in shown(reasons_of(profile, library, TITLES["infrared"], sentence))
    ]


def test_without_a_slower_encoder_the_first_reading_stands(library: Library) -> None:
    alone = replace(library, reread=no_second_reading)
    reasons = reasons_of(
        Profile(description="fuel cells"), alone, TITLES["camp"], "Fuel cells should give the camp its electric power."
    )
    pairs = list(reasons.likeliest(0))
    assert len(pairs) == 2
    assert reasons.read_again(pairs) == pairs
    assert [pair.strength for pair in pairs] == sorted((pair.strength for pair in pairs), reverse=True)


def test_one_encoder_alone_tells_reasons_from_others() -> None:
    """With the bilingual one in the dense leg nothing is read again."""
    encoder = load_encoder(EncoderSettings(name="docintel-bilingual"))
    alone = replace(make_library(), encode=encoder.encode, encoder="alone")
    line = "Fuel cells should give the camp its electric power."
    found = shown(reasons_of(Profile(description="brandstofcellen"), alone, TITLES["camp"], line))
    assert [quote.sentence for quote in found] == [line]
    assert not shown(reasons_of(Profile(description="software for hairdressers"), alone, TITLES["camp"], line))


class Counting:
    """A slower encoder that tells what it was asked."""

    name = "counting"

    def __init__(self, version: str = "1") -> None:
        self.version = version
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        return hashed(texts)


PAIRS = [("radar", "radar for ships"), ("radar", "bread")]


def test_the_second_reader_reads_a_text_once() -> None:
    encoder = Counting()
    reader = SecondReader(encoder, MemoryCache())
    first = reader.cosines("call", PAIRS)
    assert reader.cosines("call", PAIRS[:1])[0] == first[0] > first[1]
    assert encoder.asked == ["radar", "radar for ships", "bread"]


def test_the_next_run_reads_no_clause_again_and_no_text_of_a_profile_is_kept() -> None:
    cache, later = MemoryCache(), Counting()
    first = SecondReader(Counting(), cache).cosines("call", PAIRS)
    assert SecondReader(later, cache).cosines("call", PAIRS).tolist() == first.tolist()
    assert later.asked == ["radar"]


def test_another_version_of_the_slower_encoder_reads_all_again() -> None:
    cache, later = MemoryCache(), Counting("2")
    SecondReader(Counting(), cache).cosines("call", PAIRS)
    SecondReader(later, cache).cosines("call", PAIRS)
    assert later.asked == ["radar", "radar for ships", "bread"]


def test_texts_of_profiles_in_memory_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docintel.match.second._OWN_TEXTS", 1)
    encoder = Counting()
    reader = SecondReader(encoder, MemoryCache())
    for own in ("radar", "sonar", "bread", "radar"):
        reader.cosines("call", [(own, "radar for ships")])
    assert encoder.asked == ["radar", "radar for ships", "sonar", "bread", "radar"]


def test_a_clause_near_to_every_text_leaves_room_for_the_others(library: Library) -> None:
    listing, other = (
        "Solar panels, batteries and fuel cells power the camp.",
        "Fuel cells may replace the diesel generators of camps.",
    )
    texts = tuple(
        f"{what} {where}" for what in ("solar panels", "batteries") for where in ("", "for camps", "in camps")
    )
    profile = Profile(description="x", capabilities=(*texts, "panels and batteries", "camp power", "power of camps"))
    encoder = Counting()
    shown(reasons_of(profile, replace(library, reread=lambda: encoder), TITLES["camp"], listing, other))
    assert {listing, other} <= set(encoder.asked)
