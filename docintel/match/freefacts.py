"""Facts that a description in plain words states: name, place, kind, staff, military share. What is vague stays out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

import msgspec

from docintel.lexicon import data_text
from docintel.match.tables import place_table

Kind = Literal["company", "research", "university"]

_HEAD = 500
"""Characters in which an organisation says who and where it is; later names are customers, partners and plants."""
_WORD = r"[A-ZÀ-Ý][\w&'’-]*"
_LINK = r"(?: (?:van|voor|de|der|den|het|of|the|for|and|en|di|du|la|le|och|für) (?:de |het |the |den )?| )"
_NAME = rf"{_WORD}(?:{_LINK}{_WORD}){{0,5}}"
_FORM = (
    r"(?:N\.?V\.?|B\.?V\.?(?:B\.?A\.?)?|nv|bv|bvba|cv|vzw|Ltd\.?|Limited|GmbH|AG|SE|S\.?A\.?S?|S\.?R\.?L\.?|S\.?p\.?A\.?"
    r"|AS|ASA|AB|A/S|ApS|Oyj?|OÜ|d\.o\.o\.|s\.r\.o\.|a\.s\.|Sp\. z o\.o\.|Inc\.?|LLC|plc)"
)
_WITH_FORM = re.compile(rf"({_NAME} {_FORM})(?![\w])")
_INTRODUCED = re.compile(
    r"\b(?:[Ww]ij zijn|[Ww]e zijn|[Ww]e are|[Oo]nze (?:onderneming|firma)|[Oo]ns bedrijf|[Oo]ur (?:firm|company)),? "
    rf"({_NAME})"
)
_OPENING = re.compile(
    rf"^\W*(?:(?:Het|De|The) )?({_NAME})(?=,? (?:is|zijn|was|ontwikkelt|maakt|bouwt|levert|ontwerpt|produceert|verkoopt"
    r"|biedt|develops?|makes?|builds?|designs?|delivers?|provides?|manufactures?|supplies|produces|offers|specialis"
    r"|uit [A-Z]|from [A-Z]|\((?:vroeger|formerly|[A-Z]))|, (?:located|based|gevestigd))"
)
_ACADEMIC = re.compile(rf"\b((?:{_WORD} )?(?:Universiteit|University|Hogeschool)(?:{_LINK}{_WORD}){{0,5}})")
_NO_NAMES = frozenset(
    "Dit Dat Wij We Ons Onze Our This It Er Het De The Hier There That Deze Zij They I Ik Defensie Defence "
    "Startup Start-up Bedrijf Company Firm".split()
)

_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("research", re.compile(r"\b(?:onderzoekscentrum|onderzoeksinstelling|onderzoeksinstituut|kenniscentrum"
                            r"|kennisinstelling"
                            r"|research (?:cent(?:re|er)|institute|organisation|organization))\b", re.I)),
    ("company", re.compile(r"\b(?:bedrijf|familiebedrijf|biotechbedrijf|onderneming|kmo|mkb-bedrijf|firma"
                           r"|toeleverancier|fabrikant|start-?up"
                           r"|spin-?off|scale-?up|company|firm|sme|manufacturer|supplier|enterprise)\b", re.I)),
)  # fmt: skip

_UNITS = "nul één twee drie vier vijf zes zeven acht negen tien elf twaalf".split()
_NUMBERS = {word: number for number, word in enumerate(_UNITS)}
_NUMBERS |= {word: number for number, word in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve".split())}  # fmt: skip
_NUMBERS |= dict(zip("twintig dertig veertig vijftig zestig zeventig tachtig negentig honderd".split(),
                     range(20, 101, 10), strict=True))  # fmt: skip
_NUMBERS |= dict(zip("twenty thirty forty fifty sixty seventy eighty ninety hundred".split(),
                     range(20, 101, 10), strict=True))  # fmt: skip
_NUMBERS |= {"tiental": 10, "vijftiental": 15, "twintigtal": 20, "dertigtal": 30, "veertigtal": 40, "vijftigtal": 50,
             "zestigtal": 60, "honderdtal": 100, "dozen": 12}  # fmt: skip
_NUMBER = rf"(\d{{1,3}}(?:[.,]\d{{3}})+|\d{{1,5}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_STAFF = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b{_NUMBER}\+? (?:\w+ )?(?:medewerkers|werknemers|personeelsleden|collega's|onderzoekers|fte|vte|employees"
        r"|staff|researchers|workers)\b",
        rf"\b{_NUMBER}[- ](?:person|people|man|koppige?|strong)[- ]"
        r"(?:company|firm|team|business|bedrijf|start-?up)\b",
        rf"\b(?:team|ploeg|workforce|headcount|personeelsbestand|staff|personeel)(?: of| van| telt|:)* {_NUMBER}\b",
        rf"\b(?:employs?|tewerk|werken) {_NUMBER} (?:people|persons|mensen|engineers|ingenieurs)",
        rf"\b(?:kmo|bedrijf|onderneming|firma|company|firm|sme|spin-off|start-up) (?:van|met|of|with) {_NUMBER}"
        r" (?:mensen|people|man|koppen)\b",
        rf"\b(?:stelt|stellen) {_NUMBER} (?:mensen|personen) te werk",
    )
)

_MILITARY = (
    r"(?:defensie|defen[cs]e|militai?r\w*|military|legers?\b|army|armies|armed forces|krijgsmacht\w*|marines?\b"
    r"|nav(?:y|ies))"
)
_PERCENT = re.compile(rf"\b{_NUMBER}(?:[.,](\d))?\s?(?:%|procent|percent|per cent)", re.I)
_BUSINESS = re.compile(
    r"\b(?:omzet\w*|verkoop|activiteit\w*|budget|klanten|turnover|sales|revenue|business|activity|work|share|aandeel|customers)\b",
    re.I,
)
_ALL = re.compile(
    r"\b(?:uitsluitend|enkel|alleen|exclusively|only|solely)\b[^.;]{0,40}\b" + _MILITARY
    + r"|\b(?:al onze klanten|alle klanten|all (?:of )?our customers)[^.;]{0,20}" + _MILITARY, re.I,
)  # fmt: skip
_NONE = re.compile(
    r"\b(?:geen|no|not any) " + _MILITARY + r"|\bniet voor (?:de )?" + _MILITARY + r"|\bnot (?:work )?for (?:the )?"
    + _MILITARY, re.I,
)  # fmt: skip


class _Group(msgspec.Struct, frozen=True):
    names: list[str]
    country: str
    region: str | None = None


class _Towns(msgspec.Struct, frozen=True):
    group: list[_Group]


@dataclass(frozen=True, slots=True)
class Place:
    """Country and, in Belgium, the region."""

    country: str
    region: str | None = None


def find_name(text: str) -> str | None:
    """The organisation's own name, where the text says it as such.

    >>> find_name("Warmoog NV uit Kortrijk maakt camera's."), find_name("Wij maken camera's.")
    ('Warmoog NV', None)
    """
    head = text.strip()[:_HEAD]
    for pattern in (_WITH_FORM, _INTRODUCED, _OPENING, _ACADEMIC):
        for match in pattern.finditer(head):
            name = " ".join(match.group(1).split())
            first, _, rest = name.partition(" ")
            if first in _NO_NAMES:
                name = rest
            if name and name[0].isupper() and name not in _NO_NAMES:
                return name
    return None


def find_place(text: str) -> Place | None:
    """Where the organisation is: the first town or country that it names.

    >>> find_place("met 250 werknemers in Genk en een fabriek in Polen")
    Place(country='BE', region='Vlaanderen')
    """
    pattern, places = _places()
    match = pattern.search(text[:_HEAD])
    return places[match.group().lower()] if match else None


@cache
def _places() -> tuple[re.Pattern[str], dict[str, Place]]:
    places = {name: Place(code) for name, code in place_table().names.items() if len(name) > 2}
    for group in msgspec.toml.decode(data_text("towns.toml"), type=_Towns).group:
        places |= {name.lower(): Place(group.country, group.region) for name in group.names}
    names = "|".join(sorted((re.escape(name) for name in places), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?=[A-ZÀ-Ý])(?i:{names})(?![\w-])"), places


def find_kind(text: str, name: str | None) -> Kind | None:
    """What it calls itself; a university only by its name, since many name one as their partner."""
    if name and re.search(r"universit|hogeschool", name, re.I):
        return "university"
    if name and re.search(rf" {_FORM}$", name):
        return "company"
    if name and re.search(r"\binstitu", name, re.I):
        return "research"
    found = [(match.start(), kind) for kind, pattern in _KINDS if (match := pattern.search(text[:_HEAD]))]
    return min(found)[1] if found else None


def find_staff(text: str) -> int | None:
    """How many work there.

    >>> find_staff("met 1.200 werknemers"), find_staff("een twintigtal medewerkers"), find_staff("30 dagen")
    (1200, 20, None)
    """
    for pattern in _STAFF:
        if match := pattern.search(text):
            return _number(match.group(1))
    return None


def find_military_share(text: str) -> float | None:
    """Share of military sales, from a percentage beside both words in one clause, or from all and none.

    >>> find_military_share("30 % van onze omzet komt uit defensie"), find_military_share("een derde is militair")
    (0.3, None)
    """
    for clause in re.split(r"[;\n]|(?<=[a-z%)])\.\s", text):
        share = _PERCENT.search(clause)
        if share and re.search(_MILITARY, clause, re.I) and _BUSINESS.search(clause):
            percent = _number(share.group(1)) + (int(share.group(2)) / 10 if share.group(2) else 0)
            if percent <= 100:
                return percent / 100
    if _ALL.search(text):
        return 1.0
    return 0.0 if _NONE.search(text) else None


def _number(text: str) -> int:
    word = text.lower()
    return _NUMBERS[word] if word in _NUMBERS else int(re.sub(r"[.,]", "", word))
