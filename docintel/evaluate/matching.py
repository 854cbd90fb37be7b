"""Measure matching against the topics that organisations won.

Not winning does not mean not applying, so only ranks are judged: where the topics that were won stand among all.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from docintel.evaluate.metrics import Interval, interval, mrr, recall_at


@dataclass(frozen=True, slots=True)
class Measures:
    """Means over profiles, with bootstrap intervals."""

    n: int
    recall_at_5: Interval
    recall_at_10: Interval
    recall_at_20: Interval
    mrr: Interval


def read_awards(path: Path) -> dict[str, frozenset[str]]:
    """Topics won by profile, from a table with the columns ``profile`` and ``topic_id``."""
    won: dict[str, set[str]] = defaultdict(set)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            won[row["profile"]].add(row["topic_id"])
    return {profile: frozenset(topics) for profile, topics in won.items()}


def score(rankings: Mapping[str, Sequence[str]], won: Mapping[str, Collection[str]]) -> Measures:
    """Measures over the profiles that won something; ``rankings`` holds call ids, best first."""
    profiles = [profile for profile in rankings if won.get(profile)]

    def mean(values: Iterable[float]) -> Interval:
        return interval(list(values))

    return Measures(
        n=len(profiles),
        recall_at_5=mean(recall_at(rankings[name], won[name], 5) for name in profiles),
        recall_at_10=mean(recall_at(rankings[name], won[name], 10) for name in profiles),
        recall_at_20=mean(recall_at(rankings[name], won[name], 20) for name in profiles),
        mrr=mean(mrr(rankings[name], won[name]) for name in profiles),
    )


def by_language(
    rankings: Mapping[str, Sequence[str]], won: Mapping[str, Collection[str]], languages: Mapping[str, str]
) -> dict[str, Measures]:
    """Measures over all profiles and for each language apart."""
    found = {"all": score(rankings, won)}
    for language in sorted(set(languages.values())):
        own = {name: ranking for name, ranking in rankings.items() if languages.get(name) == language}
        found[language] = score(own, won)
    return found


def first_hits(rankings: Mapping[str, Sequence[str]], expected: Mapping[str, str]) -> Interval:
    """Share of texts whose own topic stands first: the objective of a funded project against its topic."""
    return interval([float(bool(rankings[name]) and rankings[name][0] == topic) for name, topic in expected.items()])


def evidence_quality(judged: Iterable[Mapping[str, str]]) -> Interval:
    """Share of judged evidence pairs that are bad, from rows with the key ``verdict`` (good, weak, bad)."""
    return interval([float(row["verdict"] == "bad") for row in judged])
