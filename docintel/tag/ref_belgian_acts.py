"""Belgian and Flemish acts by kind and date: decrees, laws, orders, circulars, Belgian ELI, NUMAC."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain

from docintel.lexicon import acts
from docintel.tag.dates import read_date
from docintel.tag.scan import Found, Scan

_KINDS: tuple[tuple[str, str], ...] = (
    (
        r"besluit(?:en)? (?:van de )?vlaamse (?:regering|executieve)|\bbvr|b\.\s?vl\.\s?reg\."
        r"|decisions? of the flemish government",
        "VL:besluit",
    ),
    (r"order of the flemish government|flemish government (?:decision|order|decree)", "VL:besluit"),
    (
        r"(?:bijzonder |programma|kader|flemish |parliamentary |vlaams )?decree?t?(?:en"
        r"|s)?(?: of the flemish parliament)?|decr\.\s?vl\.",
        "VL:decreet",
    ),
    (r"waalse? decre(?:et|ten)|walloon decrees?|decre(?:et|e) (?:van het waals|of the walloon) \w+", "WL:decreet"),
    (r"koninklijke? besluit(?:en)?|\bkb(?:['\u2019]?s)?|\bk\.b\.|royal decrees?", "BE:kb"),
    (r"ministeri\u00eble? besluit(?:en)?|ministerieel besluit|\bmb|\bm\.b\.|ministerial (?:decrees?|orders?)", "BE:mb"),
    (r"(?:bijzondere |programma|belgische )?wet(?:ten)?|(?:belgian )?(?:law|act)s?|arms act|special act", "BE:wet"),
    # Marks of legal citation: "W. 8 juni 2006".
    (r"w\.", "?BE:wet"),
    # A plain "besluit" has a date anywhere: it counts only where the act is known.
    (r"besluit(?:en)?", "?VL:besluit"),
    (r"ordonnanties?|ordinances?", "BXL:ordonnantie"),
    (r"samenwerkingsakkoord(?:en)?|cooperation agreements?", "BE:akkoord"),
    (r"omzendbrie(?:f|ven)|rondzendbrie(?:f|ven)|circulaires?|circulars?(?: letters?)?", "VL:omzendbrief"),
)
_HEADS = tuple((re.compile(rf"(?:(?<=\W)|^)(?:{words})$"), prefix) for words, prefix in _KINDS)
_ELI = re.compile(r"eli/(besluit|decreet|wet|ordonnantie|arrete|loi|decret)/(\d{4})/(\d\d)/(\d\d)/(\d{10})(?:/\w+)?")
_ELI_KINDS = {
    "besluit": "besluit",
    "arrete": "besluit",
    "decreet": "decreet",
    "decret": "decreet",
    "wet": "wet",
    "loi": "wet",
}
_NUMAC = re.compile(r"(?:numac|staatsblad)\D{0,12}(\d{10})(?!\d)")
_RESOLUTION = re.compile(r"resolutie[^.;]{1,220}?\b(?:dd\.|d\.d\.|van)\s+(?=\d{1,2}\s)")
_TO_GOVERNMENT = re.compile(
    r"(?:mededeling|conceptnota|visienota|nota) aan de vlaamse regering,?\s+(?:(?:van|dd\.?|d\.d\.)\s+)?(?=\d)"
)
_LINKS = tuple(re.compile(rf"{word}\s+(?=\d)") for word in ("van", "of", r"d\.d\.", r"dd\.?"))
"""Between kind and date; four patterns, since a search for letters that are given is ten times as fast."""
_UNLINKED = (
    "besluit",
    "decreet",
    "wet",
    "omzendbrief",
    "kb",
    "k.b.",
    "mb",
    "m.b.",
    "bvr",
    "vl.",
    "reg.",
    "regering",
    "w.",
)
"""Headings and notes leave ``van`` out: ``K.B. 24 maart 2000``."""
_THEN = re.compile(r"\s+(?=\d)")
_COUNTED = re.compile(r"\d\s?$")
"""``512 KB 12-05-2023`` is a size."""
_CHAIN = re.compile(r"\s*(?:,|en|and|of|or)\s+(?:(?:van|of)\s+)?(?=\d)")


@cache
def _by_date() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Ids by (prefix, date): ``("VL:decreet", "2012-06-15")``."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in acts():
        parts = row.id.split(":")
        if len(parts) >= 3 and parts[0] in ("VL", "BE", "BXL", "WL") and len(parts[2]) == 10:
            key = (f"{parts[0]}:{parts[1]}", parts[2])
            found[key] = (*found.get(key, ()), row.id)
    return found


@cache
def _by_numac() -> Mapping[str, str]:
    return {alias: row.id for row in acts() for alias in row.aliases.nl if re.fullmatch(r"\d{10}", alias)}


def find_belgian_acts(scan: Scan) -> Iterator[Found]:
    """Kind and date.

    Found: ``Decreet van 15 juni 2012``, ``BVR van 20 juli 2012``, ``Besluit van de Vlaamse Regering van 20 juli 2012``,
    ``wet van 8 juni 2006``, ``koninklijk besluit van 8 maart 2012``, ``Royal Decree of 8 March 2012``,
    ``K.B. 24 maart 2000``, ``eli/besluit/2012/07/20/2012205538``. A date without a row gives ``VL:decreet:2012-06-15``.
    """
    lower = scan.lower
    for stop, place in chain(_linked(lower), _unlinked(scan)):
        day = read_date(lower, place)
        before = lower[max(0, stop - 64) : stop]
        head = _head(before.rstrip()) if day else None
        if not head or not day:
            continue
        prefix, length = head
        start = stop - (len(before) - len(before.rstrip())) - length
        one = _identify(prefix.removeprefix("?"), day.iso)
        if prefix[0] == "?" and one.count(":") < 3:
            continue
        yield Found(start, day.end, "be-act", (one,), "dated-act", score=0.9)
        yield from _chained(scan, prefix.removeprefix("?"), day.end)
    yield from _resolutions(scan)
    yield from _to_government(scan)
    if "eli/" in lower or "numac" in lower or "staatsblad" in lower:
        yield from _publisher_ids(scan)


def _linked(lower: str) -> Iterator[tuple[int, int]]:
    """Where the kind ends and the date begins."""
    return ((match.start(), match.end()) for link in _LINKS for match in link.finditer(lower))


def _unlinked(scan: Scan) -> Iterator[tuple[int, int]]:
    for kind in _UNLINKED:
        for start in scan.places(kind):
            then = _THEN.match(scan.lower, start + len(kind))
            if then and not _COUNTED.search(scan.lower, max(0, start - 3), start):
                yield start + len(kind), then.end()


def _resolutions(scan: Scan) -> Iterator[Found]:
    """``resolutie over ... van het Vlaams Parlement dd. 18 april 2024``."""
    for start in scan.places("resolutie") if "resolutie" in scan.words else ():
        match = _RESOLUTION.match(scan.lower, start)
        day = read_date(scan.lower, match.end()) if match else None
        if match and day:
            owner = "VL" if "vlaams" in match.group() else "BE" if "kamer" in match.group() else ""
            if owner:
                one = _identify(f"{owner}:resolutie", day.iso)
                yield Found(start, day.end, "be-act", (one,), "resolution", score=0.8)


def _to_government(scan: Scan) -> Iterator[Found]:
    """``Mededeling aan de Vlaamse Regering 8 maart 2024``: papers of the Flemish Government have a date, no number."""
    if "regering" not in scan.words:
        return
    for match in _TO_GOVERNMENT.finditer(scan.lower):
        day = read_date(scan.lower, match.end())
        if day:
            word = match.group().partition(" ")[0]
            yield Found(match.start(), day.end, "be-act", (f"VL:{word}:{day.iso}",), "paper-to-government", score=0.8)


def _head(window: str) -> tuple[str, int] | None:
    """The kind that ends the window, with its length: the longest reading wins."""
    best: tuple[str, int] | None = None
    for pattern, prefix in _HEADS:
        match = pattern.search(window)
        if match and (best is None or len(match.group()) > best[1]):
            best = (prefix, len(match.group()))
    return best


def _chained(scan: Scan, prefix: str, end: int) -> Iterator[Found]:
    """``decreten van 15 juni 2012 en 30 juni 2017``."""
    while (step := _CHAIN.match(scan.lower, end)) and (day := read_date(scan.lower, step.end())):
        known = _by_date().get((prefix, day.iso))
        if not known:
            return
        yield Found(step.end(), day.end, "be-act", known[:1], "dated-act", score=0.85)
        end = day.end


def _identify(prefix: str, iso: str) -> str:
    known = _by_date().get((prefix, iso), ())
    return known[0] if len(known) == 1 else f"{prefix}:{iso}"


def _publisher_ids(scan: Scan) -> Iterator[Found]:
    for match in _ELI.finditer(scan.lower):
        kind, year, month, day, numac = match.groups()
        one = _by_numac().get(numac)
        if one is None:
            iso = f"{year}-{month}-{day}"
            word = _ELI_KINDS.get(kind, kind)
            one = next(
                (found[0] for (prefix, known), found in _by_date().items() if known == iso and prefix.endswith(word)),
                f"BE:{word}:{iso}",
            )
        yield Found(match.start(), match.end(), "be-act", (one,), "belgian-eli")
    for match in _NUMAC.finditer(scan.lower):
        if one := _by_numac().get(match.group(1)):
            yield Found(match.start(1), match.end(), "be-act", (one,), "numac")
