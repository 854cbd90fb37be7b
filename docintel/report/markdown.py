"""The report as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from docintel.report.view import (
    MARKS,
    Quoted,
    View,
    arrange,
    band_line,
    blocking,
    brief_row,
    brief_steps,
    conditions_line,
    evidence_line,
    example,
    follow_up_line,
    fresh,
    maybe_concerns,
    missing_shown,
    name_of,
    next_steps,
    place_line,
    quoted,
    route_line,
    shown_concerns,
    shown_state,
    split_routes,
    steps_shown,
    verdict_line,
)
from docintel.report.wording import ReportLanguage, Words, words
from docintel.types import Evidence, Gate, Match, Report, Route


def render(report: Report, language: ReportLanguage) -> str:
    """The report as Markdown text."""
    page = _Page(report, words(language), arrange(report))
    parts = (page.head(), page.table(), page.calls(), page.missing(), page.routes(), page.concerns())
    return "\n".join((*(line for part in parts for line in part), f"*{page.say['disclaimer']}*")) + "\n"


@dataclass(frozen=True, slots=True)
class _Page:
    """A report as lines; what it has quoted once it only points at."""

    report: Report
    say: Words
    view: View
    quotes: Quoted = field(default_factory=Quoted)

    def head(self) -> Iterator[str]:
        """Who, when, and the answer in a few sentences."""
        yield f"# {_plain(self.say.say('title', profile=name_of(self.report, self.say)))}\n"
        yield f"{self.say.say('as_of', date=self.say.day(self.report.as_of))}\n"
        yield from (f"**{_plain(sentence)}**\n" for sentence in (self.report.summary or "").split("\n"))
        yield from (f"> {_plain(notice)}\n" for notice in self.report.notices)

    def table(self) -> Iterator[str]:
        """All calls at a glance."""
        say, view = self.say, self.view
        if not view.listed:
            return
        yield f"## {say['glance']}\n\n{say['glance_order']}\n"
        keys = ("rank", "call", "verdict", "relevance", "deadline", "budget")
        yield "| " + " | ".join(say[key] for key in keys) + " |"
        yield "|---|---|---|---|---|---|"
        for match in view.listed:
            cells = (
                str(view.numbers[match.id]),
                f"{match.id} {match.title}",
                verdict_line(match, say),
                band_line(match, say),
                say.day(match.deadline),
                say.budget(match.budget_eur, match.call_budget_eur),
            )
            yield "| " + " | ".join(_cell(cell) for cell in cells) + " |"
        yield ""

    def calls(self) -> Iterator[str]:
        """What is open or to come in full, what closed in brief."""
        say, view = self.say, self.view
        for title, found in (("open_calls", view.open), ("coming_calls", view.coming), ("barred_calls", view.barred)):
            if found:
                yield f"## {say[title]}\n"
            for match in found:
                yield from self._call(match)
        if view.closed:
            yield f"## {say['closed_calls'] if view.fits else say['nearest']}\n"
        for match in view.closed:
            yield from self._brief(match)
        if view.past:
            yield f"{say.say('closed_more', n=len(view.past))}\n"

    def missing(self) -> Iterator[str]:
        """The questions that settle what is open, each with what to write."""
        facts = missing_shown(self.report, self.view)
        if not facts:
            return
        yield f"## {self.say['missing']}\n\n{self.say['missing_intro']}\n"
        for number, fact in enumerate(facts, start=1):
            settled = self.say.counted("place", "places", len(fact.settles))
            yield f"{number}. {_plain(fact.question)} ({settled})  \n   `{example(fact, self.report, self.say)}`"
        yield ""

    def routes(self) -> Iterator[str]:
        """The chain in full where a call fits; the instruments with what they ask; what is not open."""
        found = split_routes(self.report, self.view)
        yield f"## {self.say['routes']}\n"
        for route in found.chain:
            yield from self._route(route) if self.view.fits else self._brief_route(route)
        for route in found.instruments:
            yield from self._brief_route(route)
        if found.blocked:
            yield f"\n### {self.say['blocked_routes']}\n"
        for route in found.blocked:
            yield f"- **{_plain(route.title)}**: {_plain(blocking(route, self.say))}"
        yield ""

    def concerns(self) -> Iterator[str]:
        """Recommendations that concern the profile; those that only may, a line each."""
        say, found, maybe = self.say, shown_concerns(self.report), maybe_concerns(self.report, self.view)
        if not found and not self.view.fits:
            return
        yield f"## {say['recommendations']}\n"
        for concern in found:
            yield f"- **{concern.number}** {_plain(concern.title)}. {say['reason']}: {_plain(concern.reason)}"
            yield from (self._quote(quote) for quote in quoted(concern.evidence)[:2])
            yield from (f"  - {say['follow_up']}: {_plain(follow_up_line(place, say))}" for place in concern.follow_up)
        if maybe:
            yield f"\n{say['maybe_concerns']}:\n"
        yield from (f"- **{each.number}** {_plain(each.title)} ({_plain(each.reason)})" for each in maybe)
        if not found and not maybe:
            yield say["recommendations_none"]
        yield ""

    def _call(self, match: Match) -> Iterator[str]:
        yield from self._title(match)
        yield f"#### {self.say['evidence']}\n"
        yield from self._evidence(match, match.evidence)
        yield f"\n#### {self.say['gates']}\n"
        yield from self._gates(match.gates, match.document)
        yield f"\n#### {self.say['next_steps']}\n"
        yield from (f"- {_plain(step)}" for step in next_steps(match, self.report, self.say, asked=False))
        yield ""

    def _brief(self, match: Match) -> Iterator[str]:
        yield from self._title(match)
        yield from self._evidence(match, match.evidence[:1])
        yield f"- {_plain(conditions_line(match, self.say))}"
        yield from (f"- {_plain(step)}" for step in next_steps(match, self.report, self.say, asked=False))
        yield ""

    def _title(self, match: Match) -> Iterator[str]:
        yield f"### {self.view.numbers[match.id]}. {match.id}: {_plain(match.title)}\n"
        relevance = f"{self.say['relevance'].lower()}: {self.say.of('bands', match.relevance.band)}"
        yield f"**{verdict_line(match, self.say)}** ({relevance})\n"

    def _evidence(self, match: Match, found: Iterable[Evidence]) -> Iterator[str]:
        for quote in quoted(found):
            yield f"- {_plain(quote.capability or '')}\n{self._quote(quote, match.document)}"
        if line := evidence_line(match, self.say):
            yield f"- {_plain(line)}"

    def _gates(self, gates: Sequence[Gate], own: str | None = None) -> Iterator[str]:
        for gate, first in fresh(gates):
            state = shown_state(gate)
            yield f"- {MARKS.get(state, '?')} {self.say.of('states', state)}: {_plain(gate.compared)}"
            yield from dict.fromkeys(self._quote(quote, own) for quote in (gate.evidence if first else ()))

    def _quote(self, quote: Evidence, own: str | None = None) -> str:
        place = f"({_plain(place_line(quote, self.say, own))})"
        return f"  > {_plain(brief_row(quote.sentence))} {place}" if self.quotes.first(quote) else f"  {place}"

    def _route(self, route: Route) -> Iterator[str]:
        yield f"### {_plain(route.title)}: {route_line(route, self.say)}\n"
        yield from (f"- **{_plain(self.say.of('outcomes', flag))}**" for flag in route.flags)
        yield from self._gates(steps_shown(route))
        yield f"\n{self.say['next_step']}: {_plain(route.next_step or '')}\n"

    def _brief_route(self, route: Route) -> Iterator[str]:
        yield f"- **{_plain(route.title)}**: {route_line(route, self.say)}"
        for step in brief_steps(route, self.view):
            lead = f"{self.say['next_step']}: " if step == route.next_step else ""
            yield f"  - {lead}{_plain(step)}"


def _plain(text: str) -> str:
    """Text that Markdown does not read as markup."""
    for mark in "\\`*_[]<>#":
        text = text.replace(mark, f"\\{mark}")
    return text


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|")
