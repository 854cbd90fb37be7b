"""The second reading: its vectors are kept, shared and disposable, and it only reorders what was found."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from docintel.config import Config, EncoderSettings, IndexSettings, SearchSettings
from docintel.index.build import entries_of, index_documents, index_meta
from docintel.index.encode import Kind, TokenEncoder, load_encoder
from docintel.index.query import Query
from docintel.index.ranking import load_ranking
from docintel.index.reread import FILE, Read, Rereader, shares
from docintel.index.reread_cache import VectorCache
from docintel.index.search import Searcher
from docintel.index.store import open_reader, open_writer
from tests.index.samples import HashEncoder, document

ENCODER = HashEncoder()
PAPER = document(
    "paper",
    "en",
    [
        ("1", "Banks", "A bank lends nothing to a maker of arms. The owners pay for the plant themselves."),
        ("2", "Sensors", "Sensors under water hear a mine before the ship is near. They work for weeks."),
        ("3", "Schools", "A school trains welders and divers. The army takes half of them."),
    ],
)
ENTRIES = {entry.passage: entry for entry in entries_of(PAPER)}


class Counting(HashEncoder):
    """Another model that tells what it was given."""

    name = "counting"

    def __init__(self) -> None:
        self.read: list[str] = []

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> NDArray[np.float32]:
        if kind == "passage":
            self.read += texts
        return super().encode(texts, kind=kind)


def test_a_passage_is_encoded_once_also_over_runs(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    made = Rereader(first, VectorCache(tmp_path / FILE)).read(list(ENTRIES.values()))
    kept = Rereader(second, VectorCache(tmp_path / FILE)).read(list(ENTRIES.values()))
    assert first.read and not second.read
    assert all(np.allclose(a.passage, b.passage) for a, b in zip(made, kept, strict=True))


def test_another_version_of_the_model_reads_again(tmp_path: Path) -> None:
    old, new = Counting(), Counting()
    new.version = "next"
    Rereader(old, VectorCache(tmp_path / FILE)).read(list(ENTRIES.values()))
    Rereader(new, VectorCache(tmp_path / FILE)).read(list(ENTRIES.values()))
    assert new.read == old.read


@pytest.mark.parametrize("content", [b"", b"no database at all, only words " * 40])
def test_a_damaged_file_is_made_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    for _ in range(2):
        cache = VectorCache(tmp_path / FILE)
        cache.get([b"key"])
        cache.put({b"key": b"value"})
        assert cache.get([b"key"]) == {b"key": b"value"}
        cache.close()


def test_a_file_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = VectorCache(tmp_path / "file" / FILE)
    cache.put({b"key": b"value"})
    assert cache.get([b"key"]) == {}


def test_a_locked_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docintel.index.reread_cache.PATIENCE_S", 0.01)
    cache = VectorCache(tmp_path / FILE)
    cache.put({b"one": b"1"})
    with sqlite3.connect(tmp_path / FILE) as other:
        other.execute("BEGIN EXCLUSIVE")
        cache.put({b"two": b"2"})
    other.close()
    assert VectorCache(tmp_path / FILE).get([b"one", b"two"]) == {b"one": b"1"}


def _write(file: Path, start: int) -> None:
    cache = VectorCache(file)
    for number in range(start, start + 50):
        cache.put({bytes([number]): bytes([number]) * 100})


def test_two_processes_write_one_file(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_write, args=(tmp_path / FILE, start)) for start in (0, 100)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    keys = [bytes([number]) for number in (*range(50), *range(100, 150))]
    assert VectorCache(tmp_path / FILE).get(keys) == {key: key * 100 for key in keys}


def test_beyond_its_size_it_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docintel.index.reread_cache.MOST", 3)
    cache = VectorCache()
    cache.put({b"1": b"", b"2": b"", b"3": b""})
    cache.put({b"4": b""})
    assert cache.get([b"1", b"4"]) == {b"4": b""}


def test_packed_vectors_come_back() -> None:
    rows = ENCODER.encode(["a plant", "a mine", "a ship"])
    read = Read.unpack(Read(rows[0], rows, rows[1:]).pack(), ENCODER.dimension)
    assert np.allclose(read.sentences, rows, atol=0.005) and np.allclose(read.tokens, rows[1:], atol=0.005)
    assert Read.unpack(Read(rows[0], rows[:0], rows[:0]).pack(), ENCODER.dimension).tokens.size == 0


def test_the_setting_chooses(tmp_path: Path) -> None:
    assert Rereader.of(Config(search=SearchSettings(reread=""))) is None
    assert Rereader.of(Config(encoder=EncoderSettings(name="docintel-bilingual"))) is None
    assert Rereader.of(Config(search=SearchSettings(reread=str(tmp_path / "nothing")))) is None
    found = Rereader.of(Config(), tmp_path)
    assert found is not None and found.encoder.name == "docintel-bilingual"


def test_search_reads_the_first_hits_again(tmp_path: Path) -> None:
    with open_writer(IndexSettings(), tmp_path, index_meta(ENCODER)) as writer:
        index_documents([PAPER], writer, ENCODER)
        writer.commit()
    with open_reader(IndexSettings(), tmp_path) as store:
        settings = SearchSettings(abstain=False)
        once = Searcher(store, ENCODER, settings).search(Query("divers under water"))
        twice = Searcher(store, ENCODER, settings, Rereader(Counting())).search(Query("divers under water"))
    assert {hit.passage for hit in once} == {hit.passage for hit in twice}
    assert not any(hit.again for hit in once) and all(hit.again for hit in twice)
    assert [hit.score for hit in twice] == sorted((hit.score for hit in twice), reverse=True)


def test_the_shipped_model_tells_its_tokens() -> None:
    encoder = load_encoder(EncoderSettings(name="docintel-bilingual", threads=1))
    assert isinstance(encoder, TokenEncoder) and encoder.has_tokens
    texts = ["The navy clears mines.", "De marine ruimt mijnen, ook diep onder water."]
    rows, tokens = encoder.encode_tokens(texts)
    assert np.allclose(rows, encoder.encode(texts), atol=0.02)
    assert len(tokens[0]) == 4 and len(tokens[1]) >= 8  # no full stops; a rare word is two tokens
    across = tokens[0] @ tokens[1].T
    assert across[1].argmax() == 1  # navy: marine


def test_words_that_tell_much_count_most() -> None:
    words = np.eye(3, dtype=np.float32)
    share = shares(words, np.array([2.0, 0.0, 0.0], np.float32))
    assert share[0] > share[1] == share[2]
    assert share.sum() == pytest.approx(1)
    for other in (np.zeros(0, np.float32), np.ones(5, np.float32)):  # none fitted, or for another model
        assert shares(words, other).tolist() == pytest.approx([1 / 3] * 3)
    assert len(shares(words[:0], np.zeros(0, np.float32))) == 0


def test_the_direction_holds_for_the_shipped_model() -> None:
    ranking = load_ranking("docintel-static", "docintel-bilingual")
    shipped = load_encoder(EncoderSettings(name="docintel-bilingual"))
    assert len(ranking.heed_for(shipped.version)) == 128
    assert len(ranking.heed_for("another")) == 0
