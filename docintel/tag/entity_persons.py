"""Persons by form: a first name with a surname, a title with a name, initials with a surname."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain

from docintel.lexicon import data_text, load_words
from docintel.tag.keyed import keyed
from docintel.types import Entity, Span

_WORD = r"[A-ZÀ-Þ][a-zà-ÿ]+(?:[-'’][A-ZÀ-Þ]?[a-zà-ÿ]+){0,4}"
_PARTICLE = r"(?:[Vv]an(?: (?:de|der|den|het|De|Der|Den))?|[Dd]e|von|[Dd]i|del|der|den|ten|ter|[Ll]e|el)"
_SURNAME = rf"(?:{_PARTICLE} )?{_WORD}"
_INITIALS = r"(?:[A-Z]\. ?){1,4}"
_FIRST = re.compile(rf"(?<!\w)(?=({_WORD}) (?:[A-Z]\. )?({_SURNAME}))")
_TITLE = (
    r"[Mm]evrouw|[Mm]evr\.|[Mm]w\.|[Dd]e heer|[Dd]hr\.|[Ww]ethouder|[Bb]urgemeester|[Gg]edeputeerde|Mr\.?|Ms\.?|Mrs\.?"
)
_DEGREES = r"(?:(?:(?:[Pp]rof|[Dd]r|[Ii]r|[Dd]rs|[Mm]r|[Ii]ng)\. ?|[Pp]rofessor |Dr ){1,4})"
_TITLED = re.compile(rf"(?<!\w)(?:{_TITLE}) {_DEGREES}?((?:{_INITIALS})?{_SURNAME}(?: {_WORD})?)")
_LEARNED = keyed(
    "rof.|rofessor |dr.|Dr.|Dr |drs.|Drs.|ir.|Ir.|mr.|Mr.|ing.|Ing.",
    rf"(?<!\w){_DEGREES}(?!(?:[Pp]rof|[Dd]r|[Ii]r|[Dd]rs)\b)((?:{_INITIALS})?{_SURNAME}(?: {_SURNAME}){{0,2}})",
)
"""``Prof.dr. Rinie van Est``: after a degree a first name and a surname with a particle are one name."""
_OFFICE = keyed(
    "inister |taatssecretaris|Commissioner|Senator|President",
    r"(?<!\w)(?:[Mm]inister|[Ss]taatssecretaris|Commissioner|Senator|President)"
    rf"(?: (?:van|voor) {_WORD})? ({_WORD} {_SURNAME})",
)
_OFFICE_ALONE = keyed(
    "inister|taatssecretaris|remier|ommissaris|ouverneur|aadslid",
    r"(?<!\w)(?:[Mm]inister|[Ss]taatssecretaris|[Pp]remier|(?:[Ee]uro)?[Cc]ommissaris|[Gg]ouverneur|[Rr]aadslid)"
    rf"(?: (?:van|voor) {_WORD})? ({_SURNAME})(?!\w| {_WORD})",
)
_AUTHORS = rf"{_SURNAME}(?: {_WORD})?"
_CITED = keyed(
    " 19| 20|(19|(20",
    rf"(?<!\w)({_AUTHORS}(?:, {_AUTHORS})*(?: et al\.|,? (?:and|en|&) {_AUTHORS})),? \(?(?:19|20)\d\d(?!\d)",
)
_CITED_NAME = re.compile(_AUTHORS)
_MEN = keyed(
    "eren |ames |evrouwen ",
    rf"(?<!\w)(?:[Hh]eren|[Dd]ames|[Mm]evrouwen) ({_SURNAME}(?:, {_SURNAME})*,? (?:en|and) {_SURNAME})",
)
_IN_LIST = re.compile(_SURNAME)
_INITIALLED = re.compile(rf"(?<![\w.])({_INITIALS})({_SURNAME})(?: ({_WORD}))?")
_BIBLIOGRAPHIC = re.compile(rf"(?<!\w)({_WORD}(?: {_WORD})?) (?:[A-Z]\. ?){{1,3}}(?=,| and\b| en\b| &)")
_NO_SURNAME = re.compile(
    r".*(?:museum|straat|laan|plein|stichting|school|instituut|prijs|Institute|Street|University)$"
)
_LAST = re.compile(rf"(?<![^. ])({_WORD}(?<!\.))$")
_AFTER_NAME = re.compile(r"[A-ZÀ-Þ][\w-]* $")
"""A capitalised word before a surname makes it part of another name: ``Regering Diependaele``."""
_PARTS = re.compile(r" |-(?=[a-zà-ÿ])")
_DEPARTMENTS = frozenset({"President"})
_NO_INITIALS = frozenset({"U.S.", "U.K.", "E.U.", "U.N.", "N.V.", "B.V.", "S.A.", "E.G."})


@cache
def first_names() -> frozenset[str]:
    """First names that are usual in Belgium, the Netherlands and the EU institutions."""
    return frozenset(data_text("first_names.txt").split())


def find_persons(text: str) -> list[Entity]:
    """``Luc Soete``, ``mevrouw Van Dooren``, ``de heren Bazen en Klut``, ``C. Kutterer``, ``Madiega T.``; may overlap.

    A surname that was found so once is a person wherever it stands, unless it is an ordinary word.
    """
    spans = {*_by_title(text), *_by_first_name(text), *_by_initials(text), *_by_citation(text)}
    surnames = {match[1] for start, end in spans if (match := _LAST.search(text, start, end))}
    known = sorted(name for name in surnames if len(name) > 4 and not _ordinary(name))
    if known:
        again = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, known))})(?![\w-])")
        covered = {place for start, end in spans for place in range(start, end)}
        hits = (match for match in again.finditer(text) if match.start() not in covered)
        spans |= {hit.span() for hit in hits if not _AFTER_NAME.search(text[max(0, hit.start() - 30) : hit.start()])}
    return [Entity(Span(start, end), "PERSON", None, None, "person", 0.85) for start, end in sorted(spans)]


def _by_first_name(text: str) -> Iterator[tuple[int, int]]:
    names = first_names()
    for match in _FIRST.finditer(text):
        if match[1] in names and not _ordinary(match[2]) and not _NO_SURNAME.match(match[2]):
            yield match.start(1), match.end(2)


def _by_title(text: str) -> Iterator[tuple[int, int]]:
    for match in chain(_TITLED.finditer(text), _LEARNED.finditer(text)):
        yield match.span(1)
    for match in _OFFICE.finditer(text):
        if match[1].split()[0] in first_names() or not _ordinary(match[1]):
            yield match.span(1)
    for match in _OFFICE_ALONE.finditer(text):
        if not _ordinary(match[1]) and match[1] not in _DEPARTMENTS:
            yield match.span(1)
    for match in _MEN.finditer(text):
        yield from (name.span() for name in _IN_LIST.finditer(text, *match.span(1)))


def _by_initials(text: str) -> Iterator[tuple[int, int]]:
    for match in _INITIALLED.finditer(text):
        several = match[1].count(".") > 1 and match[1].strip() not in _NO_INITIALS
        if several or (match[1].count(".") == 1 and not _ordinary(match[2])):
            double = match[3] is not None and not _ordinary(match[3])
            yield match.start(), match.end(3 if double else 2)
    for match in _BIBLIOGRAPHIC.finditer(text):
        if not _ordinary(match[1]):
            yield match.start(), match.end() - (text[match.end() - 1] == " ")


def _by_citation(text: str) -> Iterator[tuple[int, int]]:
    """``Lusardi and Mitchell (2006)``, ``van Rooij et al. (2007)``."""
    for match in _CITED.finditer(text):
        for name in _CITED_NAME.finditer(text, *match.span(1)):
            if not _ordinary(name.group()):
                yield name.span()


def _ordinary(name: str) -> bool:
    """Tell whether every word of a would-be surname is an ordinary one: ``A. Algemeen``, ``B. Later-approved``."""
    words = load_words()
    return all(word.lower() in words for word in _PARTS.split(name))
