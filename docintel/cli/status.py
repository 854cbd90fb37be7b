"""``docintel status``: what the workspace holds."""

from __future__ import annotations

from collections.abc import Mapping

import click

from docintel.cli._options import Options, shared


@click.command("status")
@click.option("--documents", "listed", is_flag=True, help="List every document.")
@shared("table", "json", "jsonl")
def command(options: Options, listed: bool) -> None:
    """Show documents, pages, calls, index health, versions and the last run.

    Example: docintel status --documents
    """
    from docintel.status import survey
    from docintel.versions import stage_keys

    workspace = options.opened()
    survey_ = survey(workspace, options.config, stage_keys(options.config))
    if options.format != "table":
        options.write_json(survey_)
        return
    from docintel.cli._table import table

    index = survey_.index
    rows: list[tuple[str, object]] = [
        ("documents", len(survey_.documents)),
        ("pages", sum(row.pages for row in survey_.documents)),
        ("passages", sum(row.passages for row in survey_.documents)),
        ("calls", sum(row.calls for row in survey_.documents)),
        ("recommendations", sum(row.recommendations for row in survey_.documents)),
        ("in the index", index.passages),
        ("missing from the index", index.missing),
        ("too many in the index", index.surplus),
        ("to be made again", sum(not row.current for row in survey_.documents)),
        *([("index", index.error)] if index.error else []),
        ("damaged", len(survey_.damaged)),
        ("last run", _last(survey_.last_run)),
    ]
    text = table(("what", "number"), rows)
    if listed:
        text += "\n" + table(
            ("document", "pages", "language", "kind", "title", "path"),
            [(row.id, row.pages, row.language, row.kind, row.title, row.path) for row in survey_.documents],
            right=("pages",),
        )
    options.write(text)


def _last(run: Mapping[str, object] | None) -> str:
    """The last run in words: its name, and how many files became what."""
    from docintel.ingest.manifest import counted

    if run is None:
        return "none"
    return f"{run['run']}: {counted(run['totals']) or 'no files'}"
