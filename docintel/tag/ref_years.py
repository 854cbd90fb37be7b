"""An act by kind and year, after it was named in full: ``de richtlijn van 1994``, ``the 2009 directive``."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from docintel.tag.scan import Found, Scan

_KINDS = {
    "richtlijn": "richtlijn", "directive": "richtlijn", "omzendbrief": "omzendbrief", "circular": "omzendbrief",
    "decreet": "decreet", "decree": "decreet", "wet": "wet", "law": "wet", "verordening": "verordening",
    "regulation": "verordening", "resolutie": "resolutie", "resolution": "resolutie",
}  # fmt: skip
_LETTERS = {"L": "richtlijn", "R": "verordening"}
_WORDS = "|".join(_KINDS)
_BY_YEAR = re.compile(
    rf"\b(?:de|het|deze|dit|the|this)\s+(?:(?P<kind>{_WORDS})\s+(?:van|uit|of|from)\s+(?P<year>(?:19|20)\d\d)"
    rf"|(?P<year2>(?:19|20)\d\d)\s+(?P<kind2>{_WORDS}))(?![\w/-]|[.,]\d)"
)
_NATIONAL = re.compile(r"[A-Z]{2,3}:(?P<kind>[a-z]+):(?P<year>\d{4})")
_CELEX = re.compile(r"CELEX:3(?P<year>\d{4})(?P<letter>[LR])\d{4}")


def find_by_year(scan: Scan, acts: Sequence[Found]) -> Iterator[Found]:
    """Places that can only mean one of the acts named before them; a year without such an act stays alone."""
    named = sorted(acts, key=lambda act: act.start)
    for match in _BY_YEAR.finditer(scan.lower) if named else ():
        word, year = (match["kind"], match["year"]) if match["kind"] else (match["kind2"], match["year2"])
        before = named[: bisect_left(named, match.start(), key=lambda act: act.start)]
        meant = {act.ids[0]: act for act in before if _kind_and_year(act.ids[0]) == (_KINDS[word], year)}
        if len(meant) == 1:
            one, act = meant.popitem()
            start = match.start("kind" if match["kind"] else "year2")
            yield Found(start, match.end(), act.scheme, (one,), "act-by-year", score=0.7)


def _kind_and_year(one: str) -> tuple[str, str]:
    """``VL:richtlijn:1994:van-den-brande`` is a ``richtlijn`` of 1994, and so is ``CELEX:31994L0062``."""
    bare = one.partition("#")[0]
    if match := _NATIONAL.match(bare):
        return match["kind"], match["year"]
    match = _CELEX.match(bare)
    return (_LETTERS[match["letter"]], match["year"]) if match else ("", "")
