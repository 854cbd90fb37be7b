"""Fit how surely a pair of texts is a reason, on pairs judged by hand, and report what is shown by it.

    python -m benchmarks.match_reasons WORKSPACE GOLD [--write]

WORKSPACE has been filled with ``docintel ingest`` from the call documents; GOLD holds ``profiles.dev``. Judged pairs
are kept as checksums in ``corpora/gold/dev/evidence*.jsonl``. A third of the profiles never teaches, nor do those of
``gold/organisations-fresh.jsonl``; a text that one of them shares with another teaches neither.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import tomlkit

from benchmarks.match_tune import ROOT, WEIGHTS, WINNERS, WINNERS_APART, asked_for, rows_of
from docintel.answers import open_matcher
from docintel.config import Config
from docintel.evaluate.gold import read_rows
from docintel.match.engine import Matcher
from docintel.match.explain import printed
from docintel.match.profiles import Profile, load_profile
from docintel.match.reasons import Reasons
from docintel.match.relevance import score, settings, units_of
from docintel.measure.described import Described

DAY = date(2023, 9, 1)
FLOORS = (0.86, 0.92)
"""How sure the first reason of a call must be, and a further one: above these 13 and 8 % of the judged pairs of winners
of all kinds are bad, 5 and 3 % of those of the development profiles."""
LEAST = 0.75
"""How sure a pair must be before it is read again: over 28 profiles none was lost, and half of the texts are read."""
VERDICTS = ("good", "weak", "bad")
RIDGE, FOLDS, STEPS = 1.0, 8, 30


@dataclass(frozen=True, slots=True)
class Judged:
    """A judged pair with its signs."""

    profile: str
    signs: tuple[float, ...]
    again: float
    """Cosine by the second reader."""
    right: bool
    """Not bad."""


def read_profiles(gold: Path) -> dict[str, Profile]:
    """Profiles of real organisations, of winners (those that teach, and those kept apart) and of invented ones."""
    found = {f"dev/{path.stem}": load_profile(path) for path in sorted((gold / "profiles.dev").glob("*.toml"))}
    for row in rows_of(ROOT / "corpora" / "gold" / "dev" / "organisations.jsonl"):
        profile = Profile.model_validate(row["profile"])
        found[f"inv/{profile.label}"] = profile
    for group, name in (("wri", "organisations-written"), ("new", "organisations-fresh")):
        for row in rows_of(ROOT / "benchmarks" / "gold" / f"{name}.jsonl"):
            found[f"{group}/{row['id']}"] = load_profile(row["text"])
    for group, path in (("tau", WINNERS), ("win", WINNERS_APART)):
        found |= {f"{group}/{row.pic}": row.profile for row in read_rows(path, Described)}
    for path in sorted((ROOT / "corpora" / "profiles").glob("*.toml")):
        found[f"inv/{path.stem}"] = load_profile(path)
    return found


def is_held(name: str) -> bool:
    """A third of the profiles, by their names, all new ones and the winners kept apart: they measure, never teach."""
    return name.startswith(("new/", "win/")) or int(hashlib.sha256(f"f5{name}".encode()).hexdigest(), 16) % 3 == 0


def mark(text: str) -> str:
    """A text as the rows keep it."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_verdicts() -> dict[tuple[str, str, str], str]:
    """Good, weak or bad by call, and by the marks of its sentence and of the text of a profile; the last one holds."""
    paths = sorted((ROOT / "corpora" / "gold" / "dev").glob("evidence*.jsonl"))
    rows = (row for path in paths for row in rows_of(path))
    return {(row["call"], row["sentence_sha256"], row["capability_sha256"]): row["verdict"] for row in rows}


def teaching_pairs(matcher: Matcher, profiles: Mapping[str, Profile]) -> Iterator[Judged]:
    """The judged pairs of the profiles that teach, without texts that a held one has too."""
    catalogue = matcher.catalogue
    places = {
        (catalogue.calls[call].id, mark(printed(catalogue.clauses[place], matcher.library))): place
        for place, call in enumerate(catalogue.topic.tolist())
    }
    rows = defaultdict(list)
    for (call, sentence, text), verdict in read_verdicts().items():
        if (place := places.get((call, sentence))) is not None:
            rows[text].append((place, verdict != "bad"))
    for name, profile in profiles.items():
        for unit in units_of(profile, matcher.library) if is_held(name) else ():
            rows.pop(mark(unit.text), None)
    for name, profile in profiles.items():
        if is_held(name):
            continue
        reasons = Reasons(matcher.engine, score(profile, matcher.engine))
        for number, unit in enumerate(reasons.scores.units):
            for place, right in rows[mark(unit.text)] if reasons.own_work[number] else ():
                yield Judged(name, *signs_of(reasons, number, place), right)


def signs_of(reasons: Reasons, unit: int, place: int) -> tuple[tuple[float, ...], float]:
    """All signs of one pair in the order of their weights, and its cosine by the second reader."""
    catalogue, second = reasons.engine.catalogue, reasons.engine.second
    index = int(catalogue.topic[place])
    places = catalogue.of_call(index)
    found, shape = reasons.signs(index), (len(reasons.scores.units), len(places))
    first = [np.broadcast_to(found[name], shape)[unit, place - places.start] for name in list(settings().reasons)[1:]]
    texts = (reasons.scores.units[unit].text, catalogue.clauses[place].text)
    return tuple(map(float, first)), float(second.cosines(catalogue.scope_of(index), [texts])[0]) if second else 0.0


def fit(data: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Weights of a logistic model, where it starts first; signs are brought to one spread, and drawn a little to 0."""
    middle, spread = data.mean(axis=0), data.std(axis=0)
    rows = np.hstack([np.ones((len(data), 1)), (data - middle) / spread])
    weights, drawn = np.zeros(rows.shape[1]), RIDGE * np.eye(rows.shape[1])
    drawn[0, 0] = 0.0
    for _ in range(STEPS):  # Newton
        likely = 1 / (1 + np.exp(-rows @ weights))
        bent = rows.T @ (rows * (likely * (1 - likely))[:, None]) + drawn
        weights = weights + np.linalg.solve(bent, rows.T @ (right - likely) - drawn @ weights)
    slopes = weights[1:] / spread
    return np.concatenate([[weights[0] - slopes @ middle], slopes])


def fit_both(pairs: Sequence[Judged]) -> tuple[np.ndarray, np.ndarray]:
    """Weights of the first reading, and of the second on top of it."""
    data, right = np.array([pair.signs for pair in pairs]), np.array([pair.right for pair in pairs], dtype=float)
    first = fit(data, right)
    again = np.array([pair.again for pair in pairs])
    if not again.any():
        return first, np.array([0.0, 1.0, 0.0])
    return first, fit(np.stack([first[0] + data @ first[1:], again], axis=1), right)


def strengths(pairs: Sequence[Judged], first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Log-odds of some pairs after both readings."""
    before = first[0] + np.array([pair.signs for pair in pairs]) @ first[1:]
    return second[0] + second[1] * before + second[2] * np.array([pair.again for pair in pairs])


def report_fit(pairs: Sequence[Judged]) -> None:
    """Bad among the judged pairs above each floor, every profile by weights that were fitted without it."""
    names = sorted({pair.profile for pair in pairs})
    fold = dict(zip(names, np.random.default_rng(0).permutation(len(names)) % FOLDS, strict=True))
    found: list[tuple[float, bool, str]] = []
    for number in range(FOLDS):
        weights = fit_both([pair for pair in pairs if fold[pair.profile] != number])
        left = [pair for pair in pairs if fold[pair.profile] == number]
        found += [
            (value, pair.right, pair.profile[:3])
            for value, pair in zip(strengths(left, *weights).tolist(), left, strict=True)
        ]
    for group in ("", "dev", "inv", "wri", "tau"):
        odds = np.array([value for value, _, of in found if of.startswith(group)])
        right = np.array([verdict for _, verdict, of in found if of.startswith(group)])
        better = (odds[right][:, None] > odds[~right]).mean()
        lines = [f"above {floor}: {(~right[odds >= log_odds(floor)]).sum()} of {(odds >= log_odds(floor)).sum()} bad"
                 for floor in FLOORS]  # fmt: skip
        print(f"judged {group or 'all'} n {len(right)}, right before bad {better:.3f}; {'; '.join(lines)}")


def log_odds(likely: float) -> float:
    """A share as log-odds."""
    return round(float(np.log(likely / (1 - likely))), 2)


def report_shown(matcher: Matcher, profiles: Mapping[str, Profile]) -> None:
    """Near calls that show a reason, how sure the model is of the reasons shown, and what was judged of them."""
    lines: dict[str, list[tuple[int, int, float]]] = defaultdict(list)
    known, verdicts = read_verdicts(), defaultdict(Counter)
    for name, profile in profiles.items():
        group = f"{name[:3]}, {'never taught' if is_held(name) else 'taught'}"
        for match in (match for match in matcher.match(profile, as_of=DAY).calls if match.is_near):
            marks = [(match.id, mark(quote.sentence), mark(quote.capability)) for quote in match.evidence]
            verdicts[group].update(known[key] for key in marks if key in known)
            doubt = sum(1 - quote.score for quote in match.evidence)
            lines[group].append((len(marks) > 0, len(marks), doubt))
    for group, rows in sorted(lines.items()):
        shown, number, doubt = np.sum(rows, axis=0)
        print(f"{group}: {shown:.0f} of {len(rows)} near calls, {number:.0f} reasons, {doubt / number:.3f} doubted; "
              f"judged {', '.join(f'{verdicts[group][verdict]} {verdict}' for verdict in VERDICTS)}")  # fmt: skip


def write(first: np.ndarray, second: np.ndarray) -> None:
    """Put the weights and floors into the data."""
    document = tomlkit.parse(WEIGHTS.read_text(encoding="utf-8"))
    for table, values in (("reasons", first), ("reasons_again", second)):
        for name, value in zip(list(document[table]), values.round(2).tolist(), strict=True):
            document[table][name] = value
    document["reason_floors"] = [log_odds(floor) for floor in FLOORS]
    document["least_to_read"] = log_odds(LEAST)
    WEIGHTS.write_text(tomlkit.dumps(document), encoding="utf-8")
    settings.cache_clear()


def main() -> None:
    """Fit, report, and write where asked."""
    given = asked_for(__doc__)
    matcher = open_matcher(Config(workspace=given.workspace))
    profiles = read_profiles(given.gold)
    pairs = list(teaching_pairs(matcher, profiles))
    report_fit(pairs)
    first, second = fit_both(pairs)
    print(json.dumps(dict(zip(settings().reasons, first.round(2).tolist(), strict=True))))
    print(json.dumps(dict(zip(settings().reasons_again, second.round(2).tolist(), strict=True))))
    if given.write:
        write(first, second)
    report_shown(matcher, profiles)


if __name__ == "__main__":
    main()
