"""The second reading: its vectors are kept, shared and disposable, and it only reorders what was found."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from docintel.cache import FileCache
from docintel.config import Config, EncoderSettings, IndexSettings, SearchSettings, models_folder
from docintel.errors import ModelError
from docintel.index.build import entries_of, index_documents, index_meta
from docintel.index.encode import load_encoder
from docintel.index.points import Vector
from docintel.index.query import Query
from docintel.index.ranking import load_ranking
from docintel.index.reread import Read, Rereader, shares
from docintel.index.search import Searcher
from docintel.index.store import open_reader, open_writer
from docintel.index.word_reader import load_word_reader
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


class Words:
    """A reader of words that tells what it was given."""

    name, version, dimension = "words", "1", ENCODER.dimension

    def __init__(self) -> None:
        self.given: list[str] = []

    def read(self, texts: Sequence[str]) -> list[Vector]:
        self.given += texts
        return [ENCODER.encode(text.split()) for text in texts]


class Silent(Words):
    """A reader that knows no word of any query."""

    def read(self, texts: Sequence[str]) -> list[Vector]:
        return [np.zeros((0, self.dimension), np.float32) for _ in texts]


def test_a_passage_is_read_once_also_over_runs(tmp_path: Path) -> None:
    first, second = Words(), Words()
    made = Rereader(first, FileCache(tmp_path)).read(list(ENTRIES.values()))
    kept = Rereader(second, FileCache(tmp_path)).read(list(ENTRIES.values()))
    assert first.given and not second.given
    assert [read.sizes for read in made] == [read.sizes for read in kept]
    assert all(np.allclose(a.words, b.words) for a, b in zip(made, kept, strict=True))


def test_another_version_of_the_model_reads_again(tmp_path: Path) -> None:
    old, new = Words(), Words()
    new.version = "next"
    Rereader(old, FileCache(tmp_path)).read(list(ENTRIES.values()))
    Rereader(new, FileCache(tmp_path)).read(list(ENTRIES.values()))
    assert new.given == old.given


def test_without_a_place_to_keep_it_a_passage_is_read_each_time(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    reader = Words()
    rereader = Rereader(reader, FileCache(tmp_path / "file"))
    first, second = (rereader.read(list(ENTRIES.values())) for _ in range(2))
    assert [read.sizes for read in first] == [read.sizes for read in second]
    assert len(reader.given) == 2 * len(set(reader.given))


def test_packed_vectors_come_back() -> None:
    rows = ENCODER.encode(["a plant", "a mine", "a ship"])
    read = Read.unpack(Read((1, 0, 2), rows).pack(), ENCODER.dimension)
    assert read.sizes == (1, 0, 2) and np.allclose(read.words, rows, atol=0.005)
    nothing = Read.unpack(Read((), rows[:0]).pack(), ENCODER.dimension)
    assert nothing.sizes == () and nothing.words.shape == (0, ENCODER.dimension)


def test_the_nearest_word_is_told_for_each_sentence() -> None:
    read = Read((2, 0, 1), np.array([[1, 0, 0], [0.6, 0.8, 0], [0, 0, 1]], np.float32))
    near = read.nearest(np.array([[0, 1, 0], [0, 0, 1]], np.float32))
    assert near.tolist() == [[pytest.approx(0.8), 0.0], [0.0, 0.0], [0.0, 1.0]]
    assert read.nearest(np.zeros((0, 3), np.float32)).shape == (3, 0)


def test_the_setting_chooses(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert Rereader.of(Config(search=SearchSettings(reread="")), FileCache(tmp_path)) is None
    for name in (str(tmp_path / "nothing"), "docintel-bilingual"):
        assert Rereader.of(Config(search=SearchSettings(reread=name)), FileCache(tmp_path)) is None
        assert name in caplog.text and "search.reread" in caplog.text
    found = Rereader.of(Config(), FileCache(tmp_path))
    assert found is not None and found.reader.name == "docintel-reader"


def test_the_reader_is_no_encoder() -> None:
    with pytest.raises(ModelError, match="no vectors of sentences"):
        load_encoder(EncoderSettings(name="docintel-reader"))


def test_search_reads_the_first_hits_again(tmp_path: Path) -> None:
    with open_writer(IndexSettings(), tmp_path, index_meta(ENCODER)) as writer:
        index_documents([PAPER], writer, ENCODER)
        writer.commit()
    with open_reader(IndexSettings(), tmp_path) as store:
        settings = SearchSettings(abstain=False)
        once = Searcher(store, ENCODER, settings).search(Query("divers under water"))
        twice = Searcher(store, ENCODER, settings, Rereader(Words(), FileCache(tmp_path / "cache"))).search(
            Query("divers under water")
        )
    assert {hit.passage for hit in once} == {hit.passage for hit in twice}
    assert not any(hit.again for hit in once) and all(hit.again for hit in twice)
    assert [hit.score for hit in twice] == sorted((hit.score for hit in twice), reverse=True)


def test_the_shipped_model_tells_its_words() -> None:
    reader = load_word_reader("docintel-reader", threads=1)
    words = reader.read(["The navy clears mines.", "De marine ruimt mijnen, ook diep onder water.", ""])
    assert len(words[0]) == 4 and len(words[1]) >= 8  # no full stops; a rare word is two tokens
    assert words[2].shape == (0, reader.dimension)
    assert np.allclose(np.linalg.norm(words[1], axis=1), 1, atol=1e-5)
    across = words[0] @ words[1].T
    assert across[1].argmax() == 1  # navy: marine


def test_what_the_model_does_not_know_is_no_word() -> None:
    reader = load_word_reader("docintel-reader", threads=1)
    known, unknown = reader.read(["mines", "mines 漢字 🚢 ..."])
    assert len(known) == len(unknown)


def test_a_text_is_read_alike_whatever_stands_beside_it() -> None:
    reader = load_word_reader("docintel-reader", threads=1)
    text, others = "ML1 komt niet in aanmerking voor steun.", ["Kosten.", "The consortium names its partners. " * 9]
    (alone,) = reader.read([text])
    assert np.array_equal(reader.read([text, *others])[0], alone)


def test_a_long_sentence_is_cut_and_told(caplog: pytest.LogCaptureFixture) -> None:
    (words,) = load_word_reader("docintel-reader", threads=1).read(["a mine " * 300])
    assert len(words) == 254 and "longer than 256 tokens" in caplog.text


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda folder: (folder / "model.onnx").unlink(), "cannot be loaded"),
        (lambda folder: (folder / "model.onnx").write_bytes(b"no model"), "cannot be loaded"),
        (lambda folder: (folder / "tokenizer.json").write_text("{"), "is damaged"),
        (lambda folder: shutil.copy(models_folder() / "docintel-bilingual/model.onnx", folder), "its card says 128"),
    ],
)
def test_a_damaged_reader_is_told_in_one_line(tmp_path: Path, damage: Callable[[Path], object], told: str) -> None:
    folder = tmp_path / "reader"
    shutil.copytree(models_folder() / "docintel-reader", folder)
    damage(folder)
    with pytest.raises(ModelError, match=told):
        load_word_reader(str(folder))
    assert Rereader.of(Config(search=SearchSettings(reread=str(folder))), FileCache(tmp_path)) is None


def test_a_query_without_words_keeps_the_first_order(tmp_path: Path) -> None:
    with open_writer(IndexSettings(), tmp_path, index_meta(ENCODER)) as writer:
        index_documents([PAPER], writer, ENCODER)
        writer.commit()
    with open_reader(IndexSettings(), tmp_path) as store:
        found = [
            Searcher(store, ENCODER, SearchSettings(abstain=False), rereader).search(Query("???", mode="hybrid"))
            for rereader in (None, Rereader(Silent(), FileCache(tmp_path / "cache")))
        ]
    assert found[0] == found[1]


def test_a_text_is_read_alike_in_any_company() -> None:
    reader = load_word_reader("docintel-reader")
    texts = ["Mines.", "The navy clears mines with robots that swim ahead of the ship.", "Water."]
    together = reader.read(texts)
    assert all(np.allclose(rows, reader.read([text])[0], atol=0.05) for rows, text in zip(together, texts, strict=True))


def test_words_that_tell_much_count_most() -> None:
    words = np.eye(3, dtype=np.float32)
    share = shares(words, np.array([2.0, 0.0, 0.0], np.float32))
    assert share[0] > share[1] == share[2]
    assert share.sum() == pytest.approx(1)
    for other in (np.zeros(0, np.float32), np.ones(5, np.float32)):  # none fitted, or for another model
        assert shares(words, other).tolist() == pytest.approx([1 / 3] * 3)
    assert len(shares(words[:0], np.zeros(0, np.float32))) == 0


def test_the_direction_holds_for_the_shipped_model() -> None:
    for encoder in ("docintel-static", "docintel-bilingual"):
        ranking = load_ranking(encoder, "docintel-reader")
        assert len(ranking.heed_for(load_word_reader("docintel-reader").version)) == 128
    assert len(ranking.heed_for("another")) == 0
