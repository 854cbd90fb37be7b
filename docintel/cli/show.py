"""``docintel show``: one clause with its surroundings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from docintel.cli._options import Options, shared

if TYPE_CHECKING:
    from docintel.crossrefs import ClauseView
    from docintel.types import Document


@click.command("show")
@click.argument("document")
@click.argument("section", required=False)
@shared("table", "json", "jsonl", "md")
def command(options: Options, document: str, section: str | None) -> None:
    """Show a clause of DOCUMENT, its references out and in, and its twin in the other language.

    DOCUMENT is an id, a file name or part of a title. Without SECTION the sections are listed.

    Example: docintel show vario-advies-38.pdf 4.3.7
    """
    from docintel.crossrefs import choose_section, view

    workspace = options.opened()
    found = workspace.load(workspace.find(document))
    if section is None:
        _write_outline(options, found)
        return
    clause = view(found, choose_section(found, section), workspace.readable())
    if options.format in ("json", "jsonl"):
        options.write_json(clause)
    else:
        options.write(_for_reading(clause))


def _write_outline(options: Options, document: Document) -> None:
    if options.format in ("json", "jsonl"):
        from docintel.cli._json import section_rows

        rows = section_rows(document)
        options.write_json({"document": document.id, "title": document.title, "path": document.path, "sections": rows})
        return
    from docintel.cli._table import table

    lines = [
        (section.page_start, "  " * (section.level - 1) + f"{section.number or ''} {section.title}".strip())
        for section in document.sections
    ]
    options.write(f"{document.title}\n\n" + table(("page", "section"), lines, right=("page",)))


def _for_reading(clause: ClauseView) -> str:
    pages = f"p. {clause.page}" if clause.page == clause.page_end else f"pp. {clause.page}-{clause.page_end}"
    parts = [f"{clause.title}, {pages}", " > ".join(clause.path), clause.text.strip()]
    if clause.notice:
        parts.append(f"[{clause.notice}]")
    out = dict.fromkeys(
        f"  {found.surface}  ->  {', '.join(found.ids)}" + (f" ({found.status})" if found.status else "")
        for found in clause.references_out
    )
    inward = dict.fromkeys(f"  {found.title}, p. {found.page}: {found.sentence}" for found in clause.references_in)
    for name, lines in (("Refers to", out), ("Referred to by", inward)):
        if lines:
            parts.append(f"{name}:\n" + "\n".join(lines))
    if clause.twins:
        twins = [
            f"  {twin.language or ''} p. {twin.page} {twin.section or ''} {twin.title or ''}" for twin in clause.twins
        ]
        parts.append("The same in another place:\n" + "\n".join(twins))
    return "\n\n".join(parts)
