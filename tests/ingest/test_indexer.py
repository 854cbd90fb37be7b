"""The index is written in a process of its own: it is published when all is there, and its end is told."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from docintel.config import Config, IngestSettings
from docintel.errors import ModelError, StoreError
from docintel.index import generations
from docintel.ingest import worker
from docintel.ingest.indexer import Indexer
from docintel.ingest.indexing import drift
from docintel.ingest.run import ingest
from docintel.workspace import Workspace


@pytest.fixture
def config(tmp_path: Path, text_file: Path) -> Iterator[Config]:
    """A workspace of one document whose index was lost."""
    config = Config(workspace=tmp_path / "workspace", ingest=IngestSettings(workers=1))
    ingest([text_file], config)
    (config.workspace / "index" / "current").unlink()
    worker.start_server(config.tag)
    with Workspace(config.workspace).writing():
        yield config


def test_what_is_finished_is_published(config: Config) -> None:
    workspace = Workspace(config.workspace)
    with Indexer(workspace, config, again=False) as indexer:
        indexer.add(*workspace.ids())
        state = indexer.finish()
    assert (state.documents, state.added) == (1, drift(workspace, config).passages)


def test_what_is_not_finished_is_not_published(config: Config) -> None:
    workspace = Workspace(config.workspace)
    with Indexer(workspace, config, again=False) as indexer:
        indexer.add(*workspace.ids())
    assert generations.current(workspace.index) is None


def test_its_end_is_told_in_one_line_and_the_next_run_mends(config: Config) -> None:
    workspace = Workspace(config.workspace)
    with Indexer(workspace, config, again=False) as indexer:
        indexer.add(*workspace.ids())
        os.kill(indexer.process, signal.SIGKILL)
        with pytest.raises(StoreError, match=r"index: the process .* ended \(signal 9\); .* again"):
            for _ in range(100):
                indexer.add(*workspace.ids())
                time.sleep(0.05)
    assert generations.current(workspace.index) is None
    with Indexer(workspace, config, again=False) as indexer:
        assert indexer.finish().documents == 1


def test_a_bug_in_it_is_the_bug_of_the_run(config: Config) -> None:
    workspace = Workspace(config.workspace)
    with Indexer(workspace, config, again=False) as indexer:
        indexer.add([])  # type: ignore[arg-type]
        with pytest.raises(TypeError) as found:
            indexer.finish()
    assert "Traceback" in "".join(found.value.__notes__)


def test_missing_encoder_is_told_before_anything_is_read(tmp_path: Path, text_file: Path) -> None:
    settings = {"workspace": tmp_path / "w", "encoder": {"name": "weg"}, "ingest": {"workers": 1}}
    config = Config.model_validate(settings)
    with pytest.raises(ModelError, match="weg: is no folder and no shipped model"):
        ingest([text_file], config)
    assert Workspace(config.workspace).ids() == ()
