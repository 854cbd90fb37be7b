from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from docintel.config import EncoderSettings, IndexSettings
from docintel.index import encode_sentences as module
from docintel.index.build import index_documents, index_meta
from docintel.index.encode import Encoder, load_encoder
from docintel.index.encode_sentences import SentenceMemory, encode_sentences
from docintel.index.store import open_reader, open_writer
from tests.index.samples import HashEncoder, document

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


class Counting(HashEncoder):
    """Notes what it is asked to encode."""

    truncated = 0

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], *, kind: Literal["query", "passage"] = "passage") -> np.ndarray:
        self.asked.extend(texts)
        return super().encode(texts, kind=kind)


def test_a_sentence_met_before_is_not_encoded_again_and_has_the_same_vector() -> None:
    encoder = Counting()
    memory = SentenceMemory(encoder)
    first = encode_sentences(encoder, PASSAGES, memory)
    second = encode_sentences(encoder, [PASSAGES[2], ["Een nieuwe zin over steun."]], memory)
    assert encoder.asked == [*PASSAGES[0], *PASSAGES[2], "Een nieuwe zin over steun."]
    assert (second.rows[:2] == first.rows[3:]).all()
    assert (second.passages[0] == first.passages[2]).all()
    exact = encode_sentences(encoder, PASSAGES)
    assert np.abs(exact.passages - first.passages).max() < 0.01


def test_what_was_met_first_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    encoder = Counting()
    memory = SentenceMemory(encoder)
    for sentence in ("een", "twee", "een", "drie", "een", "twee"):
        memory.encode([sentence])
    assert encoder.asked == ["een", "twee", "drie", "twee"]


def test_a_document_that_is_tagged_again_is_encoded_where_it_changed(tmp_path: Path) -> None:
    encoder, settings = Counting(), IndexSettings()
    clauses = [
        ("1", "Steun", "De steun gaat naar kmo's. De aanvraag is digitaal."),
        ("2", "Duur", "Tien weken duurt het."),
    ]
    old = document("nota", "nl", clauses)
    with open_writer(settings, tmp_path, index_meta(encoder)) as store:
        index_documents([old], store, encoder)
        store.commit()
    assert len(encoder.asked) == 5
    encoder.asked.clear()
    new = replace(old, text=old.text.replace("digitaal", "mogelijk"))
    with open_writer(settings, tmp_path, index_meta(encoder)) as store:
        counts = index_documents([new], store, encoder)
        store.commit()
    assert (counts.passages, counts.removed) == (2, 2)
    assert encoder.asked == ["De aanvraag is mogelijk."]
    with open_reader(settings, tmp_path) as store:
        assert store.count() == 2
