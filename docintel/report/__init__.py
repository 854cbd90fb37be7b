"""Reports of a match: for the terminal, as JSON, Markdown, a page to print, a calendar and a matrix."""

from __future__ import annotations

from typing import Literal

from docintel.report import html, jsonl, markdown, terminal
from docintel.report.wording import ReportLanguage
from docintel.types import Report

Format = Literal["table", "json", "jsonl", "md", "html"]


def render(report: Report, format: Format, *, language: ReportLanguage | None = None, width: int = 100) -> str:
    """A report in one of the formats of the command line; ``width`` counts for the terminal only."""
    language = language or report.language
    match format:
        case "json":
            return jsonl.render(report, indent=2)
        case "jsonl":
            return jsonl.render(report)
        case "md":
            return markdown.render(report, language)
        case "html":
            return html.render(report, language)
    return terminal.render(report, language, width)
