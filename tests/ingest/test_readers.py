"""Readers work while an ingest runs, on a finished earlier state."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from docintel.answers import follow_up_candidates
from docintel.cache import FileCache
from docintel.config import Config, IngestSettings
from docintel.index.encode import load_encoder
from docintel.ingest.indexing import bring_up_to_date
from docintel.ingest.run import ingest
from docintel.types import Recommendation
from docintel.workspace import Workspace


def docintel(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "docintel", *map(str, arguments)]


def test_searches_during_an_ingest_see_a_finished_state(tmp_path: Path, corpora: Path) -> None:
    workspace = tmp_path / "w"
    first = tmp_path / "eerste.txt"
    first.write_text("De doorlooptijd van een veiligheidsmachtiging is een jaar.\n", encoding="utf-8")
    config = Config(workspace=workspace, ingest=IngestSettings(workers=1))
    ingest([first], config)
    folder = tmp_path / "meer"
    folder.mkdir()
    for number in range(60):
        text = f"Nota {number}: steun voor project {number} in de sector.\n\n" * 30
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    writer = subprocess.Popen(
        docintel("ingest", folder, "-w", workspace, "--workers", 1, "-q"), stdout=subprocess.DEVNULL
    )
    seen = 0
    while writer.poll() is None:
        done = subprocess.run(
            docintel("search", "doorlooptijd veiligheidsmachtiging", "-w", workspace, "-f", "json"),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["hits"][0]["path"] == str(first)
        refs = subprocess.run(docintel("refs", "-w", workspace), capture_output=True, text=True)
        assert refs.returncode == 0, refs.stderr
        seen += 1
    assert writer.returncode == 0
    assert seen >= 1


def test_follow_ups_are_sought_once_for_each_state_of_the_index(
    tmp_path: Path, corpora: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = Config(workspace=tmp_path / "w", ingest=IngestSettings(workers=1))
    policy = corpora / "policy" / "nl"
    ingest([policy / "voorbeeldadvies-veiligheid-en-defensie.pdf", policy / "voorbeeldregeerakkoord.pdf"], config)
    workspace, cache, encoder = (
        Workspace(config.workspace),
        FileCache(tmp_path / "cache"),
        load_encoder(config.encoder),
    )

    def asked() -> tuple[tuple[Recommendation, ...], int]:
        found = follow_up_candidates(workspace, list(workspace.readable()), config, encoder, cache)
        return found, len(list(cache.folder.iterdir()))

    before, kept = asked()
    assert before
    assert kept == 1
    with workspace.writing():
        workspace.save(replace(next(workspace.readable()), id="0" * 16, recommendations=()))  # stored, not yet indexed
        assert asked() == (before, 1)
        bring_up_to_date(workspace, config, encoder=encoder)
    assert asked()[1] == 2
    monkeypatch.setattr("docintel.answers.ranking_version", lambda: "other weights")
    assert asked()[1] == 3


def test_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    source = tmp_path / "a.txt"
    source.write_text("Een stuk over steun.", encoding="utf-8")
    config = Config(workspace=workspace, ingest=IngestSettings(workers=1))
    ingest([source], config)
    with Workspace(workspace).writing():
        done = subprocess.run(docintel("ingest", source, "-w", workspace), capture_output=True, text=True)
    assert done.returncode == 6
    assert "another docintel" in done.stderr and "wait for it" in done.stderr and str(workspace) in done.stderr
