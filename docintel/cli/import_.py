"""``docintel import``: a workspace from an archive."""

from __future__ import annotations

from pathlib import Path

import click

from docintel.cli._options import Options, shared


@click.command("import")
@click.argument("archive", type=click.Path(path_type=Path))
@shared("json")
def command(options: Options, archive: Path) -> None:
    """Make a workspace from an archive and build its index.

    Example: docintel import backup.tar.gz --workspace restored
    """
    from docintel.archive import import_workspace
    from docintel.ingest.indexing import bring_up_to_date

    workspace = options.workspace
    count = import_workspace(archive, workspace)
    with workspace.writing():
        state = bring_up_to_date(workspace, options.config, again=True)
    options.write_json({"workspace": str(workspace.folder), "documents": count, "passages": state.passages})
