"""A forgotten document leaves no byte of its text behind."""

from dataclasses import replace
from pathlib import Path

import pytest

from docintel.config import Config
from docintel.errors import UsageError
from docintel.forget import forget
from docintel.ingest.indexing import bring_up_to_date
from docintel.types import Block, Document, Line, Passage, Span
from docintel.workspace import Workspace

SECRET = "Zonnebloemgeheim"


def document(number: int, text: str) -> Document:
    span = Span(0, len(text))
    passage = Passage(f"00000000-0000-0000-0000-00000000000{number}", span, 1, 1)
    blocks = (Block("paragraph", span, (Line(span, 1),)),)
    return Document(f"{number}" * 16, f"/in/{number}.txt", "", text, blocks=blocks, passages=(passage,))


def test_no_trace_is_left(tmp_path: Path) -> None:
    config = Config(workspace=tmp_path / "w")
    workspace = Workspace(config.workspace)
    workspace.create()
    secret, other = document(1, f"{SECRET} alfa staat in dit stuk."), document(2, "Een ander stuk over steun.")
    for one in (secret, replace(other, path="/in/other.txt")):
        workspace.save(one)
        workspace.set_path(one.path, one.id)
    bring_up_to_date(workspace, config)
    workspace.cache.mkdir()
    (workspace.cache / "x").write_text(SECRET)
    (workspace.profiles / "a").mkdir()
    (workspace.profiles / "a" / "report.json").write_text(f'{{"document": "{secret.id}", "quote": "{SECRET}"}}')
    (workspace.runs / "1.json").write_text(f"damaged manifest that names {secret.id} and {SECRET}")
    assert traces(config.workspace)
    forget(workspace, "1.txt")
    bring_up_to_date(workspace, config, again=True)
    assert not traces(config.workspace)
    assert workspace.paths() == {"/in/other.txt": other.id}


def test_a_name_that_nothing_has_is_told(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    workspace.create()
    with pytest.raises(UsageError, match=r"weg\.pdf: no such document or profile"):
        forget(workspace, "weg.pdf")


def traces(folder: Path) -> list[Path]:
    names = (SECRET.lower().encode(), b"1" * 16, b"/in/1.txt")
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if any(name in path.read_bytes().lower() for name in names)]
