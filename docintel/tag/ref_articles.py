"""Articles and annexes before they are tied to an act: ``artikelen 10, 14a en 304``, ``Article 42(3)(2)``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, product
from typing import NamedTuple

from docintel.tag.ref_inside import arabic, roman
from docintel.tag.ref_lists import RANGE, SEPARATOR, between, ends_number, within_paragraph
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
_START = within_paragraph(r"art(?:ikel(?:en|s)?|icle(?:s)?|t?s?\.|s?(?=\s\d))\s*(?=[0-9ivx])")
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
    r",?\s*(?:aanhef en\s+)?(?:onder|punt(?:en)?|points?|onderdeel|sub|letter|litera|lit\.|item|nos?\.|nrs?\."
    r"|\u2014)\s*\(?([a-z]{1,2}|\d{1,2}|[ivx]{1,4})(?![a-z0-9])\)?"
)
_LOOSE_POINT = re.compile(r",\s*\(?([a-z])\)|\.([a-z])(?=[\s,;)])")
"""``artikel 4, lid 1, a)`` and ``artikel 346.1.b``: a letter without a word before it."""
_BRACKETED = re.compile(r"\(?([a-z])\)")
_NEXT_POINT = re.compile(r"\(?([a-z]|[ivx]{2,4})\)")
_AND = r"(?:,| en| and| of| or| tot| to) "
_BEFORE = re.compile(
    rf"((?:(?:onder|punt(?:en)?|points?|letters?|lid|leden|paragraphs?|paragraaf|alinea|subparagraph|\u00a7"
    rf"|{_ORDINAL}(?:{_AND}{_ORDINAL})*\s(?:lid|leden|alinea|paragraphs?|subparagraphs?))"
    rf"(?:\s*\(?(?:\d{{1,2}}|[a-z])\)?(?:\([a-z0-9]\))?(?:{_AND}(?:\(?[a-z]\)|\d{{1,2}}))*)?"
    r",?\s(?:van\s|of\s)?){1,3})(?:het\s|the\s)?$"
)
"""``lid 1 van artikel 346``, ``points (a) and (b) of Article 346(1)``: sub-parts named before the article."""
_DIGITS = re.compile(r"\d+")
_STEP = re.compile(r"(-|\btot\s|\bto\s|\bt/m\s)?\s*(\d{1,2})")
_ANNEX = re.compile(
    r"(?:bijlagen?|annex(?:es)?|aanhangsel|appendix)(?:\s+(?P<number>(?:[ivx]{1,5}|\d{1,2})(?:[a-c](?![a-z]))?"
    r"|[a-h](?=[\s,.;)]|$))(?![a-z0-9\-]|\.\d))?"
)
_ANNEX_STARTS = ("bijlage", "annex", "aanhangsel", "appendix")
_ANNEX_NUMBER = re.compile(r"(?:[ivx]{1,5}|\d{1,2}|[a-h])(?![a-z0-9\-]|\.\d)")
_ROMAN = re.compile(r"[IVX]{1,5}(?![\w.])")
_RECITAL = re.compile(
    r"(?:recitals?|overweging(?:en)?)\s\(?(?P<numbers>\d{1,3}(?:\)?(?:,\s?|\s(?:and|en|to|tot)\s)\(?\d{1,3})*)\)?(?!\d)"
)
_TOGETHER = within_paragraph(r",?\s+(?:jo\.?|juncto|iuncto|j\u00b0|samen gelezen met)\s+(?=art)")
_CAPITAL = re.compile(r"\s+[A-Z]{2}")
_PLURAL = re.compile(r"art(?:ikelen|ikels|icles|s)\b")
_COUNTED = re.compile(
    r"\s(?:%|\u20ac|(?:euro|procent|percent|per cent|jaar|jaren|years?|maand(?:en)?|months?|week|weken|weeks|dag(?:en)?"
    r"|days?|uur|uren|hours?|km|kg|mm?|miljoen|million|leden|members?|lidstaten|landen|countries|andere|others?)\b)"
)
"""``Articles 4, 5 and 10 bring in``: the last number of several is an article unless it counts something."""
_RECITAL_WORDS = frozenset({"recital", "recitals", "overweging", "overwegingen"})
_MAX_ITEMS = 60


class Clause(NamedTuple):
    """One article with its sub-parts: kind and value, ``("lid", "1")``, ``("point", "b")``, ``("paren", "3")``."""

    number: str
    subs: tuple[tuple[str, str], ...] = ()


class ClauseList(NamedTuple):
    """Articles, or one annex, named in one stretch of text."""

    start: int
    end: int
    clauses: tuple[Clause, ...]
    annex: bool = False
    recital: bool = False
    loose: bool = False
    """``art 10(3)`` without a full stop, ``Article V``, recitals: they count only beside an act."""


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
            yield found._replace(loose=True) if match.group().strip() == "art" else found


def find_annexes(scan: Scan) -> Iterator[ClauseList]:
    """``bijlage I``, ``Annex IV``, ``de bijlage`` (number empty)."""
    lower = scan.lower
    starts = sorted(chain.from_iterable(map(scan.anywhere, _ANNEX_STARTS)))
    for match in filter(None, (_ANNEX.match(lower, start) for start in starts)):
        if lower[match.start() - 1 : match.start()].isalpha() or lower[match.end() : match.end() + 1].isalpha():
            continue
        numbers, end = _annex_numbers(lower, match)
        yield ClauseList(match.start(), end, tuple(Clause(number.upper()) for number in numbers), annex=True)


def _annex_numbers(lower: str, match: re.Match[str]) -> tuple[list[str], int]:
    """``bijlagen 1 en 2``, ``Annexes I to IV``: a plural goes on."""
    numbers, end = [match["number"] or ""], match.end()
    while match["number"] and match.group().startswith(("bijlagen", "annexes")) and len(numbers) < _MAX_ITEMS:
        ranged = RANGE.match(lower, end)
        step = ranged or SEPARATOR.match(lower, end)
        following = _ANNEX_NUMBER.match(lower, step.end()) if step else None
        if not following:
            break
        low, high = numbers[-1].upper(), following.group().upper()
        if ranged and _ROMAN.fullmatch(low) and _ROMAN.fullmatch(high):
            numbers.extend(roman(number) for number in range(arabic(low) + 1, arabic(high)))
        elif ranged:
            numbers.extend(_parts_between(numbers[-1], following.group()))
        numbers.append(following.group())
        end = following.end()
    return numbers, end


def find_recitals(scan: Scan) -> Iterator[ClauseList]:
    """``Recital 78 of GDPR``, ``overwegingen 46 en 47``: they count only beside an act."""
    for match in _RECITAL.finditer(scan.lower) if scan.words & _RECITAL_WORDS else ():
        if not scan.lower[match.start() - 1 : match.start()].isalpha():
            clauses = tuple(Clause(number) for number in _DIGITS.findall(match["numbers"]))
            yield ClauseList(match.start(), match.end(), clauses, recital=True, loose=True)


def render(clause: Clause, style: str) -> str:
    """The part of an id: ``treaty`` gives ``346(1)(b)``, ``eu`` ``art2.1``, ``national`` ``art4-lid2-3\u00b0``."""
    values = [value for _, value in clause.subs]
    if style == "treaty":
        number, *dotted = clause.number.split(".")
        return number + "".join(f"({value})" for value in (*dotted, *values))
    if style == "eu":
        return "art" + ".".join([clause.number, *values])
    signs = {"lid": "lid", "section": "\u00a7"}
    return "-".join([f"art{clause.number}", *(signs.get(kind, "") + value for kind, value in clause.subs)])


def _read(scan: Scan, start: int, position: int) -> ClauseList | None:
    lower = scan.lower
    number = _NUMBER.match(lower, position)
    if not number:
        roman = _ROMAN.match(scan.text, position)
        return ClauseList(start, roman.end(), (Clause(str(arabic(roman.group()))),), loose=True) if roman else None
    clauses, end = _with_subs(lower, number)
    several = _PLURAL.match(lower, start) is not None
    start, clauses = _with_before(lower, start, clauses)
    items = list(clauses)
    while len(items) < _MAX_ITEMS:
        step = _TOGETHER.match(lower, end) or RANGE.match(lower, end) or SEPARATOR.match(lower, end)
        if not step:
            break
        ranged = step.re is RANGE
        following = _next(scan, step.end(), items[-1], several=several)
        if not following:
            break
        more, end = following
        if ranged:
            items.extend(_between(items[-1], more[0]))
        items.extend(more)
    return ClauseList(start, end, tuple(dict.fromkeys(items)))


def _between(low: Clause, high: Clause) -> Iterator[Clause]:
    """Articles, or sub-parts of one article, between the ends of a range."""
    if low.number.isdigit() and high.number.isdigit() and low.number != high.number:
        yield from map(Clause, between(low.number, high.number, _MAX_ITEMS))
    elif low.number == high.number and low.subs and high.subs and low.subs[:-1] == high.subs[:-1]:
        (kind, first), (_, last) = low.subs[-1], high.subs[-1]
        for part in _parts_between(first, last):
            yield low._replace(subs=(*low.subs[:-1], (kind, part)))


def _parts_between(first: str, last: str) -> Iterator[str]:
    """``b`` for ``a`` to ``c``, ``2\u00b0`` for ``1\u00b0`` to ``3\u00b0``."""
    sign = "\u00b0" if first.endswith("\u00b0") else ""
    return (part + sign for part in between(first.removesuffix(sign), last.removesuffix(sign), _MAX_ITEMS))


def _listed(numbers: str) -> list[str]:
    """``1, 3 tot 5`` in full."""
    listed: list[str] = []
    for ranged, number in _STEP.findall(numbers):
        listed.extend(_parts_between(listed[-1], number) if ranged and listed else ())
        listed.append(number)
    return listed


def _with_before(lower: str, start: int, clauses: list[Clause]) -> tuple[int, list[Clause]]:
    match = _BEFORE.search(lower, max(0, start - 48), start)
    if not match or len(clauses) != 1 or lower[match.start() - 1 : match.start()].isalnum():
        return start, clauses
    groups: list[list[tuple[str, str]]] = []
    position = match.start()
    while position < start:
        found, end = _sub(lower, position)
        if not found:
            position += 1
        elif found[0][0] in ("lid", "section"):
            groups.insert(0, found)
            position = end
        else:
            more, position = _more_points(lower, end, start)
            groups.append([*found, *more])
    if not groups:
        return start, clauses
    return match.start(), [clauses[0]._replace(subs=(*clauses[0].subs, *one)) for one in product(*groups)]


def _more_points(lower: str, position: int, stop: int) -> tuple[list[tuple[str, str]], int]:
    """What is listed after the first: ``points (a) and (b) of``."""
    points: list[tuple[str, str]] = []
    while (step := SEPARATOR.match(lower, position, stop)) and (point := _BRACKETED.match(lower, step.end(), stop)):
        points.append(("point", point[1]))
        position = point.end()
    return points, position


def _next(scan: Scan, position: int, previous: Clause, *, several: bool) -> tuple[list[Clause], int] | None:
    """One more article, or one more sub-part of the last one (``and (e)``, ``of derde lid``)."""
    lower = scan.lower
    again = _same_level(lower, position, previous)
    if again:
        return again
    word = re.compile(r"(?:art(?:ikel(?:en)?|icles?|t?\.)\s*)").match(lower, position)
    number = _NUMBER.match(lower, word.end() if word else position)
    if number:
        clauses, end = _with_subs(lower, number)
        if word or clauses[0].subs or ends_number(lower, end) or _CAPITAL.match(scan.text, end):
            return clauses, end
        return (clauses, end) if several and lower[end : end + 1] == " " and not _COUNTED.match(lower, end) else None
    if previous.subs:
        subs, end = _sub(lower, position)
        if subs and subs[0][0] == previous.subs[-1][0]:
            return [previous._replace(subs=(*previous.subs[:-1], one)) for one in subs], end
    return None


def _same_level(lower: str, position: int, previous: Clause) -> tuple[list[Clause], int] | None:
    """``3\u00b0 en 4\u00b0``, ``onder a) tot en met c)``: one more of what came last."""
    kind = previous.subs[-1][0] if previous.subs else ""
    pattern = _DEGREE if kind == "degree" else _NEXT_POINT if kind in ("point", "paren") else None
    match = pattern.match(lower, position) if pattern else None
    if not match:
        return None
    return [previous._replace(subs=(*previous.subs[:-1], (kind, match.group(1))))], match.end()


def _with_subs(lower: str, number: re.Match[str]) -> tuple[list[Clause], int]:
    roman_part, dot, rest = number.group().rpartition(".") if number.group()[0] in "ivx" else ("", "", number.group())
    clauses = [Clause(roman_part.upper() + dot + "".join(rest.split()))]
    end = number.end()
    while True:
        subs, stop = _sub(lower, end)
        if not subs:
            return clauses, end
        clauses = [clause._replace(subs=(*clause.subs, one)) for clause in clauses for one in subs]
        end = stop


def _sub(lower: str, position: int) -> tuple[list[tuple[str, str]], int]:
    """Sub-parts at a position: several where the text joins them (``eerste en derde lid``, ``leden 1 en 3``)."""
    if match := _PAREN.match(lower, position):
        return [("paren", match.group(1))], match.end()
    if match := _PARAGRAPHS.match(lower, position):
        kind = "section" if match.group(1)[0] == "\u00a7" else "lid"
        return [(kind, one) for one in _listed(match.group(2))], match.end()
    if match := _PARAGRAPH.match(lower, position):
        return [("section" if match.group(1)[0] == "\u00a7" else "lid", match.group(2))], match.end()
    if match := _WORDED.match(lower, position):
        return [("lid", _ORDINALS[word]) for word in re.findall(_ORDINAL, match.group(1))], match.end()
    if match := _DEGREE.match(lower, position):
        return [("degree", match.group(1))], match.end()
    if match := _POINT.match(lower, position) or _LOOSE_POINT.match(lower, position):
        return [("point", match.group(match.lastindex or 1))], match.end()
    return [], position
