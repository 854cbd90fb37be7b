"""Codes of Annex I of the dual-use regulation: ``5A002.a.1``, ``1C 111 tot en met 1C118``, ``7A of 7B``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from docintel.lexicon import dual_use
from docintel.tag.keyed import cue
from docintel.tag.polarity import polarity_of
from docintel.tag.ref_lists import ListGrammar, Parts, count_children, known_ranks, read_list
from docintel.tag.scan import Found, Scan

_HEAD = re.compile(r"([0-9])(?P<gap>[ \u00a0]?)([A-E])(?P<gap2>[ \u00a0\n]?)([0-9]{3})(?![0-9])")
_LOWER_HEAD = re.compile(r"([0-9])(?P<gap>)([a-e])(?P<gap2>)([0-9]{3})(?![0-9a-z])")
_LOWER_SHAPE = re.compile(r"[0-9][a-e][0-9]{3}")
_CORE = re.compile(
    r"(?:(?:posten|post|entry|entries|items?)\s+)?([0-9])[ \u00a0]?([A-Ea-e])[ \u00a0\n]?([0-9]{3})(?![0-9])"
)
_ANOTHER = re.compile(r"[\w.()]{0,8}\s(?:of|en|or|and|to|tot(?: en met)?|t/m)\s[0-9][A-E]\s?[0-9]{3}(?![0-9])")
_RANGED = re.compile(r"\s?[-\u2013/]\s?[0-9][A-E][0-9]{3}(?![0-9])")
_LONGER = re.compile(r"[A-Za-z]{2}|[A-Z]\b|[-_][A-Z]\b|[-_/]?[A-Z]{2}|[-_][A-Z0-9]{2}|[A-Z0-9]{2}")
"""What stands behind a part number that only looks like a code."""
_ROOM = re.compile(
    r"(?i:kamer|lokaal|zaal|vlucht|flight|room|gate|stand|hal|(?:artikel|serie|onderdeel)nummer|(?:part"
    r"|serial) number)\s+$"
)
_GROUPS = re.compile(r"([0-9])([A-E])(?:\s*(?:,|en|of|and|or|/)\s*[0-9][A-E](?![0-9A-Za-z]))*(?![0-9A-Za-z])")
_GROUP = re.compile(r"[0-9][A-E]")

LIST_NAME = cue(
    r"dual[- ]?use|tweeërlei|2021/821|428/2009|1334/2000|\beccn\b|controlelijst|control list|producten voor twee"
    r"|gebruik.{0,10}goederen voor twee|wassenaar"
)
_SPEAKS_FOR = cue(
    r"dual[- ]?use|tweeërlei|2021/821|428/2009|\bannex i\b|bijlage i\b|\beccn\b|\bposten?\b|\bentry|\bentries|control"
    r"|vergunning|licen[cs]e|export|uitvoer|\bbedoeld|vermeld|specified|\bdu\b|wassenaar|categor|goederen|\bitems?\b"
)


@cache
def grammar() -> ListGrammar:
    """The list grammar over the rows of Annex I."""
    rows = dual_use()
    return ListGrammar(
        core=_CORE,
        first=lambda match: (match.group(1) + match.group(2) + match.group(3)).upper(),
        identify=identify,
        known=known_ranks(sorted(row.id for row in rows)),
        children=count_children([row.parent for row in rows]),
    )


def identify(parts: Parts) -> str:
    """``("5A002", "a")`` is ``DU:5A002.a``."""
    return "DU:" + ".".join(parts)


def find_dual_use(scan: Scan) -> Iterator[Found]:
    """Codes of five characters with their sub-items, lists and ranges.

    Found: ``5A002``, ``5A002a1``, ``5A002(a)(1)``, ``3A001.a.1. of 2., 3A101``, ``6A007.b. en c.``,
    ``1C 111 tot en met 1C118`` (only codes that exist). Not found: ``TS3A5017``, a commit hash, ``#4A5068``,
    ``PL9010``; a code that is not in the list is kept only where the words around it speak of control lists.
    """
    text = scan.text
    done = 0
    for head in _HEAD.finditer(text):
        if head.start() < done or not _stands_alone(text, head.start()):
            continue
        code = head.group(1) + head.group(3) + head.group(5)
        if not _accepts(scan, head, code):
            continue
        found = read_list(grammar(), text, code, head.end())
        done = found.end
        yield _found(scan, head.start(), found.end, tuple(identify(parts) for parts in found.codes), "dual-use-list")
    yield from _find_lower(scan)
    yield from _find_groups(scan)


def _find_lower(scan: Scan) -> Iterator[Found]:
    """``5a002.a`` in lower case, next to the list's name only."""
    for head in _LOWER_HEAD.finditer(scan.text) if scan.holds(_LOWER_SHAPE) else ():
        code = (head.group(1) + head.group(3) + head.group(5)).upper()
        named = scan.near(LIST_NAME, head.start())
        if named and _stands_alone(scan.text, head.start()) and f"DU:{code}" in grammar().known:
            found = read_list(grammar(), scan.text, code, head.end())
            yield _found(
                scan, head.start(), found.end, tuple(identify(parts) for parts in found.codes), "dual-use-list"
            )


def _find_groups(scan: Scan) -> Iterator[Found]:
    """``bedoeld in 7A of 7B``: product groups, only beside the list's name; never ``3D printing`` or ``2E fase``."""
    for match in _GROUPS.finditer(scan.text):
        ids = tuple(f"DU:{group}" for group in _GROUP.findall(match.group()))
        if not _stands_alone(scan.text, match.start()) or not all(one in grammar().known for one in ids):
            continue
        before = scan.before(match.start(), 60)
        cued = re.search(r"(?:bedoeld in|vermeld in|specified in|categor\w+|groep\w*|group|onder|under)\s+$", before)
        if cued and scan.near(LIST_NAME, match.start()):
            yield _found(scan, match.start(), match.end(), ids, "dual-use-group")


def _stands_alone(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    if before.isspace() and not text[start - 2 : start - 1].isdigit() and _ROOM.search(text, max(0, start - 24), start):
        return False
    if before.isalnum() or (before and before in "_#@$%&"):
        return False
    if before in (".", ","):
        return not text[max(0, start - 2) : start - 1].isdigit()
    if before in ("-", "/"):
        return not text[max(0, start - 2) : start - 1].isalpha()
    return True


def _accepts(scan: Scan, head: re.Match[str], code: str) -> bool:
    known = f"DU:{code}" in grammar().known
    spaced = bool(head["gap"] or head["gap2"])
    if known and not spaced:
        return _RANGED.match(scan.text, head.end()) is not None or _LONGER.match(scan.text, head.end()) is None
    if known:
        return scan.near(_SPEAKS_FOR, head.start()) or _ANOTHER.match(scan.text, head.end()) is not None
    # The series 6xx and 9xx exist in the list of the United States only.
    return code[2] not in "69" and scan.near(LIST_NAME, head.start()) and f"DU:{code[:2]}" in grammar().known


def _found(scan: Scan, start: int, end: int, ids: tuple[str, ...], rule: str) -> Found:
    return Found(start, end, "dual-use", ids, rule, polarity_of(scan, start, end), 0.95)
