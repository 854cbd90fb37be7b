"""Names whose kind is known: the lexicon of the package, the code lists of public procurement, the WikiANN names.

They label running text where a model is unsure, carry labels from English to Dutch, and fill templates.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from docintel.lexicon import organisations, programmes, technologies
from docintel.train.ner_read import Named
from docintel.types import Language

_COUNTRY_LISTS = frozenset({"country", "lawful-country", "eu-country", "eea-country"})
_INSTITUTIONS: dict[Language, tuple[str, ...]] = {
    "en": ("Commission", "Council", "European Parliament", "European Commission", "European Council", "European Union",
           "Court of Justice", "European Central Bank", "European Investment Bank", "Court of Auditors", "EU", "Union",
           "United Nations", "European Community", "European Communities", "Parliament", "NATO"),
    "nl": ("Commissie", "Raad", "Europees Parlement", "Europese Commissie", "Europese Raad", "Europese Unie",
           "Hof van Justitie", "Europese Centrale Bank", "Europese Investeringsbank", "Rekenkamer", "EU", "Unie",
           "Verenigde Naties", "Europese Gemeenschap", "Europese Gemeenschappen", "Parlement", "NAVO", "Tweede Kamer",
           "Eerste Kamer", "Raad van State", "Vlaamse Regering", "Vlaams Parlement", "Rekenhof"),
}  # fmt: skip
_PLACES: dict[Language, tuple[str, ...]] = {
    "en": ("Europe", "Asia", "Africa", "North Sea", "Mediterranean", "Baltic Sea", "Flanders", "Wallonia", "Brussels",
           "The Hague", "Geneva", "Vienna", "New York", "Washington", "Strasbourg", "London", "Paris", "Berlin", "Rome",
           "Ukraine", "Russia", "United States", "United Kingdom", "United States of America", "Benelux", "Balkans",
           "Middle East", "Black Sea", "Atlantic", "Arctic", "China", "Taiwan", "Iran", "Syria", "Czech Republic"),
    "nl": ("Europa", "Azië", "Afrika", "Noordzee", "Middellandse Zee", "Oostzee", "Vlaanderen", "Wallonië", "Brussel",
           "Den Haag", "'s-Gravenhage", "Genève", "Wenen", "New York", "Washington", "Straatsburg", "Londen", "Parijs",
           "Berlijn", "Rome", "Oekraïne", "Rusland", "Verenigde Staten", "Verenigd Koninkrijk", "Benelux", "Balkan",
           "Verenigde Staten van Amerika", "Midden-Oosten", "Zwarte Zee", "Atlantische Oceaan", "China", "Taiwan",
           "Iran", "Syrië", "Antwerpen", "Gent", "Brugge", "Leuven", "Mechelen", "Kortrijk", "Hasselt", "Oostende",
           "Aruba", "Curaçao", "Sint Maarten", "Nederlandse Antillen", "Bonaire", "Tsjechië", "Koninkrijk"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Surfaces with their kind for one language; ``NOT`` marks what a model must leave alone (programmes, acts)."""

    kinds: dict[str, str]
    twins: dict[str, frozenset[str]]
    """English surface -> Dutch surfaces of the same thing."""

    def pool(self, kind: str) -> list[str]:
        """Names of one kind for templates, in a fixed order."""
        return sorted(name for name, found in self.kinds.items() if found == kind and len(name) > 2)


def load_gazetteer(language: Language, data: Path) -> Gazetteer:
    """Collect names from the lexicon, from ``eforms-codes`` and from the short lists above."""
    kinds: dict[str, str] = {}
    twins: dict[str, set[str]] = defaultdict(set)
    for en, nl, kind in _pairs(data):
        for surface in en:
            twins[surface].update(nl)
        for surface in en if language == "en" else nl:
            kinds.setdefault(surface, kind)
    kinds.update(dict.fromkeys(_PLACES[language], "LOC"))
    kinds.update(dict.fromkeys(_INSTITUTIONS[language], "ORG"))
    for left, right in (*zip(_INSTITUTIONS["en"], _INSTITUTIONS["nl"], strict=False),):
        twins[left].add(right)
    return Gazetteer(kinds, {surface: frozenset(others) for surface, others in twins.items()})


def _pairs(data: Path) -> Iterator[tuple[list[str], list[str], str]]:
    """(English surfaces, Dutch surfaces, kind) of every known thing."""
    for row in organisations():
        yield _surfaces(row.en, row.aliases.en, row.ambiguous), _surfaces(row.nl, row.aliases.nl, row.ambiguous), "ORG"
    for row in programmes():
        yield _surfaces(row.en, row.aliases.en, row.ambiguous), _surfaces(row.nl, row.aliases.nl, row.ambiguous), "NOT"
    with gzip.open(data / "terms" / "eforms-codes.en-nl.tsv.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            code_list, _, en, nl = line.rstrip("\n").split("\t")[:4]
            if code_list in _COUNTRY_LISTS and en[:1].isupper():
                yield [en.split(" (")[0]], [nl.split(" (")[0]], "LOC"
            elif code_list == "corporate-body" and en[:1].isupper() and len(en) > 3:
                yield [en], [nl], "ORG"
            elif code_list.startswith("nuts") and re.fullmatch(r"[A-Z][a-zà-ÿ]{3,}(?:[- ][A-Z][a-zà-ÿ]+)?", nl):
                yield [en], [nl], "LOC"


def _surfaces(name: str, aliases: tuple[str, ...], ambiguous: Iterable[str]) -> list[str]:
    doubtful = set(ambiguous)
    return [text for text in (name, *aliases) if text not in doubtful and len(text) > 1 and text[:1].isupper()]


def wiki_kinds(rows: Iterable[Named], least: int = 1) -> dict[str, str]:
    """Kind of each name that WikiANN marks ``least`` times and in at least four of five places the same way."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for start, end, label in row.spans:
            counts[" ".join(row.tokens[start:end])][label] += 1
    kinds = {}
    for surface, labels in counts.items():
        label, times = labels.most_common(1)[0]
        if times >= max(least, 0.8 * labels.total()) and re.match(r"[A-ZÀ-Þ]", surface) and "(" not in surface:
            kinds[surface] = label
    return kinds


def person_names(kinds: dict[str, str]) -> list[str]:
    """Full names of two to four words, in a fixed order."""
    word = r"[A-ZÀ-Þ][a-zà-ÿ'’-]+"
    whole = re.compile(rf"{word}(?: (?:van|de|der|den|ten|ter|von|di|du|Van|De|{word}|[A-Z]\.)){{0,2}} {word}")
    return sorted(name for name, kind in kinds.items() if kind == "PERSON" and whole.fullmatch(name))


def first_names(persons: Iterable[str], least: int = 3) -> frozenset[str]:
    """First words that open at least ``least`` full names."""
    counts = Counter(name.split()[0] for name in persons)
    return frozenset(name for name, times in counts.items() if times >= least)


def titled_terms(language: Language) -> list[str]:
    """Technologies as a title prints them, and their acronyms: capitals that are no names."""
    rows = technologies()
    terms = [row.nl if language == "nl" else row.en for row in rows]
    short = [alias for row in rows for alias in row.aliases.en if re.fullmatch(r"[A-Z][A-Z0-9-]{1,6}", alias)]
    return sorted({*(_titled(term) for term in terms if 2 <= len(term.split()) <= 4), *short})


def _titled(term: str) -> str:
    """``electronic warfare`` gives ``Electronic Warfare``."""
    links = {"van", "en", "of", "and", "the", "voor", "for", "in", "op"}
    return " ".join(word if word in links else word[:1].upper() + word[1:] for word in term.split())
