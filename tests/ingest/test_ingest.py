"""Whole runs over real files with real worker processes and the real engine."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from docintel.config import Config, IngestSettings
from docintel.ingest.indexing import drift
from docintel.ingest.manifest import Manifest
from docintel.ingest.run import ingest
from docintel.workspace import Workspace


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(workspace=tmp_path / "workspace", ingest=IngestSettings(workers=1))


def statuses(manifest: Manifest) -> dict[str, str]:
    return {Path(file.path).name: file.status for file in manifest.files}


def test_second_run_changes_nothing(config: Config, text_file: Path) -> None:
    first = ingest([text_file], config)
    assert statuses(first) == {"nota.txt": "added"}
    before = {path: path.stat().st_mtime_ns for path in config.workspace.glob("documents/*")}
    second = ingest([text_file], config)
    assert statuses(second) == {"nota.txt": "unchanged"}
    assert {path: path.stat().st_mtime_ns for path in config.workspace.glob("documents/*")} == before
    assert (second.index.added, second.index.removed) == (0, 0)
    assert second.index.passages == first.index.passages > 0


def test_changed_file_replaces_its_document(config: Config, text_file: Path) -> None:
    old = ingest([text_file], config).files[0].id
    text_file.write_text("Heel andere tekst over maritieme veiligheid.\n", encoding="utf-8")
    manifest = ingest([text_file], config)
    assert statuses(manifest) == {"nota.txt": "updated"}
    assert Workspace(config.workspace).ids() == (manifest.files[0].id,) != (old,)
    found = drift(Workspace(config.workspace), config)
    assert (found.missing, found.surplus) == (0, 0)


def test_vanished_file_stays_until_prune(config: Config, text_file: Path) -> None:
    ingest([text_file.parent / "nota.txt"], config)
    text_file.unlink()
    (text_file.parent / "rest.txt").write_text("Een ander stuk over steun.", encoding="utf-8")
    assert statuses(ingest([text_file.parent], config))["nota.txt"] == "vanished"
    assert len(Workspace(config.workspace).ids()) == 2
    assert statuses(ingest([text_file.parent], config, prune=True))["nota.txt"] == "vanished"
    assert len(Workspace(config.workspace).ids()) == 1
    assert drift(Workspace(config.workspace), config).surplus == 0


@pytest.mark.parametrize("there", [True, False])
def test_prune_spares_what_vanished_with_its_whole_folder(config: Config, text_file: Path, there: bool) -> None:
    share = text_file.parent / "share"
    share.mkdir()
    text_file.rename(share / "nota.txt")
    ingest([share], config)
    share.rename(text_file.parent / "elsewhere")
    if there:
        share.mkdir()  # an empty mount point
    manifest = ingest([share], config, prune=True)
    assert statuses(manifest) == {"nota.txt": "vanished", "share": "failed"}
    (gone,) = (file for file in manifest.files if file.status == "vanished")
    assert gone.note is not None and "whole folder is gone" in gone.note
    assert len(Workspace(config.workspace).ids()) == 1


def test_copy_is_kept_once_and_outlives_the_original(config: Config, text_file: Path) -> None:
    copy = text_file.with_name("kopie.txt")
    copy.write_bytes(text_file.read_bytes())
    manifest = ingest([text_file.parent], config)
    assert statuses(manifest) == {"kopie.txt": "added", "nota.txt": "unchanged"}
    copy.unlink()
    ingest([text_file.parent], config, prune=True)
    workspace = Workspace(config.workspace)
    (document_id,) = workspace.ids()
    assert Path(workspace.load(document_id).path).name == "nota.txt"


def test_bad_file_fails_alone_and_the_old_version_stays(config: Config, text_file: Path) -> None:
    old = ingest([text_file], config).files[0].id
    text_file.write_bytes(b"")
    (text_file.parent / "goed.txt").write_text("Een goed stuk over steun aan kmo's.", encoding="utf-8")
    manifest = ingest([text_file.parent], config)
    assert statuses(manifest) == {"nota.txt": "failed", "goed.txt": "added"}
    failed = manifest.failed[0]
    assert failed.error is not None and "nota.txt" in failed.error and "\n" not in failed.error
    assert old in Workspace(config.workspace).ids()


def test_plan_does_nothing(config: Config, text_file: Path) -> None:
    manifest = ingest([text_file], config, plan_only=True)
    assert statuses(manifest) == {"nota.txt": "added"}
    assert manifest.planned and not config.workspace.exists()


def test_changed_settings_tag_again_without_reading_the_file(config: Config, text_file: Path) -> None:
    ingest([text_file], config)
    text_file_bytes = text_file.read_bytes()
    changed = config.model_copy(update={"tag": config.tag.model_copy(update={"passage_words": 40})})
    manifest = ingest([text_file], changed)
    assert statuses(manifest) == {"nota.txt": "updated"}
    assert text_file.read_bytes() == text_file_bytes
    assert statuses(ingest([text_file], changed)) == {"nota.txt": "unchanged"}


def test_rest_of_a_killed_run_is_mended(config: Config, text_file: Path) -> None:
    ingest([text_file], config)
    workspace = Workspace(config.workspace)
    (document_id,) = workspace.ids()
    (workspace.documents / ".half.json.tmp").write_text("{")
    (workspace.folder / "paths.jsonl").unlink()
    manifest = ingest([text_file], config)
    assert statuses(manifest) == {"nota.txt": "unchanged"}
    assert any("unfinished" in line for line in manifest.mended)
    assert any("journal" in line for line in manifest.mended)
    assert workspace.ids() == (document_id,)
    assert not list(workspace.documents.glob(".*"))


def test_lost_index_is_built_again(config: Config, text_file: Path) -> None:
    ingest([text_file], config)
    (config.workspace / "index" / "current").unlink()
    manifest = ingest([text_file], config)
    assert manifest.index.added == manifest.index.passages > 0
    assert drift(Workspace(config.workspace), config).missing == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_signals_end_with_their_code_and_keep_the_state(
    config: Config, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for count in range(300):
        (folder / f"{count:03}.txt").write_text(f"Stuk {count} over defensie.\n\n" * 400, encoding="utf-8")
    command = [sys.executable, "-m", "docintel", "ingest", str(folder), "-w", str(config.workspace), "--workers", "1"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    deadline = time.monotonic() + 120
    while len(list(config.workspace.glob("documents/*.json"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(process.pid, number)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == code
    assert "what is stored stays" in errors and "Traceback" not in errors
    stored = len(Workspace(config.workspace).ids())
    assert 3 <= stored < 300
    assert len(list(Workspace(config.workspace).readable())) == stored


def test_manifest_is_stored_with_versions_and_settings(config: Config, text_file: Path) -> None:
    manifest = ingest([text_file], config)
    (path,) = Workspace(config.workspace).run_files()
    stored = json.loads(path.read_bytes())
    assert stored["run"] == manifest.run
    assert {"docintel", "stages", "index", "settings", "totals", "files"} <= stored.keys()
