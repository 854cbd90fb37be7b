"""The wheel carries all that an installation needs, and works from an empty folder."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=PROJECT, check=True
    )
    (found,) = folder.glob("*.whl")
    return found


def test_wheel_carries_models_corpora_pipelines_and_settings(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in (
        "docintel/data/military_list.jsonl",
        "docintel/_shipped/config.toml",
        "docintel/_shipped/models/docintel-static/tokenizer.json",
        "docintel/_shipped/pipelines/nl.cfg",
        "docintel/_shipped/corpora/sources.toml",
        "docintel/_shipped/corpora/profiles/kortrijk-infrared.toml",
        "docintel/py.typed",
    ):
        assert name in names
    (entry_points,) = (name for name in names if name.endswith("entry_points.txt"))
    text = zipfile.ZipFile(wheel).read(entry_points).decode()
    assert "docintel = docintel.cli:run" in text and "docintel_references" in text


def test_installed_wheel_does_the_job_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    environment = {**os.environ, "PYTHONPATH": str(site)}
    corpora = site / "docintel" / "_shipped" / "corpora"

    def docintel(*arguments: str) -> str:
        command = [sys.executable, "-P", "-m", "docintel", *arguments]
        return subprocess.run(command, cwd=empty, env=environment, capture_output=True, text=True, check=True).stdout

    docintel("ingest", str(corpora / "calls"), "--workers", "1")
    assert (empty / "workspace" / "index" / "current").is_file()
    profile = str(corpora / "profiles" / "kortrijk-infrared.toml")
    assert "EDF-2021-SENS-R-IRD" in docintel("match", profile, "--as-of", "2021-10-01", "-f", "table")
    where = subprocess.run(
        [sys.executable, "-P", "-c", "import docintel; print(docintel.__file__)"],
        cwd=empty, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert where.stdout.startswith(str(site))
