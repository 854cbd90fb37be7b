"""Passages that hold what a query names exactly: they join the candidates and go to the top."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import chain
from pathlib import Path

from docintel.index.analyse import analyse, sparse_of
from docintel.index.analyse_words import fold, rows
from docintel.index.exact import (
    TOPIC_FIELDS,
    FindReferences,
    Identifier,
    identifiers,
    is_free,
    part_ancestors,
    quoted,
    spelt,
    topics_by_end,
)
from docintel.index.points import Condition, Entry, Where
from docintel.index.query import Reading
from docintel.index.store import Store
from docintel.lexicon import acts
from docintel.types import Reference, Span

POOL = 60
"""Passages of one identifier that join the candidates."""
NAMED, MENTIONED = 0.6, 0.3
"""A passage of the clause or call that the query names, and one that only mentions it."""
ASKED_FOR = 0.2
"""Added as far as the query is nothing but the identifier."""
ALONE = 0.6
"""Added where the query is the identifier alone, by place: a list code by itself asks for the overview, from the top;
the fourth power takes it away as soon as a word stands beside it."""
DOCUMENT = 0.4
"""Added in the document that the other words of the query name: ``VARIO-advies hoofdstuk 5``."""
HEADED = 0.2
"""Added as far as the other words stand in the heading: ``EDF-2023-DA-AIRDEF-CUAS functional requirements``."""
STUMP = 0.1
"""Taken away where the passage says nothing: the heading of a topic is no answer to what it requires."""
WRITTEN = 0.1
"""Added where the number itself stands there, not only a range around it: ``artikel 17``, not ``15 tot en met 20``."""
MOST = 400
"""What more passages mention is a common word, not an identifier."""
HALF = 0.5
"""Share of the query from which it asks for the identifier, whatever stands beside it."""
MOST_CALLS, LONGEST_TOPIC = 100_000, 8
MOST_TOPICS = 4
"""A part that more topic ids share names a group of calls, as ``NAVAL`` does."""
NEXT = 6
"""Letters at most between the name of an act and its article."""
PHRASE_POOL = 100
"""Passages with the words of a quoted phrase that are read for it."""
QUOTED = 1.2
SHORTEST_CLAUSE = 12
"""Words of a passage that says something: a heading alone is no overview."""
_PLAIN = re.compile(r"\w+")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_NUMBER = re.compile(r"\d+")
_PIECE = re.compile(r"[A-Za-z0-9&]+")


@dataclass(frozen=True, slots=True)
class Named:
    """What a query names, looked up."""

    passages: Mapping[str, float] = field(default_factory=dict)
    """How sure it is that each is meant."""
    absent: tuple[str, ...] = ()
    """What the query asks for and no passage has, as written."""
    ids: frozenset[str] = frozenset()
    """Ids of the acts, articles and list codes that it names."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query on its way through the look-up."""

    reading: Reading
    text: str
    where: Where
    identifiers: tuple[Identifier, ...]
    others: frozenset[str]
    """Words beside the identifiers."""

    def share(self, one: Identifier) -> float:
        """How much of the query the identifier is."""
        return min(1.0, (one.end - one.start) / len(self.text.strip()))


class Names:
    """Looks up on one open index what queries name."""

    def __init__(self, store: Store, find_references: FindReferences) -> None:
        """Keep the index and the grammar; ids are read when the first query needs them."""
        self._store, self._find = store, find_references
        self._parts: dict[str, tuple[str, ...]] = {}

    def look_up(self, reading: Reading, where: Where) -> Named:
        """Passages of what the query names, and how sure it is that they are meant."""
        asked = self._asked(reading, where)
        found = self._phrases(asked)
        held = bool(found)
        for one in asked.identifiers:
            if one.is_pointer and held:
                continue
            narrowed = Where((*where.conditions, self._with_parts(one.condition)), where.ids)
            ids = self._store.ids(narrowed)
            held = held or bool(ids)
            if len(ids) <= MOST:
                for passage, value in self._sure(one, asked, narrowed, ids).items():
                    found[passage] = max(found.get(passage, 0.0), value)
        absent = [one for one in asked.identifiers if not held and one.for_good and asked.share(one) >= HALF]
        if absent:
            found = self._of_holder(absent, where)
        conditions = (self._with_parts(one.condition) for one in asked.identifiers)
        named = frozenset(chain.from_iterable(one.values for one in conditions if one.field == "references"))
        return Named(found, tuple(dict.fromkeys(asked.text[one.start : one.end] for one in absent)), named)

    def places(self, entry: Entry, named: Named) -> list[Span]:
        """Where a passage names what the query does, as far as its own words tell."""
        if entry.passage not in named.passages or named.ids.isdisjoint(entry.references):
            return []
        found = self._find(entry.text, entry.language)
        return [one.span for one in found if not named.ids.isdisjoint(one.ids)]

    def widened(self, where: Where) -> Where:
        """A restriction to an article as one to all its parts too, to the end of a topic's id as one to the topic."""
        return Where(tuple(self._with_parts(self._completed(one)) for one in where.conditions), where.ids)

    def _asked(self, reading: Reading, where: Where) -> _Asked:
        text = spelt(reading.text)
        found = identifiers(text, [one for one in self._references(text, reading) if _asks_for(one, text)])
        found.extend([one for one in self._part_topics(text) if is_free(one.start, found)])
        others = _words_beside(text, found)
        found.extend(one for one in acts_named(reading) if not any(_is_within(one, other) for other in found))
        return _Asked(reading, text, where, tuple(found), others)

    def _references(self, text: str, reading: Reading) -> list[Reference]:
        """What the grammar finds, an article behind the name of its act as well: ``AVG artikel 9``."""
        found = list(self._find(text, reading.language))
        for name in reading.names:
            for number, one in enumerate(found):
                if one.ids[0].startswith("#art") and 0 < one.span.start - name.end <= NEXT:
                    turned = f"{text[one.span.start : one.span.end]} {text[name.start : name.end]}"
                    if (read := self._find(turned, reading.language)) and not read[0].ids[0].startswith("#"):
                        found[number] = replace(read[0], span=Span(name.start, one.span.end))
        return found

    def _part_topics(self, text: str) -> Iterator[Identifier]:
        """Topics by the last pieces of their id, in any writing: ``UWW-ODAC``, ``edf 2022 ra uww odac``."""
        words = list(_PIECE.finditer(text))
        upper = [word.group().upper() for word in words]
        at = 0
        while at < len(words):
            ends = range(min(len(words), at + LONGEST_TOPIC), at, -1)
            end = next((end for end in ends if tuple(upper[at:end]) in self._topics), at + 1)
            topics = self._topics.get(tuple(upper[at:end]), ())
            start, stop = words[at].start(), words[end - 1].end()
            if 0 < len(topics) <= MOST_TOPICS and _is_topic_part(text[start:stop], end - at):
                for field_ in TOPIC_FIELDS:
                    yield Identifier(start, stop, Condition(field_, topics))
            at = end

    @cached_property
    def _topics(self) -> Mapping[tuple[str, ...], tuple[str, ...]]:
        """Topics of the index by the last pieces of their ids."""
        return topics_by_end(self._store.facets("call", limit=MOST_CALLS))

    def _completed(self, condition: Condition) -> Condition:
        """``UWW-ODAC`` is mentioned where ``EDF-2022-RA-UWW-ODAC`` is."""
        pieces = tuple(condition.values[0].upper().split("-"))
        topics = self._topics.get(pieces, ()) if condition.field == "references" and len(pieces) > 1 else ()
        return replace(condition, values=topics) if 0 < len(topics) <= MOST_TOPICS else condition

    def _with_parts(self, condition: Condition) -> Condition:
        """An article is mentioned where a part of it is: ``art. 9 AVG`` where ``artikel 9, tweede lid`` stands."""
        (first, *_) = condition.values
        act, mark, _ = first.partition("#")
        if condition.field != "references" or not act or not mark:
            return condition
        if act not in self._parts:
            facets = self._store.facets("references", Where((Condition("references", (act,)),)))
            self._parts[act] = tuple(one for one in facets if one.startswith(f"{act}#"))
        return replace(condition, values=(first, *(one for one in self._parts[act] if first in part_ancestors(one))))

    def _sure(self, one: Identifier, asked: _Asked, narrowed: Where, ids: set[str]) -> dict[str, float]:
        """Passages of one identifier; those of a document that the other words of the query name are the surest."""
        if len(ids) > POOL and asked.others:
            ids = {found.id for found in self._store.query_sparse(asked.reading.sparse(), POOL, narrowed)} or ids
        entries = self._store.entries(sorted(ids))
        meant = _documents_named(asked.others, entries.values(), HALF if one.in_document else 0.0)
        if one.in_document:
            entries = {passage: entry for passage, entry in entries.items() if entry.document in meant}
        surface, share = asked.text[one.start : one.end], asked.share(one)
        is_code = one.condition.field != "call"
        written = {passage for passage, entry in entries.items() if is_code and _is_written(surface, entry)}
        sure = (MENTIONED if one.condition.field == "references" else NAMED) + ASKED_FOR * share
        found = {}
        for passage, place in list(_overview(entries.values(), written).items())[:POOL]:
            entry = entries[passage]
            found[passage] = sure
            if share >= HALF or _NUMBER.search(surface):  # a name beside other words asks for what they say of it
                found[passage] += ALONE * share**4 * place
                found[passage] += DOCUMENT * (entry.document in meant) + WRITTEN * (passage in written)
                found[passage] += HEADED * _headed(asked.others, entry) - STUMP * _is_stump(entry)
        return found

    def _of_holder(self, absent: Sequence[Identifier], where: Where) -> dict[str, float]:
        """Nearest to what is not here is what holds it: other mentions of the act, of the list code above."""
        for holder in dict.fromkeys(chain.from_iterable(one.holders for one in absent)):
            if ids := self._store.ids(Where((*where.conditions, Condition("references", (holder,))), where.ids)):
                return dict.fromkeys(sorted(ids)[:POOL], MENTIONED)
        return {}

    def _phrases(self, asked: _Asked) -> dict[str, float]:
        """Passages that hold a quoted phrase word by word."""
        found: dict[str, float] = {}
        for phrase in quoted(asked.reading.text):
            terms = sparse_of((term.text, term.weight) for term in analyse(phrase, "other"))
            ids = [one.id for one in self._store.query_sparse(terms, PHRASE_POOL, asked.where)]
            words = f" {' '.join(_PLAIN.findall(fold(phrase)))} "
            for entry in self._store.entries(ids).values():
                if words in f" {' '.join(_PLAIN.findall(fold(entry.text)))} ":
                    found[entry.passage] = QUOTED
        return found


def acts_named(reading: Reading) -> Iterator[Identifier]:
    """The acts that a query names by a name of the lexicon; alone, in all that the name means (``GDPR``)."""
    for name in reading.names:
        alone = name.end - name.start >= HALF * len(reading.text.strip())
        meant = tuple(one for one in (name.id, *(name.also if alone else ())) if one in _acts())
        if meant:
            yield Identifier(name.start, name.end, Condition("references", meant))


@cache
def _acts() -> frozenset[str]:
    return frozenset(act.id for act in acts())


def _asks_for(reference: Reference, text: str) -> bool:
    """Tell a reference that is looked up from a name beside other words: ``militaire lijst offensief wapensysteem``."""
    surface = text[reference.span.start : reference.span.end]
    return bool(_NUMBER.search(surface)) or len(surface) >= HALF * len(text.strip())


def _is_within(one: Identifier, other: Identifier) -> bool:
    """``GDPR`` in ``Article 17 GDPR`` asks for no more than the article."""
    return other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start


def _is_topic_part(surface: str, pieces: int) -> bool:
    """Two pieces in capitals or three in any letters; one alone is a word: ``SME`` ends two ids."""
    return pieces >= 3 or (pieces == 2 and surface.isupper())


def _words_beside(text: str, found: Sequence[Identifier]) -> frozenset[str]:
    """Words of the query that tell something and belong to no identifier."""
    words = (fold(one.group()) for one in _WORD.finditer(text) if is_free(one.start(), found))
    return frozenset(words) - rows("nl").query_stop - rows("en").query_stop


def _documents_named(words: frozenset[str], entries: Iterable[Entry], share: float) -> frozenset[str]:
    """Of the documents of these passages those whose titles hold most of the words; none where all say the same.

    A word counts for more the fewer titles hold it: ``VARIO`` and not ``van``; at least this ``share`` must be held.
    """
    titles = {
        one.document: words & set(map(fold, _WORD.findall(f"{one.title} {Path(one.path).stem}"))) for one in entries
    }
    shared = Counter(chain.from_iterable(titles.values()))
    values = {document: sum(1 / shared[word] for word in title) for document, title in titles.items()}
    best, least = max(values.values(), default=0.0), min(values.values(), default=0.0) if len(values) > 1 else 0.0
    found = (document for document, value in values.items() if value == best > least)
    return frozenset(document for document in found if len(titles[document]) >= share * len(words))


def _is_written(surface: str, entry: Entry) -> bool:
    """Tell whether the passage has the very words or numbers of the identifier."""
    if entry.section and entry.section.casefold() == surface.casefold():
        return True
    numbers = _NUMBER.findall(surface)
    return bool(numbers) and set(numbers) <= set(_NUMBER.findall(entry.text))


def _headed(words: frozenset[str], entry: Entry) -> float:
    """Share of the words that stand in the innermost heading."""
    own = set(map(fold, _WORD.findall(entry.headings[-1]))) if entry.headings else set()
    return len(words & own) / len(words) if words else 0.0


def _is_stump(entry: Entry) -> bool:
    return len(entry.text.split()) < SHORTEST_CLAUSE


def _overview(entries: Iterable[Entry], written: set[str]) -> dict[str, float]:
    """A place between 0 and 1, best first: the first passage of each clause in reading order, then the second ones."""
    nth: Counter[tuple[str, tuple[str, ...]]] = Counter()
    places = []
    for number, entry in enumerate(sorted(entries, key=lambda entry: (entry.document, entry.start))):
        clause = (entry.document, entry.headings)
        places.append((entry.passage not in written, _is_stump(entry), nth[clause], number, entry.passage))
        nth[clause] += 1
    return {passage: 1.0 - place / len(places) for place, (*_, passage) in enumerate(sorted(places))}
