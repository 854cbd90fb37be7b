"""The whole flow. Read this file first.

    file --extract--> Document --STAGES--> Document --index--> Qdrant
                                              |
                            Profile --match---+--> Report

``read`` is the left half: files in, documents out. ``docintel/ingest.py`` runs it over a batch and keeps the outcome,
``docintel/answers.py`` is the right half: searching and matching over what is kept.

A stage is a function from Document to Document. To add one, write its module with a ``build(config)`` and add one
line to ``STAGES`` and one to ``VERSIONS``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from docintel import codec, extract
from docintel.config import Config, models_folder
from docintel.tag import stage as tag
from docintel.types import Document

Stage = Callable[[Document], Document]

STAGES: dict[str, Callable[[Config], Stage]] = {
    "tag": lambda config: tag.build(config.tag),  # references, entities, calls, recommendations, passages
}

VERSIONS = {"extract": extract.VERSION, "tag": tag.VERSION}
"""Raised in their packages when a stage gives another outcome for the same input; what is stored is made again."""


def read(paths: Iterable[Path], config: Config | None = None) -> Iterator[Document]:
    """Read files one by one and yield what was found in each."""
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


def stage_keys(config: Config) -> dict[str, str]:
    """Stage name -> key of its version, its settings and its models; a stored part with the same key is up to date."""
    models = [_model_stamp(name) for name in (config.tag.model_nl, config.tag.model_en)]
    return {
        "extract": _key(VERSIONS["extract"], config.extract.model_dump_json()),
        "tag": _key(VERSIONS["tag"], config.tag.model_dump_json(), *models),
    }


@cache
def _model_stamp(name: str) -> str:
    """A model's own version stamp, empty where it is not installed; read once, as the model itself is."""
    meta = models_folder() / name / "meta.json"
    return meta.read_text(encoding="utf-8") if meta.is_file() else ""


def _key(*parts: str) -> str:
    return hashlib.sha256(codec.dumps(parts)).hexdigest()[:16]
