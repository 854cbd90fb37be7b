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
from docintel.index.build import entries_of, sentence_texts

Vectors = NDArray[np.float32]
QUESTIONS = Path("pipelines/train/encoder_queries.jsonl")
LEAST_WORDS = 18
"""Shorter passages are headings and cells: too easy to be told apart from."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions and passages; ``right[n]`` are the passages that answer question ``n``, the best first."""

    questions: list[str]
    passages: list[tuple[str, ...]]
    """The nearest heading and the sentences of each, as the index gives them to an encoder."""
    right: list[list[int]]

    @property
    def texts(self) -> list[str]:
        """The passages, each as one text."""
        return [" ".join(lines) for lines in self.passages]


def passages_of(documents: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the text and the lines of the different passages of a folder of documents as JSON."""
    seen: set[str] = set()
    for path in sorted(documents.glob("*.json")):
        for entry in entries_of(loads(path.read_bytes())):
            text = " ".join(entry.text.split())
            if len(text.split()) >= LEAST_WORDS and text not in seen:
                seen.add(text)
                yield text, tuple(sentence_texts(entry))


def answers_of(question: Question, marks: Sequence[frozenset[int]]) -> list[int]:
    """Numbers of the passages that hold a mark of the question; its own passage comes first in its row."""
    return [
        number
        for answer in question.relevant
        for number, found in enumerate(marks)
        if not answer.marks.isdisjoint(found)
    ]


def read_asked(paths: Sequence[Path], documents: Path) -> Asked:
    """Read the questions whose passage is in the documents."""
    passages = dict(passages_of(documents))
    marks = [marks_of(text) for text in passages]
    found = [(one.text, answers_of(one, marks)) for path in paths for one in read_questions(path)]
    kept = [(text, right) for text, right in found if right]
    return Asked([text for text, _ in kept], list(passages.values()), [right for _, right in kept])


def nearest(asked: Asked, questions: Vectors, passages: Vectors, count: int) -> NDArray[np.intp]:
    """Return, a row a question, the nearest passages that do not answer it: what it has to be told apart from.

    Raises:
        ValueError: there are not that many.
    """
    if count > len(passages) - max(map(len, asked.right)):
        raise ValueError(f"{len(passages)} passages are too few to draw {count} that answer another question")
    found = np.zeros((len(questions), count), np.intp)
    for row, right in enumerate(asked.right):
        cosines = passages @ questions[row]
        cosines[right] = -np.inf
        found[row] = np.argpartition(-cosines, count - 1)[:count]
    return found


def also_right(asked: Asked, rows: Sequence[int], columns: Sequence[int]) -> NDArray[np.bool_]:
    """Tell which passages answer a question besides its own: they are no negatives."""
    right = [set(asked.right[row]) - {asked.right[row][0]} for row in rows]
    return np.array([[column in known for column in columns] for known in right])
