"""Measure search against questions whose answer is given as a quotation.

A hit is right when its passage holds a quotation that answers the question, or most of it (passages may cut one in
two); a quotation counts once, at the first hit that holds it. By page, a hit is right when it stands on a page that
another passage with the quotation stands on.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from statistics import fmean

from docintel.evaluate.gold import read_rows
from docintel.evaluate.metrics import Interval, hit_at, interval, mrr, ndcg
from docintel.types import Hit

RUN = 8
MOST = 0.6
"""Share of the quotation's word triples that a passage must hold."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Answer:
    """A quotation that answers a question. ``doc`` is part of a file's path, or a call id; ``grade`` 1 to 3."""

    doc: str
    quote: str = ""
    grade: int = 3
    section: str | None = None
    marks: frozenset[int] = frozenset()
    """Instead of a quotation: checksums of runs of ``RUN`` words of it, where the text is not ours to keep."""


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a query file; without answers the right response is none."""

    id: str
    lang: str
    text: str
    kind: str
    relevant: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Measures:
    """Means over questions."""

    n: int
    hit: float
    ndcg: float
    mrr: float


@dataclass(frozen=True, slots=True)
class Table:
    """Measures of one way of searching, over all and by kind."""

    name: str
    all: Measures
    kinds: Mapping[str, Measures]
    hit_interval: Interval
    ndcg_interval: Interval
    rows: Mapping[str, Measures] = field(default_factory=dict)
    """By question, for comparison of two ways."""


@dataclass(frozen=True, slots=True)
class Abstention:
    """How well nothing is said where there is nothing to say."""

    unanswerable: int
    false_answers: float
    """Share of the unanswerable questions that get a hit."""
    answerable: int
    lost_answers: float
    """Share of the answerable questions that get none."""


def read_questions(path: Path) -> list[Question]:
    """Questions of a JSONL file.

    Raises:
        InputFileError: a line is no question.
    """
    return read_rows(path, Question)


def score(name: str, questions: Sequence[Question], search: Callable[[Question], Sequence[Hit]]) -> Table:
    """Ask every answerable question and measure the first ten hits."""
    rows: dict[str, Measures] = {}
    kinds: dict[str, list[Measures]] = {}
    for question in questions:
        if not question.relevant:
            continue
        row = measure(question, search(question))
        rows[question.id] = row
        kinds.setdefault(question.kind, []).append(row)
    return Table(
        name=name,
        all=_mean(list(rows.values())),
        kinds={kind: _mean(found) for kind, found in sorted(kinds.items())},
        hit_interval=interval([row.hit for row in rows.values()]),
        ndcg_interval=interval([row.ndcg for row in rows.values()]),
        rows=rows,
    )


def measure(question: Question, hits: Sequence[Hit], k: int = 10) -> Measures:
    """Measures of one question; quotations that one hit holds together count as one, with the best grade."""
    quotes = [Quotation(answer.quote) for answer in question.relevant]
    found = [answers_in(hit, question.relevant, quotes) for hit in hits[:k]]
    return judge([answer.grade for answer in question.relevant], found, k)


def answers_in(hit: Hit, answers: Sequence[Answer], quotes: Sequence[Quotation]) -> list[int]:
    """Numbers of the answers that a hit holds."""
    return [
        number
        for number, (answer, quote) in enumerate(zip(answers, quotes, strict=True))
        if _stands_in(answer, quote, hit)
    ]


def judge(grades: Sequence[float], found: Sequence[Sequence[int]], k: int = 10) -> Measures:
    """Measures from the numbers of the answers that each hit holds, in the order of the hits."""
    left = {str(number): float(grade) for number, grade in enumerate(grades)}
    relevant = set(left)
    used: set[str] = set()
    ranking: list[str] = []
    for place, numbers in enumerate(found[:k]):
        names = sorted((str(number) for number in numbers), key=lambda name: (-left.get(name, 0.0), name))
        fresh = [name for name in names if name not in used]
        used.update(fresh)
        ranking.append(fresh[0] if fresh else names[0] if names else f"wrong {place}")
        for name in fresh[1:]:
            left.pop(name, None)
    return Measures(1, hit_at(ranking, relevant, k), ndcg(ranking, left, k), mrr(ranking, relevant, k))


def abstention(questions: Sequence[Question], search: Callable[[Question], Sequence[Hit]]) -> Abstention:
    """Share of wrong answers to unanswerable questions, and of questions that lost their answer."""
    empty = [question for question in questions if not question.relevant]
    full = [question for question in questions if question.relevant]
    false = fmean([float(bool(search(question))) for question in empty]) if empty else 0.0
    lost = fmean([float(not search(question)) for question in full]) if full else 0.0
    return Abstention(len(empty), false, len(full), lost)


def render(tables: Iterable[Table]) -> str:
    """One Markdown table: a row for each way and kind."""
    lines = ["| way | kind | n | hit@10 | nDCG@10 | MRR |", "|---|---|---|---|---|---|"]
    for table in tables:
        for kind, row in [("all", table.all), *table.kinds.items()]:
            lines.append(f"| {table.name} | {kind} | {row.n} | {row.hit:.3f} | {row.ndcg:.3f} | {row.mrr:.3f} |")
    return "\n".join(lines)


class Quotation:
    """A quotation, compared without regard to spaces, case, marks and hyphens at line ends."""

    def __init__(self, text: str) -> None:
        """Normalise once."""
        self._words = words_of(text)
        self._joined = "".join(self._words)
        self._triples = _triples(self._words)

    def stands_in(self, text: str) -> bool:
        """Tell whether a passage holds the quotation or most of it."""
        words = words_of(text)
        if self._joined in "".join(words):
            return True
        return len(self._triples & _triples(words)) >= MOST * len(self._triples)


def words_of(text: str) -> list[str]:
    """Lower-case words without diacritics."""
    bare = unicodedata.normalize("NFKD", text).lower()
    return _WORD.findall("".join(char for char in bare if not unicodedata.combining(char)))


@lru_cache(10_000)
def marks_of(text: str) -> frozenset[int]:
    """Checksums of all runs of ``RUN`` words."""
    words = words_of(text)
    return frozenset(zlib.crc32(" ".join(words[at : at + RUN]).encode()) for at in range(max(0, len(words) - RUN + 1)))


def _triples(words: Sequence[str]) -> set[tuple[str, ...]]:
    if len(words) < 3:
        return {tuple(words)}
    return set(zip(words, words[1:], words[2:], strict=False))


def _stands_in(answer: Answer, quotation: Quotation, hit: Hit) -> bool:
    """Right document where the path or the call names it; other documents may repeat a topic word by word."""
    if answer.marks:
        return not answer.marks.isdisjoint(marks_of(hit.text))
    named = answer.doc.lower() in hit.path.lower() or answer.doc == hit.call
    elsewhere = answer.doc.isupper() and hit.call in (None, answer.doc)
    return (named or elsewhere) and quotation.stands_in(hit.text)


def _mean(rows: Sequence[Measures]) -> Measures:
    if not rows:
        return Measures(0, 0.0, 0.0, 0.0)
    return Measures(len(rows), fmean(r.hit for r in rows), fmean(r.ndcg for r in rows), fmean(r.mrr for r in rows))
