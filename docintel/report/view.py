"""What every rendering shows, in the order in which a reader decides: fit first, then conditions, then what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from docintel.report.wording import Words
from docintel.types import Evidence, Match, Place, Report, Route

DETAILED = 6
"""Calls shown in full; the others stand in the table only."""
_NUMBER = re.compile(r"\d+(?:\.\d+)+")
_RECOMMENDATION = re.compile(r"(?:AANBEVELING|RECOMMENDATION) [\d.]*\d")
_CHAIN = ("flanders", "export", "clearance")


@dataclass(frozen=True, slots=True)
class View:
    """The calls of a report, sorted for reading."""

    fitting: tuple[Match, ...]
    """Thematic calls near enough to be read in full."""
    further: tuple[Match, ...]
    apart: tuple[Match, ...]
    """Calls without a subject of their own."""


def arrange(report: Report) -> View:
    """Part the calls of a report: those to read, those further off, and the non-thematic ones."""
    thematic = [match for match in report.calls if match.group == "thematic"]
    near = [match for match in thematic if match.relevance.band in ("strong", "medium")][:DETAILED]
    if not near:
        near = thematic[:3]
    further = [match for match in thematic if match not in near]
    return View(tuple(near), tuple(further), tuple(match for match in report.calls if match.group == "non-thematic"))


def verdict_line(match: Match, words: Words) -> str:
    """``blocked (closed)``."""
    verdict = words.of("verdicts", match.verdict)
    return f"{verdict} ({words.of('reasons', match.reason)})" if match.reason else verdict


def deadline_line(match: Match, report: Report, words: Words) -> str | None:
    """What the calendar asks: submit by, opens in, or closed since."""
    if match.deadline is None:
        return None
    if report.as_of > match.deadline:
        return words.say("was_open", date=words.day(match.deadline))
    if match.opening is not None and report.as_of < match.opening:
        return words.say("opens_in", date=words.day(match.opening), days=(match.opening - report.as_of).days)
    return words.say("submit_by", date=words.day(match.deadline), days=(match.deadline - report.as_of).days)


def route_line(route: Route, words: Words) -> str:
    """What a route comes to; where it is not decided yet, that comes first."""
    outcome = words.of("outcomes", route.outcome)
    if route.verdict != "unknown" or route.outcome in ("UNKNOWN", "CONFLICT"):
        return outcome
    return words.say("if_confirmed", outcome=outcome)


def next_steps(match: Match, report: Report, words: Words) -> list[str]:
    """Calendar first, then questions that are open, then what the project still lacks."""
    steps = [line] if (line := deadline_line(match, report, words)) else []
    steps += [words.say("answer", question=gate.question) for gate in match.gates if gate.question]
    lacking = (gate for gate in match.gates if gate.level == "project" and gate.state == "not_met")
    return steps + [words.say("arrange", text=gate.compared) for gate in lacking]


def place_line(quote: Evidence, words: Words) -> str:
    """``VARIO-advies 38, Box 2, p. 45``, with the note on what cannot be quoted."""
    parts = [quote.title or quote.document or ""]
    if quote.section and not _says_where(parts[0], quote.section):
        parts.append(_short(quote.section))
    if quote.page is not None:
        parts.append(words.say("page", page=quote.page))
    place = ", ".join(part for part in parts if part)
    return f"{place} [{words.of('notes', quote.note)}]" if quote.note else place


def _short(section: str) -> str:
    """A recommendation by its number: its title stands in capitals and fills a line."""
    found = _RECOMMENDATION.match(section)
    return found.group() if found else section


def follow_up_line(place: Place, words: Words) -> str:
    """Where a later document may take a recommendation up: title or section, and page."""
    parts = (place.title, place.section, words.say("page", page=place.page))
    return ", ".join(part for part in parts if part)


def _says_where(title: str, section: str) -> bool:
    """Whether a citation holds the place already: ``VARIO-advies 38, 4.3.1`` in section ``4.3.1 Geen ...``."""
    numbers = _NUMBER.findall(section)
    return section in title or "Box" in title or any(number in title for number in numbers)


def split_routes(report: Report) -> tuple[tuple[Route, ...], tuple[Route, ...]]:
    """Routes to read in full, and instruments that are blocked: a line each is enough."""
    full = [route for route in report.routes if route.verdict != "blocked" or route.id in _CHAIN]
    return tuple(full), tuple(route for route in report.routes if route not in full)


def blocking(route: Route) -> str:
    """Why a route is blocked: what its first failed step compared."""
    return next((gate.compared for gate in route.steps if gate.state == "not_met"), "")


def quoted(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Evidence with a sentence."""
    return [quote for quote in evidence if quote.sentence]
