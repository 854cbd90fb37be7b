"""Fit the weights of the final score and the strength of a hit, and write them to `docintel/data/ranking.toml`.

The first order is fitted on the first 60 candidates of each question; where a reader of words reads the first of them
again, its weights are fitted on what that first order leaves. Questions on one passage are never parted by a fold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import tomlkit
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from docintel.config import SearchSettings
from docintel.evaluate.metrics import interval
from docintel.evaluate.search import Question, Quotation, answers_in, judge
from docintel.index.encode import Encoder
from docintel.index.points import Entry
from docintel.index.query import Query
from docintel.index.rank import SPREADING, Candidate, Weights, order
from docintel.index.ranking import SIGNALS, Strength, best_of
from docintel.index.reread import Rereader, shares
from docintel.index.search import JUDGED, READ_AGAIN, Searcher
from docintel.index.store import Store
from docintel.tag.references import find_references
from docintel.types import Hit

RANKING = Path(__file__).parents[1] / "docintel" / "data" / "ranking.toml"
ALL = tuple(field.name for field in fields(Weights) if field.name != "exact")
SCALE = 2.5
"""Sum of the weights of the signals, so that scores of two encoders look alike and an identifier stays above them."""
FIRM = 0.3
"""Ridge of the fit, over weights of signals with spread 1."""
FIRM_HEED = 1.0
"""The same for the direction of tokens that tell much; 0.1 and 0.3 gave 0.775 and 0.776."""
ROW = 16
FOLDS = 5
LOST_ANSWERS = 0.03
"""Share of the answers among the first ten that may be withheld."""
SAFE = 0.67
"""Share of the answers that may be lost which the floor takes: on other questions it may take half as much again."""
Lists = list[tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True, slots=True)
class Fitted:
    """What makes an order."""

    weights: Weights
    heed: np.ndarray


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidates of a question with the answers that each holds."""

    question: Question
    words: int
    told: float
    tokens: np.ndarray
    candidates: list[Candidate]
    answers: dict[str, list[int]]

    def heeding(self, heed: np.ndarray) -> Judged:
        """The same, each word of the question counting as told."""
        share = shares(self.tokens, heed)
        for one in self.candidates:
            if one.matched is not None:
                one.again = float(one.matched @ share)
        return self

    def measure(self, fitted: Fitted) -> tuple[float, float]:
        """hit@10 and nDCG@10 of the order that these weights give."""
        ten = order(self.heeding(fitted.heed).candidates, fitted.weights)[:10]
        row = judge([answer.grade for answer in self.question.relevant], [self.answers[one.id] for one in ten])
        return row.hit, row.ndcg

    @property
    def group(self) -> str:
        """Questions on one passage share it."""
        answers = self.question.relevant
        return str(min(answers[0].marks)) if answers and answers[0].marks else self.question.id

    @property
    def is_found(self) -> bool:
        """A right passage is among the candidates."""
        return any(self.answers.values())

    @property
    def teaches(self) -> bool:
        """An identifier outweighs the signals, whatever they are: such a question says nothing about them."""
        return self.is_found and not any(one.exact for one in self.candidates)


def plain_hit(entry: Entry) -> Hit:
    """What a baseline shows of a passage."""
    return Hit(
        1, 0.0, 0.0, 0.0, entry.passage, entry.document, entry.title, entry.path, entry.page, entry.section,
        entry.heading, entry.language, entry.text, call=entry.call,
    )  # fmt: skip


def judged(store: Store, encoder: Encoder, questions: Sequence[Question], rereader: Rereader | None) -> list[Judged]:
    """Candidates with all their signals, and which of them are right."""
    searcher = Searcher(store, encoder, SearchSettings(abstain=False), None, find_references)
    found = []
    for question in questions:
        reading = searcher.reader.read(question.text)
        query = Query(question.text)
        pool, entries = searcher.compared(query, reading, searcher.named(query, reading))
        tokens = np.zeros((0, 0))
        if rereader is not None:
            rereader.compare(question.text, pool, entries)
            tokens = rereader.words(question.text)
        quotes = [Quotation(answer.quote) for answer in question.relevant]
        answers = {one.id: answers_in(plain_hit(entries[one.id]), question.relevant, quotes) for one in pool}
        found.append(Judged(question, reading.words, reading.told, tokens, pool, answers))
    return found


def tune(
    rows: Sequence[Judged], measured: Sequence[Judged], encoder: str, rereader: Rereader | None, write: bool
) -> None:
    """Fit on the first questions, report cross-validated values, and values on questions that only measure."""
    names = [name for name in ALL if name.removeprefix("around_") != "again"]
    first = fit(rows, measured, names, encoder, write)
    if rereader is not None:
        name = rereader.reader.name
        print(f"\nread again by {name}")
        again, later = ([cut(row, first) for row in part] for part in (rows, measured))
        fit(again, later, ALL, f"{encoder}+{name}", write, rereader.reader.version)


def cut(row: Judged, weights: Weights) -> Judged:
    """The candidates that are read again."""
    first = order(row.candidates, weights)[:READ_AGAIN]
    return replace(row, candidates=first, answers={one.id: row.answers[one.id] for one in first})


def fit(
    rows: Sequence[Judged],
    measured: Sequence[Judged],
    names: Sequence[str],
    section: str,
    write: bool,
    version: str = "",
) -> Weights:
    """Weights of these signals and the strength of a hit under them; both are written."""
    fitted = fit_order(rows, measured, names)
    for row in (*rows, *measured):
        row.heeding(fitted.heed)
    strength = fit_strength(rows, fitted.weights, names)
    if measured:
        print(f"on questions that only measure: {lost_and_false(measured, fitted.weights, strength)}")
    if write:
        save(section, fitted, strength, version)
    return fitted.weights


def fit_order(rows: Sequence[Judged], measured: Sequence[Judged], names: Sequence[str]) -> Fitted:
    """The weights of these signals; every question is measured by weights that were fitted without its passage."""
    full = [row for row in rows if row.question.relevant]
    taught = np.array([row.teaches for row in full])
    fold = folds(full)
    left_out = np.zeros((len(full), 2))
    for number in range(FOLDS):
        part = fit_part([full[at] for at in np.flatnonzero((fold != number) & taught)], names)
        for at in np.flatnonzero(fold == number):
            left_out[at] = full[at].measure(part)
    report("cross-validated", full, left_out)
    fitted = fit_part([full[at] for at in np.flatnonzero(taught)], names)
    asked = [row for row in measured if row.question.relevant]
    if asked:
        report("on questions that only measure", asked, np.array([row.measure(fitted) for row in asked]))
    print(fitted.weights)
    return fitted


def fit_part(rows: Sequence[Judged], names: Sequence[str]) -> Fitted:
    """First how much each word of a question counts, then the weights of the signals."""
    heed = fit_heed(rows, names) if "again" in names else np.zeros(0)
    return Fitted(fit_weights([signals_of(row.heeding(heed), names) for row in rows], names), heed)


def fit_heed(rows: Sequence[Judged], names: Sequence[str]) -> np.ndarray:
    """The direction of tokens that tell much, fitted together with weights of the signals that are thrown away.

    A token's share in its question is the softmax of its place in this direction. 128 numbers took the nDCG of 1,477
    written questions, cross-validated, from 0.761 to 0.778.
    """
    lists = [signals_of(row.heeding(np.zeros(0)), names) for row in rows]
    spread = np.concatenate([data for data, _ in lists]).std(axis=0) + 1e-9
    again = names.index("again")
    lists = [(data / spread, right) for data, right in lists]
    matched = [np.array([one.matched for one in row.candidates], np.float64) / spread[again] for row in rows]
    tokens = [row.tokens.astype(np.float64) for row in rows]

    def loss(both: np.ndarray) -> tuple[float, np.ndarray]:
        weights, heed = both[: len(names)], both[len(names) :]
        value = FIRM * weights @ weights + FIRM_HEED * heed @ heed
        slope = 2 * np.concatenate((FIRM * weights, FIRM_HEED * heed))
        for (data, right), near, words in zip(lists, matched, tokens, strict=True):
            share = shares(words, heed)
            data[:, again] = near @ share
            logits = data @ weights
            chosen = np.exp(logits - logits.max())
            chosen /= chosen.sum()
            good = chosen * right
            value -= np.log(good.sum())
            down = chosen - good / good.sum()
            slope[: len(names)] += down @ data
            by_word = weights[again] * (down @ near)
            slope[len(names) :] += (share * (by_word - share @ by_word)) @ words
        return float(value), slope

    start = np.zeros(len(names) + tokens[0].shape[1])
    start[again] = 1.0  # at zero the direction has no slope
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 60}).x[len(names) :])


def folds(rows: Sequence[Judged]) -> np.ndarray:
    """Number of the fold of each question."""
    groups = {group: number for number, group in enumerate(dict.fromkeys(row.group for row in rows))}
    fold = np.random.default_rng(0).permutation(len(groups)) % FOLDS
    return fold[[groups[row.group] for row in rows]]


def report(name: str, rows: Sequence[Judged], values: np.ndarray) -> None:
    """Means over sets (the first letter of an id) and kinds."""
    hit, gain = (interval(values[:, column].tolist()) for column in (0, 1))
    print(f"{name}: hit@10 {hit.value:.3f} [{hit.low:.3f}, {hit.high:.3f}], "
          f"nDCG@10 {gain.value:.3f} [{gain.low:.3f}, {gain.high:.3f}], n = {hit.n}")  # fmt: skip
    keys = [(row.question.id[0], row.question.kind) for row in rows]
    for key in sorted({(letter, "all") for letter, _ in keys} | set(keys)):
        own = [at for at, (letter, kind) in enumerate(keys) if letter == key[0] and key[1] in ("all", kind)]
        print(f"  {key[0]} {key[1]}: {values[own, 0].mean():.3f} {values[own, 1].mean():.3f} n = {len(own)}")


def signals_of(row: Judged, names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The signals of all candidates of a question, and the best grade that each one answers."""
    data = {
        name: np.array([float(getattr(one, name)) for one in row.candidates])
        for name in ALL
        if not name.startswith("around_")
    }
    places = [(one.labels.document, one.labels.call or one.labels.section) for one in row.candidates]
    number = {place: at for at, place in enumerate(dict.fromkeys(places))}
    at = np.array([number[place] for place in places], dtype=np.intp)
    for name in SPREADING:
        best = np.full(len(number), -np.inf)
        np.maximum.at(best, at, data[name])
        data[f"around_{name}"] = best[at]
    grades = [answer.grade for answer in row.question.relevant]
    right = np.array([max((grades[one] for one in row.answers[item.id]), default=0) for item in row.candidates]) / 3
    return np.stack([data[name] for name in names], axis=1), right


def fit_weights(rows: Lists, names: Sequence[str]) -> Weights:
    """Weights under which a right candidate is the likeliest of its list: a convex fit, so no grid and no luck."""
    data, right = np.concatenate([one for one, _ in rows]), np.concatenate([one for _, one in rows])
    spread = data.std(axis=0)
    spread[spread == 0] = np.inf
    data = data / spread
    sizes = np.array([len(one) for _, one in rows])
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        logits = data @ weights
        share = np.exp(logits - np.repeat(np.maximum.reduceat(logits, starts), sizes))
        share /= np.repeat(np.add.reduceat(share, starts), sizes)
        good = share * right
        sums = np.add.reduceat(good, starts)
        slope = 2 * FIRM * weights - data.T @ (good / np.repeat(sums, sizes) - share)
        return float(FIRM * weights @ weights - np.log(sums).sum()), slope

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x / spread
    found *= SCALE / sum(value for name, value in zip(names, found, strict=True) if value > 0 and name != "across")
    fitted = dict.fromkeys(ALL, 0.0) | dict(zip(names, np.round(found, 3).tolist(), strict=True))
    return Weights(**fitted)


def lost_and_false(rows: Sequence[Judged], weights: Weights, strength: Strength) -> str:
    """Shares of lost and of false answers."""
    first = [order(row.candidates, weights)[:JUDGED] for row in rows]
    shown = [strength.together(ten, row) >= strength.floor for row, ten in zip(rows, first, strict=True)]
    found = [any(row.answers[one.id] for one in ten) for row, ten in zip(rows, first, strict=True)]
    return _lost(np.array(shown), np.array(found), np.array([bool(row.question.relevant) for row in rows]))


def fit_strength(rows: Sequence[Judged], weights: Weights, names: Sequence[str]) -> Strength:
    """Logistic fit over the best signals of a question, and the floor that loses few answers; cross-validated."""
    first = [order(row.candidates, weights)[:JUDGED] for row in rows]
    data = np.array([[*best_of(ten), np.log1p(row.words), row.told] for row, ten in zip(rows, first, strict=True)])
    data[:, [SIGNALS.index("again"), SIGNALS.index("least")]] *= "again" in names
    answerable = np.array([bool(row.question.relevant) for row in rows])
    found = np.array([any(row.answers[one.id] for one in ten) for row, ten in zip(rows, first, strict=True)])
    judged = found | ~answerable  # where search found nothing, neither showing nor hiding it is right
    if answerable.all():
        print("no unanswerable question: the strength keeps its default")
        return Strength()
    named = np.array([max(one.exact for one in ten) > 0 for ten in first])

    def values(fitted: Strength) -> np.ndarray:
        return np.array([fitted.together(ten, row) for row, ten in zip(rows, first, strict=True)])

    def fit_part(taught: np.ndarray) -> tuple[Strength, float]:
        fitted = _logistic(data[taught & judged & ~named], answerable[taught & judged & ~named])
        return fitted, float(np.quantile(values(fitted)[taught & found], LOST_ANSWERS * SAFE))

    shown = _left_out(rows, fit_part, values)
    print(f"cross-validated: {_lost(shown, found, answerable)}")
    fitted, floor = fit_part(np.ones(len(rows), dtype=bool))
    each = values(fitted)
    print(f"floor {floor:.3f}: {_lost(each >= floor, found, answerable)}")
    print("false:", [row.question.text for row, one in zip(rows, each, strict=True)
                     if one >= floor and not row.question.relevant])  # fmt: skip
    strong = max(floor, float(np.quantile(each[~answerable], 0.95)))
    return replace(fitted, floor=round(floor, 3), medium=round((floor + strong) / 2, 3), strong=round(strong, 3))


def _lost(shown: np.ndarray, found: np.ndarray, answerable: np.ndarray) -> str:
    lost, silent, false = (~shown[found]).mean(), (~shown[answerable]).mean(), shown[~answerable].mean()
    return (f"lost {lost:.1%} of {found.sum()} answers that stand in the first ten, nothing said to {silent:.1%} "
            f"of {answerable.sum()} with one, false answers {false:.1%} of {(~answerable).sum()}")  # fmt: skip


def _logistic(data: np.ndarray, answerable: np.ndarray) -> Strength:
    model = LogisticRegression(C=3.0, class_weight="balanced", max_iter=2000)
    scale = data.std(axis=0) + 1e-9
    model.fit(data / scale, answerable)
    return Strength(float(model.intercept_[0]), *(model.coef_[0] / scale).tolist())


def _left_out(
    rows: Sequence[Judged],
    fit: Callable[[np.ndarray], tuple[Strength, float]],
    values: Callable[[Strength], np.ndarray],
) -> np.ndarray:
    """Which questions are answered, each by a fit that did not see its passage."""
    fold = folds(rows)
    shown = np.zeros(len(rows), dtype=bool)
    for number in range(FOLDS):
        found, floor = fit(fold != number)
        shown[fold == number] = values(found)[fold == number] >= floor
    return shown


def save(name: str, fitted_order: Fitted, strength: Strength, version: str) -> None:
    """Write the section of an encoder, comments of the file kept."""
    document = tomlkit.parse(RANKING.read_text(encoding="utf-8"))
    table = tomlkit.table()
    for name_of in (*ALL, "exact"):
        table[name_of] = getattr(fitted_order.weights, name_of)
    if len(fitted_order.heed):
        numbers = [f"{value:.3f}" for value in fitted_order.heed]
        lines = [" ".join(numbers[at : at + ROW]) for at in range(0, len(numbers), ROW)]
        table["heed_of"] = version
        table["heed"] = tomlkit.string("\n".join(("", *lines, "")), multiline=True)
    fitted = tomlkit.table()
    for one in fields(Strength):
        fitted[one.name] = round(getattr(strength, one.name), 3)
    table["strength"] = fitted
    document[name] = table
    RANKING.write_text(tomlkit.dumps(document), encoding="utf-8")
    print(f"written: [{name}] in {RANKING}")
