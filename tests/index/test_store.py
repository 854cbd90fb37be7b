"""One contract, two stores: each test runs on Qdrant Edge and on qdrant-client (in memory, in place of a server)."""

from __future__ import annotations

import multiprocessing
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from qdrant_client import QdrantClient

from docintel.config import IndexSettings
from docintel.errors import StoreError
from docintel.index import generations
from docintel.index.points import Condition, Sparse, Where
from docintel.index.store import Meta, Store, open_reader, open_writer
from docintel.index.store_server import ServerStore
from tests.index.samples import META, HashEncoder, entry, hash_of, point

SETTINGS = IndexSettings()
Opener = Callable[..., Store]


class _Stays(QdrantClient):
    """A client whose memory outlives ``close``, as that of a server does."""

    def close(self, *_: object, **__: object) -> None:
        pass


@pytest.fixture(params=["edge", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    client = _Stays(":memory:")

    def opened(meta: Meta | None = None, fresh: bool = False) -> Store:
        if request.param == "server":
            return ServerStore(client, SETTINGS, meta, fresh=fresh)
        return open_reader(SETTINGS, tmp_path) if meta is None else open_writer(SETTINGS, tmp_path, meta, fresh=fresh)

    yield opened


def filled(store: Opener, documents: int = 3, each: int = 4) -> list[str]:
    ids = []
    with store(META) as writer:
        for document in range(documents):
            made = [
                entry(
                    number,
                    f"doc{document}",
                    language="nl" if document % 2 == 0 else "en",
                    references=("ML7", f"ML7.{number}"),
                )
                for number in range(each)
            ]
            ids += [one.passage for one in made]
            writer.upsert([point(one) for one in made])
        writer.set_note("vocabulary", b"woord\t3\n")
        writer.commit()
    return ids


def test_nothing_to_read_before_the_first_index(store: Opener) -> None:
    with pytest.raises(StoreError, match=r"no index here yet; run 'docintel ingest PATH' first"):
        store()


def test_what_was_written_is_read(store: Opener) -> None:
    ids = filled(store)
    with store() as reader:
        assert reader.meta == META
        assert reader.count() == 12
        assert reader.ids() == set(ids)
        assert {one.passage for one in reader.scroll()} == set(ids)
        assert reader.entries(ids[:2])[ids[1]] == entry(1, "doc0", language="nl", references=("ML7", "ML7.1"))
        assert reader.note("vocabulary") == b"woord\t3\n"
        assert reader.note("nothing") is None


def test_dense_and_sparse_find_the_passage(store: Opener) -> None:
    ids = filled(store)
    query = HashEncoder().encode(["passage 2 van doc1"])[0]
    with store() as reader:
        best = reader.query_dense(query, 3)
        assert best[0].id == ids[6]
        assert best[0].score == pytest.approx(1.0, abs=1e-3)
        found = reader.query_sparse(Sparse([hash_of("2"), hash_of("doc1")], [1.0, 1.0]), 20)
        assert found[0].id == ids[6]
        assert found[0].score > found[1].score > 0
        assert reader.query_sparse(Sparse([], []), 5) == []


def test_labels_carry_what_ranking_needs(store: Opener) -> None:
    ids = filled(store)
    with store() as reader:
        found = reader.labels([ids[0], ids[5]])
        assert (found[ids[5]].language, found[ids[5]].document, found[ids[5]].section) == ("en", "doc1", None)
        assert set(found[ids[0]].numbers) == {hash_of(word) for word in ("passage", "0", "van", "doc0")}
        assert reader.labels([]) == {}


def test_rare_terms_weigh_more(store: Opener) -> None:
    filled(store)
    with store() as reader:
        common = reader.query_sparse(Sparse([hash_of("passage")], [1.0]), 1)[0].score
        rare = reader.query_sparse(Sparse([hash_of("doc2")], [1.0]), 1)[0].score
        assert rare > 3 * common


@pytest.mark.parametrize(
    ("where", "count"),
    [
        (Where((Condition("language", ("nl",)),)), 8),
        (Where((Condition("document", ("doc1", "doc2")),)), 8),
        (Where((Condition("references", ("ML7",)),)), 12),
        (Where((Condition("references", ("ML7.3",)),)), 3),
        (Where((Condition("references", ("ML7.3",)), Condition("language", ("en",)))), 1),
        (Where((Condition("kind", ("paragraph",)),)), 12),
        (Where((Condition("section", ("4.3",)),)), 0),
    ],
)
def test_filters(store: Opener, where: Where, count: int) -> None:
    filled(store)
    query = HashEncoder().encode(["passage"])[0]
    with store() as reader:
        assert reader.count(where) == count
        assert len(reader.ids(where)) == count
        assert len(reader.query_dense(query, 50, where)) == count
        assert len(reader.query_sparse(Sparse([hash_of("passage")], [1.0]), 50, where)) == count


def test_ids_restrict_a_query(store: Opener) -> None:
    ids = filled(store)
    with store() as reader:
        found = reader.query_dense(HashEncoder().encode(["doc0"])[0], 50, Where(ids=(ids[3], ids[7])))
        assert {one.id for one in found} == {ids[3], ids[7]}


def test_facets_count_values(store: Opener) -> None:
    filled(store)
    with store() as reader:
        assert reader.facets("document") == {"doc0": 4, "doc1": 4, "doc2": 4}
        assert reader.facets("references")["ML7"] == 12


def test_writing_twice_changes_nothing(store: Opener) -> None:
    ids = filled(store)
    filled(store)
    with store() as reader:
        assert reader.ids() == set(ids)


def test_a_document_goes_and_is_replaced(store: Opener) -> None:
    ids = filled(store)
    with store(META) as writer:
        writer.delete_documents(["doc1"])
        writer.delete_documents([])
        assert writer.count() == 8
        writer.upsert([point(entry(9, "doc1", text="nieuw"))])
        writer.delete([ids[0]])
        writer.commit()
    with store() as reader:
        assert reader.count(Where((Condition("document", ("doc1",)),))) == 1
        assert ids[0] not in reader.ids()
        assert reader.count() == 8


def test_another_encoder_starts_an_empty_index(store: Opener) -> None:
    filled(store)
    other = replace(META, encoder_version="2")
    with store() as reader, pytest.raises(StoreError, match="built with hash 1"):
        reader.meta.check(other, "index")
    with store(other) as writer:
        assert writer.count() == 0
        writer.commit()
    with store() as reader:
        assert reader.meta == other


def test_a_vector_that_is_not_finite_is_refused(store: Opener) -> None:
    bad = replace(point(entry(0)), dense=np.full(META.dimension, np.nan, dtype=np.float32))
    with store(META) as writer, pytest.raises(StoreError, match="not finite"):
        writer.upsert([bad])


def test_many_batches(store: Opener) -> None:
    with store(META) as writer:
        for batch in range(5):
            writer.upsert([point(entry(batch * 300 + number)) for number in range(300)])
        writer.commit()
    with store() as reader:
        assert reader.count() == len(reader.ids()) == 1500


def test_server_out_of_reach() -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        settings = IndexSettings(url=f"http://127.0.0.1:{free.getsockname()[1]}", timeout_s=2)
    with pytest.raises(StoreError, match="does not answer; start the server") as caught:
        open_reader(settings, Path("unused"))
    assert caught.value.exit_code == 6


# --- generations ---


def edge_filled(folder: Path, number: int = 5) -> None:
    with open_writer(SETTINGS, folder, META) as writer:
        writer.upsert([point(entry(one)) for one in range(number)])
        writer.commit()


def test_readers_keep_their_generation_while_a_writer_publishes(tmp_path: Path) -> None:
    edge_filled(tmp_path)
    with open_reader(SETTINGS, tmp_path) as before:
        with open_writer(SETTINGS, tmp_path, META) as writer:
            writer.delete_documents(["aaaa"])
            with open_reader(SETTINGS, tmp_path) as during:
                assert during.count() == 5
            writer.upsert([point(entry(77))])
            writer.commit()
        assert before.count() == 5
        assert len(before.ids()) == 5
        with open_reader(SETTINGS, tmp_path) as after:
            assert after.count() == 1
        assert len(list((tmp_path / "generations").iterdir())) == 2
    with open_writer(SETTINGS, tmp_path, META):
        pass
    assert len(list((tmp_path / "generations").iterdir())) == 1, "nobody needs the old one"


def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    with (
        open_writer(SETTINGS, tmp_path, META),
        pytest.raises(StoreError, match=f"locked by process {os.getpid()}") as caught,
    ):
        open_writer(SETTINGS, tmp_path, META)
    assert "writer.lock" in str(caught.value)
    assert caught.value.exit_code == 6


def test_what_was_not_committed_is_dropped(tmp_path: Path) -> None:
    edge_filled(tmp_path)
    with open_writer(SETTINGS, tmp_path, META) as writer:
        writer.delete_documents(["aaaa"])
    with open_reader(SETTINGS, tmp_path) as reader:
        assert reader.count() == 5


def _killed(folder: Path) -> None:
    writer = open_writer(SETTINGS, folder, META)
    writer.upsert([point(entry(900 + one)) for one in range(50)])
    os._exit(9)


def test_a_killed_writer_leaves_the_last_state(tmp_path: Path) -> None:
    edge_filled(tmp_path)
    child = multiprocessing.get_context("fork").Process(target=_killed, args=(tmp_path,))
    child.start()
    child.join()
    with open_reader(SETTINGS, tmp_path) as reader:
        assert reader.count() == 5
    edge_filled(tmp_path, 7)
    with open_reader(SETTINGS, tmp_path) as reader:
        assert reader.count() == 7


def _reads(folder: Path, times: int) -> None:
    for _ in range(times):
        with open_reader(SETTINGS, folder) as reader:
            if reader.count() not in (5, 6, 7, 8) or len(reader.query_dense(HashEncoder().encode(["van"])[0], 50)) < 5:
                os._exit(1)


def test_many_processes_read_while_one_writes(tmp_path: Path) -> None:
    edge_filled(tmp_path)
    context = multiprocessing.get_context("fork")
    readers = [context.Process(target=_reads, args=(tmp_path, 15)) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in (6, 7, 8, 7, 8):
        edge_filled(tmp_path, number)
    for reader in readers:
        reader.join()
    assert [reader.exitcode for reader in readers] == [0, 0, 0, 0]


def test_a_damaged_generation_says_what_to_do(tmp_path: Path) -> None:
    edge_filled(tmp_path)
    found = generations.current(tmp_path)
    assert found is not None
    (found / "meta.json").write_text("{")
    with pytest.raises(StoreError, match=r"damaged .* run 'docintel ingest --force index'"):
        open_reader(SETTINGS, tmp_path)
    edge_filled(tmp_path, 3)
    with open_reader(SETTINGS, tmp_path) as reader:
        assert reader.count() == 3


def test_a_graph_is_built_above_the_limit_and_finds_the_same(tmp_path: Path) -> None:
    few = IndexSettings(exact_below=1000)
    with open_writer(few, tmp_path, META) as writer:
        writer.upsert([point(entry(one, f"d{one % 5}")) for one in range(1500)])
        writer.commit()
    with open_reader(few, tmp_path) as reader:
        query = HashEncoder().encode(["passage 1203 van d3"])[0]
        assert reader.query_dense(query, 1)[0].score == pytest.approx(1.0, abs=1e-3)
        assert len(reader.query_dense(query, 10, Where((Condition("document", ("d3",)),)))) == 10
    with open_writer(few, tmp_path, META) as writer:
        writer.delete_documents(["d3"])
        writer.commit()
    with open_reader(few, tmp_path) as reader:
        assert reader.count() == 1200
