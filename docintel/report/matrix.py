"""A folder of profiles against all calls as one CSV: a line per profile, a column per call."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from docintel.report.view import CALENDAR
from docintel.types import Match, Report

COLUMNS = ("profile", "call", "title", "rank", "verdict", "reason", "band", "score", "deadline", "conditions")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(reports: Sequence[Report]) -> str:
    """One cell per profile and call: ``3 unknown`` is rank 3 with an open verdict, ``4 closed`` says when, not who."""
    calls = sorted({match.id for report in reports for match in report.calls})
    rows: list[list[str]] = [["profile", *calls]]
    for report in reports:
        cells = {match.id: f"{match.rank} {_said(match)}" for match in report.calls}
        rows.append([report.profile, *(cells.get(call, "") for call in calls)])
    return _csv(rows)


def render_long(reports: Sequence[Report]) -> str:
    """One line per profile and call, for a spreadsheet that filters and pivots."""
    rows = [list(COLUMNS)]
    rows += [_row(report, match) for report in reports for match in report.calls]
    return _csv(rows)


def _said(match: Match) -> str:
    return match.reason if match.reason is not None and match.reason in CALENDAR else match.verdict


def _row(report: Report, match: Match) -> list[str]:
    deadline = match.deadline.isoformat() if match.deadline else ""
    relevance = match.relevance
    start = [report.profile, match.id, match.title, str(match.rank), match.verdict, match.reason or ""]
    return [*start, relevance.band, f"{relevance.score:.4f}", deadline, str(len(match.conditions))]


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def _safe(cell: str) -> str:
    """A cell that a spreadsheet cannot take for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
