"""Search measured, tuned and timed.

    python -m benchmarks.search quality --documents WORKSPACE/documents --queries FILE[,FILE]
    python -m benchmarks.search tune    --documents ... --queries ... --measure ... --write   (for a new encoder)
    python -m benchmarks.search latency --documents ... --passages 20000

`--queries` are JSONL files as `corpora/gold/dev/queries.jsonl`; questions without `relevant` are unanswerable. Tuning
fits the weights on `--queries` (as shipped: `queries-written.jsonl` and `queries-calls.jsonl` of `benchmarks/gold`;
`queries-held.jsonl` is kept for looking at what was fitted, seldom), reports what five-fold
cross-validation gives on the folds left out and what `--measure` gives, fits the strength of a hit on questions with
and without an answer, and writes both to `docintel/data/ranking.toml`.

The shipped models were taught with other questions on most of the passages. So that the weights hold for documents
that no question was written on, `--beside` adds the same questions as models judged them that had not seen their
passages (the first run of the reader, and a static model of the same questions; `--keep` writes them).
"""

from __future__ import annotations

import argparse
import os
import pickle
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path

from benchmarks.search_speed import latency, local_mode
from benchmarks.search_tune import Judged, judged, plain_hit, tune
from docintel.cache import FileCache
from docintel.codec import loads
from docintel.config import Config, EncoderSettings, IndexSettings, SearchSettings
from docintel.evaluate.bm25 import PlainBm25
from docintel.evaluate.search import Question, abstention, read_questions, render, score
from docintel.index.build import index_documents, index_meta
from docintel.index.encode import Encoder, load_encoder
from docintel.index.query import Query
from docintel.index.reread import Rereader
from docintel.index.search import Searcher
from docintel.index.store import Store, open_reader, open_writer
from docintel.tag.references import find_references
from docintel.types import Hit

CACHE = Path(tempfile.gettempdir()) / "docintel-reread"


@contextmanager
def opened(folder: Path, encoder: Encoder) -> Iterator[Store]:
    """A fresh index of all documents of a folder of JSON files."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as place:
        documents = (loads(path.read_bytes()) for path in sorted(folder.glob("*.json")))
        start = time.process_time()
        with open_writer(IndexSettings(), Path(place), index_meta(encoder)) as writer:
            counts = index_documents(documents, writer, encoder)
            writer.commit()
        print(f"{counts.passages} passages of {counts.documents} documents, {time.process_time() - start:.1f} s of CPU")
        with open_reader(IndexSettings(), Path(place)) as store:
            yield store


def rrf(*rankings: dict[str, int], k: int = 60) -> dict[str, float]:
    """Reciprocal rank fusion, the baseline that the score must beat."""
    fused: dict[str, float] = {}
    for ranking in rankings:
        for name, rank in ranking.items():
            fused[name] = fused.get(name, 0.0) + 1.0 / (k + rank)
    return fused


# --- quality -----------------------------------------------------------------------------------------------------


def quality(store: Store, encoder: Encoder, questions: Sequence[Question], rereader: Rereader | None) -> None:
    """Plain BM25, each leg, plain fusion and the search itself in one table."""
    searcher = Searcher(store, encoder, SearchSettings(abstain=False), rereader, find_references)
    entries = list(store.scroll())
    bm25 = PlainBm25([entry.text for entry in entries])

    def baseline(question: Question) -> list[Hit]:
        return [plain_hit(entries[number]) for number, _ in bm25.search(question.text)]

    def fused(question: Question) -> list[Hit]:
        legs = [
            {hit.passage: hit.rank for hit in searcher.search(Query(question.text, limit=100, mode=mode))}
            for mode in ("lexical", "dense")
        ]
        best = sorted(rrf(*legs).items(), key=lambda item: -item[1])[:10]
        found = store.entries([name for name, _ in best])
        return [plain_hit(found[name]) for name, _ in best]

    ways = [("plain BM25", baseline)]
    for mode in ("lexical", "dense"):
        ways.append((f"our {mode} leg", lambda one, mode=mode: searcher.search(Query(one.text, mode=mode))))
    ways += [("plain RRF of both", fused), ("docintel search", lambda one: searcher.search(Query(one.text)))]
    if rereader is not None:
        once = Searcher(store, encoder, SearchSettings(abstain=False), None, find_references)
        ways.insert(-1, ("without reading again", lambda one: once.search(Query(one.text))))
    tables = [score(name, questions, search) for name, search in ways]
    print(render(tables))
    for table in tables:
        hit, gain = table.hit_interval, table.ndcg_interval
        print(f"{table.name}: hit@10 {hit.value:.3f} [{hit.low:.3f}, {hit.high:.3f}], "
              f"nDCG@10 {gain.value:.3f} [{gain.low:.3f}, {gain.high:.3f}], n = {hit.n}")  # fmt: skip
    careful = Searcher(store, encoder, SearchSettings(abstain=True), rereader, find_references)
    found = abstention(questions, lambda one: careful.search(Query(one.text)))
    print(f"false answers {found.false_answers:.1%} of {found.unanswerable}, "
          f"lost answers {found.lost_answers:.1%} of {found.answerable}")  # fmt: skip


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("job", choices=["quality", "tune", "latency", "local"])
    parser.add_argument("--documents", type=Path, nargs="+", required=True, help="folders of documents as JSON")
    parser.add_argument("--queries", nargs="+", required=True, help="for each folder its query files, comma between")
    parser.add_argument("--measure", nargs="+", default=[], help="the same, for files that tuning only measures")
    parser.add_argument("--encoder", default=EncoderSettings().name)
    parser.add_argument("--reread", default=SearchSettings().reread, help='the model that reads again; "": none')
    parser.add_argument("--cache", type=Path, default=CACHE, help="keeps what the reader made of passages")
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--write", action="store_true", help="write what tuning found")
    parser.add_argument("--keep", type=Path, help="keep what tuning was given, for the next option of another run")
    parser.add_argument(
        "--beside", type=Path, help="fit on this too: the same questions by models that knew no passage"
    )
    given = parser.parse_args()
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    settings = Config(encoder=EncoderSettings(name=given.encoder), search=SearchSettings(reread=given.reread))
    encoder, rereader = load_encoder(settings.encoder), Rereader.of(settings, FileCache(given.cache))
    rows: list[Judged] = []
    measured: list[Judged] = []
    for folder, names, others in zip_longest(given.documents, given.queries, given.measure, fillvalue=""):
        questions, more = read_all(names), read_all(others)
        with opened(folder, encoder) as store:
            if given.job == "quality":
                quality(store, encoder, questions, rereader)
            elif given.job == "tune":
                rows += judged(store, encoder, questions, rereader)
                measured += judged(store, encoder, more, rereader)
            elif given.job == "latency":
                latency(store, encoder, questions, given.passages)
            else:
                local_mode(store, encoder, questions, given.passages)
    if rows and given.keep:
        given.keep.write_bytes(pickle.dumps(rows))
    if rows:
        rows += pickle.loads(given.beside.read_bytes()) if given.beside else []
        tune(rows, measured, encoder.name, rereader, given.write)


def read_all(names: str) -> list[Question]:
    """The questions of files with a comma between their names."""
    return [question for name in names.split(",") if name for question in read_questions(Path(name))]


if __name__ == "__main__":
    main()
