"""The whole flow. Read this file first.

    file --extract--> Document --STAGES--> Document --index--> Qdrant
                                              |
                            Profile --match---+--> Report

``read`` is the left half: files in, documents out. ``docintel/ingest/`` runs it over a batch and keeps the outcome,
``docintel/answers.py`` is the right half: searching and matching over what is kept.

A stage is a function from Document to Document. To add one, write its module with a ``build(config)`` and add one
line to ``STAGES``; ``versions.py`` says when what it made is made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from docintel import extract
from docintel.config import Config
from docintel.tag import stage as tag
from docintel.types import Document
from docintel.versions import stage_keys

Stage = Callable[[Document], Document]

STAGES: dict[str, Callable[[Config], Stage]] = {
    "tag": lambda config: tag.build(config.tag),  # references, entities, calls, recommendations, passages
}


def read(paths: Iterable[Path], config: Config | None = None) -> Iterator[Document]:
    """Read files one by one and yield what was found in each.

    Raises:
        InputFileError: a file cannot be read as a document; what came before it has been yielded.
        ModelError: a model of the stages does not load.
    """
    config = config or Config()
    stages = build_stages(config)
    for path in paths:
        yield run_stages(extract.read(path, config.extract), stages, config)


def build_stages(config: Config) -> dict[str, Stage]:
    """Load what the stages need, once."""
    return {name: build(config) for name, build in STAGES.items()}


def run_stages(document: Document, stages: dict[str, Stage], config: Config) -> Document:
    """Run all stages over one document and write down which version and settings made it."""
    for stage in stages.values():
        document = stage(document)
    return replace(document, stages=stage_keys(config))
