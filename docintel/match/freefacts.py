"""Facts that a description in plain words states: name, place, kind, staff, military share. What is vague stays out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from docintel.match.phrases import COUNT, any_of, count, pattern
from docintel.match.tables import Town, place_table, town_table

Kind = Literal["company", "research", "university"]

HEAD = 500
"""Characters in which an organisation says who and where it is; later names are customers, partners and plants."""
_WORD = r"[A-ZÀ-Ý][\w&'’-]*"
_LINK = r"(?: & | (?:van|voor|de|der|den|het|of|the|for|and|en|di|du|la|le|och|für) (?:de |het |the |den )?| )"
_NAME = rf"{_WORD}(?:{_LINK}{_WORD}){{0,5}}"
_FORM = (
    r"(?:N\.?V\.?|B\.?V\.?(?:B\.?A\.?)?|nv|bv|bvba|cv|vzw|Ltd\.?|Limited|GmbH|AG|SE|S\.?A\.?S?|S\.?R\.?L\.?|S\.?p\.?A\.?"
    r"|AS|ASA|AB|A/S|ApS|Oyj?|OÜ|d\.o\.o\.|s\.r\.o\.|a\.s\.|Sp\. z o\.o\.|Inc\.?|LLC|plc)"
)
_WITH_FORM = re.compile(rf"({_NAME} {_FORM})(?![\w])")
_INTRODUCED = re.compile(
    r"\b(?:[Ww]ij zijn|[Ww]e zijn|[Ww]e are|[Ww]e[’']re|[Ii]k ben|I am|I[’']m|[Oo]nze (?:onderneming|firma)"
    rf"|[Oo]ns bedrijf|[Oo]ur (?:firm|company)),? ({_NAME})"
)
_OPENING = re.compile(
    r"^\W*(?:(?:Established|Founded|Based|Located|Opgericht|Gesticht|Gevestigd) [^.;]{3,60}, )?"
    rf"(?:(?:Het|De|The) )?({_NAME})(?=,? (?:is|zijn|was|ontwikkelt|maakt|bouwt|levert|ontwerpt|produceert|verkoopt"
    r"|biedt|develops?|makes?|builds?|designs?|delivers?|provides?|manufactures?|supplies|produces|offers|specialis"
    r"|employs|repairs|telt|smeedt|weeft|herstelt|tekent"
    r"|uit [A-Z]|from [A-Z]|\((?:vroeger|formerly|[A-Z]))|, (?:located|based|gevestigd))"
)
_ACADEMIC = re.compile(rf"\b((?:{_WORD} )?(?:Universiteit|University|Hogeschool)(?:{_LINK}{_WORD}){{0,5}})")
_OF_OTHERS = re.compile(
    r"(?i)\b(?:eigendom van|in handen van|dochter\w* van|(?:on)?derdeel van|filiaal van|overgenomen door|owned by"
    r"|subsidiary of|part of|acquired by|belongs? to|behoort tot|behoren tot"
    r"|customers? (?:are|is|include)|klanten zijn|voor|for) (?:de |het |the )?$"
)
"""What stands before the name of an owner or a customer: ``eigendom van Brightworks Inc. uit Boston``."""
_NO_NAMES = frozenset(
    "Dit Dat Wij We Ons Onze Our This It Er Het De The Hier There That Deze Zij They I Ik Defensie Defence "
    "Startup Start-up Bedrijf Company Firm ISO".split()
)

_KINDS: tuple[Kind, ...] = ("university", "research", "company")
_STAFF = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b{COUNT}\+? (?:\w+ )?{any_of('staff')}\b",
        rf"\b{COUNT}[- ](?:person|people|man|koppige?|strong)[- ](?:\w+ )?{any_of('firm')}\b",
        rf"\b{any_of('team')}(?: of| van| telt|:)* {COUNT}\b",
        rf"\b(?:employs?|tewerk|werken) (?:some |about |around |ongeveer |zo[’']?n )?{COUNT} {any_of('people')}\b",
        rf"\b{any_of('firm')} (?:van|met|of|with) {COUNT} {any_of('people')}\b",
        rf"\b(?:stelt|stellen) {COUNT} (?:mensen|personen) te werk",
        # ``We zijn met 85 man``, ``Met zeven koppen bouwen we``, ``Our 46 people``; not ``een boot met 3 mensen``.
        rf"(?:\b(?:zijn|werken) met|^met|\bonze|\bour|^with|\bwe are|\bwe[’']re) "
        rf"(?:z[’']?n |zo[’']?n |ongeveer |about )?{COUNT} {any_of('people')}\b",
        # ``Wij zijn met vier``, ``we zijn met z'n zessen``, ``there are four of us``, ``We employ 14``.
        rf"\b(?:wij|we) zijn (?:maar |hier )?met (?:z[’']n |ons )?{COUNT}(?=[,;.]|$| (?:en|in|uit|te|aan)\b)",
        rf"\bthere are (?:only |just )?{COUNT} of us\b",
        rf"\bwe employ (?:about |some |around )?{COUNT}(?=[,;.]|$| (?:in|at|and)\b)",
        # ``About 620 people work here``, ``Fourteen people, two offices``.
        rf"\b{COUNT} {any_of('people')} (?:work (?:here|for us|with us)|werken (?:hier|er|bij ons))\b",
        rf"(?:^|, ){COUNT} {any_of('people')}(?=[,;.])",
        # ``Kantoor in Antwerpen met 44 mensen``, ``een ingenieursbureau uit Mechelen met 18 mensen``.
        rf"\b(?:\w*(?:kantoor|bureau|bedrijf)|firma|office|atelier|workshop|company|firm) (?:in|te|uit|from) \w+ "
        rf"(?:met|with|of) {COUNT} {any_of('people')}\b",
    )
)

_ALONE = re.compile(
    rf"(?i)\b(?:ik|i)\b.*\b(?:alleen|alone|on my own|(?:geen|zonder|no|without|any) {any_of('staff', 'team')})\b"
    rf"|\b{any_of('team')} heb ik (?:niet|geen)\b|\beenmanszaak\b"
    r"|\bone-(?:man|woman|person) (?:company|business|firm)\b"
    r"|\b(?:alleen ik(?:zelf)?|(?:just|only) me)\b(?! (?:is|are|be)\b)"
)
"""One who works alone says so in the first person: ``Personeel heb ik niet``; the owner counts as staff."""

_MILITARY = any_of("military")
_PERCENT = re.compile(rf"\b{COUNT}(?:[.,](\d))?\s?(?:%|procent|percent|per cent)", re.I)
_BUSINESS = pattern("business")
_OUTSIDE = re.compile(rf"(?i)\b(?:outside(?: of)?|buiten|non-|niet-)\s?(?:de |het |the )?{_MILITARY}\b")
_COMMAS = re.compile(r",(?!\d)|;")
_CLAUSES = re.compile(rf"{_COMMAS.pattern}|\s(?:en|and|maar|but|terwijl|while)\s")
_PARTS = {word: size for size, words in (
    (2, "helft half"), (3, "derde third"), (4, "kwart quarter"), (5, "vijfde fifth"), (10, "tiende tenth")
) for word in words.split()}  # fmt: skip
_HEADS = re.compile(r"(?i)\b(?:klanten|customers|clients|people|mensen|medewerkers|staff)\b")
_FRACTION = re.compile(rf"(?i)\b(de|een|twee|a|one|two)[ -]({'|'.join(_PARTS)})s?\b")
_ALL = re.compile(
    rf"\b(?:uitsluitend|enkel|alleen|exclusively|only|solely)\b[^.;]{{0,40}}\b{_MILITARY}\b"
    rf"|\b(?:al onze klanten|alle klanten|all (?:of )?our customers)[^.;]{{0,20}}{_MILITARY}\b", re.I,
)  # fmt: skip
_NONE = re.compile(
    r"\b(?:geen|no|not any|zero) "
    r"(?:(?:omzet|verkoop|werk|turnover|sales|revenues?|work) (?:uit|van|voor|bij|from|in|for) )?"
    rf"{_MILITARY}\b|\bniet voor (?:de )?{_MILITARY}\b"
    rf"|\bnot (?:work )?for (?:the )?{_MILITARY}\b", re.I,
)  # fmt: skip


def find_name(text: str) -> str | None:
    """The organisation's own name, where the text says it as such.

    >>> find_name("Warmoog NV uit Kortrijk maakt camera's."), find_name("Wij maken camera's.")
    ('Warmoog NV', None)
    >>> find_name("Wij zijn eigendom van Brightworks Inc. uit Boston.")
    """
    head = text.strip()[:HEAD]
    for writing in (_WITH_FORM, _INTRODUCED, _OPENING, _ACADEMIC):
        for match in writing.finditer(head):
            if _OF_OTHERS.search(head[: match.start()]):
                continue
            name = " ".join(match.group(1).split())
            first, _, rest = name.partition(" ")
            if first in _NO_NAMES:
                name = rest
            if name and name[0].isupper() and name not in _NO_NAMES:
                return name
    return None


def find_place(sentence: str) -> Town | None:
    """Where the organisation is: the first town or country that it names.

    >>> find_place("met 250 werknemers in Genk en een fabriek in Polen")
    Town(country='BE', region='Vlaanderen')
    """
    writings, places = _places()
    match = writings.search(sentence)
    return places[match.group().lower()] if match else None


@cache
def _places() -> tuple[re.Pattern[str], dict[str, Town]]:
    countries = {name: Town(code) for name, code in place_table().names.items() if len(name) > 2}
    places = {**countries, **town_table()}
    names = "|".join(sorted((re.escape(name) for name in places), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?=['A-ZÀ-Ý])(?i:{names})(?![\w-])"), places


def kind_of_name(name: str | None) -> Kind | None:
    """What a name says of its bearer; a university only by its name, since many firms have one as their partner.

    >>> kind_of_name("Warmoog NV"), kind_of_name("NV Warmoog"), kind_of_name("Universiteit Gent")
    ('company', 'company', 'university')
    """
    if name and re.search(r"universit|hogeschool", name, re.I):
        return "university"
    if name and re.search(rf" {_FORM}$|^(?:NV|BV|BVBA|CV|SA|SRL) ", name):
        return "company"
    return "research" if name and re.search(r"\binstitu", name, re.I) else None


def find_kind(sentence: str) -> Kind | None:
    """What it calls itself, by the word that comes first."""
    found = [(match.start(), kind) for kind in _KINDS if (match := pattern(kind).search(sentence))]
    return min(found)[1] if found else None


def find_staff(sentence: str) -> int | None:
    """How many work there.

    >>> find_staff("met 1.200 werknemers"), find_staff("een twintigtal medewerkers"), find_staff("30 dagen")
    (1200, 20, None)
    """
    for numbered in _STAFF:
        if match := numbered.search(sentence):
            return count(match.group(1))
    return 1 if _ALONE.search(sentence) else None


def find_military_share(sentence: str) -> float | None:
    """Share of military sales, from a share beside both words.

    >>> find_military_share("30 % van onze omzet komt uit defensie"), find_military_share("een derde is militair")
    (0.3, None)
    >>> find_military_share("1,4 miljoen omzet, waarvan een vijfde bij Defensie")
    0.2
    >>> find_military_share("70% of our revenue comes from farming, 10% from defence.")
    0.1
    """
    if not pattern("military").search(sentence) or not _BUSINESS.search(sentence):
        return None
    for parts in (_COMMAS, _CLAUSES):
        clauses = [clause for clause in parts.split(sentence) if pattern("military").search(clause)]
        shares = [share for clause in clauses for share in _shares(clause)]
        if len(shares) == 1:
            return round(1 - shares[0], 4) if _OUTSIDE.search(sentence) else shares[0]
    return None


def _shares(clause: str) -> Iterator[float]:
    """Percentages and fractions: ``12,5 %``, ``een vijfde``, ``two thirds``; a third of the customers is no share."""
    for match in _PERCENT.finditer(clause):
        percent = count(match[1]) + (int(match[2]) / 10 if match[2] else 0)
        if percent <= 100:
            yield percent / 100
    for match in _FRACTION.finditer(clause) if not _HEADS.search(clause) else ():
        yield round((2 if match[1].lower() in ("twee", "two") else 1) / _PARTS[match[2].lower().rstrip("s")], 4)


def find_all_or_none(sentence: str) -> float | None:
    """Work for the military alone, or none at all.

    >>> find_all_or_none("Al onze klanten zijn militair."), find_all_or_none("We werken niet voor defensie.")
    (1.0, 0.0)
    """
    if _ALL.search(sentence):
        return 1.0
    return 0.0 if _NONE.search(sentence) else None
