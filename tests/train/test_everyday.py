from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("scipy")

from docintel.train.everyday import lexicon, read_scenes, read_words, scenes, switched, unmeasured
from docintel.train.rows import Row

TRAIN = Path(__file__).parents[2] / "pipelines" / "train"


def test_every_own_word_is_listed_once_and_has_two_sides() -> None:
    rows = read_words(TRAIN / "encoder_everyday.tsv")
    dutch = [row.nl for row in rows]
    assert len(rows) > 2_900
    assert dutch == sorted(set(dutch))
    assert all(row.en and row.en == row.en.strip() and row.nl == row.nl.strip() for row in rows)


@pytest.mark.parametrize(
    ("dutch", "english"), [("gooit", "throws"), ("woonkamer", "living room"), ("kernwapens", "nuclear weapons")]
)
def test_own_words_are_everyday_words(dutch: str, english: str) -> None:
    assert Row("term", "everyday-words", english, dutch) in read_words(TRAIN / "encoder_everyday.tsv")


def test_scenes_are_the_same_in_every_run_and_have_the_verb_second() -> None:
    parts = read_scenes(TRAIN / "encoder_scenes.txt")
    made = list(scenes(parts, 400, 5))
    assert made == list(scenes(parts, 400, 5))
    verbs = {form.split()[0] for one in parts["doet"] for form in one[:2]}
    who = {one[0] for one in (*parts["wie"], *parts["wie meervoud"])}
    told = [row.nl for row in made if any(row.nl.startswith(f"{name} ") for name in who)]
    assert len(told) == 300
    for sentence in told:
        assert any(sentence.removeprefix(f"{name} ").split()[0].strip(".") in verbs for name in who), sentence


def test_a_particle_goes_behind_the_verb() -> None:
    parts = {"wie": [("de kok", "the cook")], "wie meervoud": [("koks", "cooks")], "drank": [("soep", "soup")],
             "waar": [("buiten", "outside")], "wie nieuws": [("Iran", "Iran")], "zegt nieuws": [("zwijgt", "is silent")],
             "doet": [("roert in", "roeren in", "stirring", "drank")]}  # fmt: skip
    made = {row.nl: row.en for row in scenes(parts, 40, 1)}
    assert made["de kok roert in soep."] == "the cook is stirring soup."
    assert made["koks roeren in soep buiten."] == "cooks are stirring soup outside."
    assert made["Iran zwijgt."] == "Iran is silent."


def test_words_are_learnt_from_pairs_and_put_into_english_sentences() -> None:
    pairs = [("the dog sleeps", "de hond slaapt"), ("the cat sleeps", "de kat slaapt"), ("the dog runs", "de hond rent"),
             ("a cat runs", "een kat rent"), ("a house", "een huis"), ("the house", "het huis")]  # fmt: skip
    known = lexicon(Row("sentence", "tatoeba", english, dutch) for english, dutch in pairs * 3)
    assert (known["dog"], known["cat"], known["house"]) == ("hond", "kat", "huis")
    rows = [Row("english", "gum", "A dog runs and a cat sleeps.", ""), Row("english", "gum", "No dog.", "")]
    mixed = list(switched(rows, known, 1.0, 1))
    assert [row.en for row in mixed] == ["A dog runs and a cat sleeps."]  # the other has one known word
    assert {"hond", "kat"} < set(mixed[0].nl.split())


def test_a_sentence_that_is_measured_on_is_left_out() -> None:
    rows = [
        Row("sentence", "everyday-scenes", "A cat sleeps.", "Een kat slaapt."),
        Row("term", "everyday-words", "cat", "kat"),
    ]
    assert unmeasured(rows, frozenset({"een kat slaapt", "kat"})) == rows[1:]
    assert unmeasured(rows, frozenset({"een hond slaapt"})) == rows
