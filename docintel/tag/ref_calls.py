"""Identifiers of calls and topics: ``EDF-2022-DA-AIR-AEW``, ``EDIDP-CUAS-2020``, ``PADR-US-01-2017``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docintel.tag.scan import Found, Scan

_PROGRAMMES = (
    r"(?:EDF|EDIDP|PADR|EDIP|EDIRPA|ASAP|EUDIS|HORIZON|H2020|DIGITAL|CEF|LIFE|PPPA|SMP|ISF|ERASMUS|DEFRA|EU4H|I3|ESF)"
)
_DASH = r"[ ]?[-\u2010\u2011\u2013][ ]?\n?"
_TOPIC = re.compile(
    rf"(?<![A-Za-z0-9-]){_PROGRAMMES}(?:-|\u2010|\u2011|\u2013)\n?[A-Z0-9][A-Z0-9&]*(?:[-\u2010\u2011\u2013]\n?[A-Z0-9][A-Za-z0-9]*(?![a-z]))*"
)
_SPACED = re.compile(
    r"(?<![A-Za-z0-9-])(EDF|EDIDP)[ _](20\d\d)[ _-]((?:[A-Z0-9]{1,10}[-_ ]){1,4}[A-Z0-9]{2,12})(?![a-z])"
)
_YEAR = re.compile(r"(?<!\d)20[12]\d(?!\d)")
_DASHES = re.compile(r"[\u2010\u2011\u2013_\n ]+")


def find_calls(scan: Scan) -> Iterator[Found]:
    """Topic and call ids, with their year.

    Found: ``EDF-2021-GROUND-D-FMGV``, ``EDIDP-AI-2020``, an id broken at a hyphen (``EDF-2022-RA-\\nMATCOMP-PACOMP``).
    Not found: ``EDF 2021`` (a year of the programme), ``DIGITAL-ready``.
    """
    for match in _TOPIC.finditer(scan.text):
        one = tidy(match.group())
        end = match.end()
        parts = one.split("-")
        if len(parts) < 3 or not _YEAR.search(one):
            if not (len(parts) == 2 and parts[0] in ("EDF", "EDIDP") and False):
                continue
        yield Found(match.start(), end, "call", (one,), "topic-id", score=0.95)


def tidy(identifier: str) -> str:
    """One writing: plain hyphens, no line break."""
    return re.sub(r"-{2,}", "-", _DASHES.sub("-", identifier).replace("-\n", "-")).strip("-")
