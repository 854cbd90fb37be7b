"""``docintel export``: the workspace as one archive."""

from __future__ import annotations

from pathlib import Path

import click

from docintel.cli._options import Options, shared


@click.command("export")
@click.argument("archive", type=click.Path(path_type=Path, dir_okay=False))
@shared("json")
def command(options: Options, archive: Path) -> None:
    """Write documents, manifests and profiles into one .tar.gz; the index is rebuilt on import.

    Example: docintel export backup.tar.gz
    """
    from docintel.archive import export_workspace

    count = export_workspace(options.opened(), archive)
    options.write_json({"archive": str(archive), "files": count})
