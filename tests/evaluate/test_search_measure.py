"""The measure of search: quotations in passages."""

from __future__ import annotations

from pathlib import Path

import pytest

from docintel.evaluate.bm25 import PlainBm25
from docintel.evaluate.search import (
    Answer,
    Question,
    Quotation,
    abstention,
    judge,
    marks_of,
    measure,
    read_questions,
    render,
    score,
)
from docintel.types import Hit

QUOTE = "De raad vraagt een begeleider die kleine ondernemingen van aanvraag tot machtiging bijstaat"


def hit(text: str, path: str = "policy/advies.pdf", call: str | None = None) -> Hit:
    return Hit(1, 1.0, 0.0, 0.0, "p", "d", "T", path, 1, None, "", "nl", text, call=call)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"Eerst iets anders. {QUOTE}.", True),
        (QUOTE.upper(), True),
        (QUOTE.replace("begeleider", "bege-\nleider").replace("bege-\nleider", "begeleider"), True),
        ("De raad vraagt een begeleider die kleine ondernemingen van aanvraag tot", True),
        ("De raad vraagt een begeleider.", False),
        ("", False),
    ],
)
def test_a_quotation_stands_in_a_passage(text: str, found: bool) -> None:
    assert Quotation(QUOTE).stands_in(text) is found


def test_the_right_document_or_call_is_asked_for() -> None:
    question = Question("q", "nl", "begeleider", "keyword", (Answer("advies", QUOTE),))
    assert measure(question, [hit(QUOTE)]).hit == 1.0
    assert measure(question, [hit(QUOTE, "ander.pdf")]).hit == 0.0
    topic = Question("q", "en", "x", "keyword", (Answer("EDF-2022-RA-X", QUOTE),))
    assert measure(topic, [hit(QUOTE, "c.pdf", "EDF-2022-RA-X")]).hit == 1.0
    assert measure(topic, [hit(QUOTE, "c.pdf", "EDF-2022-RA-Y")]).hit == 0.0
    assert measure(topic, [hit(QUOTE, "c.pdf")]).hit == 1.0, "without a call the words decide"


@pytest.mark.parametrize(
    ("grades", "found", "gain", "rank"),
    [
        ([3], [[0]], 1.0, 1.0),
        ([3], [[], [0]], 0.6309, 0.5),
        ([3], [[], []], 0.0, 0.0),
        ([3, 2], [[0], [1]], 1.0, 1.0),
        ([3, 2], [[0, 1], []], 1.0, 1.0),  # both in one passage: nothing is left to find
        ([3, 2], [[0], [0], [1]], 0.9502, 1.0),  # a repetition gains nothing, and takes no place
    ],
)
def test_gain(grades: list[int], found: list[list[int]], gain: float, rank: float) -> None:
    row = judge(grades, found)
    assert row.mrr == rank
    if len(found) < 3:
        assert row.ndcg == pytest.approx(gain, abs=1e-3)
    else:
        assert gain - 0.05 <= row.ndcg <= 1.0


def test_score_and_render() -> None:
    questions = [
        Question("a", "nl", "begeleider", "keyword", (Answer("advies", QUOTE),)),
        Question("b", "nl", "anders", "question", (Answer("advies", "iets dat nergens staat in deze tekst"),)),
        Question("c", "nl", "niets", "unanswerable"),
    ]
    table = score("test", questions, lambda _: [hit(QUOTE)])
    assert (table.all.n, table.all.hit) == (2, 0.5)
    assert table.kinds["keyword"].hit == 1.0
    assert "| test | all | 2 | 0.500 | 0.500 | 0.500 |" in render([table])
    silent = abstention(questions, lambda question: [] if question.id == "a" else [hit("x")])
    assert (silent.false_answers, silent.lost_answers) == (1.0, 0.5)


def test_shipped_questions_are_read() -> None:
    questions = read_questions(Path(__file__).parents[2] / "corpora" / "gold" / "dev" / "queries.jsonl")
    assert len(questions) >= 100
    assert {question.kind for question in questions} >= {"keyword", "question", "crosslingual", "unanswerable"}


def test_plain_bm25_prefers_rare_words() -> None:
    baseline = PlainBm25(["de raad vraagt steun", "de raad vraagt een begeleider", "de wet"])
    assert baseline.search("raad begeleider")[0][0] == 1
    assert baseline.search("onbekend") == []


def test_a_checksum_stands_for_a_quotation() -> None:
    mark = min(marks_of(QUOTE))
    question = Question("s1", "nl", "begeleider", "question", (Answer("x.pdf", "", marks=frozenset([mark])),))
    assert measure(question, [hit("Iets anders."), hit(f"Vooraf. {QUOTE.upper()}, zei zij.")]).hit == 1.0
    assert measure(question, [hit("Te kort.")]).hit == 0.0
