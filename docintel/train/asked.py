"""Questions written for this project on passages of public documents, and the passages that answer them.

``pipelines/train/encoder_queries.jsonl`` holds our questions only. A passage is pointed at by its document, page and
``marks`` (checksums of eight words, ``docintel.evaluate.search``); its text is read from the documents themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from docintel.codec import loads
from docintel.evaluate.search import Question, marks_of, read_questions

QUESTIONS = Path("pipelines/train/encoder_queries.jsonl")
LEAST_WORDS = 18
"""Shorter passages are headings and cells: too easy to be told apart from."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions and passages; ``right[n]`` are the passages that answer question ``n``, the best first."""

    questions: list[str]
    passages: list[str]
    right: list[list[int]]


def passages_of(documents: Path) -> Iterator[str]:
    """Yield the different passages of a folder of documents as JSON."""
    seen: set[str] = set()
    for path in sorted(documents.glob("*.json")):
        document = loads(path.read_bytes())
        for passage in document.passages:
            text = " ".join(document.text[passage.span.start : passage.span.end].split())
            if len(text.split()) >= LEAST_WORDS and text not in seen:
                seen.add(text)
                yield text


def answers_of(question: Question, marks: Sequence[frozenset[int]]) -> list[int]:
    """Numbers of the passages that hold a mark of the question; its own passage comes first in its row."""
    return [
        number
        for answer in question.relevant
        for number, found in enumerate(marks)
        if not answer.marks.isdisjoint(found)
    ]


def read_asked(path: Path, documents: Path) -> Asked:
    """Read the questions whose passage is in the documents."""
    passages = list(passages_of(documents))
    marks = [marks_of(text) for text in passages]
    found = [(question, answers_of(question, marks)) for question in read_questions(path)]
    kept = [(question, right) for question, right in found if right]
    return Asked([question.text for question, _ in kept], passages, [right for _, right in kept])


def draw(asked: Asked, chance: np.random.Generator, questions: int, others: int) -> tuple[list[int], list[int]]:
    """Draw questions, and the passages of a step: theirs first, then any."""
    rows = chance.choice(len(asked.questions), min(questions, len(asked.questions)), replace=False).tolist()
    drawn = chance.choice(len(asked.passages), min(others, len(asked.passages)), replace=False).tolist()
    return rows, list(dict.fromkeys([*(asked.right[row][0] for row in rows), *drawn]))


def also_right(asked: Asked, rows: Sequence[int], columns: Sequence[int]) -> NDArray[np.bool_]:
    """Tell which passages answer a question besides its own: they are no negatives."""
    place = {passage: number for number, passage in enumerate(columns)}
    table = np.zeros((len(rows), len(columns)), np.bool_)
    for number, row in enumerate(rows):
        for passage in asked.right[row][1:]:
            if passage in place and passage != asked.right[row][0]:
                table[number, place[passage]] = True
    return table
