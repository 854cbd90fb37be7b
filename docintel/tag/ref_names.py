"""Acts by name: the aliases of the acts list, matched on token boundaries (``Wapenhandeldecreet``, ``AI Act``)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from docintel.lexicon import Act, acts
from docintel.tag.dates import read_date
from docintel.tag.scan import Found, Scan
from docintel.types import Scheme

_TOKEN = re.compile(r"[^\W_]+")
_NUMBERED = re.compile(r"\d{2,4}/\d|\(\d{4}\)|^\d{10}$")
_OF_ANOTHER = re.compile(r"tot wijziging van|tot uitvoering van|amending|implementing", re.IGNORECASE)
"""Such a title holds the name of a second act, which is found on its own."""
_ARTICLE_BEFORE = re.compile(
    r"\b(?:art(?:ikel(?:en)?|icles?|t?\.)|recitals?|overweging(?:en)?)\s[\d\s(),a-z.:§°/-]{1,40}$"
)
_OBEYED = re.compile(
    r"\b(?:conform|volgens|overeenkomstig|krachtens|op grond van|in de zin van|naleving van|voldo(?:en|et) aan"
    r"|in strijd met|pursuant to|in accordance with|within the meaning of|compl(?:y|ies) with|compliance with)"
    r"(?:\s(?:de|het|the))?\s$"
)
_DE = re.compile(r"(?<![^\W_])de\s$")
_AGREEMENT = re.compile(
    r"\b(?:het|dit|ons|the|this)\s+(regeerakkoord|coalitieakkoord|(?:government"
    r"|coalition)\s+agreement)(?![^\W_])(?!\s+(?:van|of|20))"
)
_DATE = re.compile(r"\s+(?:van|of|d\.d\.|dd\.?)\s+(?=\d|[a-z])")
_ORGANISATION = re.compile(r"[\u2019']?s?\s+organi[sz]ation")
"""``North Atlantic Treaty Organization`` is the alliance, not its treaty."""
_BODY = re.compile(r"(?<![^\W_])(?:EU[ -]|UN[ -]|VN[ -]|United\sNations\s)$")
_NATIONAL = ("VL:", "BE:", "BXL:", "BR:", "WL:", "WAL:", "NL:")
_LOOK_AHEAD = 220
_BETWEEN = r"[-\u2010\u2011\u2013\s,/&'\u2018\u2019().]{1,3}(?:\([a-z]{2,6}\)\s)?"
"""Hyphen, blank and line end stand one for the other; an acronym may follow a word: ``intelligence (AI) act``."""
_GAP = 16
"""The longest of these, with the ending of a plural before it."""
_EVERYDAY = frozenset(
    """
    europese european unie union regulation verordening richtlijn directive security veiligheid vlaamse flemish national
    besluit decision strategie strategy betreffende inzake treaty verdrag public
    """.split()
)
"""Words that say nothing for an ambiguous name when they stand near it."""
_FREQUENT = _EVERYDAY | frozenset(
    """
    act agreement and capabilities capability control data de defence defensie definition development digital edf en eu
    export financial for framework fund goods het industrial industrie industry information innovatie innovation
    international law
    market militaire military of on onderzoek operational order production programma programme protection
    research resilience space system systems technologie technologies technology the van voor wet
    """.split()
)
"""Words that stand everywhere: another word of the name is looked for."""


@dataclass(frozen=True, slots=True)
class Name:
    """One alias of an act."""

    id: str
    tokens: tuple[str, ...]
    exact: bool
    """Short capitals (``ASAP``, ``TEU``) must be written so."""
    needs: re.Pattern[str] | None = None
    """What an alias that means other things too needs near by."""
    score: float = 0.9
    lower: frozenset[str] = frozenset()
    """The tokens in lower case."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """All names that hold one telling word, as one pattern: the word is found by ``str.find``, the names around it."""

    word: str
    names: tuple[Name, ...]
    source: str
    exact: bool
    first: bool
    """The word starts all of the names."""
    back: int
    """How far before the word a name may start."""

    prior: tuple[str, ...]
    """The token that each name has right before the word, empty where any may stand there."""

    forms: tuple[str, ...]
    """The word in lower case as it may stand, with the endings of a plural."""

    def may_stand(self, scan: Scan) -> bool:
        """Tell whether all words of one of the names stand somewhere in a text."""
        return any(scan.words.issuperset(name.lower) for name in self.names)

    def may_hold(self, lower: str, place: int) -> bool:
        """Tell whether a token that a name has before the word stands there; few of 800 ``activities`` are a law's."""
        return any(
            not token or lower.find(token, max(0, place - len(token) - _GAP), place) >= 0 for token in self.prior
        )

    @property
    def pattern(self) -> re.Pattern[str]:
        """The names as one pattern, compiled at first use: all 600 take a second, a document needs a few."""
        return _compiled(self.source)


def find_names(scan: Scan) -> Iterator[Found]:
    """Acts, strategies, plans and agreements by one of their names, longest name first.

    Found: ``het Wapenhandeldecreet van 15 juni 2012`` (the date belongs to the name), ``omzendbrief Muyters``,
    ``richtlijn-Muyters``, ``the Dual-Use Regulation``, ``NIS2-richtlijn``; ``het regeerakkoord`` once the agreement was
    named in full. Not found: ``ASAP`` for "as soon as possible", ``TEU`` for containers, a name inside a longer word.
    """
    anchors = [
        anchor for word in scan.words & _anchors().keys() for anchor in _anchors()[word] if anchor.may_stand(scan)
    ]
    places = scan.word_places({form for anchor in anchors for form in anchor.forms})
    agreements: list[Found] = []
    doubtful: list[Found] = []
    named: set[str] = set()
    for anchor in anchors:
        starts = sorted(start for form in anchor.forms for start in places[form])
        for found, is_sure in _places(scan, anchor, starts):
            if not is_sure:
                doubtful.append(found)
                continue
            named.add(found.ids[0])
            if ":regeerakkoord:" in found.ids[0]:
                agreements.append(found)
            yield found
    # ``AVG`` alone is the regulation where the text has named it in full, else it may be an average.
    yield from (found for found in doubtful if found.ids[0] in named)
    yield from _plain_agreements(scan, sorted(agreements, key=lambda found: found.start))


def _places(scan: Scan, anchor: Anchor, starts: Iterable[int]) -> Iterator[tuple[Found, bool]]:
    """Places of the names around one word, and whether what they need stands near by."""
    text = scan.text if anchor.exact else scan.lower
    done = 0
    for place in starts:
        if not anchor.may_hold(scan.lower, place):
            continue
        match = (
            anchor.pattern.match(text, place)
            if anchor.first
            else anchor.pattern.search(text, max(done, place - anchor.back), place + _LOOK_AHEAD)
        )
        if not match or match.start() > place or "\n\n" in match.group():
            continue
        if _ORGANISATION.match(scan.lower, match.end()):
            continue
        done = match.end()
        name = anchor.names[(match.lastindex or 1) - 1]
        is_sure = name.needs is None or (
            name.needs.search(_without(scan, match.start(), match.end())) is not None
            or _ARTICLE_BEFORE.search(scan.lower, max(0, match.start() - 50), match.start()) is not None
            or _is_obeyed(scan.lower, match.start(), name.id)
        )
        start, end = _with_union(scan, match.start()), _with_date(scan, match.end())
        yield Found(start, end, scheme_of(name.id), (name.id,), "act-name", score=name.score), is_sure


def _plain_agreements(scan: Scan, named: Sequence[Found]) -> Iterator[Found]:
    """``het regeerakkoord`` alone, after the agreement was named in full; a longer name beside it wins."""
    for match in _AGREEMENT.finditer(scan.lower) if named else ():
        before = bisect_left(named, match.start(), key=lambda found: found.start)
        if before:
            ids = named[before - 1].ids
            yield Found(match.start(1), match.end(1), "be-act", ids, "agreement-named-before", score=0.7)


def scheme_of(one: str) -> Scheme:
    """The scheme that an act's id belongs to."""
    if one.startswith(_NATIONAL):
        return "be-act"
    if one.startswith(("TFEU", "TEU", "TREATY:")):
        return "treaty"
    if one.startswith(("COM:", "SEC:", "SWD:", "JOIN:")) or re.match(r"CELEX:5\d{4}(?:PC|DC|JC)", one):
        return "com"
    return "eu-act"


def _is_obeyed(lower: str, start: int, one: str) -> bool:
    """``conform de AVG``, ``comply with the CRA``; a regulation or directive after ``de`` alone: ``de AVG``."""
    if _OBEYED.search(lower, max(0, start - 30), start):
        return True
    return _DE.search(lower, max(0, start - 4), start) is not None and (
        ":wet:" in one or (one[:7] == "CELEX:3" and one[11:12] in "RL")
    )


def _without(scan: Scan, start: int, end: int) -> str:
    return scan.lower[max(0, start - 200) : start] + " " + scan.lower[end : end + 200]


def _with_union(scan: Scan, start: int) -> int:
    """``the EU Charter of ...``, ``United Nations Convention``: the body before belongs to the name."""
    body = _BODY.search(scan.text, max(0, start - 16), start)
    return body.start() if body else start


def _with_date(scan: Scan, end: int) -> int:
    step = _DATE.match(scan.lower, end)
    day = read_date(scan.lower, step.end()) if step else None
    return day.end if day else end


@cache
def names_by_words() -> Mapping[tuple[str, ...], str]:
    """Ids by the words of a name, lower case."""
    return {
        tuple(token.lower() for token in _TOKEN.findall(alias)): row.id for row in acts() for alias in _aliases(row)
    }


@cache
def acronyms() -> Mapping[str, frozenset[str]]:
    """Acronyms among the names of each act, alone or in a longer name (``RoHS Directive``)."""
    return {
        row.id: frozenset(
            token
            for name in (row.nl, row.en, *row.aliases.nl, *row.aliases.en)
            for token in _TOKEN.findall(name)
            if sum(letter.isupper() for letter in token) > 1
        )
        for row in acts()
    }


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


@cache
def _anchors() -> Mapping[str, tuple[Anchor, ...]]:
    grouped: dict[tuple[str, bool], list[Name]] = {}
    for row in acts():
        for alias in _aliases(row):
            name = _name(row, alias)
            if name:
                grouped.setdefault((_telling(name), name.exact), []).append(name)
    table: dict[str, tuple[Anchor, ...]] = {}
    for (word, exact), names in grouped.items():
        names.sort(key=lambda name: -sum(map(len, name.tokens)))
        branches = "|".join(f"({_pattern(name)})" for name in names)
        source = rf"(?<![^\W_])(?:{branches})(?![^\W_])"
        first = all(name.tokens[0] == word for name in names)
        table[word.lower()] = (
            *table.get(word.lower(), ()),
            Anchor(
                word,
                tuple(names),
                source,
                exact,
                first,
                _before(word, names),
                _prior(word, names),
                _forms(word, exact=exact),
            ),
        )
    return table


def _forms(word: str, *, exact: bool) -> tuple[str, ...]:
    """``richtlijn`` and ``richtlijnen``, ``act`` and ``acts``; short capitals have one form."""
    lower = word.lower()
    return (lower,) if exact else tuple(lower + ending for ending in ("", "en", "s", "es"))


def _before(word: str, names: Iterable[Name]) -> int:
    """Characters that may stand before the word in any of the names."""
    return max(sum(len(token) + 10 for token in name.tokens[: name.tokens.index(word)]) for name in names)


def _prior(word: str, names: Iterable[Name]) -> tuple[str, ...]:
    """``and`` may be written ``en``, so it tells nothing."""
    tokens = {name.tokens[place - 1] if (place := name.tokens.index(word)) else "" for name in names}
    return ("",) if tokens & {"", "and", "en"} else tuple(tokens)


def _telling(name: Name) -> str:
    """The word to look for: the longest that is not said every day."""
    if len(name.tokens) == 1:
        return name.tokens[0]
    return max(name.tokens, key=lambda token: (_tells(token), len(token)))


def _tells(token: str) -> bool:
    return len(token) > 2 and not token.isdigit() and token.lower() not in _FREQUENT


def _pattern(name: Name) -> str:
    plural = "" if name.exact or not name.tokens[-1][-1].isalpha() else "(?:en|s|es)?"
    first_plural = "(?:en|s)?" if len(name.tokens) > 1 and name.tokens[0] in ("richtlijn", "omzendbrief") else ""
    first = _word(name.tokens[0]) + first_plural
    return first + "".join(_BETWEEN + _word(token) for token in name.tokens[1:]) + plural


def _word(token: str) -> str:
    """Dutch texts cite English names with a Dutch "en": ``Defence, Industry en Research Strategy``."""
    return "(?:and|en)" if token in ("and", "en") else re.escape(token)


def _aliases(row: Act) -> Iterator[str]:
    seen: set[str] = set()
    for alias in (row.nl, row.en, *row.aliases.nl, *row.aliases.en):
        bare = re.sub(r"\s*\([A-Z][A-Za-z]{1,6}\)$", "", alias)
        short = bare.replace("Europese Unie", "EU").replace("European Union", "EU")
        for one in (alias, bare, short):
            # A label with a colon is an explanation, and numbers have rules of their own.
            if one not in seen and ":" not in one and not _NUMBERED.search(one) and not _OF_ANOTHER.search(one):
                seen.add(one)
                yield one


def _name(row: Act, alias: str) -> Name | None:
    tokens = _TOKEN.findall(alias)
    if not tokens:
        return None
    exact = len(tokens) == 1 and len(alias) <= 6 and alias[:2].isupper()
    is_ambiguous = alias in row.ambiguous
    # Three letters mean too much: TEU is also a container, ATT also a company.
    needs = re.compile(_context(row, alias)) if exact and (is_ambiguous or len(alias) <= 3) else None
    cased = tuple(tokens) if exact else tuple(token.lower() for token in tokens)
    return Name(row.id, cased, exact, needs, 0.7 if is_ambiguous else 0.9, frozenset(map(str.lower, tokens)))


def _context(row: Act, alias: str) -> str:
    """Words of the row's other names: one of them must stand near an alias with other meanings."""
    words = {
        word.lower()
        for name in (row.nl, row.en, *row.aliases.nl, *row.aliases.en)
        if name != alias
        for word in _TOKEN.findall(name)
        if len(word) > 3 and not word.isdigit() and word.lower() not in _EVERYDAY
    }
    if row.kind == "treaty":
        words |= {"artic", "artik", "art.", "treaty", "verdrag"}
    return "|".join(sorted(re.escape(word) for word in words)) or r"(?!)"
