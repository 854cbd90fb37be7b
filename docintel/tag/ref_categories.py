"""Category numbers of a control list that stands near by: ``categorieën 1-4 en 7a-7e`` of the military list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docintel.tag import ref_dual_use, ref_military
from docintel.tag.polarity import polarity_of
from docintel.tag.ref_lists import GLOSS, SEPARATOR, ends_number, read_list
from docintel.tag.scan import Found, Scan

_TRIGGER = re.compile(
    r"cate(?:gor|go-\n|-\n)[a-z\u00eb]*\s+(?:nr\.?\s*|no\.?\s*|nummers?\s+|numbers?\s+"
    r"|van\s+|from\s+)?(?=[0-9])"
)
_EXCEPT = re.compile(
    r"(?:m\.u\.v\.?|met uitzondering van|behalve|uitgezonderd|except(?: for)?|excluding|other than)\s+"
    r"(?:de\s+|the\s+)?(?:nrs?\.?\s+|nos?\.?\s+)?(?=[1-9])"
)
_CATEGORY = re.compile(r"categor")
_EXCEPT_REACH = 100
_EXCEPT_LENGTH = 50
_ENTRY_WORDS = frozenset(
    "code codes entry entries item items no nos nr nrs nummer nummers number numbers "
    "post posten rubriek rubrieken".split()
)
_THEN = re.compile(r"\.?\s+(?=[1-9])")
_LINK = re.compile(r"\s+(?:van|of|uit|in|on)\s+(?:de|the)\s+")
_LETTERED = re.compile(
    r"(?<![\w.,-])([1-9]\d?[a-i]?(?:\s?(?:-|\u2013|,|en|and|to|tot en met|t/m)\s?[1-9]\d?[a-i]?)*)"
    r"\s(?:(?:van|of|uit|in|on) (?:de|the) )?(?:(?:europese|eu|common|gemeenschappelijke) )*$"
)
_LETTER = re.compile(r"\d[a-i]")
_OTHER_PART = re.compile(
    r"(?:bijlagen?|annex(?:es)?|artikel(?:en)?|articles?|art\.|hoofdstuk|chapter|punt(?:en)?|points?|secti(?:on|e)s?"
    r"|paragra(?:af|ph)s?|\u00a7|no(?:ot|te)|versie|version|klasse|class)\s$"
)
_GERMAN = re.compile(r"position(?:en)?\s+00(\d\d)(?!\d)(?=.{0,60}ausfuhrliste)")
_NUMBERS = re.compile(r"[0-9](?:[A-E](?![A-Za-z0-9]))?(?![0-9A-Za-z]|\.\d)")
_NUMBER_RANGE = re.compile(r"\s*(?:-|\u2013|tot en met|t/m|t\.?e\.?m\.?|tot|to|through)\s*(?=[0-9](?!\d))")
_PARTED = re.compile(r"5,?\s+(?:part|deel)\s+[12](?!\d)")
"""Only category 5 of the dual-use list has two parts: ``Category 5 Part 2`` needs no list near by."""
_REACH = 90
_FAR = re.compile(r"[.;]\s+[A-Z]|\n\s*\n")


@dataclass(frozen=True, slots=True)
class _Near:
    distance: int
    scheme: str


def find_categories(scan: Scan) -> Iterator[Found]:
    """Numbers without ML, only where the list is named in the same sentence or just before.

    Found: ``Category 10 of the Common Military List``, ``de militaire lijst categorieën 1-4 en 7a-7e``,
    ``EU CML category 15``, ``categorieën van 0 t.e.m. 9 voor dual-use``, ``Category 5 Part 2`` of the dual-use list.
    Not found: ``categorie 1-4 van de enquête``, ``vergunning categorie 7a``.
    """
    lower = scan.lower
    for trigger in _TRIGGER.finditer(lower):
        scheme = _list_near(lower, trigger.start(), trigger.end())
        if scheme is None and _PARTED.match(lower, trigger.end()):
            scheme = "du"
        # ``ML categorie 11``: the letters stand before the word, not before the number.
        own = 3 if scan.text[max(0, trigger.start() - 3) : trigger.start()] == "ML " else 0
        if scheme == "ml" or own:
            yield from _military(scan, trigger.start() - own, trigger.end())
        elif scheme == "du":
            yield from _dual_use(scan, trigger.start(), trigger.end())
    yield from _after_except(scan)
    yield from _entries(scan)
    yield from _before_list(scan)
    if "ausfuhrliste" in scan.words:
        yield from _german(scan)


def _entries(scan: Scan) -> Iterator[Found]:
    """``post 10 van de militaire lijst``, ``ML-codes 10 en 11``: the list is named behind the numbers or before."""
    for word in scan.words & _ENTRY_WORDS:
        for start in scan.places(word):
            then = _THEN.match(scan.lower, start + len(word))
            own = 3 if scan.text[max(0, start - 3) : start] in ("ML-", "ML ") else 0
            for found in _military(scan, start - own, then.end()) if then else ():
                behind = _LINK.match(scan.lower, found.end)
                if own or (behind and ref_military.LIST_NAME.search(scan.lower, behind.end(), behind.end() + 45)):
                    yield found


def _before_list(scan: Scan) -> Iterator[Found]:
    """``goederen van 7a-7e militaire lijst``: numbers with a letter right before the list; ``12 goederen`` are none."""
    for name in ref_military.LIST_NAME.finditer(scan.lower):
        numbers = _LETTERED.search(scan.lower, max(0, name.start() - 50), name.start())
        if numbers and _LETTER.search(numbers[1]) and not _OTHER_PART.search(scan.before(numbers.start(1), 20)):
            yield from _military(scan, numbers.start(1), numbers.start(1))


def _german(scan: Scan) -> Iterator[Found]:
    """``Position 0010 der Ausfuhrliste``: the German numbers 0001 to 0022 are ML1 to ML22."""
    for match in _GERMAN.finditer(scan.lower):
        number = int(match.group(1))
        if 1 <= number <= 22:
            yield Found(match.start(), match.end(1), "ml", (f"ML{number}",), "ausfuhrliste", score=0.8)


def _after_except(scan: Scan) -> Iterator[Found]:
    """``alle categorieën van de militaire lijst m.u.v. 1-4 en 7a-7e``."""
    done = 0
    for category in _CATEGORY.finditer(scan.lower):
        reach = category.start() + _EXCEPT_REACH
        for match in _EXCEPT.finditer(scan.lower, max(done, category.end()), reach + _EXCEPT_LENGTH):
            before = scan.before(match.start(), _EXCEPT_REACH)
            if "categor" in before and ref_military.LIST_NAME.search(before):
                yield from _military(scan, match.end(), match.end())
            done = match.end()


def _list_near(lower: str, start: int, end: int) -> str | None:
    """Which list is named nearest: behind the numbers first, else before them."""
    found: list[_Near] = []
    for scheme, name in (("ml", ref_military.LIST_NAME), ("du", ref_dual_use.LIST_NAME)):
        after = name.search(lower, end, end + _REACH + 40)
        if after and not _FAR.search(lower, end, after.start()):
            found.append(_Near(after.start() - end, scheme))
        before = list(name.within(lower, max(0, start - _REACH), start))
        if before:
            # What stands behind wins at equal distance: "categorie 3 van de lijst".
            found.append(_Near(start - before[-1].end() + 15, scheme))
    return min(found, key=lambda near: near.distance).scheme if found else None


def _military(scan: Scan, start: int, position: int) -> Iterator[Found]:
    grammar = ref_military.grammar()
    head = grammar.bare.match(scan.text, position) if grammar.bare else None
    number = grammar.first(head) if head else None
    if head and number:
        found = read_list(grammar, scan.text, number, head.end())
        if len(found.codes) > 1 or ends_number(scan.text, found.end):
            ids = ref_military.ids_of(found.codes)
            polarity = polarity_of(scan, position, found.end)
            yield Found(start, found.end, "ml", ids, "military-category", polarity, 0.85)


def _dual_use(scan: Scan, start: int, position: int) -> Iterator[Found]:
    text = scan.text
    head = _NUMBERS.match(text, position)
    if not head:
        return
    numbers, end = [head.group()], head.end()
    while True:
        step = _NUMBER_RANGE.match(text, end)
        ranged = _NUMBERS.match(text, step.end()) if step else None
        if step and ranged:
            numbers.extend(map(str, range(int(numbers[-1][0]) + 1, int(ranged.group()[0]))))
            numbers.append(ranged.group())
            end = ranged.end()
            continue
        gloss = GLOSS.match(text, end)
        step = SEPARATOR.match(text, gloss.end() if gloss else end)
        following = _NUMBERS.match(text, step.end()) if step else None
        if not step or not following or not ends_number(text, following.end()):
            break
        numbers.append(following.group())
        end = following.end()
    part = re.compile(r",?\s*(?:part|deel)\s+[12](?!\d)", re.IGNORECASE).match(text, end)
    if part:
        end = part.end()
    ids = tuple(f"DU:{number}" for number in dict.fromkeys(numbers))
    yield Found(start, end, "dual-use", ids, "dual-use-category", polarity_of(scan, start, end), 0.85)
