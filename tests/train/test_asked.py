from __future__ import annotations

from pathlib import Path

import numpy as np

from docintel.evaluate.search import Answer, Question, marks_of, read_questions
from docintel.train.asked import Asked, also_right, answers_of, nearest

TRAIN = Path(__file__).parents[2] / "pipelines" / "train"
CLAUSE = "the beneficiary keeps the records of the action for five years after the balance is paid"
OTHER = "a subcontractor outside the union needs the written consent of the coordinator before the work begins"


def test_a_question_finds_its_passage_by_a_mark_wherever_the_passage_was_cut() -> None:
    mark = min(marks_of(CLAUSE))
    question = Question("t1", "en", "how long must papers be kept", "question", (Answer("x.pdf", "", 3, None, {mark}),))
    marks = [marks_of(OTHER), marks_of(f"Article 5. {CLAUSE.capitalize()}, or longer.")]
    assert answers_of(question, marks) == [1]


def test_a_second_answer_is_no_negative() -> None:
    asked = Asked(["a", "b"], [("p0",), ("p1",), ("p2",)], [[0, 2], [1]])
    assert also_right(asked, [0, 1], [0, 1, 2]).tolist() == [[False, False, True], [False, False, False]]


def test_what_is_near_a_question_and_answers_it_is_not_among_the_others() -> None:
    asked = Asked(["a", "b"], [("p0",), ("p1",), ("p2",)], [[0, 2], [1]])
    questions = np.array([[1, 0], [0, 1]], np.float32)
    passages = np.array([[1, 0], [0.6, 0.8], [0.8, 0.6]], np.float32)
    assert nearest(asked, questions, passages, 1).tolist() == [[1], [2]]


def test_questions_that_train_are_not_those_that_measure() -> None:
    root = Path(__file__).parents[2]
    trained = {question.text.casefold() for question in read_questions(TRAIN / "encoder_queries.jsonl")}
    for gold in (*(root / "benchmarks/gold").glob("queries-*.jsonl"), root / "corpora/gold/dev/queries.jsonl"):
        assert not trained & {question.text.casefold() for question in read_questions(gold)}


def test_no_text_of_a_document_is_kept_with_the_questions() -> None:
    text = (TRAIN / "encoder_queries.jsonl").read_text("utf-8")
    assert '"quote"' not in text
    assert all(
        answer.marks for question in read_questions(TRAIN / "encoder_queries.jsonl") for answer in question.relevant
    )
