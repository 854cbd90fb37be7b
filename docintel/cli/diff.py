"""``docintel diff``: two editions side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from docintel.cli._options import Options, shared
from docintel.errors import InputFileError

if TYPE_CHECKING:
    from docintel.types import Document


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--all", "everything", is_flag=True, help="Show unchanged clauses too.")
@shared("table", "json", "jsonl", "html")
def command(options: Options, old: str, new: str, everything: bool) -> None:
    """Compare two editions clause by clause: added, removed, changed, moved.

    OLD and NEW are files, or documents of the workspace by id, file name or part of a title.

    Example: docintel diff work-programme-2022.pdf work-programme-2023.pdf -o changes.html
    """
    from docintel.index.diff import compare
    from docintel.index.diff_show import to_html, to_text

    comparison = compare(_document(options, old), _document(options, new))
    if options.format == "html":
        options.write(to_html(comparison, same=everything))
    elif options.format == "table":
        options.write(to_text(comparison, same=everything))
    else:
        options.write_json({"counts": comparison.counts(), "comparison": comparison})


def _document(options: Options, name: str) -> Document:
    """A file that is read now, or a stored document."""
    if Path(name).is_file():
        from docintel import extract

        return extract.read(Path(name), options.config.extract)
    if Path(name).is_dir():
        raise InputFileError(name, "is a folder", "name one edition")
    if not options.workspace.exists():
        todo = "check the path, or name the workspace that holds it with --workspace"
        raise InputFileError(name, "is no file, and there is no workspace to look it up in", todo)
    workspace = options.opened()
    return workspace.load(workspace.find(name))
