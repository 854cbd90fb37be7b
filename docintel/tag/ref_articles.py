"""Articles and annexes before they are tied to an act: ``artikelen 10, 14a en 304``, ``Article 42(3)(2)``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from docintel.tag.ref_lists import RANGE, SEPARATOR, ends_number
from docintel.tag.scan import Scan

_ORDINALS = {
    word: str(number)
    for number, words in enumerate(
        (
            "eerste first 1e 1ste", "tweede second 2e 2de", "derde third 3e 3de", "vierde fourth 4e 4de",
            "vijfde fifth 5e 5de", "zesde sixth 6e 6de", "zevende seventh 7e 7de", "achtste eighth 8e 8ste",
            "negende ninth 9e 9de", "tiende tenth 10e 10de",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_ORDINAL = "(?:" + "|".join(_ORDINALS) + ")"
_START = re.compile(r"art(?:ikel(?:en|s)?|icle(?:s)?|t?s?\.)\s*(?=[0-9ivx])")
_NUMBER = re.compile(
    r"(?:(?:[ivx]{1,4}\.)?\d{1,4}(?:[:/]\d{1,4}|(?:\.\d{1,3}){1,3}(?!\d))?(?:\s?(?:bis|ter|quater|quinquies"
    r"|sexies)(?![a-z])|[a-z](?![a-z(]))?)(?!\d)"
)
_PAREN = re.compile(r"\s?\(([0-9]{1,2}[a-z]?|[a-z]{1,2}|[ivx]{1,4})\)")
_PARAGRAPH = re.compile(r",?\s*(lid|paragraaf|paragraph|para\.?|par\.|\u00a7{1,2})\s*(\d{1,2})(?!\d)")
_PARAGRAPHS = re.compile(
    r",?\s*(leden|paragrafen|paragraphs|\u00a7\u00a7)\s*(\d{1,2}(?:(?:\s*,\s*|\s+(?:en|and|of|or|tot|to|t/m)\s+"
    r"|-)\d{1,2})+)"
)
_WORDED = re.compile(
    rf",?\s*({_ORDINAL}(?:(?:,\s*|\s+(?:en|and|of|or)\s+){_ORDINAL})*)\s+(?:lid|leden|alinea|paragra(?:af|ph"
    rf"|phs)|subparagraphs?|zin|sentence)(?![a-z])"
)
_DEGREE = re.compile(r",?\s*(?:aanhef en\s+)?(\d{1,2}(?:/\d)?\u00b0)")
_POINT = re.compile(
    r",?\s*(?:aanhef en\s+)?(?:onder|punt(?:en)?|points?|onderdeel|sub|letter|litera|lit\.|item"
    r"|\u2014)\s*\(?([a-z]{1,2}|\d{1,2}|[ivx]{1,4})(?![a-z0-9])\)?"
)
_DIGITS = re.compile(r"\d+")
_ANNEX = re.compile(
    r"(?:bijlagen?|annex(?:es)?|aanhangsel|appendix)(?:\s+(?P<number>(?:[ivx]{1,5}|\d{1,2})(?:[a-c](?![a-z]))?"
    r"|[a-h](?=[\s,.;)]))(?![a-z0-9\-]|\.\d))?"
)
_CAPITAL = re.compile(r"\s+[A-Z]{2}")
_MAX_ITEMS = 60


@dataclass(frozen=True, slots=True)
class Clause:
    """One article with its sub-parts: kind and value, ``("lid", "1")``, ``("point", "b")``, ``("paren", "3")``."""

    number: str
    subs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ClauseList:
    """Articles, or one annex, named in one stretch of text."""

    start: int
    end: int
    clauses: tuple[Clause, ...]
    annex: bool = False


def find_clauses(scan: Scan) -> Iterator[ClauseList]:
    """Stretches that name articles; the act is tied on later."""
    lower = scan.lower
    done = 0
    for match in _START.finditer(lower):
        if match.start() < done or lower[match.start() - 1 : match.start()].isalpha():
            continue
        found = _read(scan, match.start(), match.end())
        if found:
            done = found.end
            yield found


def find_annexes(scan: Scan) -> Iterator[ClauseList]:
    """``bijlage I``, ``Annex IV``, ``de bijlage`` (number empty)."""
    for match in _ANNEX.finditer(scan.lower):
        if (
            scan.lower[match.start() - 1 : match.start()].isalpha()
            or scan.lower[match.end() : match.end() + 1].isalpha()
        ):
            continue
        number = (match["number"] or "").upper()
        yield ClauseList(match.start(), match.end(), (Clause(number),), annex=True)


def render(clause: Clause, style: str) -> str:
    """The part of an id: ``treaty`` gives ``346(1)(b)``, ``eu`` ``art2.1``, ``national`` ``art4-lid2-3\u00b0``."""
    values = [value for _, value in clause.subs]
    if style == "treaty":
        return clause.number + "".join(f"({value})" for value in values)
    if style == "eu":
        return "art" + ".".join([clause.number, *values])
    signs = {"lid": "lid", "section": "\u00a7"}
    return "-".join([f"art{clause.number}", *(signs.get(kind, "") + value for kind, value in clause.subs)])


def _read(scan: Scan, start: int, position: int) -> ClauseList | None:
    lower = scan.lower
    number = _NUMBER.match(lower, position)
    if not number:
        return None
    clauses, end = _with_subs(lower, number)
    items = list(clauses)
    while len(items) < _MAX_ITEMS:
        step = RANGE.match(lower, end) or SEPARATOR.match(lower, end)
        if not step:
            break
        ranged = RANGE.match(lower, end) is not None
        following = _next(scan, step.end(), items[-1])
        if not following:
            break
        more, end = following
        if ranged and items[-1].number.isdigit() and more[0].number.isdigit():
            items.extend(Clause(str(one)) for one in _numbers(items[-1].number, more[0].number))
        items.extend(more)
    return ClauseList(start, end, tuple(dict.fromkeys(items)))


def _numbers(low: str, high: str) -> range:
    return range(int(low) + 1, min(int(high), int(low) + _MAX_ITEMS))


def _next(scan: Scan, position: int, previous: Clause) -> tuple[list[Clause], int] | None:
    """One more article, or one more sub-part of the last one (``and (e)``, ``of derde lid``)."""
    lower = scan.lower
    word = re.compile(r"(?:art(?:ikel(?:en)?|icles?|t?\.)\s*)").match(lower, position)
    number = _NUMBER.match(lower, word.end() if word else position)
    if number:
        clauses, end = _with_subs(lower, number)
        if word or clauses[0].subs or ends_number(lower, end) or _CAPITAL.match(scan.text, end):
            return clauses, end
        return None
    if previous.subs:
        subs, end = _sub(lower, position)
        if subs and subs[0][0] == previous.subs[-1][0]:
            return [replace(previous, subs=(*previous.subs[:-1], one)) for one in subs], end
    return None


def _with_subs(lower: str, number: re.Match[str]) -> tuple[list[Clause], int]:
    clauses = [Clause("".join(number.group().split()))]
    end = number.end()
    while True:
        subs, stop = _sub(lower, end)
        if not subs:
            return clauses, end
        clauses = [replace(clause, subs=(*clause.subs, one)) for clause in clauses for one in subs]
        end = stop


def _sub(lower: str, position: int) -> tuple[list[tuple[str, str]], int]:
    """Sub-parts at a position: several where the text joins them (``eerste en derde lid``, ``leden 1 en 3``)."""
    if match := _PAREN.match(lower, position):
        return [("paren", match.group(1))], match.end()
    if match := _PARAGRAPHS.match(lower, position):
        kind = "section" if match.group(1)[0] == "\u00a7" else "lid"
        return [(kind, one) for one in _DIGITS.findall(match.group(2))], match.end()
    if match := _PARAGRAPH.match(lower, position):
        return [("section" if match.group(1)[0] == "\u00a7" else "lid", match.group(2))], match.end()
    if match := _WORDED.match(lower, position):
        return [("lid", _ORDINALS[word]) for word in re.findall(_ORDINAL, match.group(1))], match.end()
    if match := _DEGREE.match(lower, position):
        return [("degree", match.group(1))], match.end()
    if match := _POINT.match(lower, position):
        return [("point", match.group(1))], match.end()
    return [], position
