"""Identifiers of calls and topics, and which of the two an identifier is.

``EDF-2022-DA`` is a call, ``EDF-2022-DA-AIR-AEW`` a topic under it. In 2021 the category came first:
``EDF-2021-AIR-D`` is a call, ``EDF-2021-AIR-D-CAC`` a topic. Forerunners have topics only: ``EDIDP-CUAS-2020``.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

_HYPHEN = r"[-\u2010\u2011]"
_ID = re.compile(
    rf"(?<![\w-])[A-Z][A-Z0-9]{{2,11}}(?:{_HYPHEN}[A-Z0-9][A-Z0-9&]*)*{_HYPHEN}20[1-4]\d(?:{_HYPHEN}[A-Z0-9][A-Z0-9&]*)*"
    r"(?![a-z])"
)
_DASH = re.compile(_HYPHEN)
_ACTIONS = frozenset("DA RA CSA FPA SGA EUCI PJA PCP PPI IA RIA COFUND".split())
_FLAGS = frozenset("LS SI ACC EXP".split())
_FIRST_OF_2021 = frozenset("D R RDIS".split())


@dataclass(frozen=True, slots=True)
class FoundId:
    """An identifier with its place in a text."""

    start: int
    end: int
    id: str


def find_ids(text: str) -> list[FoundId]:
    """Every identifier of a call or topic that carries its year; ``EDF-2021`` alone is a programme year."""
    found = []
    for match in _ID.finditer(text):
        identifier = _DASH.sub("-", match.group())
        if identifier.count("-") >= 2:
            found.append(FoundId(match.start(), match.end(), identifier))
    return found


def is_topic(identifier: str) -> bool:
    """Tell a topic from a call by the parts of its identifier.

    Parts of the action (``DA``, ``LS-RA``, ``RA-SI``) are set aside; a topic has at least two more: category and code.
    """
    parts = _Parts.of(identifier)
    if parts is None:
        return False
    if not parts.rest:
        return True
    # CSA is an action in EDF-2022-CSA-NFP and a code in EDF-2023-DA-CYBER-CSA
    return len(parts.rest) >= 3 if parts.category_first else len(parts.rest) - parts.action >= 2


def parent_call(identifier: str, known: Collection[str]) -> str | None:
    """The call of a topic: the longest known identifier that it starts with, else what its parts say."""
    above = [call for call in known if identifier.startswith(f"{call}-")]
    if above:
        return max(above, key=len)
    parts = _Parts.of(identifier)
    if parts is None or not parts.rest or not (parts.category_first or parts.action):
        return None
    if parts.category_first:
        size = 2
    else:
        plain = parts.rest[parts.action - 1] in ("DA", "RA", "SI") and "LS" not in parts.rest[: parts.action]
        size = parts.action if plain else parts.action + 1
    return "-".join((*parts.head, *parts.rest[:size])) if size < len(parts.rest) else None


@dataclass(frozen=True, slots=True)
class _Parts:
    """An identifier taken apart at its year."""

    head: tuple[str, ...]
    rest: tuple[str, ...]
    action: int
    category_first: bool

    @classmethod
    def of(cls, identifier: str) -> _Parts | None:
        """Take apart; None without a year. What has its year at the end has no rest."""
        parts = identifier.split("-")
        year = next((at for at, part in enumerate(parts) if re.fullmatch(r"20\d\d", part)), None)
        if year is None:
            return None
        rest = tuple(parts[year + 1 :])
        action = 0
        while action < len(rest) and rest[action] in _ACTIONS | _FLAGS:
            action += 1
        category_first = action == 0 and len(rest) >= 2 and rest[1] in _FIRST_OF_2021
        return cls(tuple(parts[: year + 1]), rest, action, category_first)
