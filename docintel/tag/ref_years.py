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
_THE = r"\b(?:de|het|deze|dit|the|this)\s+"
_BEFORE = re.compile(_THE + r"(?:(?P<year>(?:19|20)\d\d)\s+)?$")
_BEHIND = re.compile(r"\s+(?:van|uit|of|from)\s+(?P<year>(?:19|20)\d\d)(?![\w/-]|[.,]\d)")
_ENDS = re.compile(r"(?![\w/-]|[.,]\d)")
_REACH = 20
_NATIONAL = re.compile(r"[A-Z]{2,3}:(?P<kind>[a-z]+):(?P<year>\d{4})")
_CELEX = re.compile(r"CELEX:3(?P<year>\d{4})(?P<letter>[LR])\d{4}")


def find_by_year(scan: Scan, acts: Sequence[Found]) -> Iterator[Found]:
    """Places that can only mean one of the acts named before them; a year without such an act stays alone."""
    named = sorted(acts, key=lambda act: act.start)
    for start, end, word, year in _places(scan) if named else ():
        before = named[: bisect_left(named, start, key=lambda act: act.start)]
        meant = {act.ids[0]: act for act in before if _kind_and_year(act.ids[0]) == (_KINDS[word], year)}
        if len(meant) == 1:
            one, act = meant.popitem()
            yield Found(start, end, act.scheme, (one,), "act-by-year", score=0.7)


def _places(scan: Scan) -> Iterator[tuple[int, int, str, str]]:
    for word in scan.words & _KINDS.keys():
        for start in scan.places(word):
            end = start + len(word)
            article = _BEFORE.search(scan.lower, max(0, start - _REACH), start)
            behind = _BEHIND.match(scan.lower, end)
            if article and article["year"] and _ENDS.match(scan.lower, end):
                yield article.start("year"), end, word, article["year"]
            elif article and not article["year"] and behind:
                yield start, behind.end(), word, behind["year"]


def _kind_and_year(one: str) -> tuple[str, str]:
    """``VL:richtlijn:1994:van-den-brande`` is a ``richtlijn`` of 1994, and so is ``CELEX:31994L0062``."""
    bare = one.partition("#")[0]
    if match := _NATIONAL.match(bare):
        return match["kind"], match["year"]
    match = _CELEX.match(bare)
    return (_LETTERS[match["letter"]], match["year"]) if match else ("", "")
