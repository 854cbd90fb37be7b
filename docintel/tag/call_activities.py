"""The table of eligible activities, rows (a) to (i) of Article 10(3) of the EDF Regulation, and the TRL of a topic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docintel.tag.call_topics import Topic
from docintel.types import Activity, Document, Span, Table, Trl

_LETTER = re.compile(r"^\W*\(?([a-j])\)?(?=\W|$)")
_VERDICT = re.compile(
    r"(?i)^\W*(?P<yes>yes|ja)?(?P<no>no|nee|neen)?\W*(?P<force>optional|mandatory|optioneel|verplicht)?\W*$"
)
_IN_TEXT = re.compile(
    r"(?i)\b(?P<yes>yes|ja)\b\W*(?P<force>optional|mandatory|optioneel|verplicht)?|\b(?P<no>no|nee)\b\W*$"
)
_FORCE: dict[str, Activity] = {
    "optional": "yes-optional", "optioneel": "yes-optional", "mandatory": "yes-mandatory", "verplicht": "yes-mandatory",
}  # fmt: skip
_FEWEST = 5
"""Rows with a letter and a verdict that make a table one of activities."""
_TRL = re.compile(
    r"(?i)\b(?:TRLs?|technology[\s-]+readiness[\s-]+levels?(?:\s*\(TRLs?\))?)[\s\u00a0]*[:=]?[\s\u00a0]*"
    r"(?P<low>[1-9])(?!\d|\.\d)"
    r"(?:\s*(?:[-–—]|to|tot|until|t/m)\s*(?:TRL\s*)?(?P<high>[1-9])(?!\d|\.\d)"
    r"|\s*(?:[/&,]|and|en|or|of)\s*(?P<also>[1-9])(?!\d|\.\d))?"
)
_LATER = re.compile(
    r"(?i)\b(?:roadmaps?|routekaart(?:en)?|stappenplan(?:nen)?)\s+"
    r"(?:that|which|will|must|should|how|to|towards?|for|die|dat|zal|moet|hoe|om|naar|tot|richting)\b"
    r"(?:(?!\n\s*\n|\b(?:and|en)\b)[^.;:,])*$"
)
"""``This roadmap will propose to reach``: what a roadmap promises for later is no level of the call itself."""
_BEFORE = 160


@dataclass(frozen=True, slots=True)
class Activities:
    """Verdict by letter, with the place of the table; ``reason`` where there is none."""

    verdicts: dict[str, Activity]
    span: Span | None = None
    reason: str | None = None


def find_activities(document: Document, topic: Topic) -> Activities:
    """Read the table of activities of a topic; a table with a verdict per type of action gives none."""
    if topic.text is None:
        return Activities({}, None, "the topic has no text in this document")
    for table in document.tables:
        if not topic.text.covers(table.span):
            continue
        verdicts = list(_table_verdicts(table))
        if len(verdicts) < _FEWEST:
            continue
        if any(len(each) > 1 for _, each in verdicts):
            return Activities({}, table.span, "the table has one column of verdicts per type of action")
        pieces = _parts_over_pages(document, topic, table)
        return Activities(dict(sorted(pieces.items())), table.span)
    verdicts_read = _text_verdicts(document.text, topic.text)
    if len(verdicts_read) >= _FEWEST + 2:
        return Activities(verdicts_read, topic.text)
    return Activities({}, None, "no table of types of activities")


def find_trl(document: Document, topic: Topic) -> tuple[Trl, tuple[Span, ...]]:
    """Readiness levels that a topic names for itself, as printed, with their places; ``TRL 4-8`` is all five."""
    levels: set[int] = set()
    printed: dict[str, None] = {}
    places: list[Span] = []
    if topic.text is not None:
        for match in _TRL.finditer(document.text, topic.text.start, topic.text.end):
            if _LATER.search(document.text[max(topic.text.start, match.start() - _BEFORE) : match.start()]):
                continue
            low = int(match["low"])
            levels |= set(range(low, int(match["high"] or low) + 1)) | {int(match["also"] or low)}
            printed.setdefault(" ".join(match.group().split()))
            places.append(Span(match.start(), match.end()))
    return Trl(tuple(sorted(levels)), tuple(printed)), tuple(places)


def read_verdict(text: str) -> Activity | None:
    """``Yes (mandatory)`` with or without a line break; None for anything else."""
    match = _VERDICT.match(" ".join(text.split()))
    if match is None or bool(match["yes"]) == bool(match["no"]):
        return None
    if match["no"]:
        return "no"
    return _FORCE.get((match["force"] or "").lower(), "yes")


def _table_verdicts(table: Table) -> Iterator[tuple[str, list[Activity]]]:
    """Letter and verdicts of every row that has both."""
    for row in table.rows:
        texts = [cell.text.strip() for cell in row]
        match = _LETTER.match(texts[0]) if texts else None
        verdicts = [verdict for text in texts[1:] if (verdict := read_verdict(text)) is not None]
        if match and verdicts:
            yield match[1].lower(), verdicts


def _parts_over_pages(document: Document, topic: Topic, first: Table) -> dict[str, Activity]:
    """Verdicts of a table and of its continuations that were not joined to it."""
    found: dict[str, Activity] = {}
    assert topic.text is not None
    for table in document.tables:
        if table.span >= first.span and topic.text.covers(table.span):
            for letter, verdicts in _table_verdicts(table):
                found.setdefault(letter, verdicts[0])
    return found


def _text_verdicts(text: str, span: Span) -> dict[str, Activity]:
    """Rows read off running text, for a table that has no lines: ``(a) Activities ... No (b) ... Yes (optional)``."""
    starts = [match for match in re.finditer(r"\(([a-j])\)", text[span.start : span.end])]
    found: dict[str, Activity] = {}
    expected = "a"
    for at, match in enumerate(starts):
        if match[1] != expected:
            continue
        end = next((each.start() for each in starts[at + 1 :] if each[1] == chr(ord(expected) + 1)), None)
        begin = span.start + match.end()
        stretch = text[begin : min(span.end, span.start + end if end is not None else begin + 300)]
        verdicts = list(_IN_TEXT.finditer(stretch.strip()))
        if len(stretch) < 700 and verdicts:
            last = verdicts[-1]
            found[expected] = "no" if last["no"] else _FORCE.get((last["force"] or "").lower(), "yes")
            expected = chr(ord(expected) + 1)
    return found
