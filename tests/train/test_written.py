from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

pytest.importorskip("torch")

from docintel.lexicon import Term, technologies
from docintel.train.rows import Row
from docintel.train.teacher import WRITTEN
from docintel.train.written import asking, read_descriptions

TRAIN = Path(__file__).parents[2] / "pipelines" / "train"


def test_a_description_asks_for_its_term_and_the_dutch_one_for_the_english_one() -> None:
    term = Term("air/drag", "luchtweerstand", "drag")
    rows = list(asking(term, {"nl": ["wat een toestel tegenhoudt"], "en": ["what holds an aircraft back"]}))
    assert rows == [
        Row("query", WRITTEN, "drag", "wat een toestel tegenhoudt"),
        Row("query", WRITTEN, "drag", "what holds an aircraft back"),
        Row("query", WRITTEN, "what holds an aircraft back", "luchtweerstand"),
        Row("query", WRITTEN, "what holds an aircraft back", "wat een toestel tegenhoudt"),
    ]


def test_every_description_is_of_a_term_of_the_lexicon_and_stands_once() -> None:
    described = read_descriptions(TRAIN / "encoder_descriptions.tsv")
    known = {term.id for term in technologies()}
    assert len(described) > 1_000
    assert set(described) <= known
    texts = Counter(text for one in described.values() for texts in one.values() for text in texts)
    assert all(text == text.strip() and text for text in texts)
    assert max(texts.values()) == 1


def test_a_description_does_not_say_its_term() -> None:
    described = read_descriptions(TRAIN / "encoder_descriptions.tsv")
    said = [
        term.id
        for term in technologies()
        for text in described.get(term.id, {}).get("en", [])
        if f" {term.en.lower()} " in f" {text.lower()} "
    ]
    assert len(said) < 0.02 * len(described)
