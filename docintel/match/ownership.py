"""Who owns the organisation, in plain words: whether it is independent, and from which country it is controlled.

What counts is the owner's own share. Above a half it controls; from a quarter on it is a partner enterprise of the EU
definition of SMEs, which leaves open whether the organisation is independent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from docintel.match.freetext import LONGEST, Stated
from docintel.match.tables import place_table

_WORDS = {
    "two thirds": 67, "twee derde": 67, "three quarters": 75, "driekwart": 75, "half": 50, "helft": 50, "third": 33,
    "derde": 33, "quarter": 25, "kwart": 25, "majority": 51, "meerderheid": 51, "minority": 25, "minderheid": 25,
    "partly": 25, "part-": 25, "deels": 25, "gedeeltelijk": 25, "all": 100, "alle": 100,
}  # fmt: skip
"""Shares in words, in percent; of a part that is not told no more is known than that it can be a partner's."""
_PERCENT = r"\d{1,3}(?:[.,]\d+)?\s?(?:%|procent\b|percent\b|per cent\b)"
_SHARE = re.compile(rf"(?i)(?P<number>{_PERCENT})|\b(?P<word>{'|'.join(_WORDS)})")

_WHO = (
    r"(?<!\S)(?P<who>[^\s.;,][^.;,]{0,69}?)\s+"
    r"(?:(?:that|which|who|die|dat|now|nu|intussen|still|nog|elk|ieder|each|both)\s+)*"
)
_THEN = r"(?:(?:elk|ieder|each|samen|together|nu|now|nog|still|voor|for)\s+)*"
_STAKE = rf"(?P<share>(?:(?:an?|the|een|de|het)\s+)?(?:{_SHARE.pattern[4:]})\w*)"
_OUR = r"(?:our|onze|ons|the|de|het|its)\s+"
_CAPITAL = (
    rf"(?:\s+(?:(?:of|van|in)\s+)?(?:{_OUR})?(?:shares?|stock|equity|capital|aandelen|kapitaal)\b"
    # "all shares of Aquila" are another firm's
    rf"(?! (?:of|van|in) (?!(?:{_OUR}|this |dit )(?:company|firm|business|bedrijf|onderneming|zaak)\b|20\d\d))"
    rf"|(?:\s+(?:stake|interest|participatie)|(?<=s)belang)\s+in\s+{_OUR}(?:company|firm|bedrijf|onderneming|zaak)\b)"
)
_HOLDS = tuple(
    re.compile("(?i)" + writing)
    for writing in (
        rf"{_WHO}(?:owns?|holds?|bezit(?:ten)?|houd(?:t|en)|heb(?:ben)?|heeft|ha(?:s|ve)"
        rf"|bought|acquired|kocht(?:en)?|verwierf)\s+{_THEN}{_STAKE}{_CAPITAL}",
        # "Een familiebedrijf waarin een Frans fonds 30 % van de aandelen houdt"
        rf"{_WHO}{_THEN}{_STAKE}{_CAPITAL}\s+(?:bezit|houd|heeft|hebben)\w*",
        # "The founder owns 70 percent,"
        rf"{_WHO}(?:owns?|holds?|bezit(?:ten)?|houd(?:t|en))\s+{_THEN}(?P<share>{_PERCENT})"
        rf"(?:\s+(?:of|van)\s+{_OUR}(?:company|firm|bedrijf|onderneming|zaak))?(?=\s*(?:[.,;)]|$))",
    )
)
_EACH = re.compile(r"(?i)\b(?:elk|ieder|each)\b")
_OWNED = re.compile(
    r"(?i)\b(?:(?:voll(?:edige|e)|100 ?%|een|a|wholly[- ]owned|the|de)\s+)?"
    r"(?:(?:dochter(?:bedrijf|onderneming|maatschappij)?|filiaal|vestiging|(?:on)?derdeel|subsidiary|affiliate"
    r"|(?<!take )part|member) (?:van|of)"
    r"|(?:in handen|eigendom) van|(?:maakt|maken) (?:\w+ )?deel uit van"
    r"(?! (?:het|ons|onze|de) (?:aanbod|werk|gamma|pakket|dienst|opleiding))"
    r"|behoort tot|behoren tot"
    r"|(?:\w+-)?owned by|shares? (?:is|are) held by|belongs? to|overgenomen door|acquired by"
    r"|gecontroleerd (?:door|vanuit)|controlled (?:by|from)"
    r"|(?:moeder(?:bedrijf|maatschappij|huis)?|parent(?: company)?|(?:meerderheids|hoofd)aandeelhouder"
    r"|(?:majority|main) shareholder)(?: is| zit| ligt| comes)?(?: in| uit| from)?)\s+"
    r"(?P<who>(?:[^.;,]|\.(?= (?:uit|in|from|of|\())){2,70})"
)
_OWNER = (
    r"(?:(?:the|our|its|de|onze)\s+)?"
    r"(?:(?:majority|main) (?:owner|shareholder)|(?:meerderheids|hoofd)(?:eigenaar|aandeelhouder))\b(?! (?:of|van)\b)"
)
_AS_OWNER = re.compile(
    rf"(?i)\b(?:with|met)\s+(?P<who>[^.;,]{{2,70}}?)\s+(?:as|als)\s+{_OWNER}\b"
    r"|(?<!\S)(?P<named>[^\s.;,][^.;,]{0,69}?)\s+(?:is|are|remains?|zijn|blij(?:ft|ven))\s+(?:now |nu |nog )?"
    rf"{_OWNER}\b"
)
"""``with the Norwegian state as majority owner``, ``De stad is onze meerderheidsaandeelhouder``."""
_MOST = re.compile(r"(?i)\bmajority|\bmeerderheids")
_OTHERS = re.compile(
    r"(?i)\b(?:klant(?:en)?|customers?|clients?|firms|bedrijven|leveranciers?|suppliers?|neither|noch)\b"
)
"""Whose owners these may be; nobody at all."""
_BELONGS = re.compile(
    r"(?i)\b(?P<who>(?:[\w-]+ ){1,4}(?:\w*groep|group|holding|concern))(?: \w+)? (?:waartoe (?:we|wij) (?:be)?horen"
    r"|waar(?:van)? (?:we|wij) deel (?:van )?uitmaken"
    r"|(?:that |which |to which )?we (?:now )?(?:belong|are (?:a )?part of))"
)
"""``binnen de Franse groep waartoe we behoren``: the group stands first."""
_HANDS = re.compile(
    r"(?i)\b(?P<all>100 ?%|volledig|geheel|helemaal|fully|wholly|entirely|100 percent)?\s*(?:in )?"
    r"(?P<land>[a-zà-ÿ]+)(?:e)?(?:[- ](?:handen|eigendom)|[- ]owned|[- ]hands|[- ]ownership)\b"
)
_NOT_OWNED = re.compile(
    r"(?i)\b(?:geen (?:dochter\w*|onderdeel|deel uit)|niet (?:tot|in handen)|not (?:part|a subsidiary|owned|a member)"
    r"|no (?:parent|group))\b|\bonafhankelijk(?:e|heid)?\b(?! onderzoek)|\bindependent(?:ly owned)?\b(?! research)"
)
_NO_FOREIGN = re.compile(
    r"(?i)\b(?:geen|zonder|no|without(?: any)?)\s+(?:enkele? )?"
    r"(?:buitenlandse?|foreign|niet-Europese?|non-(?:EU|European))\s+"
    r"(?:kapitaal|aandeelhouders?|eigenaars?|investeerders?|capital|shareholders?|owners?|investors?|ownership|control)\b"
)
_OF_ITSELF = re.compile(r"(?i)\b(?:bedrijf|onderneming|company|firm|wij|we|groep|group|kmo|sme|eigen|owned)\b")
_NONE = re.compile(r"(?i)\b(?:geen|zonder|niet(?! (?:alleen|enkel))|no|not(?! only)|never|without|nooit|none)\b")
_FORMER = re.compile(r"(?i)\b(?:voormalige?|vroeger|vroegere|tot 20\d\d|former(?:ly)?|until 20\d\d|was ooit|once)\b")
_OWN_UNIT = re.compile(
    r"(?i)\b(?:eigen|onze|our|own|een|a|with|met)\s+(?:\w+\s+)?(?:dochter\w*|subsidiar\w+)\s+(?:in|te)\b"
)
_OF_WORK = re.compile(
    r"(?i)\b(?:\w*omzet|verkoop|werk|orders?|turnover|sales|revenues?|work|business|output|productie|production)\b"
)
_CLAUSE = re.compile(r"[,;:](?!\d)|\s(?:en|and|maar|but|terwijl|while)\s")
_ASIDE = re.compile(r"(?i)\b(?:waarin|in which|where|but|maar|terwijl|while)\b")

_KIN = (
    r"(?:(?:co-?)?founders?|sisters?|brothers?|siblings|cousins?|couple|children|parents|famil(?:y|ies)|management|staff"
    r"|employees|owner-managers?|(?:mede)?oprichters?|stichters?|zaakvoerders?|zus(?:sen)?|broers?|kinderen|ouders"
    r"|echtpaar|neven|famili(?:e|es)|bestuurders|medewerkers|personeel|mezelf|myself|ourselves|onszelf)"
)
_NO_KIN = r"(?![- ](?:owned|run|business|firm|group|groep|holding|fund))"
_PERSONS = re.compile(rf"(?i)^\W*(?:(?:ik|i|we|wij)\b|(?:[\w'’-]+ ){{0,5}}?{_KIN}\b{_NO_KIN})|\b(?:ik|I)$")
"""Natural persons, by what they are to the firm or to each other: ``the two Lievens sisters``."""
_FAMILY = re.compile(
    r"(?i)\bfamiliebedrijf\b|\bfamily[- ](?:owned|business|firm|run)\b|\bfounder-owned\b"
    r"|\b(?:owned by|held by|(?:in handen|eigendom) van|belongs? to)\s+(?P<who>[^.;,]{2,70})"
)
_GROUP = re.compile(
    r"(?i)\b(?:\w*groep|group|holding|concern|\w*fonds|fund|multinational\w*|conglomera\w+|moeder|parent|plc|inc|gmbh)\b"
)
_PART_OF = re.compile(r"(?i)\b(?:part of|subsidiary of|belongs? to|deel uit van|dochter\w* van|behoort tot)\b")
_BODY = re.compile(
    rf"{_GROUP.pattern}|\b(?:nv|bv|ltd|llc|ag|invest\w*|bank|region|gewest|state|staat|government|overheid"
    r"|universi\w+|compan(?:y|ies)|bedrijf|bedrijven|firm|stad|city)\b"
)


_SENTENCES = 1_000
"""Sentences whose owners stay in memory."""


@dataclass(frozen=True, slots=True)
class Holding:
    """An owner in the words of a sentence, and its share in percent where one is told."""

    who: str
    share: int | None
    kin: bool = False
    """Whether the words themselves tell of a group: ``dochter van``."""

    @property
    def controls(self) -> bool:
        """Whether it holds more than a half, or owns without a share being named."""
        return self.share is None or self.share > 50

    @property
    def _persons(self) -> re.Match[str] | None:
        return _PERSONS.search(self.who)

    @property
    def _first(self) -> str:
        """Who is named first: of ``the founders and a US fund`` the founders."""
        return self._persons.group() if self._persons else self.who

    @property
    def outside(self) -> bool:
        """Whether it is another than natural persons, whose nationality makes them no group."""
        return _BODY.search(self._first) is not None or (not self._persons and (self.kin or self.land is not None))

    @property
    def land(self) -> str | None:
        """The country that its words name."""
        return _land_in(self._first)


def ownership(sentences: list[str], country: Stated | None = None) -> Iterator[tuple[str, Stated]]:
    """What all sentences together say of ``independent`` and ``controlled_from``.

    Without foreign capital an organisation is controlled from its own country.

    >>> {name: fact.value for name, fact in ownership(["A family firm;", "a US fund holds 60 % of the shares."])}
    {'independent': False, 'controlled_from': 'US'}
    >>> list(ownership(["A family firm;", "a US fund holds 30 % of the shares."]))
    []
    """
    partner = any(
        holding.outside and holding.share and 25 <= holding.share <= 50
        for sentence in sentences
        for holding in _holdings(sentence)
    )
    independent = _first(sentences, _majority) or _first(sentences, _independent)
    if independent is not None and not (independent.value and partner):
        yield "independent", independent
    if control := _first(sentences, _controlled_from):
        yield "controlled_from", control
    elif country and (said := next(filter(_NO_FOREIGN.search, sentences), None)):
        yield "controlled_from", Stated(country.value, said)


def without_owners(sentence: str) -> str:
    """A sentence without the countries of its owners, which are not where the organisation is.

    >>> without_owners("We belong to a fund from Norway and make cables in Aalst.")
    'We belong to a fund from   and make cables in Aalst.'
    """
    for holding in _holdings(sentence):
        if holding.outside or holding.land:
            sentence = sentence.replace(holding.who, _countries().sub(" ", holding.who))
    return sentence


@cache
def _countries() -> re.Pattern[str]:
    names = sorted((re.escape(name) for name in place_table().names), key=len, reverse=True)
    return re.compile(rf"(?i)\b(?:{'|'.join(names)})\b")


def _first(sentences: list[str], read: Callable[[str], bool | str | None]) -> Stated | None:
    found = ((read(sentence), sentence) for sentence in sentences)
    return next((Stated(value, sentence) for value, sentence in found if value is not None), None)


def _majority(sentence: str) -> bool | None:
    """False where a share of more than a half is told of an owner outside."""
    return False if any(hold.outside and hold.share and hold.share > 50 for hold in _holdings(sentence)) else None


def _independent(sentence: str) -> bool | None:
    if _FORMER.search(sentence):
        return None
    if _of_persons(sentence) or (_OF_ITSELF.search(sentence) and _NOT_OWNED.search(sentence)):
        return True
    told = any(hold.kin or _GROUP.search(hold.who) or _land_in(hold.who) for hold in _owners(sentence))
    return False if told else None


def _owners(sentence: str) -> Iterator[Holding]:
    """Who controls it and is another than natural persons."""
    return (hold for hold in _holdings(sentence) if hold.outside and hold.controls)


def _of_persons(sentence: str) -> bool:
    """Whether natural persons own it: a family firm, one owned by its founders, brothers who hold a half each."""
    # Beside persons with 75 % or less there is room for a partner enterprise.
    family = _FAMILY.search(sentence)
    if family and family["who"] is None:
        # "part of the family-owned Vos group" is a group all the same, "member of a working group" is none
        return not (_PART_OF.search(sentence) and any(_GROUP.search(hold.who) for hold in _owners(sentence)))
    if family and _are_persons(family["who"]) and (_told(sentence, family) or 100) > 75:
        return True
    return any(hold.share and hold.share > 75 and _are_persons(hold.who) for hold in _holdings(sentence))


def _are_persons(who: str) -> bool:
    return _PERSONS.search(who) is not None and not _BODY.search(who)


def _controlled_from(sentence: str) -> str | None:
    hands = _HANDS.search(sentence)
    if hands and not _NONE.search(sentence) and not _FORMER.search(sentence) and (code := _land_in(hands["land"])):
        return code
    owners = (hold for hold in _holdings(sentence) if hold.controls)
    return next((hold.land for hold in owners if hold.land), None)


@lru_cache(_SENTENCES)
def _holdings(sentence: str) -> tuple[Holding, ...]:
    """Owners of the organisation itself, of today: kept, as every fact asks for them."""
    return tuple(_read(sentence)) if len(sentence) <= LONGEST and not _FORMER.search(sentence) else ()


def _read(sentence: str) -> Iterator[Holding]:
    for writing in _HOLDS if _SHARE.search(sentence) else ():
        for match in writing.finditer(sentence):
            who = _ASIDE.split(match["who"])[-1]
            if not _NONE.search(who):
                yield Holding(who, _shares(match["share"])[0] * (2 if _EACH.search(match.group()) else 1))
    if _NOT_OWNED.search(sentence) or _OWN_UNIT.search(sentence):
        return
    for match in _AS_OWNER.finditer(sentence):
        who = match["who"] or match["named"]
        if not _NONE.search(who) and not _OTHERS.search(sentence[: match.end()]):
            # the main shareholder of several may hold a tenth
            told = _shares(who) or ([_WORDS["majority"]] if _MOST.search(match.group()) else [])
            yield from (Holding(who, share) for share in told[:1])
    for match in _BELONGS.finditer(sentence):
        yield Holding(match["who"], None, kin=True)
    for match in _OWNED.finditer(sentence):
        kin = re.match(r"(?i)\s*(?:dochter|filiaal|subsidiary|wholly|affiliate)", match.group())
        yield Holding(match["who"], _told(sentence, match), kin is not None)


def _told(sentence: str, owner: re.Match[str]) -> int | None:
    """The share before an owner in its clause, else the one behind its name: ``een Frans fonds (60 %)``."""
    before = _CLAUSE.split(sentence[: owner.start("who")])[-1]
    if _OF_WORK.search(before):
        return None
    told = _shares(before)[-1:] or _shares(owner["who"])
    return told[0] if told else None


def _shares(text: str) -> list[int]:
    """Shares in percent, in the order of the text.

    >>> _shares("de overige 30 procent"), _shares("two thirds of it, or 66.7 per cent")
    ([30], [67, 66])
    """
    found = _SHARE.finditer(text)
    return [
        int(re.split(r"\D", match["number"])[0]) if match["number"] else _WORDS[match["word"].lower()]
        for match in found
    ]


@cache
def _lands() -> dict[str, str]:
    """Names and adjectives of countries, and cities outside the Union, in small letters."""
    return {**place_table().cities, **place_table().adjectives, **place_table().names}


@lru_cache(_SENTENCES)
def _land_in(text: str) -> str | None:
    """The one country that a few words name."""
    found = {
        code for name, code in _lands().items() if len(name) > 2 and re.search(rf"(?i)\b{re.escape(name)}\b", text)
    }
    found |= {
        code
        for name, code in (("US", "US"), ("VS", "US"), ("UK", "GB"), ("VK", "GB"))
        if re.search(rf"\b{name}\b", text)
    }
    return next(iter(found)) if len(found) == 1 else None
