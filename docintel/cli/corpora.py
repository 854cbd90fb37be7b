"""``docintel corpora``: the official documents."""

from __future__ import annotations

from pathlib import Path

import click

from docintel.cli._options import Options, shared
from docintel.errors import InputFileError, PartialError


@click.group("corpora")
def command() -> None:
    """Fetch the official documents, which are other people's texts and do not ship."""


@command.command("fetch")
@click.option("--to", "folder", type=click.Path(path_type=Path), default=Path("documents"), show_default=True)
@click.option("--sources", type=click.Path(path_type=Path), help="Another list than the one that ships.")
@click.option("--again", is_flag=True, help="Download files that are there already.")
@click.option("--timeout", "timeout_s", type=click.FloatRange(1), default=60.0, show_default=True, help="Seconds.")
@shared("table", "json", "jsonl")
def fetch_command(options: Options, folder: Path, sources: Path | None, again: bool, timeout_s: float) -> None:
    """Download the official documents; this is the only command that uses the network.

    Example: docintel corpora fetch --to official
    """
    from docintel.config import project_folder
    from docintel.fetch import fetch, load_sources

    rows = load_sources(sources or project_folder("corpora") / "sources.toml")
    results = []
    for row in rows:
        result = fetch(row, folder, timeout_s=timeout_s, again=again)
        results.append(result)
        if result.error:
            click.echo(f"failed: {result.error}", err=True)
        else:
            options.say(f"{result.status}: {result.path}")
    if options.format == "table":
        from docintel.cli._table import table

        options.write(table(("status", "file"), [(result.status, result.path) for result in results]))
    else:
        options.write_json({"sources": results})
    failed = [result for result in results if result.error]
    if failed and len(failed) == len(results):
        raise InputFileError(f"all {len(failed)} sources", "failed", "the lines above say why")
    if failed:
        raise PartialError(f"{len(failed)} of {len(results)} sources", "failed", "the lines above say why")
