"""What a sentence in plain words states of money, size, ownership, clearance, export and project.

A plan, a range, a group's figure or someone else's paper states nothing of the organisation itself: it stays unknown.
"""

from __future__ import annotations

import re
from functools import cache

from docintel.match.freetext import Reader
from docintel.match.phrases import pattern
from docintel.match.tables import place_table

_NUMBER = r"(\d{1,3}(?:[ .,]\d{3})+|\d+(?:[.,]\d+)?)"
_SCALES = {"mi": 1_000_000, "ml": 1_000_000, "m": 1_000_000, "bi": 1_000_000_000, "k": 1_000, "du": 1_000, "th": 1_000}
_SCALE = r"(miljoen|miljard|million|billion|mio|mln|duizend|thousand|[mMkK](?=\b|€))?"
_AMOUNT = re.compile(
    rf"(?:(?:€|\bEUR\b|\beuro\b)\s*{_NUMBER}\s*{_SCALE}|\b{_NUMBER}\s*{_SCALE}\s*(?:€|\bEUR\b|\beuros?\b))", re.I
)
_BARE = re.compile(
    rf"(?<![$£]){_NUMBER}\s*(miljoen|miljard|million|billion|mio|mln|[mMkK])"
    r"(?=\s*(?:$|[.,;)]|(?:jaar)?omzet\b|(?:annual )?(?:turnover|revenues?)\b|in 20\d\d\b|vorig|last|per "
    r"|a year|om\b))", re.I,
)  # fmt: skip
"""``27 miljoen omzet``, ``revenue about 700k``: without a currency it is the euro."""
_TURNOVER, _BALANCE, _NO_TURNOVER = pattern("turnover"), pattern("balance"), pattern("no_turnover")
_NOT_NOW = re.compile(
    r"(?i)\b(?:verwacht\w*|mikken|mikt|streven|streeft|doel\w*|tegen 20\d\d|hopen|willen|zou|groeien naar|expects?"
    r"|aims?|targets?|by 20\d\d|hope|plan(?:s|ned)?|would|forecast|tussen|between|minder dan|meer dan|less than"
    r"|more than|(?<!turn )(?<!turns )(?<!turned )(?<!turning )over|onder)\b"
)
_OF_GROUP = re.compile(r"(?i)\b(?:groep\w*|moeder\w*|group|parent)\b")

_SIZES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("micro", re.compile(r"(?i)\bmicro[- ]?(?:onderneming|bedrijf|enterprise|company|business)")),
    ("small", re.compile(r"(?i)\b(?:een kleine onderneming|a small (?:enterprise|company))\b")),
    ("medium", re.compile(r"(?i)\b(?:middelgrote (?:onderneming|kmo)|medium-sized (?:enterprise|company|sme))\b")),
    ("midcap", re.compile(r"(?i)\bmid-?cap\b")),
    ("large", re.compile(r"(?i)\b(?:een grote onderneming|a large (?:enterprise|company))\b")),
    ("sme", re.compile(r"(?:\b(?:kmo|KMO|mkb-bedrijf|SME)\b)(?!['’]s|s\b)|\bsmall and medium-sized enterprise\b")),
)  # fmt: skip
_SELF = re.compile(r"(?i)\b(?:wij|we|ons|onze|us|our|is|zijn|are|als|as)\b")

_OWNED = re.compile(
    r"(?i)\b(?:(?:voll(?:edige|e)|100 ?%|een|a|wholly[- ]owned|the|de)\s+)?"
    r"(?:(?:dochter(?:bedrijf|onderneming|maatschappij)?|filiaal|vestiging|(?:on)?derdeel|subsidiary|affiliate"
    r"|(?<!take )part|member) (?:van|of)"
    r"|(?:voor \d+ ?% )?(?:in handen|eigendom) van|(?:maakt|maken) (?:\w+ )?deel uit van|behoort tot|behoren tot"
    r"|(?:\w+-)?owned by|shares? (?:is|are) held by|belongs? to|overgenomen door|acquired by"
    r"|gecontroleerd (?:door|vanuit)|controlled (?:by|from)"
    r"|(?:moeder(?:bedrijf|maatschappij|huis)?|parent(?: company)?|(?:meerderheids|hoofd)aandeelhouder"
    r"|(?:majority|main) shareholder)(?: is| zit| ligt| comes)?(?: in| uit| from)?)\s+"
    r"(?P<who>(?:[^.;,]|\.(?= (?:uit|in|from|of|\())){2,70})"
)
_HOLDS = re.compile(
    r"(?i)(?P<who>[^.;,]{2,70}?)\s+(?:(?:that|which|who|die|dat)\s+)?(?:(?:now|nu|intussen)\s+)?"
    r"(?:owns?|holds?|bezit(?:ten)?|houdt|heeft|hebben|has|have)\s+(?:nu |now )?\d{1,3}(?:[.,]\d+)? ?"
    r"(?:%|procent|per ?cent)\s+(?:of|van|in)\s+(?:our|onze|ons)\s+"
    r"(?:shares?|stock|equity|capital|company|aandelen|kapitaal|bedrijf)"
)
_NOT_OWNED = re.compile(
    r"(?i)\b(?:geen (?:dochter\w*|onderdeel|deel uit)|niet (?:tot|in handen)|not (?:part|a subsidiary|owned|a member)"
    r"|no (?:parent|group))\b|\bonafhankelijk(?:e|heid)?\b(?! onderzoek)|\bindependent(?:ly owned)?\b(?! research)"
)
_FORMER = re.compile(r"(?i)\b(?:voormalige?|vroeger|vroegere|tot 20\d\d|former(?:ly)?|until 20\d\d|was ooit|once)\b")
_HANDS = re.compile(
    r"(?i)\b(?P<all>100 ?%|volledig|geheel|helemaal|fully|wholly|entirely|100 percent)?\s*(?:in )?"
    r"(?P<land>[a-zà-ÿ]+)(?:e)?(?:[- ](?:handen|eigendom)|[- ]owned|[- ]hands|[- ]ownership)\b"
)
_FAMILY = re.compile(
    r"(?i)\bfamiliebedrijf\b|\bfamily[- ](?:owned|business|firm|run)\b|\b(?:in handen|eigendom) van (?:de|het|onze)? ?"
    r"(?:familie|oprichters?|stichters?|zaakvoerders?|management)\b"
    r"|\bowned by (?:the|its|our) (?:family|founders?|management|staff)\b|\bfounder-owned\b"
    r"|\b(?:founders?|oprichters?|stichters?|zaakvoerders?) (?:hebben|heeft|bezit(?:ten)?|hold|holds|own|owns|have) "
    r"(?:nog )?(?:(?:100|[6-9]\d|5[1-9]) ?%|all|alle)"
)
_OWN_UNIT = re.compile(
    r"(?i)\b(?:eigen|onze|our|own|een|a|with|met)\s+(?:\w+\s+)?(?:dochter\w*|subsidiar\w+)\s+(?:in|te)\b"
)

_CLEARANCE, _EXPORT = pattern("clearance"), pattern("export")
_NONE = re.compile(
    r"(?i)\b(?:geen|zonder|niet(?! (?:alleen|enkel))|no|not(?! only)|never|without|nooit|ontbreekt|lack|don't|doesn't"
    r"|cannot|noch|nor)\b"
)
_ASKED = re.compile(
    r"(?i)\b(?:aangevraagd|aanvraag|vragen\b[^.]{0,30}\baan|applied|requested|pending|in progress|lopend|loopt"
    r"|application|applying|in behandeling)\b"
)
_UNASKED = re.compile(
    rf"{_NONE.pattern}\s+(?:(?:a|an|any|one|een|er|ook|nog|yet|ever|even|been|have|has|had|is|was|werd|zelf|for)\s+)*"
    rf"{_ASKED.pattern.removeprefix('(?i)')}"
)
"""``never applied for``, ``hebben er ook nooit een aangevraagd``; the name of the paper is left out before."""
_HELD = re.compile(
    r"(?i)\b(?:heb|hebben|heeft|bezit\w*|beschik\w*|houder|met|verleend|gekregen|behaald|have|has|hold\w*|with|granted"
    r"|obtained|received|cleared|in bezit|wel (?:een|al|over)\b|wel[ .!]*$)"
)
"""``geen machtiging, wel een uitvoervergunning`` has no verb of its own."""
_SHIPPED = re.compile(
    r"(?i)\b(?:ship|sell|export|suppl|deliver|verkop|lever|verzend)\w*\b.*\b(?:under|onder)\s+(?:[\w-]+\s+){0,3}$"
)
"""Before the paper: ``we ship under individual``; goods that fall under a licence do not say that it is there."""
_CLAUSES = re.compile(
    r"(?i)[;,]\s+|\s(?:maar|but)\s"
    r"|\s(?:and|en)\s(?=(?:(?:we|wij|it|ze|zij)\s)?(?:have|has|had|hold|never|do|did|need|hebben|heeft|hadden"
    r"|beschikken|bezitten|nooit)\b)"
)
_UNSURE = re.compile(
    r"(?i)\b(?:vereist|nodig|required|needed|need|needs|zoeken|willen|wensen|wish|want|would|zou|kunnen|could|indien"
    r"|als het|if|misschien|perhaps|binnenkort|soon|personeel|medewerkers?|werknemers?|ingenieurs?|staff"
    r"|employees?|engineers?|personal|persoonlijke|zaakvoerders?|bestuurders?|directors?|managers?|oprichters?|founders?"
    r"|vennoten|one of (?:us|our)|[eé]én van (?:ons|onze)|klanten?|customers?|partners?|consultants?"
    r"|vervallen|expired|verlopen|ingetrokken|help|advies|advise|begeleiden)\b"
)
_LEVEL = re.compile(
    r"(?i)\b(?:(?:EU|EU-|NATO|NAVO) ?)?(?:(?:ZEER )?GEHEIM|VERTROUWELIJK|(?:TOP )?SECRET|CONFIDENTIAL|RESTRICTED)\b"
)

_PROJECT = re.compile(r"(?i)\bproject\w*|\bconsortium\b|\bvoorstel\b|\bproposal\b")
_BUDGET = re.compile(r"(?i)\bbudget\w*|\bprojectbudget\b|\bkost(?:en|prijs)?\b|\bcosts?\b|\bbegroot\b|\bbegroting\b")
_PARTNERS = re.compile(
    r"(?i)\bpartners?\b|\bproject (?:with|met)\b|\bconsortium\b|\bsamen met\b|\btogether with\b|\bjointly with\b"
    r"|\bsamenwerk\w*"
)
_PARTNER = re.compile(r"([A-ZÀ-Ý][\w&'’.-]*(?: (?:[A-ZÀ-Ý][\w&'’.-]*|de|van|der|of))*)\s*\(([A-ZÀ-Ý][^()]{1,25})\)")


# --- money and size --------------------------------------------------------------------------------------------------


def amounts(text: str) -> list[tuple[int, int]]:
    """Where amounts in euro stand, and what they come to.

    >>> [value for _, value in amounts("€ 3,2 miljoen en 850.000 euro en EUR 4M")]
    [3200000, 850000, 4000000]
    """
    return [
        (match.start(), _euro(match[1] or match[3], match[2] or match[4] or "")) for match in _AMOUNT.finditer(text)
    ]


def _euro(number: str, scale: str) -> int:
    scale = scale.lower()
    if scale == "miljard":
        factor = 1_000_000_000
    else:
        factor = next((value for start, value in _SCALES.items() if scale.startswith(start)), 1) if scale else 1
    if re.fullmatch(r"\d{1,3}(?:[ .,]\d{3})+", number):
        return int(re.sub(r"[ .,]", "", number)) * factor
    return round(float(number.replace(",", ".")) * factor)


def _near_amount(sentence: str, what: re.Pattern[str]) -> int | None:
    """The one amount of the clause that names the figure; None for a plan, a range or a group's."""
    for clause in re.split(
        r"(?:,(?!\d)|;| (?:en|and|with|met) (?:een |het |de |a |the )?(?=balans|balance|omzet|turnover)"
        r"| (?:en|and) (?=(?:zijn|is|are|behoren|belong|we|wij)\b))\s*", sentence,
    ):  # fmt: skip
        if what.search(clause) and not _NOT_NOW.search(clause) and not _OF_GROUP.search(clause):
            found = [value for _, value in amounts(clause)] or [_euro(*bare) for bare in _BARE.findall(clause)]
            if len(found) == 1:
                return found[0]
    return None


def _turnover(sentence: str) -> int | None:
    if _NO_TURNOVER.search(sentence) and not pattern("military").search(sentence):
        return 0
    return _near_amount(sentence, _TURNOVER)


def _size(sentence: str) -> str | None:
    if _NONE.search(sentence) or not _SELF.search(sentence):
        return None
    return next((size for size, pattern in _SIZES if pattern.search(sentence)), None)


# --- ownership -------------------------------------------------------------------------------------------------------


@cache
def _lands() -> dict[str, str]:
    """Names and adjectives of countries, and cities outside the Union, in small letters."""
    return {**place_table().cities, **place_table().adjectives, **place_table().names}


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


def _owner(sentence: str) -> re.Match[str] | None:
    """Who owns the organisation, where the sentence says so of today and of itself."""
    if _FORMER.search(sentence) or _OWN_UNIT.search(sentence) or _NOT_OWNED.search(sentence):
        return None
    return _HOLDS.search(sentence) or _OWNED.search(sentence)


_GROUP_LIKE = re.compile(
    r"(?i)\b(?:groep|group|holding|concern|fonds|fund|multinational\w*|conglomera\w+|moeder|parent|plc|inc|gmbh)\b"
)


def _independent(sentence: str) -> bool | None:
    if _FAMILY.search(sentence) and not _FORMER.search(sentence):
        return True
    if re.search(r"(?i)\b(?:bedrijf|onderneming|company|firm|wij|we|groep|group|kmo|sme|eigen|owned)\b", sentence) and (
        _NOT_OWNED.search(sentence) and not _FORMER.search(sentence)
    ):
        return True
    owner = _owner(sentence)
    if owner is None or _minority(sentence) or _family_only(owner["who"]):
        return None
    kin = re.match(r"(?i)\s*(?:dochter|filiaal|subsidiary|wholly|affiliate)", owner.group())
    return False if kin or _GROUP_LIKE.search(owner.group()) or _land_in(owner["who"]) else None


def _minority(sentence: str) -> bool:
    share = re.search(r"(\d{1,3}) ?%", sentence)
    return share is not None and int(share[1]) <= 50


def _controlled_from(sentence: str) -> str | None:
    hands = _HANDS.search(sentence)
    if hands and not _NONE.search(sentence) and not _FORMER.search(sentence) and (code := _land_in(hands["land"])):
        return code
    owner = _owner(sentence)
    if owner is None or _minority(sentence) or _family_only(owner["who"]):
        return None
    return _land_in(owner["who"])


def _family_only(who: str) -> bool:
    return re.match(r"(?i)(?:de |het |the |its |our )?(?:familie|family|founders?|oprichters?)\b", who) is not None


# --- papers ----------------------------------------------------------------------------------------------------------


def _paper(sentence: str, what: re.Pattern[str]) -> str | None:
    """``none``, ``requested``, the level that is held, or ``yes``; None where the sentence only speaks of it."""
    clauses = _CLAUSES.split(sentence)
    clause = next((part for part in clauses if what.search(part)), None)
    if clause is None:
        return None
    # "geen machtiging, wel een vergunning, die is aangevraagd": a clause on the other paper asks for that one.
    others = [paper for paper in (_CLEARANCE, _EXPORT) if paper is not what]
    about = [part for part in clauses if part is clause or not any(paper.search(part) for paper in others)]
    if any(_ASKED.search(_UNASKED.sub(" ", what.sub(" ", part))) for part in about):
        return "requested"
    if _UNSURE.search(what.sub(" ", clause)):
        return None
    if _NONE.search(clause):
        return "none"
    found = list(what.finditer(clause))
    labelled = any(clause[match.end() :].lstrip().startswith(":") for match in found)
    used = any(_SHIPPED.search(clause[: match.start()]) for match in found)
    if not labelled and not used and not _HELD.search(clause):
        return None
    level = _LEVEL.search(clause) if what is _CLEARANCE else None  # an export licence has none
    return level.group().upper() if level else "yes"


# --- project ---------------------------------------------------------------------------------------------------------


def _budget(sentence: str) -> int | None:
    if not (_PROJECT.search(sentence) and _BUDGET.search(sentence)):
        return None
    found = amounts(sentence)
    return found[0][1] if len(found) == 1 and not re.search(r"(?i)\b(?:tussen|between)\b", sentence) else None


def _partners(sentence: str) -> tuple[dict[str, str], ...] | None:
    """``Project met Aquila (Frankrijk) en Borealis Oy (FI)``: names with a country in brackets."""
    if not (_PROJECT.search(sentence) and _PARTNERS.search(sentence)):
        return None
    found = []
    for match in _PARTNER.finditer(sentence):
        land = match[2].strip()
        code = land if re.fullmatch(r"[A-Z]{2}", land) else place_table().names.get(land.lower())
        if code is not None:
            found.append({"name": match[1], "country": code})
    return tuple(found) or None


READERS: tuple[tuple[str, Reader], ...] = (
    ("turnover_eur", _turnover),
    ("balance_eur", lambda text: _near_amount(text, _BALANCE)),
    ("size", _size),
    ("independent", _independent),
    ("controlled_from", _controlled_from),
    ("clearance", lambda text: _paper(text, _CLEARANCE)),
    ("export_authorisation", lambda text: _paper(text, _EXPORT)),
    ("project.budget_eur", _budget),
    ("project.partners", _partners),
)
"""By the name of a field in a profile, ``project.`` before those of a project: what one sentence says of it."""
