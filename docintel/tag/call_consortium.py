"""How many entities from how many countries: the rule of a document, with its exceptions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from docintel.sentences import split_sentences
from docintel.tag.call_ids import find_ids
from docintel.tag.call_topics import Topic
from docintel.types import Document, Span

_NUMBERS: Mapping[str, int] = {
    word: value
    for value, words in enumerate(
        ("one één een a", "two twee", "three drie", "four vier", "five vijf", "six zes", "seven zeven"), start=1
    )
    for word in words.split()
}
_N = r"(?:\d{1,2}|one|two|three|four|five|six|seven|één|twee|drie|vier|vijf|zes|zeven)"
_ENTITY = (
    r"(?:legal\s+entit\w+|entit\w+|applicants?|beneficiar\w+|participants?|partners?|rechtspersonen|entiteiten"
    r"|deelnemers)"
)
_COUNTRY = r"(?:(?:eligible\s+|EU\s+)?countr\w+|(?:EU\s+)?Member\s+States|landen|lidstaten)"
_ENTITIES = re.compile(rf"(?i)\b({_N})\s+(?:\(\w+\)\s+)?(?:\w+[\s,]+){{0,3}}?{_ENTITY}\b")
_COUNTRIES = re.compile(
    rf"(?i)\b(?:from|in|uit)\s+(?:at\s+least\s+|minimum\s+|ten\s+minste\s+)?({_N})\s+(?:\w+\s+){{0,2}}?{_COUNTRY}"
)
_LABEL_ENTITIES = re.compile(rf"(?i)number\s+of\s+(?:\w+\s+)?{_ENTITY}\s*:?\s*({_N})\b")
_LABEL_COUNTRIES = re.compile(rf"(?i)number\s+of\s+(?:\w+\s+)?{_COUNTRY}\s*:?\s*({_N})\b")
_SUBJECT = re.compile(
    rf"(?i)\b(?:consorti\w+|submitted\s+by|ingediend\s+door|minimum|at\s+least|ten\s+minste|{_ENTITY})\b"
)
_CONTROL = re.compile(r"(?i)\bcontrolled\b|\bgecontroleerd\b")
_ELSEWHERE = re.compile(
    r"(?i)\b(?:laid\s+down|described|set\s+out|bepaald|beschreven)\b|\bno\s+minimum\b|\bgeen\s+minimum\b"
)
_IDENTIFIER_PARTS = re.compile(
    r"(?i)identifiers?\s+(?:that\s+|which\s+)?(?:contain|include|with)\w*\s+(.*?)(?:\)|$|\s+as\b)"
)
_PART = re.compile(r"\b[A-Z][A-Z0-9]{1,11}\b")
_KINDS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = (
    (re.compile(r"(?i)coordination\s+and\s+support"), frozenset({"CSA"})),
    (re.compile(r"(?i)framework\s+partnership"), frozenset({"FPA"})),
    (re.compile(r"(?i)specific\s+grant"), frozenset({"SGA"})),
    (re.compile(r"(?i)disruptive\s+technolog"), frozenset({"DIS", "RDIS"})),
    (
        re.compile(r"(?i)organis(?:ation|ing)\s+of\s+(?:the\s+|a\s+)?technological\s+challenge"),
        frozenset({"ORGANISER"}),
    ),
    (
        re.compile(r"(?i)participation\s+(?:in|to)\s+(?:the\s+|a\s+)?technological\s+challenge"),
        frozenset({"CHALLENGE"}),
    ),
    (re.compile(r"(?i)\bspin-in\b"), frozenset({"SI"})),
    (re.compile(r"(?i)\bSMEs?\s+calls?\b|\bnon-thematic\b"), frozenset({"SME", "SMERO", "OPEN"})),
)
_HEADING = re.compile(r"(?i)consorti|partnership composition|samenstelling")


@dataclass(frozen=True, slots=True)
class Consortium:
    """The smallest consortium; None where the document leaves it open."""

    entities: int | None
    countries: int | None
    span: Span


@dataclass(frozen=True, slots=True)
class _Rule:
    consortium: Consortium
    parts: frozenset[str] | None
    ids: frozenset[str]

    def applies(self, topic: Topic, call: str | None) -> bool:
        """An exception is for the ids it names or for those that contain its parts; the rule itself for all."""
        if self.ids:
            return any(topic.id == each or topic.id.startswith(f"{each}-") for each in self.ids)
        return self.parts is None or bool(self.parts & _parts_of(topic, call))


def find_consortium(document: Document, topic: Topic, call: str | None) -> Consortium | None:
    """What holds for a topic: its own text, else the narrowest rule of the document."""
    if topic.text is not None:
        own = [rule for rule in _rules(document, topic.text, strict=True)]
        if own:
            return own[0].consortium
    rules = [rule for rule in _rules_of(document) if rule.applies(topic, call)]
    narrow = [rule for rule in rules if rule.ids] or [rule for rule in rules if rule.parts is not None]
    found = narrow or rules
    return found[0].consortium if found else None


def read_minimum(sentence: str) -> tuple[int | None, int | None] | None:
    """Entities and countries in a sentence: ``at least three legal entities established in at least three ...``."""
    labelled = _LABEL_ENTITIES.search(sentence), _LABEL_COUNTRIES.search(sentence)
    entities = labelled[0] or _ENTITIES.search(sentence)
    countries = labelled[1] or _COUNTRIES.search(sentence)
    if entities is None and countries is None:
        return None
    return _value(entities), _value(countries)


def _value(match: re.Match[str] | None) -> int | None:
    if match is None:
        return None
    word = match[1].lower()
    return int(word) if word.isdigit() else _NUMBERS.get(word)


def _rules_of(document: Document) -> list[_Rule]:
    """Rules of the sections about the consortium; without such a section, of the whole frame."""
    rules: list[_Rule] = []
    for section in document.sections:
        if _HEADING.search(section.title):
            rules += _rules(
                document, Span(section.heading.end, max(section.heading.end, section.span.end)), strict=False
            )
    if not rules:
        rules = list(_rules(document, Span(0, len(document.text)), strict=True))
    return rules


def _rules(document: Document, span: Span, *, strict: bool) -> Iterator[_Rule]:
    """Sentences that set a minimum or leave it open; ``strict`` asks for entities and countries together."""
    for block in document.blocks:
        if not span.covers(block.span) or block.kind in ("heading", "toc", "footnote"):
            continue
        sentences = split_sentences(document.text, block.span.start, block.span.end)
        at = 0
        while at < len(sentences):
            place = sentences[at]
            text = document.text[place.start : place.end]
            minimum = read_minimum(text)
            if minimum is not None and None in minimum and at + 1 < len(sentences):
                # ``Minimum number of entities: 3. Minimum number of eligible countries: 3.``
                joined = Span(place.start, sentences[at + 1].end)
                both = read_minimum(document.text[joined.start : joined.end])
                if both is not None and None not in both and _LABEL_ENTITIES.search(text):
                    place, minimum, text = joined, both, document.text[joined.start : joined.end]
                    at += 1
            at += 1
            rule = _rule(place, text, minimum, strict=strict)
            if rule is not None:
                yield rule


def _rule(place: Span, text: str, minimum: tuple[int | None, int | None] | None, *, strict: bool) -> _Rule | None:
    parts, ids = _scope(text)
    if minimum is None:
        if strict or not _ELSEWHERE.search(text):
            return None
        return _Rule(Consortium(None, None, place), parts, ids)
    if not _SUBJECT.search(text) or (_CONTROL.search(text) and not re.search(r"(?i)submitted|consorti", text)):
        return None
    if strict and None in minimum:
        return None
    return _Rule(Consortium(minimum[0], minimum[1], place), parts, ids)


def _scope(text: str) -> tuple[frozenset[str] | None, frozenset[str]]:
    """Whom a sentence is about: identifiers that it names, parts of identifiers, or kinds of action; None for all."""
    ids = frozenset(found.id for found in find_ids(text))
    named = _IDENTIFIER_PARTS.search(text)
    if named:
        return frozenset(_PART.findall(named[1])), ids
    if re.search(r"(?i)\b(?:for all|voor alle)\b", text):
        return None, frozenset()
    kinds = frozenset(part for pattern, parts in _KINDS if pattern.search(text) for part in parts)
    return (kinds or None), ids


def _parts_of(topic: Topic, call: str | None) -> set[str]:
    """Parts of the identifier of the call, else of the topic; the organiser of a challenge is a part of its own."""
    parts = set((call or topic.id).split("-"))
    if "CHALLENGE" in parts and (topic.id.endswith("O") or re.search(r"(?i)\borganis", topic.title)):
        parts = parts - {"CHALLENGE"} | {"ORGANISER"}
    return parts
