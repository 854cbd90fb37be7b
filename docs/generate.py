"""Write what follows from the code: ``docs/cli.md``, ``docs/schemas/*.json``; ``--check`` only compares."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from docintel import codec
from docintel.cli import COMMANDS, main
from docintel.config import Config
from docintel.ingest.manifest import Manifest
from docintel.match.profiles import Profile
from docintel.types import Call, Document, Hit, Recommendation, Report

HERE = Path(__file__).parent
NOUNS = {
    "document": Document,
    "call": Call,
    "recommendation": Recommendation,
    "hit": Hit,
    "report": Report,
    "manifest": Manifest,
}
MODELS = {"profile": Profile, "config": Config}


def files() -> Iterator[tuple[Path, str]]:
    """All generated files with their content."""
    yield HERE / "cli.md", command_line()
    for name, noun in NOUNS.items():
        yield HERE / "schemas" / f"{name}.json", _json(codec.schema(noun))
    for name, model in MODELS.items():
        yield HERE / "schemas" / f"{name}.json", _json(model.model_json_schema())


def command_line() -> str:
    """The help of every command."""
    parts = [
        "# Commands",
        "Generated from `--help` by `make docs`. Data goes to stdout, everything else to stderr. Without `--format` a "
        "command writes a table on a terminal and JSON into a pipe or file.",
    ]
    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        assert command is not None
        parts.extend(_help(command, ["docintel", name]))
    return "\n\n".join(parts) + "\n"


def _help(command: click.Command, path: list[str]) -> Iterator[str]:
    parent: click.Context | None = None
    for part in path[:-1]:
        parent = click.Context(main, info_name=part, parent=parent, help_option_names=["-h", "--help"])
    context = click.Context(command, info_name=path[-1], parent=parent, terminal_width=100, max_content_width=100)
    yield f"{'#' * len(path)} {' '.join(path)}"
    yield f"```text\n{command.get_help(context).strip()}\n```"
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _help(inner, [*path, name])


def _json(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def run() -> int:
    """Write or compare."""
    check = "--check" in sys.argv
    stale = []
    for path, content in files():
        if path.is_file() and path.read_text(encoding="utf-8") == content:
            continue
        stale.append(str(path.relative_to(HERE.parent)))
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    if stale:
        sys.stdout.write(("out of date, run 'make docs': " if check else "written: ") + ", ".join(stale) + "\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(run())
