import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from docintel.errors import StoreError, UsageError, WorkspaceError
from docintel.types import Document
from docintel.workspace import FORMAT, Workspace, write_atomically

DOCUMENT = Document(id="0123456789abcdef", path="/papers/advies.pdf", title="Advies over steun", text="Tekst.")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "w")
    made.create()
    return made


def test_only_the_owner_can_look_into_a_new_workspace(workspace: Workspace) -> None:
    assert stat.S_IMODE(workspace.folder.stat().st_mode) == 0o700


def test_document_comes_back_as_it_was(workspace: Workspace) -> None:
    workspace.save(DOCUMENT)
    assert workspace.load(DOCUMENT.id) == DOCUMENT
    assert workspace.ids() == (DOCUMENT.id,)


def test_missing_document_names_what_to_do(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="no such document; 'docintel status'"):
        workspace.load("ffff")


def test_damaged_document_is_named_and_does_not_stop_the_others(workspace: Workspace) -> None:
    workspace.save(DOCUMENT)
    workspace.path_of("aaaa").write_bytes(b'{"id": "aaaa", "path"')
    with pytest.raises(WorkspaceError, match=r"aaaa\.json: is damaged"):
        workspace.load("aaaa")
    assert [found.id for found in workspace.readable()] == [DOCUMENT.id]


def test_another_format_is_refused(workspace: Workspace) -> None:
    (workspace.folder / "FORMAT").write_text(f"{FORMAT + 1}\n")
    with pytest.raises(WorkspaceError, match=f"has workspace format '{FORMAT + 1}'"):
        workspace.check()


def test_a_folder_without_workspace_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="is no docintel workspace"):
        Workspace(tmp_path).check()


def test_a_file_in_the_place_of_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "w").write_text("x")
    with pytest.raises(WorkspaceError, match="is not a folder"):
        Workspace(tmp_path / "w").create()


def test_one_writer_at_a_time(workspace: Workspace) -> None:
    other = Workspace(workspace.folder)
    with workspace.writing(), pytest.raises(StoreError, match=f"process {os.getpid()}.*wait for it"), other.writing():
        pass
    with other.writing():
        pass


def test_last_line_of_the_journal_wins_and_a_torn_line_is_skipped(workspace: Workspace) -> None:
    workspace.set_path("/a", "1")
    workspace.set_path("/b", "2")
    workspace.set_path("/a", "3")
    workspace.set_path("/b", None)
    with (workspace.folder / "paths.jsonl").open("a") as journal:
        journal.write('["/c", "tor')
    assert workspace.paths() == {"/a": "3"}
    workspace.set_path("/d", "4")
    assert workspace.paths() == {"/a": "3", "/d": "4"}


def test_failed_write_leaves_the_old_file_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "x.json"
    write_atomically(target, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["x.json"]


@pytest.mark.parametrize("name", ["0123456789abcdef", "0123", "advies.pdf", "advies", "ADVIES.PDF", "over steun"])
def test_find_by_id_file_name_or_title(workspace: Workspace, name: str) -> None:
    workspace.save(DOCUMENT)
    assert workspace.find(name) == DOCUMENT.id


def test_find_by_the_name_of_a_copy(workspace: Workspace) -> None:
    workspace.save(DOCUMENT)
    workspace.set_path("/mail/bijlage (1).pdf", DOCUMENT.id)
    assert workspace.find("bijlage (1).pdf") == workspace.find("bijlage") == DOCUMENT.id


def test_find_says_when_more_than_one_fits(workspace: Workspace) -> None:
    workspace.save(DOCUMENT)
    workspace.save(replace(DOCUMENT, id="fedcba9876543210", path="/papers/advies-2.pdf"))
    with pytest.raises(UsageError, match="fits 2 documents"):
        workspace.find("steun")
    with pytest.raises(UsageError, match="no such document"):
        workspace.find("klimaat")
