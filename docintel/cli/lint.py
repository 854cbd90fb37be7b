"""``docintel lint``: references that lead nowhere."""

from __future__ import annotations

import click

from docintel.cli._options import Options, shared


@click.command("lint")
@click.argument("document", required=False)
@shared("table", "json", "jsonl")
def command(options: Options, document: str | None) -> None:
    """Show dangling, ambiguous and repealed references with page and sentence, in one or all documents.

    Example: docintel lint vario-advies-38.pdf
    """
    from docintel.tag.lint import lint_document

    workspace = options.opened()
    chosen = workspace.find(document) if document else None
    documents = [workspace.load(chosen)] if chosen else workspace.readable()
    findings = [finding for found in documents for finding in lint_document(found)]
    if options.format != "table":
        options.write_json({"findings": findings})
        return
    from docintel.cli._table import wrap

    lines = []
    for row in findings:
        ids = f" ({', '.join(row.ids)})" if row.ids else ""
        lines.append(wrap(f"{row.problem}: {row.surface}{ids}: {row.note}", "    "))
        lines.append(wrap(f"{row.sentence} ({row.document}, p. {row.page})", "    ", first="    "))
    options.write("\n".join([*lines, f"{len(findings)} findings"]))
