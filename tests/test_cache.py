"""Values kept between runs: never a wrong one, never an error, never more than so many bytes."""

from __future__ import annotations

import os
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from docintel import cache
from docintel.cache import FileCache


def test_another_process_gets_what_one_put(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "made" / "yet"
    assert FileCache(folder).get("a") is None
    FileCache(folder).put("a", b"")
    FileCache(folder).put("b", b"2")
    assert (FileCache(folder).get("a"), FileCache(folder).get("b"), FileCache(folder).get("c")) == (b"", b"2", None)
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "damage", [b"", b"1", b"\0\0\0\0", b"half", b"\xff" * 40], ids=["empty", "short", "zeros", "text", "bytes"]
)
def test_a_damaged_file_is_as_if_it_were_not_there(damage: bytes, tmp_path: Path) -> None:
    kept = FileCache(tmp_path)
    kept.put("a", b"value")
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage)
    assert kept.get("a") is None
    kept.put("a", b"value")
    assert kept.get("a") == b"value"


def test_every_half_of_a_file_is_noticed(tmp_path: Path) -> None:
    kept = FileCache(tmp_path)
    kept.put("a", b"a value of some length")
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        assert kept.get("a") is None
    for at in range(len(whole)):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert kept.get("a") is None


def test_what_another_docintel_kept_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FileCache(tmp_path).put("a", b"1")
    monkeypatch.setattr(cache, "__version__", "0.0.9")
    assert FileCache(tmp_path).get("a") is None


def test_what_is_long_unused_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FileCache(tmp_path).put("old", b"1")
    FileCache(tmp_path).put("used", b"2")
    for file in tmp_path.iterdir():
        os.utime(file, (time.time() - cache.UNUSED_S - 10,) * 2)
    kept = FileCache(tmp_path)
    assert kept.get("used") == b"2"
    assert len(list(tmp_path.iterdir())) == 2
    _clean_always(monkeypatch)
    kept.put("new", b"3")
    assert [kept.get(key) for key in ("old", "used", "new")] == [None, b"2", b"3"]


def test_beyond_the_bound_what_was_used_longest_ago_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _clean_always(monkeypatch)
    monkeypatch.setattr(cache, "MOST", 1000)
    kept = FileCache(tmp_path)
    for number in range(9):
        kept.put(f"{number}", b"x" * 100)
        os.utime(kept._path(f"{number}"), (1_000 * number + time.time() - 100_000,) * 2)
    assert kept.get("0") is not None
    kept.put("9", b"x" * 100)
    kept.put("10", b"x" * 100)
    assert [number for number in range(11) if kept.get(f"{number}") is None] == [1, 2]


def test_a_clean_up_comes_often_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST", 5_000)
    for number in range(2_000):
        FileCache(tmp_path).put(f"{number}", b"x" * 96)
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 100_000


def test_what_an_earlier_docintel_left_there_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _clean_always(monkeypatch)
    (tmp_path / "folder").mkdir()
    (tmp_path / "old.sqlite").write_bytes(b"x" * 1000)
    os.utime(tmp_path / "old.sqlite", (0, 0))
    kept = FileCache(tmp_path)
    kept.put("a", b"1")
    assert kept.get("a") == b"1" and not (tmp_path / "old.sqlite").exists()


def _clean_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_NOW_AND_THEN", "")


def test_a_folder_that_cannot_be_written_or_read_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    kept = FileCache(tmp_path / "file" / "below")
    kept.put("a", b"1")
    assert kept.get("a") is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_gives_what_it_holds(tmp_path: Path) -> None:
    FileCache(tmp_path).put("a", b"1")
    for path in (*tmp_path.iterdir(), tmp_path):
        path.chmod(0o500)
    kept = FileCache(tmp_path)
    kept.put("b", b"2")
    assert (kept.get("a"), kept.get("b")) == (b"1", None)
    tmp_path.chmod(0o700)


def test_processes_that_write_the_same_keys_never_read_a_wrong_value(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        wrong = list(pool.map(_read_and_write, [tmp_path] * 4, range(4)))
    assert wrong == [0] * 4


def _read_and_write(folder: Path, seed: int) -> int:
    """Values of one key differ in length from process to process; how many were none that anybody put."""
    wrong = 0
    cache.MOST, cache._NOW_AND_THEN = 40_000, ""
    for number in range(400):
        key = f"{(number * (seed + 1)) % 7}"
        kept = FileCache(folder)
        value = kept.get(key)
        wrong += value is not None and value.strip(key.encode()) != b""
        kept.put(key, key.encode() * (5_000 + 1_000 * seed))
    return wrong
