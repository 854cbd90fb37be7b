"""``docintel info``: versions and settings."""

from __future__ import annotations

import platform
from importlib import metadata

import click

from docintel import __version__
from docintel.cli._options import Options, shared

PACKAGES = ("spacy", "pdfplumber", "pypdfium2", "transformers", "qdrant-client", "qdrant-edge-py", "onnxruntime",
            "tokenizers", "langdetect", "click", "pydantic", "msgspec", "torch")  # fmt: skip


@click.command("info")
@shared("table", "json", "jsonl")
def command(options: Options) -> None:
    """Show the versions of docintel and its parts, and every setting in force.

    Example: docintel info --format json
    """
    versions = {name: _version(name) for name in PACKAGES}
    settings = options.config.model_dump(mode="json")
    if options.format != "table":
        options.write_json(
            {
                "docintel": __version__,
                "python": platform.python_version(),
                "packages": versions,
                "settings": settings,
            }
        )
        return
    from docintel.cli._table import table

    rows = [("docintel", __version__), ("python", platform.python_version())]
    rows += [(name, version or "not installed") for name, version in versions.items()]
    flat = [(key, value) for section, value in settings.items() for key, value in _flatten(section, value)]
    options.write(table(("package", "version"), rows) + "\n" + table(("setting", "value"), flat))


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _flatten(prefix: str, value: object) -> list[tuple[str, object]]:
    if not isinstance(value, dict):
        return [(prefix, value)]
    return [pair for key, inner in value.items() for pair in _flatten(f"{prefix}.{key}", inner)]
