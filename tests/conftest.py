"""Fixtures that all tests share; the only conftest."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# a loaded machine is no failure: what is slow is measured in benchmarks/, as a ratio
settings.register_profile("docintel", deadline=None)
settings.load_profile("docintel")

PROJECT = Path(__file__).parent.parent
CORPORA = PROJECT / "corpora"


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The demo corpora."""
    return CORPORA


@pytest.fixture(scope="session")
def extra_corpus() -> Path:
    """Other people's documents, where there are any on this machine."""
    found = os.environ.get("DOCINTEL_EXTRA_CORPUS")
    if not found or not Path(found).is_dir():
        pytest.skip("DOCINTEL_EXTRA_CORPUS names no folder")
    return Path(found)


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    """A small document that every part can read."""
    path = tmp_path / "nota.txt"
    path.write_text(
        "Nota over uitvoer\n\nDe uitvoer van goederen van categorie ML10.c is vergunningsplichtig.\n\n"
        "De doorlooptijd van een veiligheidsmachtiging is een jaar.\n",
        encoding="utf-8",
    )
    return path
