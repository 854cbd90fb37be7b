"""Who mentions what: references looked up over all documents, and one clause with its surroundings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from docintel.errors import UsageError
from docintel.index.analyse_codes import find_codes
from docintel.index.exact import identifiers, part_ancestors, spelt, topics_by_end
from docintel.lexicon import acts, ancestors, list_codes
from docintel.sentences import sentence_at
from docintel.tag.references import find_references
from docintel.types import Document, Language, Place, Reference, Section, Span


@dataclass(frozen=True, slots=True)
class Mention:
    """One place that mentions an id."""

    document: str
    title: str
    page: int
    heading: str
    section: str | None
    surface: str
    sentence: str
    polarity: str
    ids: tuple[str, ...]
    scheme: str
    status: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Mentions:
    """An id with its label and all its mentions."""

    id: str
    label: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Twin:
    """The same clause in the other language or another place."""

    document: str
    page: int
    section: str | None
    language: Language | None
    title: str | None


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A clause with what it points at, what points at it, and its twins."""

    document: str
    title: str
    section: str | None
    heading: str
    path: tuple[str, ...]
    page: int
    page_end: int
    text: str
    references_out: tuple[Mention, ...]
    references_in: tuple[Mention, ...]
    twins: tuple[Twin, ...]
    notice: str | None = None


# --- ids -----------------------------------------------------------------------------------------------------------


def normal_id(text: str) -> str:
    """The id that a person means: ``ML 7a`` is ``ML7.a``, ``5A002`` is ``DU:5A002``; an id stays as it is.

    Raises:
        UsageError: it means several.
    """
    text = text.strip()
    if ":" in text or text.startswith("#") or text in list_codes():
        return text
    if re.fullmatch(r"\d+(?:\.\d+)+", text):
        return f"#{text}"
    if named := _acts_by_name().get(text.casefold()):
        return named
    if (codes := find_codes(text)) and codes[0].kind == "topic" and codes[0].end - codes[0].start == len(text):
        return codes[0].text.upper()
    text = spelt(text)
    for writing in (text, f"Regulation (EU) {text}"):
        found = [reference for reference in find_references(writing) if reference.polarity == "incl"]
        if len(found) == 1 and (found[0].span.end == len(writing) or found[0].scheme in ("ml", "dual-use")):
            if len(found[0].ids) > 1:
                raise UsageError(text, f"names {', '.join(found[0].ids)}", "ask for one of them")
            return found[0].ids[0]
    return text


@cache
def _acts_by_name() -> Mapping[str, str]:
    """Acts by each name and abbreviation, of those that no two share: ``AVG``, which in a text may be a word."""
    names = Counter[str]()
    found: dict[str, str] = {}
    for act in acts():
        for name in {one.casefold() for one in (act.nl, act.en, *act.aliases.nl, *act.aliases.en) if one}:
            names[name] += 1
            found[name] = act.id
    return {name: identity for name, identity in found.items() if names[name] == 1}


def completed(documents: Iterable[Document], part: str) -> tuple[str, ...]:
    """Topics whose id ends as a person remembers it: ``UWW-ODAC``."""
    ids = {call.id for document in documents for call in document.calls}
    return topics_by_end(ids).get(tuple(part.upper().split("-")), ())


def label_of(identity: str, language: Language = "en") -> str:
    """What an id stands for, empty where no row is known; of a point below the rows what it is a part of."""
    row = list_codes().get(identity)
    if row is not None:
        return row.nl if language == "nl" else row.en
    entry, point, _ = identity.partition(".")
    if point and entry in list_codes():
        return f"{'deel van' if language == 'nl' else 'part of'} {entry}: {label_of(entry, language)}"
    act_id = identity.partition("#")[0]
    for act in acts():
        if act.id == act_id:
            return act.nl if language == "nl" else act.en
    return ""


def means(reference: Reference, wanted: str) -> bool:
    """Tell whether a reference mentions an id: itself, in a range, or a part of it (``ML7.a`` for ``ML7``)."""
    return any(
        found == wanted
        or wanted in (part_ancestors(found) if "#" in found else ancestors(found))
        or found.startswith(f"{wanted}#")
        for found in reference.ids
    )


# --- mentions ------------------------------------------------------------------------------------------------------


def mentions_of(documents: Iterable[Document], wanted: str) -> Iterator[Mention]:
    """All places that mention an id, in the order of the documents."""
    for document in documents:
        for reference in document.references:
            if means(reference, wanted):
                yield mention(document, reference)


def mentions_out(document: Document) -> Iterator[Mention]:
    """Everything that a document points at."""
    for reference in document.references:
        yield mention(document, reference)


def mentions_in(documents: Iterable[Document], target: str) -> Iterator[Mention]:
    """Everything that points at a document from another one."""
    for document in documents:
        for reference in document.references:
            found = reference.target
            if found is not None and found.document == target and document.id != target:
                yield mention(document, reference)


def mention(document: Document, reference: Reference) -> Mention:
    """A reference with its sentence and place."""
    section = section_at(document, reference.span.start)
    target = reference.target
    aimed = document.sections[target.section] if target and target.section is not None and (
        target.document == document.id
    ) else None  # fmt: skip
    return Mention(
        document.id,
        document.title,
        document.page_of(reference.span),
        " > ".join(document.headings_of(section)),
        document.sections[section].number if section is not None else None,
        document.quote(reference.span),
        document.quote(_around(document, reference.span)),
        reference.polarity,
        reference.ids,
        reference.scheme,
        reference.status,
        (aimed.number or aimed.title) if aimed else None,
    )


def _around(document: Document, span: Span) -> Span:
    """The sentence of a reference; in a table its row."""
    for block in document.blocks:
        if block.kind == "table" and block.span.covers(span):
            start = document.text.rfind("\n", block.span.start, span.start) + 1
            end = document.text.find("\n", span.end, block.span.end)
            return Span(max(start, block.span.start), block.span.end if end < 0 else end)
    return sentence_at(document.text, span.start)


def counts(documents: Iterable[Document]) -> Mapping[str, Mapping[str, int]]:
    """Scheme -> id -> number of mentions."""
    found: dict[str, Counter[str]] = {}
    for document in documents:
        for reference in document.references:
            found.setdefault(reference.scheme, Counter()).update(dict.fromkeys(reference.ids, 1))
    return {scheme: dict(counter.most_common()) for scheme, counter in sorted(found.items())}


# --- documents and clauses -----------------------------------------------------------------------------------------


def section_at(document: Document, offset: int) -> int | None:
    """Index of the innermost section around an offset."""
    found = None
    for index, section in enumerate(document.sections):
        if section.span.start <= offset < section.span.end:
            found = index
    return found


def choose_section(document: Document, name: str) -> int:
    """Index of the section that a person names by number or title, or by a part that no other title has.

    Raises:
        UsageError: no section fits, or a part of a title fits several.
    """
    named = (one.condition for one in identifiers(name) if one.condition.field == "section")
    for wanted in (_plain(name), *(value.casefold() for condition in named for value in condition.values)):
        for test in (_same_number, _same_title, _starts_with):
            for index, section in enumerate(document.sections):
                if test(section, wanted):
                    return index
    holding = [index for index, section in enumerate(document.sections) if _plain(name) in _plain(section.title)]
    if not holding:
        where = document.title or document.id
        raise UsageError(name, f"no such section in {where}", "leave it out to list the sections")
    if len(holding) > 1 and not _is_branch(document, holding):
        titles = ", ".join(
            f"{one.number or ''} {one.title}".strip() for one in map(document.sections.__getitem__, holding)
        )
        raise UsageError(name, f"fits {len(holding)} sections: {titles}", "name one by its number")
    return holding[0]


def _is_branch(document: Document, indexes: list[int]) -> bool:
    """Tell whether all of them lie in the first."""
    first = document.sections[indexes[0]].span
    return all(first.covers(document.sections[index].span) for index in indexes)


def _plain(text: str) -> str:
    return re.sub(r"[\s.:]+$", "", " ".join(text.split())).casefold()


def _same_number(section: Section, wanted: str) -> bool:
    return section.number is not None and _plain(section.number) == wanted


def _same_title(section: Section, wanted: str) -> bool:
    return _plain(section.title) == wanted or _plain(f"{section.number or ''} {section.title}") == wanted


def _starts_with(section: Section, wanted: str) -> bool:
    return _plain(section.title).startswith(wanted) or (section.number or "").casefold().endswith(f" {wanted}")


def view(document: Document, index: int, others: Iterable[Document]) -> ClauseView:
    """One clause with its references in both directions and its twins."""
    section = document.sections[index]
    out = [mention(document, found) for found in document.references if section.span.covers(found.span)]
    inward = [
        mention(document, found)
        for found in document.references
        if found.target is not None
        and found.target.document == document.id
        and found.target.section == index
        and not section.span.covers(found.span)
    ]
    for other in others:
        if other.id != document.id:
            inward += [
                mention(other, found)
                for found in other.references
                if found.target is not None and found.target.document == document.id and found.target.section == index
            ]
    return ClauseView(
        document.id,
        document.title,
        section.number,
        section.title,
        document.headings_of(index),
        section.page_start,
        section.page_end,
        document.text[section.span.start : section.span.end],
        tuple(out),
        tuple(inward),
        tuple(_twins(document, section)),
        document.notice,
    )


def _twins(document: Document, section: Section) -> Iterator[Twin]:
    """The other places of a recommendation that stands in this section."""
    for recommendation in document.recommendations:
        here = [place for place in recommendation.places if _is_here(place, document, section)]
        if not here:
            continue
        for place in recommendation.places:
            if place not in here:
                title = place.title or recommendation.titles.get(place.language or "other")
                yield Twin(place.document, place.page, place.section, place.language, title)


def _is_here(place: Place, document: Document, section: Section) -> bool:
    """Tell whether a place of a recommendation is this very section, not one that merely holds it."""
    if place.document != document.id or place.page != section.page_start:
        return False
    return _plain(place.title or "") in (_plain(section.title), _plain(document.quote(section.heading)))
