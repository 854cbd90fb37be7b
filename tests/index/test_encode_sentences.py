from __future__ import annotations

import numpy as np
import pytest

from docintel.config import EncoderSettings
from docintel.index.encode import Encoder, load_encoder
from docintel.index.encode_sentences import encode_sentences

PASSAGES = [
    [
        "De oproep sluit op 20 november.",
        "Onbemande luchtvaartuigen bewaken de kust.",
        "Een consortium telt drie leden.",
    ],
    [],
    ["The subsidy is paid in two parts.", "Applicants show their audited accounts."],
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(EncoderSettings(name="docintel-static"))


@pytest.mark.parametrize(
    ("query", "passage", "sentence"),
    [
        ("coastal surveillance with drones", 0, 1),
        ("deadline of the call", 0, 0),
        ("drie partners in een consortium", 0, 2),
        ("de steun wordt in twee delen betaald", 2, 0),
        ("gecontroleerde jaarrekeningen", 2, 1),
    ],
)
def test_the_best_sentence_answers(encoder: Encoder, query: str, passage: int, sentence: int) -> None:
    vectors = encode_sentences(encoder, PASSAGES)
    scores, places = vectors.best(encoder.encode([query], kind="query"))
    assert scores[0].argmax() == passage
    assert places[0, passage] == sentence


def test_a_passage_without_sentences_is_nowhere(encoder: Encoder) -> None:
    vectors = encode_sentences(encoder, PASSAGES)
    scores, places = vectors.best(encoder.encode(["kust", "coast"], kind="query"))
    assert scores.shape == places.shape == (2, 3)
    assert (scores[:, 1] == -1).all()
    assert (places[:, 1] == -1).all()
    assert not vectors.passages[1].any()


def test_passages_have_length_one_and_are_near_to_their_own_encoding(encoder: Encoder) -> None:
    vectors = encode_sentences(encoder, PASSAGES)
    whole = encoder.encode([" ".join(passage) for passage in PASSAGES])
    for number in (0, 2):
        assert float(np.linalg.norm(vectors.passages[number])) == pytest.approx(1.0, abs=1e-5)
        assert float(vectors.passages[number] @ whole[number]) > 0.9


def test_nothing_at_all(encoder: Encoder) -> None:
    vectors = encode_sentences(encoder, [])
    assert vectors.passages.shape == (0, encoder.dimension)
    scores, _ = vectors.best(encoder.encode(["kust"]))
    assert scores.shape == (1, 0)
