import os
from pathlib import Path

from docintel.config import IngestSettings
from docintel.ingest.files import Found, find_files, fingerprint

INCLUDE = IngestSettings().include


def find(*paths: Path, include: tuple[str, ...] = INCLUDE, exclude: tuple[str, ...] = ()) -> Found:
    return find_files(paths, include, exclude)


def names(found: Found) -> list[str]:
    return [Path(path).name for path in found.files]


def test_folders_are_walked_in_order_and_hidden_files_left_alone(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.PDF", "sub/c.html", ".git/d.pdf", "notes.xyz", ".hidden.pdf"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    assert names(find(tmp_path)) == ["a.PDF", "b.pdf", "c.html"]


def test_named_file_needs_no_known_suffix(tmp_path: Path) -> None:
    (tmp_path / "scan.bin").write_text("x")
    assert names(find(tmp_path / "scan.bin")) == ["scan.bin"]


def test_include_and_exclude(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.txt", "old-a.pdf"):
        (tmp_path / name).write_text("x")
    assert names(find(tmp_path, include=("*.pdf",), exclude=("old-*",))) == ["a.pdf"]


def test_links_and_special_files_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("x")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "a.pdf")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.pdf")
    found = find(tmp_path)
    assert names(found) == ["a.pdf"]
    assert found.links == 3
    assert "is a symbolic link" in find(tmp_path / "link.pdf").refused[str(tmp_path / "link.pdf")]
    assert "is no regular file" in find(tmp_path / "pipe.pdf").refused[str(tmp_path / "pipe.pdf")]


def test_what_is_not_there_and_what_holds_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refused = find(tmp_path / "gone.pdf", tmp_path / "empty").refused
    assert "does not exist" in refused[str(tmp_path / "gone.pdf")]
    assert "holds no documents" in refused[str(tmp_path / "empty")]


def test_json_in_a_folder_is_read_only_when_it_is_a_topic(tmp_path: Path) -> None:
    (tmp_path / "topic.json").write_text('{"TopicDetails": {"identifier": "EDF-2024-DA-X"}}')
    (tmp_path / "other.json").write_text('{"rows": []}')
    assert names(find(tmp_path)) == ["topic.json"]


def test_same_bytes_same_id(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"same")
    (tmp_path / "b").write_bytes(b"same")
    (tmp_path / "c").write_bytes(b"other")
    assert fingerprint(tmp_path / "a") == fingerprint(tmp_path / "b") != fingerprint(tmp_path / "c")
    assert len(fingerprint(tmp_path / "a")) == 16
