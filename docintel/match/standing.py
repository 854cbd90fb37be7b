"""What a sentence in plain words states of money, size, clearance, export and project.

A plan, a range, a group's figure or someone else's paper states nothing of the organisation itself: it stays unknown.
"""

from __future__ import annotations

import re

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
_ASK = r"\b(?:vragen|apply|ask|request)\b"
_EACH = r"(?:elke|iedere|per|each|every) (?:levering|zending|uitvoer|delivery|shipment|export)"
_EACH_TIME = re.compile(
    rf"(?i){_ASK}[^.]*\b(?:telkens|steeds|altijd|always|whenever|each time|{_EACH})\b"
    rf"|\b(?:telkens|always|{_EACH})\b[^.]*{_ASK}"
)
"""``Voor leveringen naar Noorwegen vragen we telkens een vergunning aan``: a habit, nothing that is pending."""
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
        return None if _EACH_TIME.search(sentence) else "requested"
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
    ("clearance", lambda text: _paper(text, _CLEARANCE)),
    ("export_authorisation", lambda text: _paper(text, _EXPORT)),
    ("project.budget_eur", _budget),
    ("project.partners", _partners),
)
"""By the name of a field in a profile, ``project.`` before those of a project: what one sentence says of it."""
