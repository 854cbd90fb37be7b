"""Policy recommendations: one record each, however often a document prints it.

An advice prints its recommendations in a summary, again in a chapter, and once more in the other language. Each such
round is a *run* of heads whose numbers go up. Runs in one language with the same titles are repetitions, runs in two
languages with the same numbers are twins; what is neither is another set of recommendations.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from docintel.tag.recommendation_heads import Head, find_heads
from docintel.tag.requests import find_addressee, find_requests
from docintel.types import Document, Language, Place, Recommendation, Span

_SAME_TITLE = 0.5
"""Share of common words from which two titles with one number are one recommendation."""
_SAME_NUMBERS = 0.6
"""Share of common numbers from which runs in two languages are twins."""


@dataclass(slots=True)
class _Run:
    """Heads in one language with rising numbers."""

    language: Language
    heads: list[Head] = field(default_factory=list)

    def by_number(self) -> dict[str, Head]:
        return {_key(head.number): head for head in self.heads}


def find_recommendations(document: Document) -> tuple[Recommendation, ...]:
    """Every recommendation of a document with all its places, requests and addressee; a call text gives none."""
    if document.kind in ("call", "work_programme"):
        return ()
    groups: list[list[_Run]] = []
    for run in _runs(find_heads(document)):
        group = next((each for each in groups if _belongs(run, each)), None)
        if group is None:
            groups.append([run])
        else:
            group.append(run)
    return tuple(found for group in groups for found in _records(document, group))


def _runs(heads: Sequence[Head]) -> list[_Run]:
    runs: list[_Run] = []
    for head in heads:
        last = runs[-1] if runs else None
        if last is None or last.language != head.language or not _rises(last.heads[-1].number, head.number):
            runs.append(_Run(head.language))
        runs[-1].heads.append(head)
    return runs


def _rises(before: str, after: str) -> bool:
    return _order(before) < _order(after)


def _order(number: str) -> tuple[tuple[int, str], ...]:
    """``4.10`` after ``4.2``; Roman numbers and letters by what they stand for."""
    parts = re.findall(r"\d+|[A-Za-z]+", number)
    return tuple((int(part), "") if part.isdigit() else (_roman(part), part.lower()) for part in parts)


def _roman(text: str) -> int:
    values = {"I": 1, "V": 5, "X": 10}
    if not set(text) <= set(values):
        return 0
    numbers = [values[char] for char in text]
    return sum(-n if n < max(numbers[at + 1 :], default=0) else n for at, n in enumerate(numbers))


def _key(number: str) -> str:
    return number.rstrip(".").casefold()


def _belongs(run: _Run, group: Sequence[_Run]) -> bool:
    """Tell whether a run repeats or translates the runs of a group."""
    own = run.by_number()
    for other in group:
        theirs = other.by_number()
        common = own.keys() & theirs.keys()
        if not common:
            continue
        if other.language == run.language:
            alike = sum(_alike(own[number].title, theirs[number].title) for number in common)
            if alike >= len(common) / 2:
                return True
        elif len(common) >= _SAME_NUMBERS * max(len(own), len(theirs)):
            return True
    return False


def _alike(first: str, second: str) -> bool:
    """Tell whether two titles say the same; a title that is missing does not disagree."""
    left, right = set(re.findall(r"\w+", first.casefold())), set(re.findall(r"\w+", second.casefold()))
    return not left or not right or len(left & right) >= _SAME_TITLE * min(len(left), len(right))


def _records(document: Document, group: Sequence[_Run]) -> list[Recommendation]:
    """One record per number of a group, in the order of its fullest run."""
    order: dict[str, None] = {}
    for run in sorted(group, key=lambda each: -len(each.heads)):
        order.update(dict.fromkeys(run.by_number()))
    numbers = sorted(order, key=_order)
    return [_record(document, [run.by_number()[n] for run in group if n in run.by_number()]) for n in numbers]


def _record(document: Document, heads: Sequence[Head]) -> Recommendation:
    """Join the places of one recommendation; its language is the document's where a place has it."""
    main = next((head for head in heads if head.language == document.language), heads[0])
    titles: dict[str, str] = {}
    for head in heads:
        if head.title:
            titles.setdefault(head.language, head.title)
    requests = _distinct(
        document, [span for head in heads for span in find_requests(document, head.span, head.language)]
    )
    asked = [span for span in requests if main.span.covers(span)] or requests
    spans = [head.span for head in heads]
    ids = (i for ref in document.references if any(span.covers(ref.span) for span in spans) for i in ref.ids)
    return Recommendation(
        number=main.number,
        title=main.title or titles.get(main.language, ""),
        document=document.id,
        language=main.language,
        addressee=main.addressee or find_addressee(document, main.span, asked, main.language),
        places=tuple(
            Place(document.id, head.page, head.page_end, head.chapter, head.language, head.span, head.title)
            for head in heads
        ),
        requests=tuple(requests),
        references=tuple(dict.fromkeys(ids)),
        titles=titles,
    )


def _distinct(document: Document, spans: Sequence[Span]) -> list[Span]:
    """Leave out a sentence that an earlier place prints word for word."""
    found: dict[str, Span] = {}
    for span in spans:
        found.setdefault(re.sub(r"\W+", " ", document.quote(span).casefold()).strip(), span)
    return sorted(found.values())
