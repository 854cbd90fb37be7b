"""Codes of the EU Common Military List: ``ML10``, ``ML 10.c``, ``ML10c1``, ``WML10``, lists and ranges of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from docintel.lexicon import military_list
from docintel.tag.keyed import cue
from docintel.tag.polarity import polarity_of
from docintel.tag.ref_lists import ListGrammar, Parts, count_children, ends_number, known_ranks, read_list
from docintel.tag.scan import Found, Scan

_HEAD = re.compile(r"(?P<letters>[Mm][Ll])(?P<gap>[ \u00a0\n.\-\u2011]| \n)?(?P<number>\d{1,2})(?!\d|\.\d|:\d|\s?%)")
_CORE = re.compile(
    r"(?:(?:categor[a-z\u00eb]+|cat\.|posten|post|entry|entries)\s+)?[WC]?ML[ \u00a0\n.\-\u2011]?(\d{1,2})(?!\d|\.\d)"
)
_BARE = re.compile(r"(?:(?:categor[a-z\u00eb]+|cat\.)\s+)?([1-9]\d?)(?!\d|\.\d)")

LIST_NAME = cue(
    r"militaire\s+(?:goederen)?lijst|military\s+list|munitions?\s+list|munitielijst|lijst\s+van\s+militaire"
    r"|lijst\s+militaire"
    r"|list\s+of\s+military|\bcml\b|ausfuhrliste|militaire\s+categorie|liste\s+commune|list\s+of\s+defen[cs]e-related"
    r"|lijst\s+van\s+defensiegerelateerde"
)
_SPEAKS_FOR = cue(
    r"categor|wapen|weapon|munit|\barms\b|export|uitvoer|vergunning|licen[cs]|schedule|\bannex|bijlage|goederen|\bgoods"
    r"|\bentry|\bentries|\bposten?\b|control|muyters|2009/43|2008/944|defen[cs]|militair|military|dual.use|strategisch"
)
_SPEAKS_AGAINST = cue(
    r"machine[- ]?learning|algorit|\bversie\b|\bversion\b|\bschaal\b|deep[- ]learning|neural|neuraal"
    r"|baseline|classifier|xgboost|dataset|data set|maturity"
    r"|volwassenheid|richter|magnitud|earthquake|aardbeving|\bexperiment|hyperparam|\btraining run|benchmark|overfit"
    r"|mercedes|milliliter|millilitre|\bklasse\b.{0,12}auto|essential eight|random forest|malaria|inference"
)
_WRONG_NEIGHBOUR = re.compile(
    r"[ -](?:model(?:s|len)?|baselines?|classifiers?|algorit\w+|pipelines?|engineers?|ops|experiments?|runs?|servers?"
    r"|accelerators?|(?:and|en) (?:ai|deep)|jaar|years?|uur|hours?|days?|dagen|keer|times|min(?:uten|utes)?\b|%"
    r"|mm\b|km\b)"
)


@cache
def grammar() -> ListGrammar:
    """The list grammar over the rows of the military list."""
    rows = military_list()
    return ListGrammar(
        core=_CORE,
        first=_category,
        identify=identify,
        known=known_ranks([row.id for row in rows]),
        children=count_children([row.parent for row in rows]),
        bare=_BARE,
    )


def identify(parts: Parts) -> str:
    """``("7", "a")`` is ``ML7.a``."""
    return "ML" + ".".join(parts)


@lru_cache(maxsize=4096)
def ids_of(codes: tuple[Parts, ...]) -> tuple[str, ...]:
    """Ids of a list of codes: texts repeat theirs, and equal ids are one object."""
    return tuple(identify(parts) for parts in codes)


def find_military(scan: Scan) -> Iterator[Found]:
    """Codes with the letters ML.

    Found: ``Munitie (ML3.a)``, ``ML 1 of ML 2``, ``ML10(c)(1)``, ``ML 21b5``, ``ML1, 2, 3, 4 en 7a tot 7e``,
    ``ML7 a t.e.m. e``, ``ML1-ML22``, ``WML10``. Not found: ``AI/ML techniques``, ``HTML 4``, ``10 ml water``,
    ``ML 4.2`` (a magnitude), ``ML23`` (does not exist), ``the ML1 baseline``.
    """
    text = scan.text
    done = 0
    for head in _HEAD.finditer(text):
        if head.start() < done or not (number := _category_of(head["number"])):
            continue
        start = _word_start(text, head.start())
        if start is None:
            continue
        found = read_list(grammar(), text, number, head.end())
        if _accepts(scan, head, found.end, len(found.codes)):
            done = found.end
            polarity = polarity_of(scan, start, found.end)
            yield Found(start, found.end, "ml", ids_of(found.codes), "military-list", polarity, 0.95)


def _category(match: re.Match[str]) -> str | None:
    return _category_of(match.group(1))


def _category_of(number: str) -> str | None:
    """ML1 to ML22 exist; ML0, ML23 and ML01 do not."""
    return number if number[0] != "0" and 1 <= int(number) <= 22 else None


def _word_start(text: str, start: int) -> int | None:
    """Where the code begins: ``WML10`` is one, ``HTML5``, ``AI/ML`` and ``M-L1`` are none."""
    before = text[start - 1 : start]
    if before.isspace():
        return start
    if before in ("W", "w", "C") and not text[max(0, start - 2) : start - 1].isalnum():
        return start - 1
    if before.isalnum() or (before and before in "_#@&"):
        return None
    if before in ("/", "-", "+") and text[max(0, start - 2) : start - 1].isalpha():
        code_before = re.search(r"ML\s?\d{1,2}[a-z]?.?$", text[max(0, start - 10) : start])
        return start if code_before else None
    return start


def _accepts(scan: Scan, head: re.Match[str], end: int, size: int) -> bool:
    """Weigh the form against the words around it: the looser the form, the more context it needs."""
    letters, gap, _ = head.groups()
    if letters != "ML":
        is_near = gap is None or "categor" in scan.before(head.start(), 14)
        return is_near and scan.near(LIST_NAME, head.start())
    if _WRONG_NEIGHBOUR.match(scan.lower, end):
        return size > 1 and scan.near(LIST_NAME, head.start())
    is_spoken_against = _spoken_against(scan, head.start(), end)
    if not is_spoken_against and (gap is None or _is_plain(scan.text, head, end, size)):
        return True
    return scan.near(LIST_NAME, head.start()) or (not is_spoken_against and scan.near(_SPEAKS_FOR, head.start()))


def _is_plain(text: str, head: re.Match[str], end: int, size: int) -> bool:
    """Tell whether ``ML 10`` and what follows are a code without further words: a list, or a number that ends here."""
    if head["gap"] in ".-\u2011":
        return False
    decimal = re.match(r",\d", text[head.end() : head.end() + 2])
    return size > (2 if decimal else 1) or (not decimal and ends_number(text, end))


def _spoken_against(scan: Scan, start: int, end: int) -> bool:
    if not scan.near(_SPEAKS_AGAINST, start):
        return False
    return _SPEAKS_AGAINST.search(scan.before(start, 100) + " " + scan.after(end, 100)) is not None
