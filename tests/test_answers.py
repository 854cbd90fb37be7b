"""The encoder that reads reasons again: which one the settings give, and when it is loaded."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from docintel.answers import make_matcher, second_encoder
from docintel.config import Config, EncoderSettings, MatchSettings
from docintel.index.encode import load_encoder
from docintel.match.profiles import Profile
from docintel.types import Block, Call, Document, Line, Span

NAME = "docintel-bilingual"


def reread(name: str) -> Config:
    return Config(match=MatchSettings(reread=name))


def call_document() -> Document:
    """A call of two lines."""
    title, sentence = "Energy for military camps", "Batteries or fuel cells should replace the diesel generators."
    text = f"{title}\n\n{sentence}"
    head, body = Span(0, len(title)), Span(len(title) + 2, len(text))
    blocks = tuple(Block(kind, span, (Line(span, 1),)) for kind, span in (("heading", head), ("paragraph", body)))
    call = Call("EDF-2023-DA-ENERENV-CAMP", title, "d" * 16, 1, 1, spans=(Span(0, len(text)),))
    return Document("d" * 16, "call.pdf", "Call", text, blocks=blocks, calls=(call,))


@pytest.mark.parametrize("config", [reread(""), reread("docintel-static"), Config(encoder=EncoderSettings(name=NAME))])
def test_there_is_none_where_none_is_asked_for_or_the_first_one_is_it(config: Config) -> None:
    assert second_encoder(config) is None


@pytest.mark.parametrize("name", ["no-such-model", "docintel-reader", "docintel-ner-nl"])
def test_a_model_that_cannot_read_is_told_and_done_without(name: str, caplog: pytest.LogCaptureFixture) -> None:
    assert second_encoder(reread(name)) is None
    assert "no reason is read a second time" in caplog.text
    assert name in caplog.text


def test_settings_of_the_first_encoder_are_its_own() -> None:
    first = EncoderSettings(max_tokens=8, query_prefix="query: ", passage_prefix="passage: ", revision="1", threads=1)
    found, plain = second_encoder(Config(encoder=first)), load_encoder(EncoderSettings(name=NAME))
    assert found is not None
    assert found.name == NAME
    text = ["Batteries or fuel cells should replace the diesel generators that give the camp its power."]
    assert np.array_equal(found.encode(text), plain.encode(text))


def test_it_is_loaded_once_when_a_pair_is_read(caplog: pytest.LogCaptureFixture) -> None:
    config = reread("no-such-model")
    matcher = make_matcher([call_document()], load_encoder(config.encoder), config)
    day = date(2023, 9, 1)
    matcher.match(Profile(description="koekjes"), as_of=day)
    assert not caplog.records
    profile = Profile(description="x", capabilities=("brandstofcellen", "fuel cells for camps", "diesel generators"))
    for _ in range(2):
        assert [found.id for found in matcher.match(profile, as_of=day).calls] == ["EDF-2023-DA-ENERENV-CAMP"]
    assert len(caplog.records) == 1
