"""Opening and deadline of a call, from its timetable, from the list of calls, or from a labelled sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docintel.tag.call_tables import Row
from docintel.tag.call_topics import CallSection
from docintel.tag.dates import read_date
from docintel.types import Block, Document, Span

_OPENING = re.compile(
    r"(?i)^\W*(?:(?:planned |expected )?(?:call |topic )?opening(?: date| of the call| for submission)?s?|opens(?: on)?"
    r"|opening van de oproep|(?:de )?oproep opent(?: op)?|submissions? opens?"
    r"|start(?: date| of submission)?|publication of the call)\b"
)
_DEADLINE = re.compile(
    r"(?i)^\W*(?:(?:submission |call |application |closing )?deadline(?: date| model)?s?"
    r"(?: for (?:the )?(?:submission|applications?|proposals?)[^:]*)?|closing date|closes(?: on)?"
    r"|(?:uiterste )?indien(?:datum|ing)|sluit(?:ingsdatum|t op))\b"
)
_LABEL = re.compile(
    r"(?i)\b(?P<opening>(?:call |planned )?opening(?: date)?|oproep opent)\b"
    r"|\b(?P<deadline>deadline(?: for submission)?|closing date|indiendatum)\b"
)
_REACH = 60
"""Characters after a label within which its date stands."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date with the place that prints it."""

    day: date
    span: Span
    page: int


@dataclass(frozen=True, slots=True)
class Dates:
    """Opening and deadline, None where not printed."""

    opening: Day | None = None
    deadline: Day | None = None

    def filled(self, other: Dates) -> Dates:
        """These dates, gaps filled from others."""
        return Dates(self.opening or other.opening, self.deadline or other.deadline)


def find_dates(document: Document, rows: Sequence[Row], sections: Sequence[CallSection]) -> dict[str, Dates]:
    """Dates by call id; under the empty id those that name no call."""
    found: dict[str, Dates] = {}
    for row in rows:
        dates = Dates(_in_cell(row, "opening"), _in_cell(row, "deadline"))
        if row.id is not None and dates != Dates():
            found[row.id] = found.get(row.id, Dates()).filled(dates)
        elif row.id is None:
            found[""] = found.get("", Dates()).filled(_labelled_row(row))
    for section in sections:
        found[section.id] = found.get(section.id, Dates()).filled(_labelled_text(document, section.text))
    if found.get("", Dates()) == Dates():
        found[""] = _timetable_text(document)
    return found


def first_day(text: str) -> tuple[date, int, int] | None:
    """The first date in a text with its offsets."""
    lower = text.lower() if len(text.lower()) == len(text) else text
    for match in re.finditer(r"(?<![\w.])[\da-z]", lower):
        day = read_date(lower, match.start())
        if day is not None:
            return date.fromisoformat(day.iso), match.start(), day.end
    return None


def _in_cell(row: Row, role: str) -> Day | None:
    text = next((value for name, value in row.values.items() if name == role), "")
    found = first_day(text)
    return Day(found[0], row.span, row.page) if found else None


def _labelled_row(row: Row) -> Dates:
    """``Call opening: | 9 September 2021``."""
    if not row.cells:
        return Dates()
    label, rest = row.cells[0], " ".join(row.cells[1:])
    found = first_day(rest) or first_day(label)
    if found is None:
        return Dates()
    day = Day(found[0], row.span, row.page)
    if _OPENING.match(label):
        return Dates(opening=day)
    return Dates(deadline=day) if _DEADLINE.match(label) else Dates()


def _labelled_text(document: Document, span: Span) -> Dates:
    """``Opening: 09.09.2021. Deadline: 09.12.2021.`` in running text."""
    dates = Dates()
    for match in _LABEL.finditer(document.text, span.start, span.end):
        stretch = document.text[match.end() : min(span.end, match.end() + _REACH)]
        other = _LABEL.search(stretch)
        found = first_day(stretch[: other.start()] if other else stretch)
        if found is None:
            continue
        place = Span(match.start(), match.end() + found[2])
        day = Day(found[0], place, document.page_of(place))
        dates = dates.filled(Dates(opening=day) if match["opening"] else Dates(deadline=day))
    return dates


def _timetable_text(document: Document) -> Dates:
    """Dates of a timetable that is no table: in a section about it, else on the first pages."""
    dates = Dates()
    for section in document.sections:
        if re.search(r"(?i)time\s?table|deadline|tijd(?:s)?pad|planning|dates", section.title):
            dates = dates.filled(_labelled_text(document, section.span))
    if dates == Dates():
        for block in _opening_blocks(document):
            dates = dates.filled(_labelled_text(document, block.span))
    return dates


def _opening_blocks(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.kind in ("paragraph", "list_item", "table")][:40]
