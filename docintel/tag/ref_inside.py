"""Pointers inside the document: ``zie 4.3.3.3``, ``hoofdstuk 5``, ``aanbeveling 6``, ``Tabel 1``, ``pp. 16``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from docintel.tag.ref_lists import RANGE, SEPARATOR, between, ends_number, within_paragraph
from docintel.tag.scan import Found, Scan
from docintel.types import Scheme

_WORDED: tuple[tuple[str, Scheme, str], ...] = (
    # words, scheme, what stands before the number in the id
    ("hoofdstuk hoofdstukken hfst chapter chapters sectie secties section sections subsection subsections "
     "paragraaf paragrafen afdeling afdelingen par", "section", "#"),
    ("aanbeveling aanbevelingen recommendation recommendations", "recommendation", "#rec"),
    ("tabel tabellen table tables", "figure", "#tab"),
    ("figuur figuren figure figures fig grafiek grafieken chart charts afbeelding afbeeldingen", "figure", "#fig"),
    ("box boxes boxen kader kaders tekstkader", "figure", "#box"),
    ("noot voetnoot voetnoten eindnoot footnote footnotes endnote", "section", "#fn"),
)  # fmt: skip
_WORDS: dict[str, tuple[str, Scheme]] = {
    word: (prefix, scheme) for words, scheme, prefix in _WORDED for word in words.split()
}
_THEN = within_paragraph(r"\.?\s+(?:nrs?\.?\s+|nos?\.?\s+)?(?=[0-9])")
_POINTING = ("zie", "see", "cf", "cfr", "vgl", "supra", "infra")
_LEVELS = re.compile(r"\d\d?\.\d{1,2}\.\d{1,2}")
_LEADS = re.compile(r"(?:\(|\b(?:in|onder|punt|under)\s)$")
_SEE = re.compile(
    r"\.?(?:\s+(?:ook|also|verder|hoger|lager|hieronder|hierboven|onder|supra|infra|above|below|punt|point|deel|part"
    r"|nr\.?|\u00a7|onderdeel|in)){0,4}[\s:,]+(?:(?!s[eu]|hoofd|chap|para|afd|tab|fig|box)[\"'\u2018\u201c]?"
    r"[a-z\u00e0-\u00ff-]{4,30}[\"'\u2019\u201d]?\s+(?=\d{1,2}\.\d))?(?=\d)"
)
_SEE_ALSO = re.compile(r"\s[^.;:\n]{4,60}?\b(?:ook|also|in|onder|under)\s(?=\d{1,2}\.\d)")
_NUMBER = re.compile(
    r"\d{1,2}(?:\.\d{1,3}){0,4}(?![\d/%\u20ac]|[.,]\d|\s?(?:\u20ac|%|eur\b|uur\b|h\b|mm\b|miljoen|million))"
)
_DOTTED = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,4}(?![\d/%\u20ac]|[.,]\d|\s?(?:uur|h)\b)")
_PAGE = re.compile(
    r"(?:pp?\.|blz\.?|bladzijden?|pagina(?:'s)?|pages?|pag\.)\s?(?P<first>\d{1,4})(?!\d|[.,]\d|-pag)"
    r"(?:\s?(?:-|\u2013|tot en met|t/m|tot|to)\s?(?P<last>\d{1,4})(?!\d|\.\d))?"
)
_PAGES = ("pp", "pagina's", "pages", "bladzijden")
_PAGE_STARTS = ("p.", "pp.", "blz", "bladzij", "pagina", "page", "pag.")
_MORE_PAGES = re.compile(r"(?:,\s?|,?\s(?:en|and|&)\s)(\d{1,3})(?:[-\u2013](\d{1,3}))?(?!\d|[.,]\d)")
_LIMIT = re.compile(r"\s*(?:limit|maximum|pagina's|max|(?:van|of)\s\d)|\s?/\d")
_ELSEWHERE = re.compile(
    r"(?:\([a-z\d]{1,3}\))*\)?,?\s+(?:of|in|van|uit)\s+(?!(?:the|this|dit|het|de|deze|our)\s+(?:call|document|advi|present|annex"
    r"|bijlage|rapport|analyserapport|report|tekst|text))"
    r"(?:the\s|de\s|het\s|een\s|an?\s|[A-Z][a-z]+)"
)
"""``sectie 2.2 in Kattel``, ``Section 3(d) of the Guide``: a part of something else."""
_OF_A_SOURCE = re.compile(r",?\s(?:pp?|blz)\.\s?\d")
_AFTER_A_SOURCE = re.compile(r"\b(?:pp?|blz)\.\s?[\d-]+,\s$")
"""``Table 2, p. 14 of ...``: a table of the source that is cited."""
_LETTERED = re.compile(r"\s(?P<number>[A-Z]{1,2}\.?\d{1,2}[a-h]?)(?![\w]|[.,]\d)")
_LETTER = re.compile(r"[a-h](?![^\W_]|[.,]\d)")
_OF_AN_ANNEX = re.compile(r"(?:annex|bijlage|appendix)\s[ivx\d]{1,4},\s$")
_SIGN = re.compile(r"\u00a7{1,2}\s?(?=\d{1,2}\.\d)")
_OWN_SIGN = re.compile(r"\u00a7?\s?")
_CHAIN = re.compile(r"\d{1,3}(?:\s?[-\u2013]\s?\d{1,3}){2}")
"""``Section 22-11-33`` of a manual: one number, no range."""
_ROMAN = re.compile(r"\s(?P<number>[IVX]{1,5})(?![\w.]|\s+[A-Z]{2})")
_PART_NUMBER = re.compile(r"\s(?P<number>[IVX]{1,5}|\d{1,2})(?![\w.,]\w|\w|\s+[A-Z]{2}|\s?%)")
_VALUES = {"I": 1, "V": 5, "X": 10}
_POINTED = re.compile(r"\b(?:zie|see|vgl|cf|verwe[nz]en|verwijst|verwezen)\b[^.;]{0,60}$")
_POINTED_AFTER = re.compile(r"\s(?:hierna|hiervoor|hierboven|hieronder)\b|\svan\s(?:deze|dit)\s")


def find_inside(scan: Scan) -> Iterator[Found]:
    """Clauses, recommendations, figures, tables, boxes, notes and pages by number.

    Found: ``hoofdstuk 5``, ``sections 5 to 7``, ``(zie ook 1.1)``, ``cfr. kennisveiligheid 4.3.1``,
    ``Figuur 2``, ``Box 2``, ``(pp.16)``. Not found: ``page limit 50``, ``section of 3 metres``, ``zie 15 %``.
    """
    for word in scan.words & _WORDS.keys():
        yield from _worded(scan, word, *_WORDS[word])
    yield from _signed(scan)
    yield from _lettered(scan)
    yield from _components(scan)
    yield from _see(scan)
    yield from _alone(scan)
    yield from _pages(scan)


def _worded(scan: Scan, word: str, prefix: str, scheme: Scheme) -> Iterator[Found]:
    for start in scan.places(word):
        then = _THEN.match(scan.lower, start + len(word))
        is_figure = scheme == "figure"
        if then and _CHAIN.match(scan.lower, then.end()):
            continue
        found = _numbers(scan.lower, then.end(), plural=word[-1] in "sn", lettered=is_figure) if then else None
        lettered = _LETTERED.match(scan.text, start + len(word)) if is_figure else None
        if lettered:
            found = [lettered["number"].replace(".", "")], lettered.end()
        if found:
            numbers, end = found
            if prefix == "#" and _ELSEWHERE.match(scan.text, end):
                continue
            if is_figure and _is_of_a_source(scan, start, end):
                continue
            ids = tuple(prefix + number for number in numbers)
            yield Found(start, end, scheme, ids, "clause", score=0.9)


def _is_of_a_source(scan: Scan, start: int, end: int) -> bool:
    return (
        _OF_A_SOURCE.match(scan.lower, end) is not None
        or _AFTER_A_SOURCE.search(scan.lower, max(0, start - 20), start) is not None
    )


def _signed(scan: Scan) -> Iterator[Found]:
    """``\u00a71.4.1``, ``\u00a75.2 and \u00a75.3``: two levels at least, a lone ``\u00a7 2`` is part of an article."""
    done = 0
    for match in _SIGN.finditer(scan.lower) if "\u00a7" in scan.text else ():
        if match.start() < done or scan.lower[match.start() - 1 : match.start()].isalnum():
            continue
        if _OF_AN_ANNEX.search(scan.lower, max(0, match.start() - 16), match.start()):
            continue
        found = _numbers(scan.lower, match.end())
        done = found[1] if found else done
        if found and not _ELSEWHERE.match(scan.text, found[1]):
            yield Found(
                match.start(), found[1], "section", tuple(f"#{one}" for one in found[0]), "section-sign", score=0.85
            )


def _lettered(scan: Scan) -> Iterator[Found]:
    """``Section II``, ``Hoofdstuk IV``, ``Deel I``, ``Part 2``: dropped later where the document has no such part."""
    for words, pattern, prefix in (
        ("section sectie chapter hoofdstuk title titel afdeling", _ROMAN, "#"),
        ("deel part", _PART_NUMBER, "#part"),
    ):
        for word in scan.words.intersection(words.split()):
            for start in scan.places(word):
                match = pattern.match(scan.text, start + len(word))
                if match and not _ELSEWHERE.match(scan.text, match.end()):
                    number = match["number"] if prefix == "#" else str(arabic(match["number"]))
                    yield Found(start, match.end(), "section", (prefix + number,), "guessed-part", score=0.7)


def arabic(numeral: str) -> int:
    """``IV`` as 4; digits stay what they are."""
    if numeral.isdigit():
        return int(numeral)
    values = [_VALUES[letter] for letter in numeral]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def roman(number: int) -> str:
    """``4`` as IV, up to 39."""
    units = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return "X" * (number // 10) + units[number % 10]


def _components(scan: Scan) -> Iterator[Found]:
    """``zie onderdeel 9 en 11 hierna``: the word stands in acts too, so something must point."""
    for word in scan.words & {"onderdeel", "onderdelen"}:
        for start in scan.places(word):
            then = _THEN.match(scan.lower, start + len(word))
            found = _numbers(scan.lower, then.end(), plural=True) if then else None
            if not found or _ELSEWHERE.match(scan.text, found[1]):
                continue
            is_pointed = _POINTED.search(scan.lower, max(0, start - 80), start) is not None
            if is_pointed or _POINTED_AFTER.match(scan.lower, found[1]):
                yield Found(start, found[1], "section", tuple(f"#{one}" for one in found[0]), "component", score=0.8)


def _numbers(
    lower: str, position: int, *, plural: bool = False, lettered: bool = False
) -> tuple[list[str], int] | None:
    """A number and what is listed or ranged after it (``3``, ``5 to 7``, ``4.1 en 4.2``; lettered: ``2a en 2b``).

    After a plural (``Chapters 4 and 5 give``) any word may follow the list, after a singular only such as let it end.
    """
    first = _number(lower, position, lettered=lettered)
    if not first:
        return None
    numbers, end = [first[0]], first[1]
    while len(numbers) < 30:
        ranged = RANGE.match(lower, end)
        step = ranged or SEPARATOR.match(lower, end)
        following = _number(lower, _behind_sign(lower, step.end()), lettered=lettered) if step else None
        if not following or not (plural or ends_number(lower, following[1])):
            break
        if "." in numbers[-1] and "." not in following[0] and not ranged:
            break
        if ranged:
            numbers.extend(_between(numbers[-1], following[0]))
        numbers.append(following[0])
        end = following[1]
    return numbers, end


def _number(lower: str, position: int, *, lettered: bool) -> tuple[str, int] | None:
    match = _NUMBER.match(lower, position)
    letter = _LETTER.match(lower, match.end()) if match and lettered else None
    end = letter.end() if letter else match.end() if match else position
    return (lower[position:end], end) if match and not lower[end : end + 1].isalpha() else None


def _between(low: str, high: str) -> Iterator[str]:
    """``6`` for ``5 to 7``, ``3.2`` for ``3.1 to 3.3``."""
    stem, dot, first = low.rpartition(".")
    other, _, last = high.rpartition(".")
    if stem == other:
        yield from (stem + dot + one for one in between(first, last, 30))


def _behind_sign(lower: str, position: int) -> int:
    sign = _OWN_SIGN.match(lower, position)
    return sign.end() if sign else position


def _see(scan: Scan) -> Iterator[Found]:
    """``zie 4.3.3.3``, ``Zie voor de omvang van het verschil ook 3.1``; a lone number (``zie 4``) would be a guess."""
    for word in _POINTING:
        for start in scan.places(word) if word in scan.words else ():
            match = _SEE.match(scan.lower, start + len(word)) or _SEE_ALSO.match(scan.lower, start + len(word))
            is_number = match is not None and _DOTTED.match(scan.lower, match.end()) is not None
            found = _numbers(scan.lower, match.end()) if match and is_number else None
            if match and found:
                numbers, end = found
                ids = tuple(f"#{one}" for one in numbers)
                yield Found(match.end(), end, "section", ids, "see-number", score=0.85)


def _alone(scan: Scan) -> Iterator[Found]:
    """``in 4.1.1``, ``(4.3.3.1 en 4.3.3.2)``: three levels or more need no pointing word."""
    for match in _LEVELS.finditer(scan.text) if scan.holds(_LEVELS) else ():
        start = match.start()
        is_led = _LEADS.search(scan.lower, max(0, start - 7), start) and _DOTTED.match(scan.lower, start)
        found = _numbers(scan.lower, start) if is_led else None
        if found:
            ids = tuple(f"#{one}" for one in found[0])
            yield Found(start, found[1], "section", ids, "number-alone", score=0.7)


def _pages(scan: Scan) -> Iterator[Found]:
    starts = chain.from_iterable(map(scan.places, _PAGE_STARTS))
    for match in filter(None, (_PAGE.match(scan.lower, start) for start in starts)):
        if _LIMIT.match(scan.lower, match.end()):
            continue
        first, last = int(match["first"]), _last_page(match["first"], match["last"])
        if first <= last <= first + 60:
            pages, end = [*range(first, last + 1)], match.end()
            is_plural = match.group().startswith(_PAGES)
            while (more := _MORE_PAGES.match(scan.lower, end)) and pages[-1] < int(more[1]) < first + 300:
                if not is_plural and not ends_number(scan.lower, more.end()):
                    break
                pages.extend(range(int(more[1]), max(int(more[1]), min(int(more[2] or 0), first + 300)) + 1))
                end = more.end()
            yield Found(match.start(), end, "page", tuple(f"#p{page}" for page in pages), "page", score=0.8)
        elif last > first:
            yield Found(match.start(), match.end("first"), "page", (f"#p{first}",), "page", score=0.7)


def _last_page(first: str, last: str | None) -> int:
    """``pp. 112-5`` ends on page 115; ``p. 21-15`` is no range at all but page 15 of part 21."""
    if last is None:
        return int(first)
    return int(first[: len(first) - len(last)] + last) if len(last) < len(first) else int(last)
