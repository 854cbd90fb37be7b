"""Fit the weights of the views of relevance, ties between fields and what single calls took; report what both give.

    python -m benchmarks.match_tune WORKSPACE GOLD [--write]

WORKSPACE has been filled with ``docintel ingest`` from the call documents; GOLD holds ``profiles.dev``,
``awards.dev.tsv`` and ``edf-projects.dev.jsonl``. A call that concerns a profile is to be the likeliest of all calls (a
convex fit over lists). What was really won counts most: the awards of GOLD and those of 508 organisations of
``pipelines/train/winners.jsonl``; organisations of our own tell who fits beside who won. 122 further winners are kept
apart from every fit and are reported last. Ties are learnt on the same calls as they are used on: on calls
left out of the fit they add little (``new calls``).
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import tomlkit
from scipy.optimize import minimize

from docintel.answers import open_matcher
from docintel.config import Config
from docintel.evaluate.gold import read_rows
from docintel.evaluate.matching import by_language, first_hits, read_awards
from docintel.match.engine import Matcher
from docintel.match.fields import fields
from docintel.match.profiles import Profile, load_profile
from docintel.match.relevance import Engine, score, settings
from docintel.match.ties import TAKERS, TIES, takers, ties, write_table
from docintel.measure.described import Described

ROOT = Path(__file__).parents[1]
WINNERS = ROOT / "pipelines" / "train" / "winners.jsonl"
WINNERS_APART = ROOT / "corpora" / "gold" / "dev" / "winners.jsonl"
READINGS = ROOT / "benchmarks" / "gold" / "readings.tsv"
"""The 25 likeliest calls for each profile as a large language model named them that had read all calls and profiles."""
WEIGHTS = ROOT / "docintel" / "data" / "relevance.toml"
IMPORTANCE = {"awards": 1.0, "winners": 1.0, "invented": 0.25, "written": 0.05, "taught": 0.1, "projects": 0.3}
"""With winners at 2, calls that were left out and written organisations lose; with taught at 0.02, invented ones do."""
APART = "kept apart"
OF_TOPIC = ("length", "breadth", "full_text")
"""Say nothing of the profile: drawn to nothing, where the views of both are drawn to a little."""
PRIOR, AMONG_FEW = 0.3, {"lexical": 1.0}
"""Shared words carry where there are few calls, of which these sets (over a hundred calls each) say nothing."""
TIED, TOOK, TAKEN = 0.6, 0.4, 1.0
"""How much ties, what single calls took and the size of consortia are drawn to nothing. Some calls take seventy
partners, some seven: a number for each call takes that up in the fit and is then dropped, else ties would learn it as
what fields say of each other, to the harm of calls that they were not learnt on."""
FOLDS, QUARTERS, SEEDS = 8, 4, 6


@dataclass(frozen=True, slots=True)
class Case:
    """A profile with the calls that concern it."""

    name: str
    group: str
    language: str
    views: np.ndarray
    """Calls by views."""
    own: np.ndarray
    """Outline of its fields."""
    right: np.ndarray


@dataclass(frozen=True, slots=True)
class Fit:
    """What ranks calls."""

    weights: np.ndarray
    tied: np.ndarray
    took: np.ndarray
    """Fields of an organisation by calls."""

    def rank(self, case: Case, outlines: np.ndarray) -> np.ndarray:
        """Scores of all calls, given the outlines of their fields."""
        return case.views @ self.weights + outlines @ (case.own @ self.tied) + case.own @ self.took


def read_cases(matcher: Matcher, gold: Path) -> Iterator[Case]:
    """All profiles of all sets; calls that the workspace does not have are left out."""
    won = read_awards(gold / "awards.dev.tsv")
    for path in sorted((gold / "profiles.dev").glob("*.toml")):
        yield make_case(matcher.engine, path.stem, "awards", load_profile(path), won[path.stem])
    for row in rows_of(ROOT / "corpora" / "gold" / "dev" / "organisations.jsonl"):
        profile = Profile.model_validate(row["profile"])
        yield make_case(matcher.engine, profile.label, "invented", profile, row["relevant"])
    for row in rows_of(ROOT / "benchmarks" / "gold" / "organisations-written.jsonl"):
        yield make_case(matcher.engine, row["id"], "written", load_profile(row["text"]), row["topics"])
    for number, one in enumerate(read_rows(ROOT / "pipelines" / "train" / "organisations.jsonl", Described)):
        yield make_case(matcher.engine, f"t{number}", "taught", one.profile, one.topics)
    for group, path in (("winners", WINNERS), (APART, WINNERS_APART)):
        for one in read_rows(path, Described):
            yield make_case(matcher.engine, one.pic, group, one.profile, one.topics & matcher.thematic_ids())
    for row in rows_of(gold / "edf-projects.dev.jsonl"):
        if row["topic_id"] in matcher.thematic_ids():
            profile = Profile(description=f"{row['title']}. {row['objective']}")
            yield make_case(matcher.engine, row["acronym"], "projects", profile, [row["topic_id"]])


def rows_of(path: Path) -> list[dict]:  # type: ignore[type-arg]  # rows of three files, each with keys of its own
    """Rows of a file, one JSON object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def make_case(engine: Engine, name: str, group: str, profile: Profile, wanted: Collection[str]) -> Case:
    """One profile under all views."""
    found = score(profile, engine)
    right = np.array([call.id in wanted for call in engine.catalogue.calls], dtype=float)
    views = np.stack([found.views[name] for name in settings().weights], axis=1)
    return Case(name, group, profile.language, views, found.own, right)


def published(cases: Sequence[Case], groups: Collection[str] = ("winners",)) -> np.ndarray:
    """The calls that any of the winners won: of 19 no project is published, so that nobody won them says nothing."""
    return np.any([case.right > 0 for case in cases if case.group in groups], axis=0)


def fit(cases: Sequence[Case], outlines: np.ndarray, among: np.ndarray, *, tied: bool = True) -> Fit:
    """Weights, ties and what calls took, under which the calls that concern a profile are the likeliest of its choice.

    A profile with many counts for more. How many partners a call takes is fitted beside, and dropped.
    """
    names = list(settings().weights)
    prior = np.array([0.0 if name in OF_TOPIC else AMONG_FEW.get(name, PRIOR) for name in names])
    cases = [case for case in cases if case.right @ among]
    data, right = np.stack([case.views for case in cases]), np.stack([case.right * among for case in cases])
    told = published(cases)
    asked = np.stack([among & told if case.group == "winners" else among for case in cases])
    own = np.stack([case.own for case in cases]).astype(float) * tied
    number = right.sum(axis=1, keepdims=True)
    importance = np.array([[IMPORTANCE[case.group]] for case in cases]) / np.sqrt(number)
    shapes = ((len(prior),), (own.shape[1], outlines.shape[1]), (own.shape[1], len(among)), (len(among),))
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])

    def parts(values: np.ndarray) -> list[np.ndarray]:
        return [part.reshape(shape) for part, shape in zip(np.split(values, ends[:-1]), shapes, strict=True)]

    def loss(values: np.ndarray) -> tuple[float, np.ndarray]:
        weights, pairs, took, taken = parts(values)
        scores = np.where(asked, data @ weights + own @ pairs @ outlines.T + own @ took + taken, -np.inf)
        share = np.exp(scores - scores.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        far = weights - prior
        likely = (importance * right * np.log(np.maximum(share, 1e-300))).sum()
        gain = importance * (right - number * share)
        slopes = (
            2 * far - np.einsum("pc,pcv->v", gain, data),
            (2 * TIED * pairs - own.T @ gain @ outlines).ravel(),
            (2 * TOOK * took - own.T @ gain).ravel(),
            2 * TAKEN * taken - gain.sum(axis=0),
        )
        drawn = far @ far + TIED * (pairs**2).sum() + TOOK * (took**2).sum() + TAKEN * (taken @ taken)
        return float(drawn - likely), np.concatenate(slopes)

    start = np.concatenate([prior, np.zeros(ends[-1] - len(prior))])
    weights, pairs, took, _ = parts(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 100}).x)
    return Fit(weights, pairs, took)


def rank_all(cases: Sequence[Case], one: Fit, outlines: np.ndarray) -> dict[str, np.ndarray]:
    """Scores of every profile by one fit."""
    return {case.name: one.rank(case, outlines) for case in cases}


def left_out(cases: Sequence[Case], outlines: np.ndarray, thematic: np.ndarray, seed: int) -> dict[str, np.ndarray]:
    """Scores of every profile by a fit without it."""
    fold = np.random.default_rng(seed).permutation(len(cases)) % FOLDS
    found = {}
    for number in range(FOLDS):
        fitted = fit([cases[at] for at in np.flatnonzero(fold != number)], outlines, thematic)
        found |= rank_all([cases[at] for at in np.flatnonzero(fold == number)], fitted, outlines)
    return found


def report(title: str, cases: Sequence[Case], found: Sequence[Mapping[str, np.ndarray]], matcher: Matcher) -> None:
    """Means over partings: recall at 10 and 20 and reciprocal rank, by set and language."""
    ids = np.array([call.id for call in matcher.catalogue.calls])
    thematic = matcher.catalogue.thematic
    lines = defaultdict(list)
    for scores in found:
        ranked = {
            name: ids[np.lexsort((-values, ~thematic))].tolist() for name, values in scores.items()
        }  # calls on any subject come last, as in a report
        for group in dict.fromkeys(case.group for case in cases):
            own = [case for case in cases if case.group == group]
            if group == "projects":
                topics = {case.name: str(ids[case.right.argmax()]) for case in own}
                lines[group, "first"].append([first_hits(ranked, topics).value])
                continue
            wanted = {case.name: ids[case.right > 0].tolist() for case in own}
            languages = {case.name: case.language for case in own}
            for language, row in by_language({name: ranked[name] for name in wanted}, wanted, languages).items():
                lines[group, f"{language}, n {row.n}"].append(
                    [row.recall_at_10.value, row.recall_at_20.value, row.mrr.value]
                )
    for (group, part), values in lines.items():
        print(title, group, part, " ".join(f"{value:.3f}" for value in np.mean(values, axis=0)))


def reading_scores(ids: Sequence[str]) -> dict[str, np.ndarray]:
    """What a reader made of the profiles, as scores: the first call it named highest, those that it did not name 0."""
    found = {}
    for line in READINGS.read_text(encoding="utf-8").splitlines():
        name, named = line.split("\t")
        places = {call: len(ids) - place for place, call in enumerate(named.split())}
        found[name] = np.array([places.get(call, 0.0) for call in ids])
    return found


def asked_for(what: str | None) -> argparse.Namespace:
    """Read the command line of a fit: ``workspace``, ``gold`` and ``write``."""
    parser = argparse.ArgumentParser(description=what, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--write", action="store_true", help="write weights and tables")
    return parser.parse_args()


def report_new_calls(cases: Sequence[Case], outlines: np.ndarray, thematic: np.ndarray) -> None:
    """What ties give on profiles and calls left out, a quarter at a time: found among the first five.

    Without ties what single calls took is not fitted either.
    """
    found = defaultdict(list)
    for seed in range(SEEDS // 3):
        random = np.random.default_rng(seed)
        quarter, fold = random.permutation(len(thematic)) % QUARTERS, random.permutation(len(cases)) % QUARTERS
        for side, number in product(range(QUARTERS), range(QUARTERS)):
            judged = thematic & (quarter == side)
            kept = [cases[at] for at in np.flatnonzero(fold != number)]
            ways = [(tied, fit(kept, outlines, thematic & ~judged, tied=tied)) for tied in (True, False)]
            for case in (cases[at] for at in np.flatnonzero(fold == number) if cases[at].right @ judged):
                for tied, one in ways:
                    order = np.lexsort((-one.rank(case, outlines), ~judged))
                    found[case.group, tied].append(case.right[order[:5]].sum() / (case.right @ judged))
    for (group, tied), values in found.items():
        print("new calls", group, "with ties" if tied else "without", f"{np.mean(values):.3f}")


def report_reader(every: Sequence[Case], fitted: Fit, matcher: Matcher) -> None:
    """A large language model that had read all calls and a profile, on the awards and on the winners kept apart.

    Of calls without a published award nobody can tell; the last lines are among the others.
    """
    read = reading_scores([call.id for call in matcher.catalogue.calls])
    for group in ("awards", APART):
        report("a reader", [case for case in every if case.group == group], [read], matcher)
    apart = [case for case in every if case.group == APART]
    told = published(every, ("winners", APART))
    for title, found in (("fitted", rank_all(apart, fitted, matcher.engine.outlines)), ("a reader", read)):
        among = {name: np.where(told, values, -np.inf) for name, values in found.items()}
        report(f"{title}, calls with winners", apart, [among], matcher)


def main() -> None:
    """Fit, report, and write where asked."""
    given = asked_for(__doc__)
    matcher = open_matcher(Config(workspace=given.workspace))
    outlines, thematic = matcher.engine.outlines, matcher.catalogue.thematic
    every = list(read_cases(matcher, given.gold))
    cases, apart = [case for case in every if case.group != APART], [case for case in every if case.group == APART]
    calls = [call.id for call in matcher.catalogue.calls]
    shipped = Fit(np.array(list(settings().weights.values())), ties(), takers(calls))
    fitted = fit(cases, outlines, thematic)
    for title, one in (("shipped", shipped), ("fitted", fitted)):
        report(title, cases, [rank_all(cases, one, outlines)], matcher)
    report("cross-validated", cases, [left_out(cases, outlines, thematic, seed) for seed in range(SEEDS)], matcher)
    report_new_calls(cases, outlines, thematic)
    for title, one in (("shipped", shipped), ("fitted", fitted)):
        report(title, apart, [rank_all(apart, one, outlines)], matcher)
    report_reader(every, fitted, matcher)
    weights = dict(zip(settings().weights, fitted.weights.round(2).tolist(), strict=True))
    print(weights)
    if given.write:
        document = tomlkit.parse(WEIGHTS.read_text(encoding="utf-8"))
        for name, value in weights.items():
            document["weights"][name] = value
        WEIGHTS.write_text(tomlkit.dumps(document), encoding="utf-8")
        known = [calls[at] for at in np.flatnonzero(thematic)]
        for name, table in (
            (TIES, write_table(fitted.tied, fields().names)),
            (TAKERS, write_table(fitted.took[:, thematic], known)),
        ):
            WEIGHTS.with_name(name).write_text(table, encoding="utf-8")


if __name__ == "__main__":
    main()
