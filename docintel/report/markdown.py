"""The report as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from docintel.report.view import arrange, follow_up_line, next_steps, place_line, quoted, route_line, verdict_line
from docintel.report.wording import ReportLanguage, Words, words
from docintel.types import Evidence, Gate, Match, Report

_MARKS = {"met": "✓", "not_met": "✗", "unknown": "?"}


def render(report: Report, language: ReportLanguage) -> str:
    """The report as Markdown text."""
    say = words(language)
    parts = (_head(report, say), _table(report, say), _calls(report, say), _missing(report, say), _routes(report, say))
    blocks = [*(line for part in parts for line in part), *_concerns(report, say), f"*{say['disclaimer']}*"]
    return "\n".join(blocks) + "\n"


def _head(report: Report, say: Words) -> Iterator[str]:
    yield f"# {_plain(say.say('title', profile=report.profile))}\n"
    yield f"{say.say('as_of', date=say.day(report.as_of))}\n"
    yield f"**{_plain(report.summary or '')}**\n"
    yield from (f"> {_plain(notice)}\n" for notice in report.notices)


def _table(report: Report, say: Words) -> Iterator[str]:
    yield f"## {say['glance']}\n"
    yield "| " + " | ".join(say[key] for key in ("rank", "call", "verdict", "relevance", "deadline", "budget")) + " |"
    yield "|---|---|---|---|---|---|"
    for match in report.calls:
        cells = (
            str(match.rank),
            f"{match.id} {match.title}",
            verdict_line(match, say),
            say.of("bands", match.relevance.band),
            say.day(match.deadline),
            say.budget(match.budget_eur, match.call_budget_eur),
        )
        yield "| " + " | ".join(_cell(cell) for cell in cells) + " |"
    yield ""


def _calls(report: Report, say: Words) -> Iterator[str]:
    yield f"## {say['details']}\n"
    for match in arrange(report).fitting:
        yield from _call(match, report, say)


def _call(match: Match, report: Report, say: Words) -> Iterator[str]:
    yield f"### {match.rank}. {match.id}: {_plain(match.title)}\n"
    yield f"**{verdict_line(match, say)}** ({say['relevance'].lower()}: {say.of('bands', match.relevance.band)})\n"
    yield f"#### {say['evidence']}\n"
    found = [f"- {_plain(quote.capability or '')}\n{_quote(quote, say)}" for quote in quoted(match.evidence)]
    yield from found or [say["evidence_none"]]
    yield f"\n#### {say['gates']}\n"
    yield from _gates(match.gates, say)
    yield f"\n#### {say['next_steps']}\n"
    yield from (f"- {_plain(step)}" for step in next_steps(match, report, say))
    yield ""


def _gates(gates: tuple[Gate, ...], say: Words) -> Iterator[str]:
    for gate in gates:
        yield f"- {_MARKS[gate.state]} {say.of('states', gate.state)}: {_plain(gate.compared)}"
        yield from (_quote(quote, say) for quote in gate.evidence)


def _quote(quote: Evidence, say: Words) -> str:
    place = f"({_plain(place_line(quote, say))})"
    return f"  > {_plain(quote.sentence)} {place}" if quote.sentence else f"  {place}"


def _missing(report: Report, say: Words) -> Iterator[str]:
    if report.missing_facts:
        yield f"## {say['missing']}\n"
        yield from (f"- `{fact.field}`: {_plain(fact.question)} ({len(fact.settles)})" for fact in report.missing_facts)
        yield ""


def _routes(report: Report, say: Words) -> Iterator[str]:
    yield f"## {say['routes']}\n"
    for route in report.routes:
        yield f"### {_plain(route.title)}: {route_line(route, say)}\n"
        yield from (f"- **{_plain(say.of('outcomes', flag))}**" for flag in route.flags)
        yield from _gates(route.steps, say)
        yield f"\n{say['next_step']}: {_plain(route.next_step or '')}\n"


def _concerns(report: Report, say: Words) -> Iterator[str]:
    yield f"## {say['recommendations']}\n"
    for concern in report.recommendations:
        yield f"- **{concern.number}** {_plain(concern.title)}. {say['reason']}: {_plain(concern.reason)}"
        yield from (_quote(quote, say) for quote in quoted(concern.evidence)[:2])
        yield from (f"  - {say['follow_up']}: {_plain(follow_up_line(place, say))}" for place in concern.follow_up)
    if not report.recommendations:
        yield say["recommendations_none"]
    yield ""


def _plain(text: str) -> str:
    """Text that Markdown does not read as markup."""
    for mark in "\\`*_[]<>#":
        text = text.replace(mark, f"\\{mark}")
    return text


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|")
