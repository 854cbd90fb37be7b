"""``docintel models``: the models and their hashes."""

from __future__ import annotations

import click

from docintel.cli._options import Options, shared
from docintel.errors import ModelError


@click.command("models")
@shared("table", "json", "jsonl")
def command(options: Options) -> None:
    """Show the models that are installed and check every file against models.lock.

    Example: docintel models
    """
    from docintel.health import installed_models

    models = installed_models()
    config = options.config
    used = {config.encoder.name, config.search.reread, config.match.reread, config.tag.model_nl, config.tag.model_en}
    if options.format == "table":
        from docintel.cli._table import table

        rows = [
            (model.name, "yes" if model.name in used else "", f"{model.bytes / 1e6:.1f} MB", model.state)
            for model in models
        ]
        options.write(table(("model", "in use", "size", "state"), rows, right=("size",)))
    else:
        options.write_json({"models": models})
    damaged = [model.name for model in models if model.state != "ok"]
    if damaged:
        raise ModelError(", ".join(damaged), "differ from models.lock", "install docintel again")
