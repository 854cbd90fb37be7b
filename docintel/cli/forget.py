"""``docintel forget``: a document or profile and every trace of it."""

from __future__ import annotations

import click

from docintel.cli._options import Options, shared


@click.command("forget")
@click.argument("name", metavar="ID")
@shared("json")
def command(options: Options, name: str) -> None:
    """Delete a document (id or path) or a saved profile: its JSON, its passages, its lines in the manifests.

    The index is made anew without it, which takes as long as indexing all other documents. The file itself stays
    where it is; the next ingest of its folder would read it again.

    Example: docintel forget 0123456789abcdef
    """
    from docintel.forget import forget
    from docintel.ingest.indexing import bring_up_to_date

    workspace = options.opened()
    with workspace.writing():
        forgotten = forget(workspace, name)
        if forgotten.documents:
            bring_up_to_date(workspace, options.config, again=True)
    options.write_json(forgotten)
