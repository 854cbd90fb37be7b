"""What a model guessed, cut down to the name and weighed: is this a name at all, and of that kind?

Policy text is full of capitals that are no names (``Life Cycle Management``, ``ROIC``, ``CoronaMelder``), and a small
model takes many of them for bodies or places. On the development sentences these checks halve its false names.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from docintel.lexicon import load_words
from docintel.tag.entity_persons import first_names
from docintel.types import Entity, Span

_NAMED = frozenset({"ORG", "PERSON", "LOC"})
ARTICLE = re.compile(r"(?:de|het|een|the|a|an|der|des|[’'‘]t)\s+", re.IGNORECASE)
_EDGE = " \u00a0\"'“”‘’„«».,;:·•●▪◦➢*()[]–—-/|"
_LINK = r"(?:van|voor|de|het|der|den|en|op|inzake|of|for|the|and|on|in|to)"
_TAIL = re.compile(rf" (?!{_LINK} )[a-zà-ÿ]\w* [a-zà-ÿ].*$")
"""Two words in lower case end a name: ``Veiligheidsregio Fryslân onder kenmerk``."""
_POSSESSIVE = re.compile(r"[’']s?$")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_ACRONYM = re.compile(r"(?:[A-Z0-9&/+-]*[A-Z][A-Za-z0-9&/+-]*[A-Z0-9][A-Z0-9&/+-]*|[A-Z])s?")
_BODY = re.compile(
    r"(?:Committee|Council|Ministry|Department|Agency|Authority|Association|Instituu?te?|Universit\w+|Hogeschool|Bank|Board|"
    r"Office|Bureau|Commission|Commissie|Court|Hof|Parlia?ment|Senate|Senaat|Chamber|Kamer|Federat\w+|Foundation|Stichting|"
    r"Group|Groep|Company|Corporation|Corp|Inc|Ltd|NV|BV|GmbH|Union|Unie|Party|Partij|Ministerie|Departement|Agentschap|"
    r"Dienst|Directie|Raad|Inspectie|Cent(?:rum|re|er)s?|Organi[sz]ati\w+|Vereniging|Allian\w+|Forum|Administration|"
    r"Publishing|Press|Academ\w+|Museum|Team|Veiligheidsregio|Gemeente|Regeling|FOD|Rekenkamer\w*|Politie|Police|Cluster|"
    r"Partners|Consumer Organisation|Bundes\w+|Bestuur|Statistics)"
)
_BEFORE_PLACE = re.compile(
    r"\b(?:in|te|uit|naar|bij|nabij|rond|at|from|to|near|city of|town of|stad|gemeente|provincie|haven van)\s$",
    re.IGNORECASE,
)
_PLACE = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{2,}(?:[ -](?:aan de|op|de|am|an der|sur|of|[A-ZÀ-Þ][a-zà-ÿ]+))*")
_DEMONYM = re.compile(r"\w+(?:se|ian|ean|ish|ese|ers)")
_MEMBER = r"(?<!\w){}(?!\w)"
_COMPOUND = re.compile(r"[\w&]+(?:-\w+)*-[a-zà-ÿ]\w+")
_PROGRAM_AFTER = re.compile(r"[ -](?:app|applicatie|application|tool)s?\b")
_PROGRAM_BEFORE = re.compile(r"\b(?:[Aa]pp|[Aa]pplicatie|[Aa]pplication|[Tt]ool) [\"'‘“]?$")
_HEADING = 120
"""Characters to either side of a guess in which the line around it is looked at."""
_LONG, _PART = 12, 5
"""Letters of a word that may be built of two, and the fewest of each."""
_DEFINED = 90
"""Characters before ``(ABC)`` in which the long form has to stand."""


def weigh(text: str, guesses: Iterable[Entity]) -> list[Entity]:
    """The guesses that hold, cut down to the name, of one kind per name where the votes differ."""
    names = [cut for guess in guesses if (cut := _trimmed(text, guess)) is not None]
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for entity in names:
        votes[_surface(text, entity)][entity.label] += 1
    rare = {name for name, labels in votes.items() if _rarely(text, name, labels.total()) or _is_product(text, name)}
    kept = []
    for entity in names:
        name = _surface(text, entity)
        label, times = votes[name].most_common(1)[0]
        settled = replace(entity, label=label) if times >= 2 else entity
        if name not in rare and _plausible(text, settled, name):
            kept.append(settled)
    return kept


def _surface(text: str, entity: Entity) -> str:
    return text[entity.span.start : entity.span.end]


def _rarely(text: str, name: str, guessed: int) -> bool:
    """Tell whether a name that stands often was guessed in less than half of its places: ``Digikoppeling``."""
    stands = text.count(name)
    return stands >= 4 and guessed < 0.5 * stands


def _is_product(text: str, name: str) -> bool:
    """Tell whether the text says that a single word is a program: ``de CoronaMelder-app``."""
    at = text.find(name) if " " not in name else -1
    while at >= 0:
        end = at + len(name)
        if _PROGRAM_AFTER.match(text, end) or _PROGRAM_BEFORE.search(text[max(0, at - 14) : at]):
            return True
        at = text.find(name, end)
    return False


def _trimmed(text: str, entity: Entity) -> Entity | None:
    """The guess without article, quotes, bullets and trailing words in lower case; None where no name is left."""
    start, end = entity.span.start, entity.span.end
    if entity.label not in _NAMED or "\n" in text[start:end] or "\t" in text[start:end]:
        return None
    while end > start and text[end - 1] in _EDGE and not _closes(text[start:end]):
        end -= 1
    while start < end and text[start] in _EDGE:
        start += 1
    if match := ARTICLE.match(text, start, end):
        start = match.end()
    if possessive := _POSSESSIVE.search(text, start, end):
        end = possessive.start()
    if tail := _TAIL.search(text, start, end):
        end = tail.start()
    name = text[start:end]
    if _LETTERS.search(name) is None or not name[0].isupper() or _is_heading(text, start, end):
        return None
    return replace(entity, span=Span(start, end))


def _closes(name: str) -> bool:
    """Tell whether the last sign belongs to the name: ``Jansen J.``, ``NV Acme (België)``."""
    return (name.endswith(")") and "(" in name) or re.search(r"\b[A-Z]\.$", name) is not None


def _is_heading(text: str, start: int, end: int) -> bool:
    """Tell whether the line around a guess is printed in capitals: ``AANBEVELING 4: FACILITEER INNOVATIE``."""
    first = text.rfind("\n", max(0, start - _HEADING), start) + 1
    last = text.find("\n", end, end + _HEADING)
    line = text[first or max(0, start - _HEADING) : last if last >= 0 else end + _HEADING]
    letters = sum(map(str.isalpha, line))
    return letters > 12 and sum(map(str.isupper, line)) > 0.8 * letters


def _plausible(text: str, entity: Entity, name: str) -> bool:
    if entity.label == "LOC":
        return _is_place(text, entity.span.start, name)
    return _is_person(name) if entity.label == "PERSON" else _is_body(text, entity.span.start, name)


def _is_place(text: str, start: int, name: str) -> bool:
    """``in Vught``: a preposition before it, and never in lower case elsewhere in the text."""
    if (
        not _PLACE.fullmatch(name)
        or _DEMONYM.fullmatch(name)
        or _BEFORE_PLACE.search(text[max(0, start - 12) : start]) is None
    ):
        return False
    lower = name.lower()  # asked of every guess: a plain look at the text spares most of the searches
    return lower not in text or re.search(_MEMBER.format(re.escape(lower)), text) is None


def _is_person(name: str) -> bool:
    """Two to five words, the first no ordinary one; ``Venture Capital`` and ``Status Responder`` are none."""
    words = name.split()
    shaped = all(word[0].isupper() or word in {"van", "de", "der", "den", "von", "ten", "ter"} for word in words)
    opens = words[0] in first_names() or not _ordinary(words[:1])
    return (
        2 <= len(words) <= 5 and shaped and opens and not any(char.isdigit() for char in name) and not _ordinary(words)
    )


def _is_body(text: str, start: int, name: str) -> bool:
    words = name.split()
    if _ACRONYM.fullmatch(name):
        return _is_defined(text, name)
    if len(words) == 1:
        said = _ordinary(words) or _is_built(name)
        return not said and not _COMPOUND.fullmatch(name) and not _DEMONYM.fullmatch(name)
    if len(words) > 9 or _COMPOUND.fullmatch(words[-1]):
        return False
    headed = any(_BODY.fullmatch(word.strip(",")) for word in words)
    return headed or (words[-1][0].isupper() and len(words) <= 4 and not _ordinary(words))


def _is_defined(text: str, name: str) -> bool:
    """Tell whether the text gives the long form of a body before the acronym: ``Outbreak Management Team (OMT)``."""
    at = text.find(f"({name}")
    return at >= 0 and any(_BODY.fullmatch(word) for word in text[max(0, at - _DEFINED) : at].split())


def _ordinary(words: Iterable[str]) -> bool:
    """Tell whether all words are in the dictionary or are acronyms, so that nothing marks a name."""
    known = load_words()
    return all(word.lower().strip(",.") in known or _ACRONYM.fullmatch(word) for word in words)


def _is_built(word: str) -> bool:
    """Tell whether a long word is made of two ordinary ones: ``Waarderingstabellen``, not ``Rekenkamercommissie``."""
    if len(word) < _LONG or _BODY.fullmatch(word):
        return False
    known, lower = load_words(), word.lower()
    return any(
        lower[:cut] in known and (lower[cut:] in known or (lower[cut] == "s" and lower[cut + 1 :] in known))
        for cut in range(_PART, len(lower) - _PART)
    )
