"""What every rendering shows, in the order in which a reader decides: fit first, then conditions, then what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from docintel.report.wording import Words
from docintel.types import Concern, Evidence, Gate, Match, MissingFact, Place, Report, Route, Verdict

DETAILED, COMING, BARRED, CLOSED = 6, 2, 3, 3
"""Most calls shown: open ones, and in their room those to come (two at least); near ones that are not open to the
profile; closed ones, in brief (as many as open ones where nothing is open or to come)."""
NAMELESS = "(no name)"
_FEW = 3
_NUMBER = re.compile(r"\d+(?:\.\d+)+")
_BULLET = re.compile(r"^(?:[•▪◦‣·*–—-]|o(?=\s))\s+")
_RECOMMENDATION = re.compile(r"(?:AANBEVELING|RECOMMENDATION) [\d.]*\d")
_CHAIN, _RATES = ("flanders", "export", "clearance"), "edf-funding"
"""Funding rates say something only where a call is open or to come."""
_SETTLED = ("UNKNOWN", "CONFLICT", "RATES", "NOT_IN_SCOPE", "LICENCE", "LICENCE_OUTSIDE_EU", "REQUESTED")
"""Outcomes that need no ``if it holds``: a licence is needed whatever else is still open."""
_DATES = ("call.opening", "call.deadline")
_ROW = re.compile(
    r"(\([a-i]\) (?:Activities that aim to )?[^,;(]{4,60}?)(?= (?:of|such|to)\b|[,;(]).*?(Yes ?\(.*|Ja ?\(.*)", re.S
)
"""A row of the table of activities: letter, first words, and what stands at its end."""
_LONG_TITLE = 60
_SHOWN = {
    "NO_SUPPORT": ("barred", "barred_if"),
    "COMMITTEE": ("met", "met_if"),
    "SUPPORT": ("met", "met_if"),
    "CONFLICT": ("open", "open"),
    "UNKNOWN": ("open", "open"),
    "SUPERSEDED": ("note", "note"),
}
"""How a row that holds is shown, by its outcome: for a code that is held, and for one that is only a candidate."""
MARKS = {"met": "✓", "not_met": "✗", "barred": "✗", "note": "!"}
"""Signs of what is decided, by the state shown; of anything else a question mark."""
CALENDAR = ("closed", "not-yet-open")
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
    """Others that have not closed: a line each."""
    apart: tuple[Match, ...] = ()
    """Calls without a subject of their own that have not closed."""
    past: tuple[Match, ...] = ()
    """Others that fitted and have closed: a line each."""

    @property
    def shown(self) -> tuple[Match, ...]:
        """All calls with a card of their own."""
        return (*self.open, *self.coming, *self.barred, *self.closed)

    @property
    def listed(self) -> tuple[Match, ...]:
        """All calls of the table, nearest first; what takes any subject follows, and what has closed comes last."""
        found = (*self.shown, *self.further, *self.apart, *self.past)
        return tuple(sorted(found, key=lambda match: match.reason == "closed"))

    @property
    def numbers(self) -> dict[str, int]:
        """By call: its place in the table; a rank among all calls would start anywhere."""
        return {match.id: number for number, match in enumerate(self.listed, start=1)}


def arrange(report: Report) -> View:
    """Part the calls of a report by what a reader can do with them.

    A profile that no call is near to gets only those for any subject: its summary names the nearest, and a list would
    suggest a fit.
    """
    thematic = [match for match in report.calls if match.group == "thematic"]
    near = [match for match in thematic if match.is_near]
    apart = tuple(match for match in report.calls if match.group != "thematic" and match.reason != "closed")
    if not near:
        weak = tuple(match for match in thematic[:1] if match.relevance.band == "weak")
        return View(False, closed=weak, apart=apart)
    closed = [match for match in near if match.reason == "closed"]
    barred = [match for match in near if is_barred(match)]
    coming = [match for match in near if match.reason == "not-yet-open"]
    opened = [match for match in near if match not in (*closed, *barred, *coming)][:DETAILED]
    coming = coming[: max(DETAILED - len(opened), COMING)]
    room = CLOSED if opened or coming else DETAILED
    shown = (tuple(opened), tuple(coming), tuple(barred[:BARRED]), tuple(closed[:room]))
    taken = {match.id for part in shown for match in part}
    rest = [match for match in thematic if match.id not in taken and (match in near or _may_come(match))]
    further = tuple(match for match in rest if match.reason != "closed")
    return View(True, *shown, further, apart, tuple(match for match in rest if match.reason == "closed"))


def _may_come(match: Match) -> bool:
    """Whether a call that is not near is worth a line: what touches the profile and has not closed."""
    return match.relevance.band != "none" and match.reason != "closed"


def is_barred(match: Match) -> bool:
    """Whether something other than the calendar blocks a call."""
    return match.verdict == "blocked" and match.reason not in CALENDAR


def name_of(report: Report, words: Words) -> str:
    """What the profile calls itself; one without a name is ``this profile``."""
    return words["no_name"] if report.profile == NAMELESS else report.profile


def verdict_line(match: Match, words: Words) -> str:
    """``closed``, ``blocked (control from a third country)``, ``applies (1 condition not met)``."""
    verdict = words.of("verdicts", match.verdict)
    if match.reason in CALENDAR:
        return words.of("reasons", match.reason)
    lacking = lacking_conditions(match)
    if lacking and match.verdict != "blocked":
        return f"{verdict} ({words.counted('lacking_one', 'lacking', lacking)})"
    if match.verdict == "applies" and (left := _project_gates(match, "unknown")):
        return f"{verdict} ({words.counted('left_open_one', 'left_open', left)})"
    return f"{verdict} ({words.of('reasons', match.reason)})" if match.reason else verdict


def lacking_conditions(match: Match) -> int:
    """Conditions of the project itself that are not met: they can still be, so they block nothing."""
    return _project_gates(match, "not_met")


def _project_gates(match: Match, state: str) -> int:
    return sum(gate.state == state for gate in match.gates if gate.level == "project")


def colour(match: Match) -> Verdict:
    """The verdict whose colour a call bears: what has yet to open, or lacks a condition, is not green."""
    if match.reason == "not-yet-open" or (match.verdict == "applies" and lacking_conditions(match)):
        return "unknown"
    return match.verdict


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
    own = f"{route.id}.{route.outcome}"
    outcome = words.of("outcomes", own if own in words.group("outcomes") else route.outcome)
    if route.verdict != "unknown" or route.outcome in _SETTLED:
        return outcome
    return words.say("if_confirmed", outcome=outcome)


def asked_steps(match: Match, words: Words) -> list[str]:
    """The questions among the next steps: on paper the list of missing facts has them already."""
    return [words.say("answer", question=gate.question) for gate in match.gates if gate.question]


def next_steps(match: Match, report: Report, words: Words, *, asked: bool = True) -> list[str]:
    """Questions that are open, then what the project still lacks, then by when to submit.

    A closed call asks nothing more; later calls that name it are the only word of a next edition. Where the list of
    questions stands below, ``asked=False`` only points there.
    """
    day = [line] if (line := deadline_line(match, report, words)) else []
    if match.reason == "closed":
        return [*day, words.say("named_by", calls=", ".join(match.named_by))] if match.named_by else day
    questions = asked_steps(match, words)
    steps = questions if asked or not questions else [words.say("answer_below", heading=words["missing"])]
    return [*steps, *(gate.remedy for gate in match.gates if gate.level == "project" and gate.remedy), *day]


def conditions_line(match: Match, words: Words) -> str:
    """How the conditions on the organisation stand, in one line: those met counted, the others named.

    Of a closed call its days and what a project would have needed say nothing any more.
    """
    asked = [gate for gate in match.gates if gate.level != "project" and gate.id not in _DATES]
    rest = [gate for gate in asked if gate.state != "met"]
    named = (f"{words.of('states', gate.state).capitalize()}: {gate.compared}." for gate in rest)
    return " ".join((words.say("conditions_line", met=len(asked) - len(rest), n=len(asked)), *named))


def source_line(match: Match, words: Words) -> str | None:
    """The document of a call and the page where it stands; its quotes then name section and page only."""
    quotes = (quote for gate in match.gates for quote in gate.evidence if quote.document == match.document)
    title = next((quote.title for quote in quotes if quote.title), None)
    return f"{title}, {words.say('page', page=match.page)}" if title and match.page else None


def evidence_line(match: Match, words: Words) -> str | None:
    """What stands where no reason does, and beside the reasons of a topic whose text is not at hand."""
    if match.brief:
        return words["evidence_brief"]
    return None if quoted(match.evidence) else words["evidence_none"]


def place_line(quote: Evidence, words: Words, own: str | None = None) -> str:
    """``VARIO-advies 38, Box 2, p. 45``, with the note on what cannot be quoted.

    The title of the document is left out where a reader knows it: inside a call that stands in ``own``.
    """
    parts = [_brief_title(quote.title or quote.document or "")] if own is None or quote.document != own else []
    if quote.section and not (parts and _says_where(parts[0], quote.section)):
        parts.append(_short(quote.section))
    if quote.page is not None:
        parts.append(words.say("page", page=quote.page))
    place = ", ".join(part for part in parts if part)
    if quote.note is None:
        return place
    # What a document says of itself stands once in the report.
    note = words.of("notes", quote.note) if quote.note in words.group("notes") else words["own_notice"]
    return f"{place} [{note}]"


def _brief_title(title: str) -> str:
    """``VARIO-advies 38`` of ``VARIO-advies 38: Opportuniteiten en noden voor een brede ...``."""
    return title.partition(": ")[0] if len(title) > _LONG_TITLE else title


def brief_row(sentence: str) -> str:
    """A row of the table of activities by its first words and its end; any other sentence as it is.

    >>> brief_row("(d) Design of whatever is to be built, with its parts Yes(mandatory)")
    '(d) Design … Yes(mandatory)'
    >>> brief_row("(b) Activities that aim to join systems and services, such as radios Yes (mandatory)")
    '(b) Activities that aim to join systems and services … Yes (mandatory)'
    """
    row = _ROW.fullmatch(sentence)
    return f"{row[1]} … {row[2]}" if row else sentence


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
    """The Flemish chain, read in full: support, export, clearance; outside Flanders only why it does not hold."""
    instruments: tuple[Route, ...]
    """Other instruments, a line each with what is open."""
    blocked: tuple[Route, ...]


def split_routes(report: Report, view: View) -> Routes:
    """Part the routes: the chain in full, instruments by what they ask, blocked ones by why.

    Where no call fits, the Flemish chain alone is shown.
    """
    if not view.fits:
        return Routes(tuple(route for route in report.routes if route.id == _CHAIN[0]), (), ())
    flemish = next((route for route in report.routes if route.id == _CHAIN[0]), None)
    # Elsewhere the sources on licences and clearances only say whom not to ask: these routes are shown in brief.
    full = _CHAIN[:1] if flemish is not None and flemish.verdict == "blocked" and _is_abroad(flemish) else _CHAIN
    chain = tuple(route for route in report.routes if route.id in full)
    idle = () if view.open or view.coming else (_RATES,)
    others = [route for route in report.routes if route.id not in (*full, *idle)]
    # A clearance that is not held is to be asked for: no route that is closed.
    blocked = tuple(route for route in others if route.verdict == "blocked" and route.id not in _CHAIN)
    return Routes(chain, tuple(route for route in others if route not in blocked), blocked)


def _is_abroad(flemish: Route) -> bool:
    return any(gate.id == "muyters.flemish" and gate.state == "not_met" for gate in flemish.steps)


def steps_shown(route: Route) -> tuple[Gate, ...]:
    """The steps of a route; of one that does not hold here only those that say why."""
    if route.outcome != "NOT_IN_SCOPE":
        return route.steps
    return tuple(gate for gate in route.steps if gate.state == "not_met")


def blocking(route: Route, words: Words) -> str:
    """Why a route is blocked: what its first failed step compared, and that it is over where a date decides.

    What only the project fails (``with a research institution``) a partner can mend: it blocks nothing.
    """
    gate = next((gate for gate in route.steps if gate.state == "not_met" and gate.level != "project"), None)
    if gate is None:
        return ""
    return f"{words['closed_route']}: {gate.compared}" if gate.level == "call" else gate.compared


def shown_state(gate: Gate) -> str:
    """The state as a reader takes it: a rule that is met and refuses support is no good news."""
    if gate.state != "met" or gate.outcome not in _SHOWN:
        return gate.state
    certain, inferred = _SHOWN[gate.outcome]
    return inferred if gate.basis == "inferred" else certain


def brief_steps(route: Route, view: View) -> list[str]:
    """What a route asks and what to do, for a few lines; a step that only repeats a question is left out."""
    asked = questions(route)[: None if view.fits else 1]
    step = route.next_step or ""
    return asked if any(question in step for question in asked) else [*asked, step]


def questions(route: Route) -> list[str]:
    """What a route still asks: for each fact once, in the words that come first."""
    asked: dict[str, str] = {}
    for gate in steps_shown(route):
        if gate.question:
            asked.setdefault(gate.field or gate.question, gate.question)
    return list(asked.values())


def missing_shown(report: Report, view: View) -> tuple[MissingFact, ...]:
    """Facts to ask for: all where a call fits, those that settle most where one comes near, else none."""
    return report.missing_facts if view.fits else report.missing_facts[: _FEW if view.listed else 0]


def example(fact: MissingFact, report: Report, words: Words) -> str:
    """What to write into the profile, with the list code that is asked for; a field without an example by its name."""
    codes = (found.code.removeprefix("DU:") for found in report.candidates)
    code = next((code for code in codes if code in fact.question), None)
    # A code that the question does not name would be read as a suggestion.
    field = "no_code" if fact.field == "list_codes" and code is None else fact.field
    return words.of("examples", field).format(code=code)


class Quoted:
    """The sentences that a text has shown: thirteen calls share the sections of one document."""

    def __init__(self) -> None:
        """Nothing is shown yet."""
        self._shown: set[tuple[str | None, str]] = set()

    def first(self, quote: Evidence) -> bool:
        """Whether a quote has a sentence that was not shown before; from now on it was."""
        key = (quote.document, quote.sentence)
        new = bool(quote.sentence) and key not in self._shown
        self._shown.add(key)
        return new


def fresh(gates: Sequence[Gate]) -> list[tuple[Gate, bool]]:
    """Gates with whether they say something new: five steps that wait for one code ask once."""
    asked: set[str] = set()
    found = []
    for gate in gates:
        open_now = gate.field or gate.question
        first = gate.state != "unknown" or (open_now is not None and gate.field not in asked)
        found.append((gate, first))
        asked |= {gate.field} if gate.state == "unknown" and gate.field else set()
    return found


def shown_concerns(report: Report) -> tuple[Concern, ...]:
    """Recommendations to print in full: those that certainly concern the profile."""
    return tuple(concern for concern in report.recommendations if concern.verdict == "applies")


def maybe_concerns(report: Report, view: View) -> tuple[Concern, ...]:
    """Those that concern it only if an open question is answered that way: a line each; none where no call fits."""
    return tuple(each for each in report.recommendations if each.verdict != "applies") if view.fits else ()


def quoted(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Evidence with a sentence, without the bullet that stood before it."""
    return [replace(quote, sentence=_BULLET.sub("", quote.sentence)) for quote in evidence if quote.sentence]
