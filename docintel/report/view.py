"""What every rendering shows, in the order in which a reader decides: fit first, then conditions, then what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from docintel.report.wording import Words
from docintel.types import Concern, Evidence, Gate, Match, MissingFact, Place, Report, Route

DETAILED, COMING, BARRED, CLOSED = 6, 2, 3, 3
"""Calls shown: open, then to come (two at least); near but not open to the profile; in brief those that closed."""
NAMELESS = "(no name)"
_FEW = 3
_NUMBER = re.compile(r"\d+(?:\.\d+)+")
_BULLET = re.compile(r"^(?:[•▪◦‣·*–—-]|o(?=\s))\s+")
_RECOMMENDATION = re.compile(r"(?:AANBEVELING|RECOMMENDATION) [\d.]*\d")
_CHAIN = ("flanders", "export", "clearance")
_DATES = ("call.opening", "call.deadline")
_CALENDAR = ("closed", "not-yet-open")
"""Reasons that say when, not who: they stand alone, without ``blocked``."""


@dataclass(frozen=True, slots=True)
class View:
    """The calls of a report, sorted for reading."""

    fits: bool
    """Whether any call is near to the profile."""
    open: tuple[Match, ...] = ()
    """Near, and open on the day: read in full."""
    coming: tuple[Match, ...] = ()
    """Near, and yet to open: read in full as far as there is room."""
    barred: tuple[Match, ...] = ()
    """Near, but something other than the calendar blocks the profile."""
    closed: tuple[Match, ...] = ()
    """What fitted best among the calls that have closed, in brief."""
    further: tuple[Match, ...] = ()
    apart: tuple[Match, ...] = ()
    """Calls without a subject of their own that have not closed."""

    @property
    def shown(self) -> tuple[Match, ...]:
        """All calls with a card of their own."""
        return (*self.open, *self.coming, *self.barred, *self.closed)


def arrange(report: Report) -> View:
    """Part the calls of a report by what a reader can do with them.

    A profile that no call is near to gets none: its summary names the nearest, and a list would only suggest a fit.
    """
    thematic = [match for match in report.calls if match.group == "thematic"]
    near = [match for match in thematic if match.relevance.band in ("strong", "medium")]
    apart = tuple(match for match in report.calls if match.group != "thematic" and match.reason != "closed")
    if not near:
        weak = tuple(match for match in thematic[:1] if match.relevance.band == "weak")
        return View(False, closed=weak)
    closed = [match for match in near if match.reason == "closed"]
    barred = [match for match in near if match.verdict == "blocked" and match.reason not in _CALENDAR]
    coming = [match for match in near if match.reason == "not-yet-open"]
    opened = [match for match in near if match not in (*closed, *barred, *coming)][:DETAILED]
    coming = coming[: max(DETAILED - len(opened), COMING)]
    shown = (tuple(opened), tuple(coming), tuple(barred[:BARRED]), tuple(closed[:CLOSED]))
    rest = (match for match in thematic if match.relevance.band != "none")
    further = tuple(match for match in rest if not any(match in part for part in shown))
    return View(True, *shown, further, apart)


def name_of(report: Report, words: Words) -> str:
    """What the profile calls itself; one without a name is ``this profile``."""
    return words["no_name"] if report.profile == NAMELESS else report.profile


def verdict_line(match: Match, words: Words) -> str:
    """``closed``, ``blocked (control from a third country)``, ``applies``."""
    verdict = words.of("verdicts", match.verdict)
    if match.reason in _CALENDAR:
        return words.of("reasons", match.reason)
    return f"{verdict} ({words.of('reasons', match.reason)})" if match.reason else verdict


def band_line(match: Match, words: Words) -> str:
    """How near a call is; one without a subject of its own takes any, so nearness says nothing."""
    return words.of("bands", match.relevance.band) if match.group == "thematic" else words["any_subject"]


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
    if route.verdict != "unknown" or route.outcome in ("UNKNOWN", "CONFLICT", "RATES", "NOT_IN_SCOPE"):
        return outcome
    return words.say("if_confirmed", outcome=outcome)


def asked_steps(match: Match, words: Words) -> list[str]:
    """The questions among the next steps: on paper the list of missing facts has them already."""
    return [words.say("answer", question=gate.question) for gate in match.gates if gate.question]


def next_steps(match: Match, report: Report, words: Words) -> list[str]:
    """Calendar first, then questions that are open, then what the project still lacks.

    A closed call asks nothing more; later calls that name it are the only word of a next edition.
    """
    steps = [line] if (line := deadline_line(match, report, words)) else []
    if match.reason == "closed":
        return [*steps, words.say("named_by", calls=", ".join(match.named_by))] if match.named_by else steps
    steps += asked_steps(match, words)
    lacking = (gate for gate in match.gates if gate.level == "project" and gate.state == "not_met")
    return steps + [words.say("arrange", text=gate.compared) for gate in lacking]


def conditions_line(match: Match, words: Words) -> str:
    """How the conditions of a call stand, in one line: those met counted; those of the organisation named where not."""
    met = sum(gate.state == "met" for gate in match.gates)
    rest = [gate for gate in match.gates if gate.state != "met" and gate.level != "project" and gate.id not in _DATES]
    named = (f"{words.of('states', gate.state).capitalize()}: {gate.compared}." for gate in rest)
    return " ".join((words.say("conditions_line", met=met, n=len(match.gates)), *named))


def source_line(match: Match, words: Words) -> str | None:
    """The document of a call and the page where it stands; its quotes then name section and page only."""
    quotes = (quote for gate in match.gates for quote in gate.evidence if quote.document == match.document)
    title = next((quote.title for quote in quotes if quote.title), None)
    return f"{title}, {words.say('page', page=match.page)}" if title and match.page else None


def place_line(quote: Evidence, words: Words, own: str | None = None) -> str:
    """``VARIO-advies 38, Box 2, p. 45``, with the note on what cannot be quoted.

    The title of the document is left out where a reader knows it: inside a call that stands in ``own``.
    """
    parts = [quote.title or quote.document or ""] if own is None or quote.document != own else []
    if quote.section and not (parts and _says_where(parts[0], quote.section)):
        parts.append(_short(quote.section))
    if quote.page is not None:
        parts.append(words.say("page", page=quote.page))
    place = ", ".join(part for part in parts if part)
    if quote.note is None:
        return place
    known = words.texts["notes"]  # what a document says of itself stands once in the report
    note = words.of("notes", quote.note) if isinstance(known, dict) and quote.note in known else words["own_notice"]
    return f"{place} [{note}]"


def _short(section: str) -> str:
    """A recommendation by its number: its title stands in capitals and fills a line."""
    found = _RECOMMENDATION.match(section)
    return found.group() if found else section


def follow_up_line(place: Place, words: Words) -> str:
    """Where a later document may take a recommendation up: title or section, and page."""
    parts = (place.title, words.say("page", page=place.page))
    return ", ".join(part for part in parts if part)


def _says_where(title: str, section: str) -> bool:
    """Whether a citation holds the place already: ``VARIO-advies 38, 4.3.1`` in section ``4.3.1 Geen ...``."""
    numbers = _NUMBER.findall(section)
    return section in title or "Box" in title or any(number in title for number in numbers)


@dataclass(frozen=True, slots=True)
class Routes:
    """The routes of a report, sorted for reading."""

    chain: tuple[Route, ...]
    """The Flemish chain: read in full."""
    instruments: tuple[Route, ...]
    """Other instruments, a line each with what is open."""
    blocked: tuple[Route, ...]


def split_routes(report: Report) -> Routes:
    """Part the routes: the chain in full, instruments by what they ask, blocked ones by why.

    Where no call fits, the Flemish chain alone is shown.
    """
    if not arrange(report).fits:
        return Routes(tuple(route for route in report.routes if route.id == _CHAIN[0]), (), ())
    chain = tuple(route for route in report.routes if route.id in _CHAIN)
    others = [route for route in report.routes if route.id not in _CHAIN]
    blocked = tuple(route for route in others if route.verdict == "blocked")
    return Routes(chain, tuple(route for route in others if route not in blocked), blocked)


def blocking(route: Route) -> str:
    """Why a route is blocked: what its first failed step compared."""
    return next((gate.compared for gate in route.steps if gate.state == "not_met"), "")


def shown_state(gate: Gate) -> str:
    """The state as a reader takes it: a rule that is met and refuses support is no good news."""
    if gate.state != "met" or gate.outcome != "NO_SUPPORT":
        return gate.state
    return "barred_if" if gate.basis == "inferred" else "barred"


def questions(route: Route) -> list[str]:
    """What a route still asks: for each fact once, in the words that come first."""
    asked: dict[str, str] = {}
    for gate in route.steps:
        if gate.question:
            asked.setdefault(gate.field or gate.question, gate.question)
    return list(asked.values())


def missing_shown(report: Report) -> tuple[MissingFact, ...]:
    """Facts to ask for; where no call fits, only those that settle most."""
    return report.missing_facts if arrange(report).fits else report.missing_facts[:_FEW]


def fresh(gates: Sequence[Gate]) -> list[tuple[Gate, bool]]:
    """Gates with whether their fact is asked for the first time: five steps that wait for one code ask once."""
    asked: set[str] = set()
    found = []
    for gate in gates:
        first = gate.state != "unknown" or gate.field is None or gate.field not in asked
        found.append((gate, first))
        asked |= {gate.field} if gate.state == "unknown" and gate.field else set()
    return found


def shown_concerns(report: Report) -> tuple[Concern, ...]:
    """Recommendations to print; where no call fits, only those that certainly concern the profile."""
    if arrange(report).fits:
        return report.recommendations
    return tuple(concern for concern in report.recommendations if concern.verdict == "applies")


def quoted(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Evidence with a sentence, without the bullet that stood before it."""
    return [replace(quote, sentence=_BULLET.sub("", quote.sentence)) for quote in evidence if quote.sentence]
