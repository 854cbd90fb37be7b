"""Openings and deadlines of the calls of a report as an iCalendar file (RFC 5545), whole-day events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from docintel.report.view import is_barred
from docintel.report.wording import ReportLanguage, Words, words
from docintel.types import Match, Report

_FOLD = 73
"""RFC 5545 lets a line hold 75 octets."""


def render(report: Report, language: ReportLanguage | None = None, *, past: bool = False) -> str:
    """The calls near to the profile, strong or medium, that nothing but a date blocks; days gone by only on request."""
    say = words(language or report.language)
    near = [match for match in report.calls if match.relevance.band in ("strong", "medium") and not is_barred(match)]
    return calendar(near, report.as_of, say, past=past)


def calendar(matches: Iterable[Match], as_of: date, say: Words, *, past: bool = False) -> str:
    """Events of some calls."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//docintel//match//EN", "CALSCALE:GREGORIAN"]
    for match in matches:
        for kind, day in (("opening", match.opening), ("deadline", match.deadline)):
            if day is not None and (past or day >= as_of):
                lines += _event(match, kind, day, as_of, say)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(match: Match, kind: str, day: date, as_of: date, say: Words) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{match.id}-{kind}@docintel"
    yield f"DTSTAMP:{as_of:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(f'{say[kind]}: {match.id} {match.title}')}"
    yield f"DESCRIPTION:{_escaped(say.of('verdicts', match.verdict))}"
    if kind == "deadline":
        yield from (
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "TRIGGER:-P14D",
            f"DESCRIPTION:{_escaped(match.id)}",
            "END:VALARM",
        )
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Cut a line by octets, never inside a character; what follows starts with a space."""
    part = ""
    for character in line:
        if len((part + character).encode()) > _FOLD:
            yield part
            part = " "
        part += character
    yield part
