"""What a drawn document says, in the form that ``docintel evaluate extract`` reads: headings, notes, tables, calls ..."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .paper import Placed, Result, clean
from .source import Element, Mark, Note, Source

NUMBER = re.compile(
    r"^(?P<number>(?:AANBEVELING|RECOMMENDATION|Aanbeveling|Recommendation|BIJLAGE|Bijlage|ANNEX|Annex|HOOFDSTUK|Hoofdstuk"
    r"|Artikel|Article|Punt)\s+\d+(?:\.\d+)*|\d+(?:\.\d+)*)\.?:?\s+(?P<text>.+)$"
)


EMPTY_CALL = {"presence": "full", "budget_eur": None, "call_budget_eur": None, "activities": None, "trl": None}
"""TOML has no null: what a call does not state."""


def truth(source: Source, result: Result) -> dict[str, object]:
    """All gold that follows from the source and the layout."""
    elements = list(enumerate(source.elements))
    return {
        "file": source.file,
        "split": source.split,
        "kind": source.kind,
        "title": source.title,
        "language": source.language,
        "pages": len(result.pages),
        "headings": [
            _heading(element, result.places[index].page) for index, element in elements if element.kind == "heading"
        ],
        "footnotes": [{"page": page, "number": int(number), "text": text} for page, number, text, _ in result.notes],
        "anchors": [_anchor(element, note.at, number) for element, note, number in _numbered(source)],
        "tables": list(_tables(elements, result)),
        "toc": [{"level": level, "text": text, "target_page": page} for level, text, page in result.toc],
        "body": list(_body(elements, result)),
        "recommendations": _recommendations(elements, result),
        "calls": [_call(dict(call), elements, result) for call in source.calls],
        "references": list(_marks(elements, result, source, references=True)),
        "entities": list(_marks(elements, result, source, references=False)),
        "headers": [source.layout.head] if source.layout.head else [],
    }


def _heading(element: Element, page: int) -> dict[str, object]:
    text = clean(element.text)
    match = NUMBER.match(text)
    return {"page": page, "level": element.level, "number": match["number"] if match else None, "text": text}


def _numbered(source: Source) -> Iterator[tuple[Element, Note, int]]:
    number = 0
    for element in source.elements:
        for note in element.notes:
            number += 1
            yield element, note, number


def _anchor(element: Element, at: int, number: int) -> dict[str, object]:
    return {"number": number, "before": clean(element.text[max(0, at - 40) : at])}


def _tables(elements: list[tuple[int, Element]], result: Result) -> Iterator[dict[str, object]]:
    for position, (index, element) in enumerate(elements):
        if element.kind != "table":
            continue
        before = elements[position - 1][1] if position else None
        place = result.places[index]
        yield {
            "page_start": place.page,
            "page_end": place.page_end,
            "caption": clean(before.text) if before is not None and before.kind == "caption" else None,
            "rows": [[clean(cell) for cell in row] for row in element.rows],
            "row_pages": list(place.row_pages),
        }


def _body(elements: list[tuple[int, Element]], result: Result) -> Iterator[dict[str, object]]:
    for index, element in elements:
        if element.kind in ("paragraph", "list_item", "box", "caption"):
            text = clean(element.text)
            place = result.places[index]
            yield {
                "kind": element.kind, "page": place.page, "page_end": place.page_end, "language": element.language,
                "level": element.level, "text": f"{element.marker} {text}".strip() if element.kind == "list_item" else text,
            }  # fmt: skip


def _recommendations(elements: list[tuple[int, Element]], result: Result) -> list[dict[str, object]]:
    found: dict[str, list[dict[str, object]]] = {}
    for index, element in elements:
        if element.kind != "heading":
            continue
        match = re.match(r"(?i)^(aanbeveling|recommendation) (\d+(?:\.\d+)*):?\s+(.+)$", clean(element.text))
        if match:
            language = "nl" if match[1].lower() == "aanbeveling" else "en"
            place = {"page": result.places[index].page, "language": language, "title": match[3]}
            found.setdefault(match[2], []).append(place)
    return [{"number": number, "places": places} for number, places in found.items()]


def _call(call: dict[str, object], elements: list[tuple[int, Element]], result: Result) -> dict[str, object]:
    """Add to a call's fields the pages from its heading to the next heading of the same or a higher level."""
    start = next(
        position
        for position, (_, element) in enumerate(elements)
        if element.kind == "heading" and str(call["id"]) in element.text
    )
    level = elements[start][1].level
    end = next(
        (position for position in range(start + 1, len(elements))
         if elements[position][1].kind == "heading" and elements[position][1].level <= level),
        len(elements),
    )  # fmt: skip
    last = max(result.places[index].page_end for index, _ in elements[start:end] if index in result.places)
    return {**EMPTY_CALL, **call, "page_start": result.places[elements[start][0]].page, "page_end": last}


def _marks(
    elements: list[tuple[int, Element]], result: Result, source: Source, *, references: bool
) -> Iterator[dict[str, object]]:
    notes = {number: page for page, number, _, _ in result.notes}
    counter = 0
    for index, element in elements:
        for mark in element.marks:
            if (mark.label == "ref") == references:
                yield _mark(mark, element.text, _page_of(element, mark.start, result.places[index]), element.language)
        for note in element.notes:
            counter += 1
            for mark in note.marks:
                if (mark.label == "ref") == references:
                    yield _mark(mark, note.text, notes[str(counter)], element.language)


def _page_of(element: Element, offset: int, place: Placed) -> int:
    """Page on which the character at an offset is printed; letters are counted, since lines lose spaces and gain hyphens."""
    if element.kind == "table":
        return place.row_pages[element.text.count("\n", 0, offset)]
    before = sum(map(str.isalnum, element.text[:offset]))
    for page, line in place.lines:
        before -= sum(map(str.isalnum, line))
        if before < 0:
            return page
    return place.page_end


def _mark(mark: Mark, text: str, page: int, language: str) -> dict[str, object]:
    row: dict[str, object] = {
        "page": page,
        "language": language,
        "surface": clean(text[mark.start : mark.end]),
        "before": clean(text[max(0, mark.start - 30) : mark.start]),
    }
    if mark.label == "ref":
        row |= {"ids": list(mark.ids), "polarity": mark.polarity}
    else:
        row |= {"label": "LOC" if mark.label == "place" else mark.label.upper()}
    return row
