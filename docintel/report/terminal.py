"""The report on a terminal: plain text, a line at a time, no colour needed to read it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from docintel.report.view import (
    MARKS,
    Quoted,
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
    source_line,
    split_routes,
    steps_shown,
    verdict_line,
)
from docintel.report.wording import ReportLanguage, Words, words
from docintel.types import Concern, Evidence, Gate, Match, Report, Route

_SIGNS = {"✓": "+", "✗": "-"}
"""A terminal without Unicode shows these."""


def render(report: Report, language: ReportLanguage, width: int = 100) -> str:
    """The report as text of a given width."""
    say = words(language)
    page = _Page(say, report, max(60, width))
    page.head()
    page.calls()
    page.missing()
    page.routes()
    page.concerns(shown_concerns(report), maybe_concerns(report, page.view))
    page.line(say["disclaimer"])
    return "\n".join(page.lines) + "\n"


class _Page:
    """Lines as they are written."""

    def __init__(self, say: Words, report: Report, width: int) -> None:
        self.say, self.report, self.width = say, report, width
        self.view = arrange(report)
        self.numbers = self.view.numbers
        self.quoted = Quoted()
        self.lines: list[str] = []

    def line(self, text: str = "", indent: int = 0, hang: int = 0) -> None:
        """A paragraph, wrapped; ``hang`` indents what follows its first line."""
        first, rest = " " * indent, " " * (indent + hang)
        # An id is copied whole: no break at its hyphens.
        wrapped = textwrap.wrap(text, self.width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
        self.lines += wrapped or [""]

    def heading(self, text: str) -> None:
        """A heading with a rule under it."""
        self.lines += ["", text, "-" * min(len(text), self.width)]

    def head(self) -> None:
        """Who, when, and the answer in a few sentences."""
        say, report = self.say, self.report
        title = say.say("title", profile=name_of(report, say))
        self.lines += [title, "=" * min(len(title), self.width), say.say("as_of", date=say.day(report.as_of)), ""]
        for sentence in (report.summary or "").split("\n"):
            self.line(sentence)
        for notice in report.notices:
            self.line(notice)

    def calls(self) -> None:
        """What is open or to come in full, a line for each of the others, then what closed in brief."""
        view, say = self.view, self.say
        for key, found in (("open_calls", view.open), ("coming_calls", view.coming), ("barred_calls", view.barred)):
            if found:
                self.heading(say[key])
            for match in found:
                self.call(match)
        self.rest(say["further_short"], None, view.further)
        self.rest(say["non_thematic"], say["non_thematic_intro"], view.apart)
        if view.closed:
            self.heading(say["closed_calls"] if view.fits else say["nearest"])
            for match in view.closed:
                self.brief(match)
        self.rest(say["past_short"], None, view.past)

    def rest(self, title: str, intro: str | None, found: Sequence[Match]) -> None:
        """A line for each call that stands further off."""
        if not found:
            return
        self.heading(title)
        if intro:
            self.line(intro)
        for match in found:
            band = band_line(match, self.say)
            number = f"{self.numbers[match.id]:>3}."
            self.line(f"{number} {match.id}  {match.title}  [{verdict_line(match, self.say)}; {band}]", hang=5)

    def call(self, match: Match) -> None:
        """One call: verdict, money and dates, evidence, gates, steps."""
        self._title(match)
        self.evidence(match, match.evidence)
        self.gates(match.gates, match.document)
        for step in next_steps(match, self.report, self.say, asked=False):
            self.line(f"> {step}", indent=4, hang=2)

    def brief(self, match: Match) -> None:
        """A call that is over: how near it was, and how its other conditions stood."""
        self._title(match)
        self.evidence(match, match.evidence[:1])
        self.line(conditions_line(match, self.say), indent=4)
        for step in next_steps(match, self.report, self.say, asked=False):
            self.line(f"> {step}", indent=4, hang=2)

    def _title(self, match: Match) -> None:
        say = self.say
        self.lines.append("")
        self.line(f"{self.numbers[match.id]:>2}. {match.id}  {match.title}", hang=4)
        relevance = f"{say['relevance'].lower()}: {say.of('bands', match.relevance.band)}"
        self.line(f"{verdict_line(match, say).upper()}   {relevance}", indent=4)
        self.line(
            f"{say['deadline']}: {say.day(match.deadline)}   "
            f"{say['budget']}: {say.budget(match.budget_eur, match.call_budget_eur)}",
            indent=4,
        )
        if source := source_line(match, say):
            self.line(f"{say['source']}: {source}", indent=4)

    def evidence(self, match: Match, found: Iterable[Evidence]) -> None:
        """Pairs of the profile's text and the call's sentence."""
        for quote in quoted(found):
            self.line(f"~ {quote.capability}", indent=4, hang=2)
            self.line(f'"{quote.sentence}" ({place_line(quote, self.say, match.document)})', indent=6)
        if line := evidence_line(match, self.say):
            self.line(line, indent=4)

    def gates(self, gates: Sequence[Gate], own: str | None = None) -> None:
        """Gates with their quotes; a fact that is asked for twice is quoted once."""
        for gate, first in fresh(gates):
            mark = MARKS.get(shown_state(gate), "?")
            self.line(f"[{_SIGNS.get(mark, mark)}] {gate.compared}", indent=4, hang=4)
            for text in dict.fromkeys(self._quote(quote, own) for quote in (gate.evidence if first else ())):
                self.line(text, indent=8)

    def _quote(self, quote: Evidence, own: str | None) -> str:
        place = f"({place_line(quote, self.say, own)})"
        return f'"{brief_row(quote.sentence)}" {place}' if self.quoted.first(quote) else place

    def missing(self) -> None:
        """Which facts would settle what is open."""
        facts = missing_shown(self.report, self.view)
        if not facts:
            return
        self.heading(self.say["missing"])
        self.line(self.say["missing_intro"])
        for number, fact in enumerate(facts, start=1):
            settled = self.say.counted("place", "places", len(fact.settles))
            self.line(f"{number:>2}. {fact.question} ({settled})", hang=4)
            self.line(example(fact, self.report, self.say), indent=6)

    def routes(self) -> None:
        """The chain in full where a call fits; the instruments with what they ask; what is not open."""
        found = split_routes(self.report, self.view)
        if not self.view.fits:
            self.heading(self.say["routes"])
        for route in found.chain:
            self.route(route) if self.view.fits else self.brief_route(route)
        if found.instruments:
            self.heading(self.say["instruments"])
        for route in found.instruments:
            self.brief_route(route)
        if found.blocked:
            self.heading(self.say["blocked_routes"])
        for route in found.blocked:
            self.line(f"{route.title}: {blocking(route, self.say)}", hang=4)

    def route(self, route: Route) -> None:
        """A route with its steps."""
        self.heading(f"{route.title}: {route_line(route, self.say)}")
        for flag in route.flags:
            self.line(f"! {self.say.of('outcomes', flag)}", hang=2)
        self.gates(steps_shown(route))
        if route.next_step:
            self.line(f"> {route.next_step}", hang=2)

    def brief_route(self, route: Route) -> None:
        """A route in a few lines: outcome, what it still asks, what to do."""
        self.line(f"{route.title}: {route_line(route, self.say)}", hang=4)
        for step in brief_steps(route, self.view):
            mark = ">" if step == route.next_step else "[?]"
            self.line(f"{mark} {step}", indent=4, hang=len(mark) + 1)

    def concerns(self, found: Sequence[Concern], maybe: Sequence[Concern]) -> None:
        """Recommendations that concern the profile; those that only may, a line each."""
        if not found and not self.view.fits:
            return
        self.heading(self.say["recommendations"])
        for concern in found:
            self.line(f"{concern.number}. {concern.title}", hang=4)
            self.line(f"{self.say['reason']}: {concern.reason}", indent=4)
            for quote in quoted(concern.evidence)[:1]:
                self.line(f'"{quote.sentence}" ({place_line(quote, self.say)})', indent=4)
            for place in concern.follow_up:
                self.line(f"{self.say['follow_up']}: {follow_up_line(place, self.say)}", indent=4)
        if not found and not maybe:
            self.line(self.say["recommendations_none"])
        if maybe:
            self.line(f"{self.say['maybe_concerns']}:")
        for concern in maybe:
            self.line(f"{concern.number}. {concern.title} ({concern.reason})", indent=2, hang=4)
        self.lines.append("")
