"""Identifiers of calls and topics: ``EDF-2022-DA-AIR-AEW``, ``EDIDP-CUAS-2020``, ``PADR-US-01-2017``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from docintel.tag.scan import Found, Scan

_PROGRAMMES = (
    "EDF EDIDP PADR EDIP EDIRPA ASAP EUDIS HORIZON H2020 DIGITAL CEF LIFE PPPA SMP ISF ERASMUS DEFRA EU4H I3 EDAP"
).split()
_ACTIONS = frozenset({"RA", "DA", "R", "D", "LS", "SI", "CSA"})
_PART = r"[A-Z0-9][A-Z0-9&]{0,20}"
_REST = re.compile(
    rf"(?:[-\u2010\u2011\u2013]\n?| (?=20[12]\d-)){_PART}(?:[-\u2010\u2011\u2013]\n?{_PART}(?![a-z])){{0,9}}"
)
_YEAR = re.compile(r"(?<!\d)20[12]\d(?!\d)")
_DASHES = re.compile(r"[- \u2010\u2011\u2013\n]+")


def find_calls(scan: Scan) -> Iterator[Found]:
    r"""Topic and call ids, with their year.

    Found: ``EDF-2021-GROUND-D-FMGV``, ``EDF-2023-DA``, ``EDIDP-AI-2020``, an id broken at a hyphen
    (``EDF-2022-RA-\nMATCOMP-PACOMP``), ``EDF 2023-DA-SPACE-SSA``. Not found: ``EDF-2021`` (a year of the programme),
    ``DIGITAL-ready``.
    """
    for programme in _PROGRAMMES:
        for start in scan.anywhere(programme, cased=True):
            follows = _may_follow(scan.text[start - 1 : start])
            match = _REST.match(scan.text, start + len(programme)) if follows else None
            one = tidy(scan.text[start : match.end()]) if match else ""
            if match and one.count("-") >= 2 and _YEAR.search(one):
                yield Found(start, match.end(), "call", (one,), "topic-id", score=0.95)


def _may_follow(before: str) -> bool:
    """Tell whether an id may follow a character: lower case may be stuck before one (``topicsEDIDP-AI-2020``)."""
    return not before or before.islower() or not (before.isalnum() or before in "-_")


def mend_slip(identifier: str, known: Iterable[str]) -> str | None:
    """The one known id that a slip means: parts in another order, or the type of action left out.

    ``EDIDP-2020-GCC`` is ``EDIDP-GCC-2020``; ``EDF-2022-MATCOMP-SMT`` is ``EDF-2022-DA-MATCOMP-SMT``, where known.
    """
    parts = Counter(identifier.split("-"))
    meant = {
        one
        for one in known
        if (rest := Counter(one.split("-")) - parts).keys() <= _ACTIONS
        and rest.total() <= 1
        and not parts - Counter(one.split("-"))
    }
    return meant.pop() if len(meant) == 1 else None


def tidy(identifier: str) -> str:
    """One writing: plain hyphens, no blank or line break."""
    return _DASHES.sub("-", identifier)
