"""The report as one self-contained page that prints on A4: no script, no network, readable without colour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from docintel.lexicon import data_text
from docintel.report.view import (
    MARKS,
    View,
    arrange,
    asked_steps,
    band_line,
    blocking,
    brief_steps,
    colour,
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
from docintel.types import Match, Report

_MARGIN_DAYS = 30
"""Shown before the opening and after the deadline on the time line."""


@dataclass(frozen=True, slots=True)
class TimeLine:
    """Opening, deadline and the day of the report as percentages of a line."""

    opening: float
    deadline: float
    today: float


def render(report: Report, language: ReportLanguage) -> str:
    """The whole page."""
    say = words(language)
    view = arrange(report)
    return _template().render(
        report=report,
        name=name_of(report, say),
        view=view,
        say=say,
        style=Markup(data_text("report.css")),
        **_tools(report, view, say),
    )


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    return environment.from_string(data_text("report.html"))


def _tools(report: Report, view: View, say: Words) -> dict[str, object]:
    """What the template calls."""
    return {
        "band_line": lambda match: band_line(match, say),
        "verdict_line": lambda match: verdict_line(match, say),
        "route_line": lambda route: route_line(route, say),
        "next_steps": lambda match: next_steps(match, report, say),
        "asked_steps": lambda match: asked_steps(match, say),
        "conditions_line": lambda match: conditions_line(match, say),
        "evidence_line": lambda match: evidence_line(match, say),
        "source_line": lambda match: source_line(match, say),
        "place_line": lambda quote, own: place_line(quote, say, own),
        "places_line": lambda quotes, own: "; ".join(dict.fromkeys(place_line(quote, say, own) for quote in quotes)),
        "colour": colour,
        "quoted": quoted,
        "fresh": fresh,
        "shown_state": shown_state,
        "marks": MARKS,
        "missing": missing_shown(report, view),
        "example": lambda fact: example(fact, report, say),
        "brief_steps": lambda route: brief_steps(route, view),
        "steps_shown": steps_shown,
        "follow_up_line": lambda place: follow_up_line(place, say),
        "blocking": lambda route: blocking(route, say),
        "routes": split_routes(report, view),
        "concerns": shown_concerns(report),
        "maybe": maybe_concerns(report, view),
        "time_line": lambda match: time_line(match, report.as_of),
    }


def time_line(match: Match, as_of: date) -> TimeLine | None:
    """Where opening, deadline and today stand on a line; None without both dates.

    A report made long before or after is shown at the edge, so that the call itself stays readable.
    """
    if match.opening is None or match.deadline is None:
        return None
    start, end = match.opening.toordinal() - _MARGIN_DAYS, match.deadline.toordinal() + _MARGIN_DAYS

    def place(day: date) -> float:
        return round(100 * min(1.0, max(0.0, (day.toordinal() - start) / (end - start))), 1)

    return TimeLine(place(match.opening), place(match.deadline), place(as_of))
