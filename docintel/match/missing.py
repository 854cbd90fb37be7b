"""The facts that a profile lacks: which question settles most of what is open."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import takewhile

from docintel.match.summary import open_to_any
from docintel.types import Match, MissingFact, Route


def missing_facts(matches: Iterable[Match], routes: Iterable[Route]) -> tuple[MissingFact, ...]:
    """The profile fields that open gates ask for, those that settle most first.

    Asked for the calls worth reading: the near ones that are not closed, else (for a next edition, and only of the
    organisation) the near ones, else the nearest. Open calls for any subject ask of the organisation, size above all.
    """
    matches = list(matches)
    anything = open_to_any(matches)
    near = [match for match in matches if match.is_near]
    matches = [match for match in near if match.reason != "closed"] or near or matches[:1]
    over = all(match.reason == "closed" for match in matches)
    asked: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    settles: dict[str, dict[str, None]] = defaultdict(dict)
    for owner, gate in (
        *((match.id, gate) for match in matches for gate in match.gates if not over or gate.level != "project"),
        *((match.id, gate) for match in anything for gate in match.gates if gate.level != "project"),
        *((route.id, gate) for route in routes if route.outcome != "BLOCKED" for gate in route.steps),
    ):
        if gate.field and gate.question:
            asked[gate.field][gate.id].append(gate.question)
            settles[gate.field][f"{owner}: {gate.id}"] = None
    ordered = sorted(asked, key=lambda name: (-len(settles[name]), name))
    questions = {name: _shared(next(iter(by_gate.values()))) for name, by_gate in asked.items()}
    return tuple(MissingFact(name, questions[name], tuple(settles[name])) for name in ordered)


def _shared(questions: Sequence[str]) -> str:
    """What all wordings of one question begin with: which activities are mandatory differs by call.

    >>> _shared(["Which activities? Mandatory: (d).", "Which activities? Mandatory: (c), (d)."])
    'Which activities?'
    """
    parted = [re.split(r"(?<=[.?!]) ", question) for question in questions]
    same = takewhile(lambda parts: len(set(parts)) == 1, zip(*parted, strict=False))
    return " ".join(parts[0] for parts in same) or questions[0]
