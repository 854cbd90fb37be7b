"""A file that takes too long or too much fails alone."""

from pathlib import Path

from docintel.config import Config, IngestSettings
from docintel.ingest.run import ingest

GOOD = "Een goed stuk over steun aan kmo's.\n"


def run(tmp_path: Path, **settings: object) -> dict[str, tuple[str, str]]:
    config = Config(workspace=tmp_path / "w", ingest=IngestSettings(workers=1, **settings))  # type: ignore[arg-type]
    manifest = ingest([tmp_path / "in"], config)
    return {Path(file.path).name: (file.status, file.error or "") for file in manifest.files}


def make(tmp_path: Path, **files: str) -> None:
    (tmp_path / "in").mkdir()
    for name, text in files.items():
        (tmp_path / "in" / f"{name}.txt").write_text(text, encoding="utf-8")


def test_slow_file_is_stopped(tmp_path: Path) -> None:
    words = "De aanvraag van goederen onder ML10.c en 5A002 wordt behandeld volgens Verordening (EU) 2021/821. "
    make(tmp_path, a=GOOD, b=(words * 20 + "\n\n") * 4000, c=GOOD + "Meer.")
    found = run(tmp_path, timeout_s=6.0)
    assert found["a.txt"][0] == found["c.txt"][0] == "added"
    assert found["b.txt"][0] == "failed" and "took longer than 6 s" in found["b.txt"][1]


def test_readers_are_replaced(tmp_path: Path) -> None:
    make(tmp_path, **{f"n{number}": f"{GOOD} Nummer {number}." for number in range(4)})
    assert {status for status, _ in run(tmp_path, recycle_after=1).values()} == {"added"}


def test_more_pages_than_allowed_makes_it_partial(tmp_path: Path, corpora: Path) -> None:
    (tmp_path / "in").mkdir()
    data = (corpora / "calls" / "voorbeeld-EDF-2021-calls.pdf").read_bytes()
    (tmp_path / "in" / "calls.pdf").write_bytes(data)
    config = Config(workspace=tmp_path / "w", ingest=IngestSettings(workers=1))
    config = config.model_copy(update={"extract": config.extract.model_copy(update={"max_pages": 3})})
    (file,) = ingest([tmp_path / "in"], config).files
    assert (file.status, file.pages) == ("partial", 3)
    assert file.note == "pages 4-16 were left out (extract.max_pages)"
