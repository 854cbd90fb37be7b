"""Search measured, tuned and timed.

    python -m benchmarks.search quality --documents WORKSPACE/documents --queries FILE[,FILE]
    python -m benchmarks.search tune    --documents ... --queries ... --write     (after a change of the encoder)
    python -m benchmarks.search latency --documents ... --passages 20000

`--queries` are JSONL files as `corpora/gold/dev/queries.jsonl`; questions without `relevant` are unanswerable. Tuning
fits the weights, reports what five-fold cross-validation gives on the folds left out, fits the strength of a hit on
questions with and without an answer, and writes both to `docintel/data/ranking.toml`.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import tomlkit
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from benchmarks.search_speed import latency, local_mode
from docintel.codec import loads
from docintel.config import EncoderSettings, IndexSettings, SearchSettings
from docintel.evaluate.bm25 import PlainBm25
from docintel.evaluate.metrics import interval
from docintel.evaluate.search import (
    Question,
    Quotation,
    abstention,
    answers_in,
    judge,
    read_questions,
    render,
    score,
)
from docintel.index.build import index_documents, index_meta
from docintel.index.encode import Encoder, load_encoder
from docintel.index.points import Entry
from docintel.index.query import Query
from docintel.index.rank import Candidate, Weights, order
from docintel.index.ranking import Strength, best_of
from docintel.index.search import SENTENCE_POOL, Searcher
from docintel.index.store import Store, open_reader, open_writer
from docintel.types import Hit

FITTED = tuple(field.name for field in fields(Weights) if field.name != "exact")
RANKING = Path(__file__).parents[1] / "docintel" / "data" / "ranking.toml"
SCALE = 2.5
"""Sum of the weights of the signals, so that scores of two encoders look alike and an identifier stays above them."""
FIRM = 0.3
"""Ridge of the fit, over weights of signals with spread 1."""
FALSE_ANSWERS, LOST_ANSWERS = 0.10, 0.03


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidates of a question with the answers that each holds."""

    question: Question
    words: int
    candidates: list[Candidate]
    answers: dict[str, list[int]]

    def measure(self, weights: Weights) -> tuple[float, float]:
        """hit@10 and nDCG@10 of the order that these weights give."""
        ten = order(self.candidates, weights)[:10]
        row = judge([answer.grade for answer in self.question.relevant], [self.answers[one.id] for one in ten])
        return row.hit, row.ndcg


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


def plain_hit(entry: Entry) -> Hit:
    """What a baseline shows of a passage."""
    return Hit(
        1, 0.0, 0.0, 0.0, entry.passage, entry.document, entry.title, entry.path, entry.page, entry.section,
        entry.heading, entry.language, entry.text, call=entry.call,
    )  # fmt: skip


def rrf(*rankings: dict[str, int], k: int = 60) -> dict[str, float]:
    """Reciprocal rank fusion, the baseline that the score must beat."""
    fused: dict[str, float] = {}
    for ranking in rankings:
        for name, rank in ranking.items():
            fused[name] = fused.get(name, 0.0) + 1.0 / (k + rank)
    return fused


# --- quality -----------------------------------------------------------------------------------------------------


def quality(store: Store, encoder: Encoder, questions: Sequence[Question]) -> None:
    """Plain BM25, each leg, plain fusion and the search itself in one table."""
    searcher = Searcher(store, encoder, SearchSettings(abstain=False))
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
    tables = [score(name, questions, search) for name, search in ways]
    print(render(tables))
    for table in tables:
        hit, gain = table.hit_interval, table.ndcg_interval
        print(f"{table.name}: hit@10 {hit.value:.3f} [{hit.low:.3f}, {hit.high:.3f}], "
              f"nDCG@10 {gain.value:.3f} [{gain.low:.3f}, {gain.high:.3f}], n = {hit.n}")  # fmt: skip
    careful = Searcher(store, encoder, SearchSettings(abstain=True))
    found = abstention(questions, lambda one: careful.search(Query(one.text)))
    print(f"false answers {found.false_answers:.1%} of {found.unanswerable}, "
          f"lost answers {found.lost_answers:.1%} of {found.answerable}")  # fmt: skip


# --- tuning ------------------------------------------------------------------------------------------------------


def judged(store: Store, encoder: Encoder, questions: Sequence[Question]) -> list[Judged]:
    """Candidates with all their signals, and which of them are right."""
    searcher = Searcher(store, encoder, SearchSettings(abstain=False))
    found = []
    for question in questions:
        reading = searcher.reader.read(question.text)
        pool = searcher.ordered(searcher.candidates(Query(question.text), reading))[:SENTENCE_POOL]
        entries = store.entries([candidate.id for candidate in pool])
        searcher.compare_sentences(question.text, pool, entries)
        searcher.compare_kept(question.text, pool)
        quotes = [Quotation(answer.quote) for answer in question.relevant]
        answers = {one.id: answers_in(plain_hit(entries[one.id]), question.relevant, quotes) for one in pool}
        found.append(Judged(question, reading.words, pool, answers))
    return found


def tune(rows: Sequence[Judged], encoder: str, write: bool) -> None:
    """Fit the weights with cross-validation, then the strength of a hit."""
    full = [row for row in rows if row.question.relevant]
    data = [signals_of(row) for row in full]
    taught = np.array([right.any() and not any(one.exact for one in row.candidates)
                       for row, (_, right) in zip(full, data, strict=True)])  # fmt: skip
    fold = np.random.default_rng(0).permutation(len(full)) % 5
    left_out = np.zeros((len(full), 2))
    for number in range(5):
        weights = fit_weights([data[at] for at in np.flatnonzero((fold != number) & taught)])
        for at in np.flatnonzero(fold == number):
            left_out[at] = full[at].measure(weights)
    report("cross-validated", full, left_out)
    weights = fit_weights([data[at] for at in np.flatnonzero(taught)])
    report("on what it was fitted to", full, np.array([row.measure(weights) for row in full]))
    print(weights)
    strength = fit_strength(rows, weights)
    if write:
        save(encoder, weights, strength)


def report(name: str, rows: Sequence[Judged], values: np.ndarray) -> None:
    """Means over sets (the first letter of an id) and kinds."""
    hit, gain = (interval(values[:, column].tolist()) for column in (0, 1))
    print(f"{name}: hit@10 {hit.value:.3f} [{hit.low:.3f}, {hit.high:.3f}], "
          f"nDCG@10 {gain.value:.3f} [{gain.low:.3f}, {gain.high:.3f}], n = {hit.n}")  # fmt: skip
    keys = [(row.question.id[0], row.question.kind) for row in rows]
    for key in sorted({(letter, "all") for letter, _ in keys} | set(keys)):
        own = [at for at, (letter, kind) in enumerate(keys) if letter == key[0] and key[1] in ("all", kind)]
        print(f"  {key[0]} {key[1]}: {values[own, 0].mean():.3f} {values[own, 1].mean():.3f} n = {len(own)}")


def signals_of(row: Judged) -> tuple[np.ndarray, np.ndarray]:
    """The signals of all candidates of a question, and the best grade that each one answers."""
    names = [name for name in FITTED if not name.startswith("around_")]
    data = {name: np.array([float(getattr(one, name)) for one in row.candidates]) for name in names}
    places = [(one.labels.document, one.labels.call or one.labels.section) for one in row.candidates]
    number = {place: at for at, place in enumerate(dict.fromkeys(places))}
    at = np.array([number[place] for place in places])
    for name in FITTED:
        if name.startswith("around_"):
            best = np.zeros(len(number))
            np.maximum.at(best, at, data[name.removeprefix("around_")])
            data[name] = best[at]
    grades = [answer.grade for answer in row.question.relevant]
    right = np.array([max((grades[one] for one in row.answers[item.id]), default=0) for item in row.candidates]) / 3
    return np.stack([data[name] for name in FITTED], axis=1), right


def fit_weights(rows: Sequence[tuple[np.ndarray, np.ndarray]]) -> Weights:
    """Weights under which a right candidate is the likeliest of its list: a convex fit, so no grid and no luck.

    Questions that an identifier answers are left out: it outweighs the signals, whatever they are.
    """
    spread = np.concatenate([data for data, _ in rows]).std(axis=0)
    spread[spread == 0] = np.inf

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        value, slope = FIRM * weights @ weights, 2 * FIRM * weights
        for data, right in rows:
            scaled = data / spread
            logits = scaled @ weights
            share = np.exp(logits - logits.max())
            share /= share.sum()
            good = share * right
            value -= np.log(good.sum())
            slope = slope - scaled.T @ (good / good.sum() - share)
        return value, slope

    found = minimize(loss, np.zeros(len(FITTED)), jac=True, method="L-BFGS-B").x / spread
    found *= SCALE / sum(value for name, value in zip(FITTED, found, strict=True) if value > 0 and name != "across")
    return Weights(**dict(zip(FITTED, np.round(found, 3).tolist(), strict=True)))


def fit_strength(rows: Sequence[Judged], weights: Weights) -> Strength:
    """Logistic fit over the best signals of a question, and the floor that loses few answers; cross-validated."""
    first = [order(row.candidates, weights)[:10] for row in rows]
    data = np.array([[*best_of(ten), np.log1p(row.words)] for row, ten in zip(rows, first, strict=True)])
    answerable = np.array([bool(row.question.relevant) for row in rows])
    if answerable.all():
        print("no unanswerable question: the strength keeps its default")
        return Strength()
    named = np.array([max(one.exact for one in ten) > 0 for ten in first])

    def values(fitted: Strength) -> np.ndarray:
        return np.array([fitted.together(ten, row.words) for row, ten in zip(rows, first, strict=True)])

    def fit(taught: np.ndarray) -> tuple[Strength, float]:
        model = LogisticRegression(C=3.0, class_weight="balanced", max_iter=2000)
        scale = data[taught & ~named].std(axis=0) + 1e-9
        model.fit(data[taught & ~named] / scale, answerable[taught & ~named])
        found = Strength(float(model.intercept_[0]), *(model.coef_[0] / scale).tolist())
        return found, float(np.quantile(values(found)[taught & answerable], LOST_ANSWERS * 0.8))

    fold = np.random.default_rng(1).permutation(len(rows)) % 5
    shown = np.zeros(len(rows), dtype=bool)
    for number in range(5):
        found, floor = fit(fold != number)
        shown[fold == number] = values(found)[fold == number] >= floor
    lost, false = (~shown[answerable]).mean(), shown[~answerable].mean()
    print(f"cross-validated: lost answers {lost:.1%}, false answers {false:.1%}")
    found, floor = fit(np.ones(len(rows), dtype=bool))
    each = values(found)
    print(f"floor {floor:.3f}: lost answers {(each[answerable] < floor).mean():.1%}, "
          f"false answers {(each[~answerable] >= floor).mean():.1%} "
          f"n = {answerable.sum()} and {(~answerable).sum()}")  # fmt: skip
    print("false:", [row.question.text for row, one in zip(rows, each, strict=True)
                     if one >= floor and not row.question.relevant])  # fmt: skip
    strong = max(floor, float(np.quantile(each[~answerable], 0.95)))
    return replace(found, floor=round(floor, 3), medium=round((floor + strong) / 2, 3), strong=round(strong, 3))


def save(name: str, weights: Weights, strength: Strength) -> None:
    """Write the section of an encoder, comments of the file kept."""
    document = tomlkit.parse(RANKING.read_text(encoding="utf-8"))
    table = tomlkit.table()
    for name_of in (*FITTED, "exact"):
        table[name_of] = getattr(weights, name_of)
    fitted = tomlkit.table()
    for one in fields(Strength):
        fitted[one.name] = round(getattr(strength, one.name), 3)
    table["strength"] = fitted
    document[name] = table
    RANKING.write_text(tomlkit.dumps(document), encoding="utf-8")
    print(f"written: [{name}] in {RANKING}")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("job", choices=["quality", "tune", "latency", "local"])
    parser.add_argument("--documents", type=Path, nargs="+", required=True, help="folders of documents as JSON")
    parser.add_argument(
        "--queries", nargs="+", required=True, help="for each folder its query files, joined by a comma"
    )
    parser.add_argument("--encoder", default=EncoderSettings().name)
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--write", action="store_true", help="write what tuning found")
    given = parser.parse_args()
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    encoder = load_encoder(EncoderSettings(name=given.encoder))
    rows: list[Judged] = []
    for folder, names in zip(given.documents, given.queries, strict=True):
        questions = [question for name in names.split(",") for question in read_questions(Path(name))]
        with opened(folder, encoder) as store:
            if given.job == "quality":
                quality(store, encoder, questions)
            elif given.job == "tune":
                rows += judged(store, encoder, questions)
            elif given.job == "latency":
                latency(store, encoder, questions, given.passages)
            else:
                local_mode(store, encoder, questions, given.passages)
    if rows:
        tune(rows, encoder.name, given.write)


if __name__ == "__main__":
    main()
