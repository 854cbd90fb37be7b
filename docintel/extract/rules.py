"""The level and upright rules of a page, drawn once or piece by piece; edges of shaded cells count as rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docintel.extract.content import PageContent
from docintel.types import Box

# rules this near to each other are one rule drawn twice
SNAP = 3.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A merged rule: at ``at`` across, from ``start`` to ``end`` along."""

    at: float
    start: float
    end: float
    drawn: bool = True
    """Not where only joints tell it."""


def merged_rules(content: PageContent) -> tuple[list[Rule], list[Rule]]:
    """Level and upright rules, those on one line joined; edges of shaded cells count where they tile."""
    level, upright = [], []
    for box in content.rules:
        if box.x1 - box.x0 >= box.bottom - box.top:
            level.append(Rule((box.top + box.bottom) / 2, box.x0, box.x1))
        else:
            upright.append(Rule((box.x0 + box.x1) / 2, box.top, box.bottom))
    for box in _tiles(content.fills):
        level += [Rule(box.top, box.x0, box.x1), Rule(box.bottom, box.x0, box.x1)]
        upright += [Rule(box.x0, box.top, box.bottom), Rule(box.x1, box.top, box.bottom)]
    return _join_rules(level), _join_rules(upright)


def level_edges(content: PageContent) -> list[tuple[float, float, float]]:
    """Level rules and the upper and lower edges of areas, joined where they touch, as (height, start, end)."""
    return [(rule.at, rule.start, rule.end) for rule in _join_rules(level_pieces(content))]


def level_pieces(content: PageContent) -> list[Rule]:
    """Level rules and the upper and lower edges of areas, as they are drawn."""
    level = [
        Rule((box.top + box.bottom) / 2, box.x0, box.x1)
        for box in content.rules
        if box.x1 - box.x0 >= box.bottom - box.top
    ]
    return level + [Rule(at, box.x0, box.x1) for box in content.fills for at in (box.top, box.bottom)]


def _tiles(fills: Sequence[Box]) -> list[Box]:
    """Filled areas that stand edge to edge with others in both directions, as shaded cells do."""
    if not 4 <= len(fills) <= 2000:
        return []
    beside: set[int] = set()
    stacked: set[int] = set()
    for at, box in enumerate(fills):
        for other_at in range(at + 1, len(fills)):
            other = fills[other_at]
            same_rows = abs(box.top - other.top) < 2 and abs(box.bottom - other.bottom) < 2
            same_columns = abs(box.x0 - other.x0) < 2 and abs(box.x1 - other.x1) < 2
            if same_rows and min(abs(box.x1 - other.x0), abs(other.x1 - box.x0)) < SNAP:
                beside |= {at, other_at}
            if same_columns and min(abs(box.bottom - other.top), abs(other.bottom - box.top)) < SNAP:
                stacked |= {at, other_at}
    return [fills[at] for at in sorted(beside & stacked)]


def _join_rules(rules: Sequence[Rule]) -> list[Rule]:
    """Join rules that lie on one line and touch."""
    joined: list[Rule] = []
    cluster: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if cluster and rule.at - cluster[-1].at > SNAP / 2:
            joined.extend(_join_cluster(cluster))
            cluster = []
        cluster.append(rule)
    if cluster:
        joined.extend(_join_cluster(cluster))
    return joined


def _join_cluster(cluster: Sequence[Rule]) -> list[Rule]:
    """Join the touching rules of one line."""
    at = sum(rule.at for rule in cluster) / len(cluster)
    done: list[Rule] = []
    for rule in sorted(cluster, key=lambda rule: rule.start):
        if done and rule.start <= done[-1].end + SNAP:
            done[-1] = Rule(at, done[-1].start, max(done[-1].end, rule.end))
        else:
            done.append(Rule(at, rule.start, rule.end))
    return done
