"""The report on a terminal: plain text, a line at a time, no colour needed to read it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from docintel.report.view import (
    arrange,
    blocking,
    next_steps,
    place_line,
    quoted,
    route_line,
    split_routes,
    verdict_line,
)
from docintel.report.wording import ReportLanguage, Words, words
from docintel.types import Concern, Evidence, Gate, Match, Report, Route

_MARKS = {"met": "[+]", "not_met": "[-]", "unknown": "[?]"}


def render(report: Report, language: ReportLanguage, width: int = 100) -> str:
    """The report as text of a given width."""
    say = words(language)
    page = _Page(say, report, max(60, width))
    page.head()
    page.calls()
    page.missing()
    full, blocked = split_routes(report)
    for route in full:
        page.route(route)
    page.blocked(blocked)
    page.concerns(report.recommendations)
    page.line(say["disclaimer"])
    return "\n".join(page.lines) + "\n"


class _Page:
    """Lines as they are written."""

    def __init__(self, say: Words, report: Report, width: int) -> None:
        self.say, self.report, self.width = say, report, width
        self.lines: list[str] = []

    def line(self, text: str = "", indent: int = 0, hang: int = 0) -> None:
        """A paragraph, wrapped; ``hang`` indents what follows its first line."""
        first, rest = " " * indent, " " * (indent + hang)
        self.lines += textwrap.wrap(text, self.width, initial_indent=first, subsequent_indent=rest) or [""]

    def heading(self, text: str) -> None:
        """A heading with a rule under it."""
        self.lines += ["", text, "-" * min(len(text), self.width)]

    def head(self) -> None:
        """Who, when, and the answer in one sentence."""
        say, report = self.say, self.report
        title = say.say("title", profile=report.profile)
        self.lines += [title, "=" * min(len(title), self.width), say.say("as_of", date=say.day(report.as_of)), ""]
        self.line(report.summary or "")
        for notice in report.notices:
            self.line(notice)

    def calls(self) -> None:
        """The calls to read in full, then a line for each of the others."""
        view = arrange(self.report)
        if view.fitting:
            self.heading(self.say["thematic"])
        for match in view.fitting:
            self.call(match)
        for match in view.further:
            self._row(match)
        if view.apart:
            self.heading(self.say["non_thematic"])
            self.line(self.say["non_thematic_intro"])
        for match in view.apart:
            self._row(match)

    def _row(self, match: Match) -> None:
        band = self.say.of("bands", match.relevance.band)
        self.line(f"{match.rank:>3}. {match.id}  {match.title}  [{verdict_line(match, self.say)}; {band}]", hang=5)

    def call(self, match: Match) -> None:
        """One call: verdict, money and dates, evidence, gates, steps."""
        say = self.say
        self.lines.append("")
        self.line(f"{match.rank:>2}. {match.id}  {match.title}", hang=4)
        relevance = f"{say['relevance'].lower()}: {say.of('bands', match.relevance.band)}"
        self.line(f"{verdict_line(match, say).upper()}   {relevance}", indent=4)
        self.line(
            f"{say['deadline']}: {say.day(match.deadline)}   "
            f"{say['budget']}: {say.budget(match.budget_eur, match.call_budget_eur)}",
            indent=4,
        )
        self.evidence(match.evidence)
        self.gates(match.gates)
        for step in next_steps(match, self.report, say):
            self.line(f"> {step}", indent=4, hang=2)

    def evidence(self, found: Iterable[Evidence]) -> None:
        """Pairs of the profile's text and the call's sentence."""
        for quote in quoted(found):
            self.line(f"~ {quote.capability}", indent=4, hang=2)
            self.line(f'"{quote.sentence}" ({place_line(quote, self.say)})', indent=6)

    def gates(self, gates: Iterable[Gate]) -> None:
        """Gates with their quotes."""
        for gate in gates:
            self.line(f"{_MARKS[gate.state]} {gate.compared}", indent=4, hang=4)
            for quote in gate.evidence:
                text = (
                    f'"{quote.sentence}" ({place_line(quote, self.say)})'
                    if quote.sentence
                    else place_line(quote, self.say)
                )
                self.line(text, indent=8)

    def missing(self) -> None:
        """Which facts would settle what is open."""
        if not self.report.missing_facts:
            return
        self.heading(self.say["missing"])
        for fact in self.report.missing_facts:
            self.line(f"{fact.field}: {fact.question} ({len(fact.settles)})", hang=4)

    def route(self, route: Route) -> None:
        """A route with its steps."""
        self.heading(f"{route.title}: {route_line(route, self.say)}")
        for flag in route.flags:
            self.line(f"! {self.say.of('outcomes', flag)}", hang=2)
        self.gates(route.steps)
        if route.next_step:
            self.line(f"> {route.next_step}", hang=2)

    def blocked(self, routes: Iterable[Route]) -> None:
        """Instruments that are not open, a line each."""
        for number, route in enumerate(routes):
            if number == 0:
                self.heading(self.say["blocked_routes"])
            self.line(f"{route.title}: {blocking(route)}", hang=4)

    def concerns(self, found: Iterable[Concern]) -> None:
        """Recommendations that concern the profile."""
        self.heading(self.say["recommendations"])
        empty = True
        for concern in found:
            empty = False
            self.line(f"{concern.number}. {concern.title}", hang=4)
            self.line(f"{self.say['reason']}: {concern.reason}", indent=4)
            for quote in quoted(concern.evidence)[:1]:
                self.line(f'"{quote.sentence}" ({place_line(quote, self.say)})', indent=4)
        if empty:
            self.line(self.say["recommendations_none"])
