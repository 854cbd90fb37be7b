"""``docintel lint``: references that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from docintel.cli._options import Options, shared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docintel.tag.lint import Finding


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
    findings: list[Finding] = []
    titles: dict[str, str] = {}
    for found in documents:
        findings += lint_document(found)
        titles[found.id] = found.title
    if options.format != "table":
        options.write_json({"findings": findings})
        return
    options.write("\n".join([*_lines(findings, titles), _count(findings)]))


def _lines(findings: list[Finding], titles: dict[str, str]) -> Iterator[str]:
    """What is wrong, once per document, with every place below it: an act is often named twenty times."""
    from docintel.cli._table import wrap

    places: dict[tuple[str, str], list[Finding]] = {}
    for row in findings:
        what = ", ".join(row.ids) or row.surface
        places.setdefault((row.document, f"{row.problem}: {what}: {row.note}"), []).append(row)
    document = None
    for (identity, text), rows in places.items():
        if identity != document:
            document = identity
            yield f"{titles[identity]}\n"
        yield wrap(text, "    ")
        yield from (wrap(f"p. {row.page}: {row.sentence}", "    ", first="    ") for row in rows)
        yield ""


def _count(findings: list[Finding]) -> str:
    return "1 finding" if len(findings) == 1 else f"{len(findings)} findings"
