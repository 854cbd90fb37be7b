"""``docintel doctor``: what is wrong and how to mend it."""

from __future__ import annotations

import click

from docintel.cli._options import Options, shared
from docintel.errors import WorkspaceError


@click.command("doctor")
@shared("table", "json", "jsonl")
def command(options: Options) -> None:
    """Check models, engine, disk, rights, documents and index, and say how to mend what is wrong.

    Example: docintel doctor
    """
    from docintel.health import examine

    checks = list(examine(options.config))
    if options.format == "table":
        from docintel.cli._table import table

        rows = [(check.state, check.name, check.found, check.mend) for check in checks]
        options.write(table(("state", "what", "found", "to mend it"), rows))
    else:
        options.write_json({"checks": checks})
    failed = [check.name for check in checks if check.state == "failed"]
    if failed:
        raise WorkspaceError(", ".join(failed), "not in order", "see the column 'to mend it'")
