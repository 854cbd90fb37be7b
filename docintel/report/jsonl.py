"""The report as JSON: the nouns of ``docintel.types`` with dates in ISO form; its schema."""

from __future__ import annotations

import msgspec

from docintel.codec import dumps, schema
from docintel.types import Report


def render(report: Report, indent: int = 0) -> str:
    """One JSON object, on one line or indented."""
    encoded = dumps(report)
    return (msgspec.json.format(encoded, indent=indent) if indent else encoded).decode("utf-8")


def report_schema() -> dict[str, object]:
    """JSON Schema of a report."""
    return schema(Report)
