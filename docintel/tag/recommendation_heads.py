"""Where recommendations start: their own headings, lead lines, or the items of a list under ``Aanbevelingen``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from docintel.types import Block, Document, Language, Section, Span

_WORD = r"(?:(?:beleids|deel|hoofd)?aanbeveling|(?:policy |key |main )?recommendation|advies|advice)"
_HEAD = re.compile(
    rf"(?i)^\s*(?:(?P<section>\d+(?:\.\d+)*)\.?\s+)?{_WORD}\b\s*(?:nr\.?|no\.?|nummer|number|#)?\s*"
    r"(?P<number>\d{1,3}(?:\.\d{1,2}){0,3}[a-z]?(?!\.?\d)|(?-i:[IVX]{1,5}|[A-Z]\d{0,2})(?=\W|$))"
    r"(?P<mark>\s*[:.–—)|-]+\s*|\s*$|\s+(?=(?-i:[A-Z‘“\"'])))"
)
_SHORT = re.compile(r"^\s*(?P<number>(?:R|A|AB|Rec\.?)\s?\d{1,2}(?:\.\d{1,2})?)(?P<mark>\s*[:.–—)-]+\s*)(?=\S)")
_CHAPTER = re.compile(
    r"(?i)^\s*(?:(?:\d+(?:\.\d+)*|[A-Z]|[IVX]+)[.:)]?\s+|deel \d+\W+|hoofdstuk \d+\W+)?"
    r"(?:(?:onze |de |our |the |key |main |belangrijkste |policy |overzicht van de |list of |samenvatting van de )*"
    r"(?:beleids)?(?:aanbevelingen|recommendations|adviezen)|(?:conclusies?|conclusions?)\s+(?:en|and|&)\s+"
    r"(?:aanbevelingen|recommendations))\b[\w\s,:–-]{0,60}$"
)
_LEAD_IN = re.compile(r"(?i)(?:[-•▪]\s*)?(?:(?:beleids)?aanbeveling(?:en)?|(?:policy )?recommendations?)\s*:?")
_ACTOR_COLUMN = re.compile(
    r"(?i)^\W*(?:actor|verantwoordelijke|trekker|geadresseerde|aan wie|addressee|responsible|owner)"
)
_FEWEST_SHORT = 3
_REPEATED = 0.85
"""Share of the words of the shorter title from which an unnumbered recommendation repeats a numbered one."""
_FEWEST_WORDS = 4
_GOES_ON = re.compile(
    r"^(?:uit|van|of|in|is|wordt|stelt|luidt|en|and|to|was|zijn|above|hierboven|over|dat|that|which|die|from|on|for)\b"
)
_MARKER_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2})?|[a-z])")


@dataclass(frozen=True, slots=True)
class Head:
    """A recommendation as one place prints it; ``span`` runs to the next head or heading."""

    number: str
    title: str
    span: Span
    page: int
    page_end: int
    language: Language
    chapter: str | None
    listed: bool = False
    """True for the item of a list without the word itself."""
    addressee: str | None = None
    """Where a table of recommendations has a column for it."""


def find_heads(document: Document) -> list[Head]:
    """All places where a recommendation stands, in text order."""
    named = [*_named_headings(document), *_lead_lines(document)]
    covered = [head.span for head in named]
    for at, section in enumerate(document.sections):
        inside = any(section.span.covers(span) for span in covered)
        if not inside and _CHAPTER.match(_heading(document, section)):
            found = _in_chapter(document, at, section)
            named += found
            covered += [head.span for head in found]
    taken = set(covered)
    named += [head for head in _lead_ins(document) if head.span not in taken]
    named += _in_tables(document)
    named.sort(key=lambda head: head.span)
    return _cut(document, _numbered(named))


def _named_headings(document: Document) -> Iterator[Head]:
    for at, section in enumerate(document.sections):
        text = _heading(document, section)
        match = _HEAD.match(text)
        if match is None or _GOES_ON.match(text[match.end() :]):
            continue
        yield _from_section(document, at, section, match["number"], text[match.end() :])


def _from_section(document: Document, at: int, section: Section, number: str, title: str) -> Head:
    language = _own_language(document, section.heading, section.language)
    chapter = document.sections[section.parent] if section.parent is not None else None
    return Head(
        number.rstrip("."), " ".join(title.split()).strip(), section.span, section.page_start, section.page_end,
        language, None if chapter is None else " ".join(_heading(document, chapter).split()),
    )  # fmt: skip


def _own_language(document: Document, heading: Span, fallback: Language) -> Language:
    block = next((each for each in document.blocks if each.span.start == heading.start), None)
    if block is not None and block.language != "other":
        return block.language
    return fallback if fallback != "other" else document.language


def _lead_lines(document: Document) -> Iterator[Head]:
    """Paragraphs that open with ``Aanbeveling 3:``; a sentence that only mentions one goes on in lower case.

    ``R1:`` and ``A1:`` count where at least three of them stand in the document.
    """
    short: list[Head] = []
    for block in document.blocks:
        if block.kind not in ("paragraph", "list_item", "title"):
            continue
        text = document.text[block.span.start : block.span.end]
        match = _HEAD.match(text)
        if match is None and block.kind == "paragraph" and (match := _SHORT.match(text)) is not None:
            short.append(
                _from_block(document, block, match["number"], _first_clause(text[match.end() :]), listed=False)
            )
            continue
        if match is None or _GOES_ON.match(text[match.end() :]):
            continue
        if not match["mark"].strip() and match.end() < len(text) and len(text) > 160:
            continue
        title = _first_clause(text[match.end() :])
        yield _from_block(document, block, match["number"], title, listed=False)
    if len(short) >= _FEWEST_SHORT:
        yield from short


def _lead_ins(document: Document) -> Iterator[Head]:
    """What follows a bare ``Aanbeveling:`` or ``Recommendations``: the items of a list, else the text itself."""
    for at, block in enumerate(document.blocks):
        text = document.text[block.span.start : block.span.end]
        if block.kind not in ("paragraph", "heading", "title") or not _LEAD_IN.fullmatch(text.strip()):
            continue
        under: list[Block] = []
        for following in document.blocks[at + 1 :]:
            bare = document.text[following.span.start : following.span.end].strip()
            if following.kind in ("heading", "title") or _LEAD_IN.fullmatch(bare):
                break
            if following.kind in ("paragraph", "list_item"):
                under.append(following)
        yield from _under_lead(document, under)


def _under_lead(document: Document, under: Sequence[Block]) -> Iterator[Head]:
    """The first run of list items, right away or after a sentence that ends in a colon; else the first paragraph."""
    if not under:
        return
    first = document.text[under[0].span.start : under[0].span.end]
    start = 1 if under[0].kind == "paragraph" and first.rstrip().endswith(":") and len(under) > 1 else 0
    if under[start].kind != "list_item":
        yield _from_block(document, under[0], "", _first_clause(first), listed=True)
        return
    depth = under[start].level or 1
    for block in under[start:]:
        if block.kind != "list_item":
            return
        if (block.level or 1) == depth:
            marker = re.search(r"\d{1,2}(?:\.\d{1,2})?", block.marker or "")
            text = document.text[block.span.start : block.span.end].removeprefix(block.marker or "").strip()
            yield _from_block(document, block, marker[0] if marker else "", _first_clause(text), listed=True)


def _in_tables(document: Document) -> Iterator[Head]:
    """Rows of a table with a column ``Aanbeveling`` or ``Recommendation``."""
    for block in document.blocks:
        rows = document.tables[block.table].rows if block.table is not None else ()
        names = [cell.text.strip() for cell in rows[0]] if rows else []
        column = next((at for at, name in enumerate(names) if _LEAD_IN.fullmatch(name)), None)
        if column is None or len(rows) < 3:
            continue
        asked = next((at for at, name in enumerate(names) if _ACTOR_COLUMN.search(name)), None)
        for row, line in zip(rows[1:], block.lines[1:], strict=False):
            texts = [cell.text.strip() for cell in row]
            if column >= len(texts) or not texts[column]:
                continue
            number = _MARKER_NUMBER.fullmatch(texts[0].rstrip(".)")) if column else None
            head = _from_block(document, block, number[1] if number else "", _first_clause(texts[column]), listed=True)
            who = texts[asked] if asked is not None and asked < len(texts) and texts[asked] else None
            yield replace(head, span=line.span, page=line.page, page_end=line.page, addressee=who)


def _numbered(heads: Sequence[Head]) -> list[Head]:
    """Number what is printed without: as the recommendation it repeats, else on from the highest number."""
    printed = {_words(head.title): head.number for head in heads if head.number and head.title}
    highest = max((int(match[0]) for head in heads if (match := re.match(r"\d+", head.number))), default=0)
    numbered: list[Head] = []
    for head in heads:
        if not head.number:
            number = next((known for title, known in printed.items() if _alike(title, _words(head.title))), None)
            if number is None:
                highest += 1
                number = str(highest)
                printed[_words(head.title)] = number
            head = replace(head, number=number)
        numbered.append(head)
    return numbered


def _words(title: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", title.casefold()))


def _alike(first: frozenset[str], second: frozenset[str]) -> bool:
    """Tell whether two titles of some length share most of their words."""
    return len(first & second) >= max(_FEWEST_WORDS, _REPEATED * min(len(first), len(second)))


def _from_block(document: Document, block: Block, number: str, title: str, *, listed: bool) -> Head:
    section = document.sections[block.section] if block.section is not None else None
    language = block.language if block.language != "other" else document.language
    chapter = None if section is None else " ".join(_heading(document, section).split())
    return Head(number, title, block.span, block.page, block.page_end, language, chapter, listed)


def _first_clause(text: str) -> str:
    """The title of a recommendation without heading: its first sentence, cut at a comma where that is long."""
    text = " ".join(text.split())
    match = re.search(r"(?<=[a-zà-ÿ)\d])[.;:](?=\s|$)", text)
    return (text[: match.start()] if match else text)[:200].strip()


def _in_chapter(document: Document, at: int, section: Section) -> list[Head]:
    """Members of a chapter of recommendations: numbered sub-headings, else the items of its list."""
    inner = [each for each in document.sections if each.parent == at]
    numbered = [each for each in inner if each.number and re.match(r"\d", each.number)]
    if len(numbered) >= 2:
        places = {id(each): n for n, each in enumerate(document.sections)}
        return [_from_section(document, places[id(each)], each, each.number or "", each.title) for each in numbered]
    items = [
        block
        for block in document.blocks
        if block.kind == "list_item" and section.span.covers(block.span) and (block.level or 1) == 1
    ]
    plain = [block for block in items if block.marker and _MARKER_NUMBER.search(block.marker)]
    chosen = plain if len(plain) >= 2 else items
    if len(chosen) < 2:
        return []
    heads = []
    for place, block in enumerate(chosen, start=1):
        marker = _MARKER_NUMBER.search(block.marker or "") if chosen is plain else None
        text = document.text[block.span.start : block.span.end].removeprefix(block.marker or "").strip()
        heads.append(
            _from_block(document, block, marker[1] if marker else str(place), _first_clause(text), listed=True)
        )
    return heads


def _cut(document: Document, heads: Sequence[Head]) -> list[Head]:
    """Let each head run to the next one, or to the end of the section it stands in."""
    cut: list[Head] = []
    rows = {line.span for block in document.blocks if block.table is not None for line in block.lines}
    for at, head in enumerate(heads):
        following = heads[at + 1].span.start if at + 1 < len(heads) else len(document.text)
        if head.span in rows:
            cut.append(head)
            continue
        end = min(_section_end(document, head), following)
        last = [block for block in document.blocks if head.span.start <= block.span.start < end]
        end = last[-1].span.end if last else head.span.end
        page_end = max((block.page_end for block in last), default=head.page_end)
        cut.append(replace(head, span=Span(head.span.start, end), page_end=page_end))
    return cut


def _section_end(document: Document, head: Head) -> int:
    """End of the section that a head opens or stands in; the next heading for a head without its own."""
    for section in document.sections:
        if section.heading.start == head.span.start:
            return section.span.end
    later = [section.heading.start for section in document.sections if section.heading.start > head.span.start]
    return min(later, default=len(document.text))


def _heading(document: Document, section: Section) -> str:
    return document.text[section.heading.start : section.heading.end]
