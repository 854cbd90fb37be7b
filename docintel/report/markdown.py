"""The report as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from docintel.report.view import (
    arrange,
    band_line,
    blocking,
    conditions_line,
    follow_up_line,
    fresh,
    missing_shown,
    name_of,
    next_steps,
    place_line,
    questions,
    quoted,
    route_line,
    shown_concerns,
    shown_state,
    split_routes,
    verdict_line,
)
from docintel.report.wording import ReportLanguage, Words, words
from docintel.types import Evidence, Gate, Match, Report, Route

_MARKS = {"met": "✓", "not_met": "✗", "unknown": "?", "barred": "✗", "barred_if": "?"}


def render(report: Report, language: ReportLanguage) -> str:
    """The report as Markdown text."""
    say = words(language)
    parts = (_head(report, say), _table(report, say), _calls(report, say), _missing(report, say), _routes(report, say))
    blocks = [*(line for part in parts for line in part), *_concerns(report, say), f"*{say['disclaimer']}*"]
    return "\n".join(blocks) + "\n"


def _head(report: Report, say: Words) -> Iterator[str]:
    yield f"# {_plain(say.say('title', profile=name_of(report, say)))}\n"
    yield f"{say.say('as_of', date=say.day(report.as_of))}\n"
    yield from (f"**{_plain(sentence)}**\n" for sentence in (report.summary or "").split("\n"))
    yield from (f"> {_plain(notice)}\n" for notice in report.notices)


def _table(report: Report, say: Words) -> Iterator[str]:
    view = arrange(report)
    matches = (*view.shown, *view.further, *view.apart)
    if not matches:
        return
    yield f"## {say['glance']}\n"
    yield "| " + " | ".join(say[key] for key in ("rank", "call", "verdict", "relevance", "deadline", "budget")) + " |"
    yield "|---|---|---|---|---|---|"
    for match in matches:
        cells = (
            str(match.rank),
            f"{match.id} {match.title}",
            verdict_line(match, say),
            band_line(match, say),
            say.day(match.deadline),
            say.budget(match.budget_eur, match.call_budget_eur),
        )
        yield "| " + " | ".join(_cell(cell) for cell in cells) + " |"
    yield ""


def _calls(report: Report, say: Words) -> Iterator[str]:
    view = arrange(report)
    for title, found in (("open_calls", view.open), ("coming_calls", view.coming), ("barred_calls", view.barred)):
        if found:
            yield f"## {say[title]}\n"
        for match in found:
            yield from _call(match, report, say)
    if view.closed:
        yield f"## {say['closed_calls'] if view.fits else say['nearest']}\n"
    for match in view.closed:
        yield from _brief(match, report, say)


def _call(match: Match, report: Report, say: Words) -> Iterator[str]:
    yield from _title(match, say)
    yield f"#### {say['evidence']}\n"
    yield from _evidence(match.evidence, say)
    yield f"\n#### {say['gates']}\n"
    yield from _gates(match.gates, say, match.document)
    yield f"\n#### {say['next_steps']}\n"
    yield from (f"- {_plain(step)}" for step in next_steps(match, report, say))
    yield ""


def _brief(match: Match, report: Report, say: Words) -> Iterator[str]:
    yield from _title(match, say)
    yield from _evidence(match.evidence[:1], say)
    yield f"- {_plain(conditions_line(match, say))}"
    yield from (f"- {_plain(step)}" for step in next_steps(match, report, say))
    yield ""


def _title(match: Match, say: Words) -> Iterator[str]:
    yield f"### {match.rank}. {match.id}: {_plain(match.title)}\n"
    yield f"**{verdict_line(match, say)}** ({say['relevance'].lower()}: {say.of('bands', match.relevance.band)})\n"


def _evidence(found: Iterable[Evidence], say: Words) -> Iterator[str]:
    shown = [f"- {_plain(quote.capability or '')}\n{_quote(quote, say)}" for quote in quoted(found)]
    yield from shown or [say["evidence_none"]]


def _gates(gates: Sequence[Gate], say: Words, own: str | None = None) -> Iterator[str]:
    for gate, first in fresh(gates):
        state = shown_state(gate)
        yield f"- {_MARKS[state]} {say.of('states', state)}: {_plain(gate.compared)}"
        yield from (_quote(quote, say, own) for quote in (gate.evidence if first else ()))


def _quote(quote: Evidence, say: Words, own: str | None = None) -> str:
    place = f"({_plain(place_line(quote, say, own))})"
    return f"  > {_plain(quote.sentence)} {place}" if quote.sentence else f"  {place}"


def _missing(report: Report, say: Words) -> Iterator[str]:
    facts = missing_shown(report)
    if facts:
        yield f"## {say['missing']}\n"
        yield from (
            f"- `{fact.field}`: {_plain(fact.question)} ({say.counted('place', 'places', len(fact.settles))})"
            for fact in facts
        )
        yield ""


def _routes(report: Report, say: Words) -> Iterator[str]:
    found = split_routes(report)
    fits = arrange(report).fits
    yield f"## {say['routes']}\n"
    for route in found.chain:
        yield from _route(route, say) if fits else _brief_route(route, say)
    for route in found.instruments:
        yield from _brief_route(route, say)
    for route in found.blocked:
        yield f"- **{_plain(route.title)}**: {say['blocked_routes'].lower()}: {_plain(blocking(route))}"
    yield ""


def _route(route: Route, say: Words) -> Iterator[str]:
    yield f"### {_plain(route.title)}: {route_line(route, say)}\n"
    yield from (f"- **{_plain(say.of('outcomes', flag))}**" for flag in route.flags)
    yield from _gates(route.steps, say)
    yield f"\n{say['next_step']}: {_plain(route.next_step or '')}\n"


def _brief_route(route: Route, say: Words) -> Iterator[str]:
    yield f"- **{_plain(route.title)}**: {route_line(route, say)}"
    yield from (f"  - {_plain(question)}" for question in questions(route))
    yield f"  - {say['next_step']}: {_plain(route.next_step or '')}"


def _concerns(report: Report, say: Words) -> Iterator[str]:
    yield f"## {say['recommendations']}\n"
    found = shown_concerns(report)
    for concern in found:
        yield f"- **{concern.number}** {_plain(concern.title)}. {say['reason']}: {_plain(concern.reason)}"
        yield from (_quote(quote, say) for quote in quoted(concern.evidence)[:2])
        yield from (f"  - {say['follow_up']}: {_plain(follow_up_line(place, say))}" for place in concern.follow_up)
    if not found:
        yield say["recommendations_none"]
    yield ""


def _plain(text: str) -> str:
    """Text that Markdown does not read as markup."""
    for mark in "\\`*_[]<>#":
        text = text.replace(mark, f"\\{mark}")
    return text


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|")
