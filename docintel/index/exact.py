"""What a query names exactly: acts and their articles, list codes, topic ids, numbered clauses, quoted phrases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import msgspec

from docintel.index.analyse_codes import Code, find_codes
from docintel.index.points import Condition, Field
from docintel.lexicon import acts, ancestors, data_text
from docintel.types import Language, Reference

FindReferences = Callable[[str, Language], Sequence[Reference]]
"""The grammar that found the references of the passages; handed in, as ``index`` does not know ``tag``."""

TOPIC_FIELDS: tuple[Field, ...] = ("call", "references")
_QUOTED = re.compile(
    r"[\"\u201c\u201d\u00ab](?P<double>[^\"\u201c\u201d\u00bb]{4,200})[\"\u201c\u201d\u00bb]"
    r"|(?<!\w)['\u2018](?P<single>\w[^'\u2018\u2019]{2,200}[^\s'\u2018\u2019])['\u2019](?!\w)"
)
_ARTICLE = re.compile(r"\bart(?=\s\d)", re.IGNORECASE)
_SMALL = re.compile(r"\bml(?=\s?\d)|\b\d[a-e]\d{3}\b")
_DIGITS = re.compile(r"\d+")
_CODED = ("ml", "dual-use", "com")


class _Clauses(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/clauses.toml``."""

    same: tuple[tuple[str, ...], ...]
    bare: frozenset[str]
    short: dict[str, str]


@cache
def _clauses() -> _Clauses:
    return msgspec.toml.decode(data_text("clauses.toml"), type=_Clauses)


@cache
def _same() -> dict[str, tuple[str, ...]]:
    """Each word before a number with all words of its meaning."""
    return {word: words for words in _clauses().same for word in words}


@cache
def _clause_number() -> re.Pattern[str]:
    words, short = "|".join(_same()), "|".join(_clauses().short)
    return re.compile(
        rf"(?:\b(?:(?P<word>{words})(?:en|s)?|(?P<short>{short})\.?)\s+(?:nr\.?\s*)?|(?P<sign>§)\s*)"
        r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,4}|[IVX]{1,5}|[A-Z])\b",
        re.IGNORECASE,
    )


def no_references(_text: str, _language: Language) -> Sequence[Reference]:
    """The grammar of a search that looks no act up."""
    return ()


@dataclass(frozen=True, slots=True)
class Identifier:
    """Something that a query names exactly: where it stands in the query, and what its passages meet."""

    start: int
    end: int
    condition: Condition
    holders: tuple[str, ...] = ()
    """Ids of what holds it, nearest first: of an article its act."""
    for_good: bool = False
    """Names one thing at all times: where no passage has it, it is not here."""
    is_pointer: bool = False
    """Looked up only where no clause of this number is here."""
    in_document: bool = False
    """A clause only in a document that the query names too: ``vario 4.1.6``, but not ``versie 4.1.6``."""


def spelt(text: str) -> str:
    """The query as the grammar of references wants it.

    >>> spelt("art 17, ml10 en 5a002.a")
    'art. 17, ML10 en 5A002.a'
    """
    return _SMALL.sub(lambda match: match.group().upper(), _ARTICLE.sub(lambda match: match.group() + ".", text))


def identifiers(text: str, references: Sequence[Reference] = ()) -> list[Identifier]:
    """All identifiers of a query; ``references`` are those that the grammar found in it.

    >>> [one.condition.values for one in identifiers("vario rec. 5.2")]
    [('AANBEVELING 5.2', 'Aanbeveling 5.2', 'RECOMMENDATION 5.2', 'Recommendation 5.2'), ('5.2',)]
    """
    found = [one for reference in references for one in _of_reference(text, reference)]
    found.extend([one for one in _numbered(text) if is_free(one.start, found)])
    for code in find_codes(text):
        if is_free(code.start, found):
            alone = code.end - code.start > 0.5 * len(text.strip())
            found.extend(_of_code(code, alone=alone))
    return [*found, *_pointers(references)]


def is_free(start: int, taken: Sequence[Identifier]) -> bool:
    """Tell whether a place of the query belongs to no identifier yet."""
    return not any(one.start <= start < one.end for one in taken)


def _of_reference(text: str, reference: Reference) -> Iterator[Identifier]:
    """An act, an article of it or a list code; what points inside a document is read by its heading."""
    start, end = reference.span.start, reference.span.end
    for one in reference.ids if reference.scheme != "call" else ():
        if not one.startswith("#"):
            act, _, part = one.partition("#")
            above = (*part_ancestors(one), act) if part else ancestors(one)
            is_number = reference.scheme in _CODED or _has_number(text[start:end], act)
            for_good = is_number or (bool(part) and act not in _of_their_time())
            yield Identifier(start, end, Condition("references", (one,)), above, for_good)


def part_ancestors(identity: str) -> tuple[str, ...]:
    """Ids above a part of an article, nearest first.

    >>> part_ancestors("CELEX:32016R0679#art9.2.i")
    ('CELEX:32016R0679#art9.2', 'CELEX:32016R0679#art9')
    """
    found = []
    act, mark, rest = identity.partition("#")
    while match := re.match(r"(.+)[.-]", rest):
        rest = match[1]
        found.append(act + mark + rest)
    return tuple(found)


def _pointers(references: Sequence[Reference]) -> Iterator[Identifier]:
    """What points inside some document: where none has such a clause, one may still speak of it."""
    for one in references:
        if one.ids[0].startswith("#"):
            yield Identifier(one.span.start, one.span.end, Condition("references", one.ids), is_pointer=True)


def _has_number(surface: str, act: str) -> bool:
    return act.startswith("CELEX:") and int(_DIGITS.findall(act)[-1]) in map(int, _DIGITS.findall(surface))


@cache
def _of_their_time() -> frozenset[str]:
    """Acts that have the name of the one they replaced: ``Financial Regulation`` may be that of 2018."""
    names = {act.id: [_bare(one) for one in (*act.aliases.nl, *act.aliases.en)] for act in acts()}
    return frozenset(
        act.repealed_by
        for act in acts()
        for name in names.get(act.repealed_by or "", ())
        if act.repealed_by and any(name in _bare(own) for own in (act.nl, act.en, *act.aliases.nl, *act.aliases.en))
    )


def _bare(name: str) -> str:
    return re.sub(r"[\s-]", "", name.casefold())


def _numbered(text: str) -> Iterator[Identifier]:
    rows = _clauses()
    for match in _clause_number().finditer(text):
        word = rows.short[match["short"].lower()] if match["short"] else (match["word"] or "paragraph").lower()
        same, number = _same()[word], match["number"].upper()
        names = tuple(f"{form} {number}" for one in same for form in (one.upper(), one.capitalize()))
        bare = (number,) if not rows.bare.isdisjoint(same) else ()
        yield Identifier(*match.span(), Condition("section", (*names, *bare)), for_good=True)
        if "recommendation" in same:
            yield Identifier(*match.span(), Condition("recommendation", (number,)), for_good=True)


def _of_code(code: Code, *, alone: bool) -> Iterator[Identifier]:
    if code.kind == "topic":
        for field in TOPIC_FIELDS:
            yield Identifier(code.start, code.end, Condition(field, (code.text.upper(),)), for_good=True)
    elif code.kind == "act" and (ids := tuple(_celex(code.text))):
        yield Identifier(code.start, code.end, Condition("references", ids), for_good=True)
    elif code.kind == "section":  # beside words it may be a version or a time as well
        yield Identifier(code.start, code.end, Condition("section", (code.text,)), in_document=not alone)


def _celex(act: str) -> Iterator[str]:
    """Both orders of year and number, for a regulation, a directive and a decision."""
    first, second = act.split("/")
    for year, number in ((first, second), (second, first)):
        if len(year) == 4 and year[:2] in ("19", "20") and len(number) <= 4:
            for letter in "RLD":
                yield f"CELEX:3{year}{letter}{int(number):04d}"


def topics_by_end(topics: Iterable[str]) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Topics by the last pieces of their ids, as a person remembers them.

    >>> topics_by_end(["EDF-2022-RA-UWW-ODAC"])["UWW", "ODAC"]
    ('EDF-2022-RA-UWW-ODAC',)
    """
    found: dict[tuple[str, ...], list[str]] = {}
    for topic in sorted(topics):
        pieces = topic.split("-")
        for start in range(len(pieces)):
            found.setdefault(tuple(pieces[start:]), []).append(topic)
    return {end: tuple(held) for end, held in found.items()}


def quoted(text: str) -> list[str]:
    """Phrases in quotation marks.

    >>> quoted('wie zegt "doorlooptijd van de machtiging"?')
    ['doorlooptijd van de machtiging']
    """
    return [(match["double"] or match["single"]).strip() for match in _QUOTED.finditer(text)]
