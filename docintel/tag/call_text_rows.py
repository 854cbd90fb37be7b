"""Rows of a budget table that was printed without lines and came out as text: one paragraph per topic."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from docintel.tag.amounts import find_amounts
from docintel.tag.call_ids import find_ids, is_topic
from docintel.tag.call_tables import Role, Row
from docintel.types import Block, Document

_SECTION = re.compile(r"(?i)\bbudget|\blist of topics\b|\bcalls for proposals\b|\bfunding available\b")
_NO_AMOUNT = re.compile(r"(?i)\bnot fixed(?: per topic)?|\bp\.\s?m\.|\bshared\b|(?<=\s)[–-](?=\s|$)")
_TYPE = re.compile(r"(?:[A-Z][\w-]*\s+){1,4}?Actions?\s+\([A-Z]{2,}(?:-[A-Z]+)+\)")
_STAR = re.compile(r"\s?(?:\*{1,3}|[†‡])")
_LONGEST = 400
"""Characters of a paragraph that may still be a table row."""


def read_text_rows(document: Document, known: Collection[str]) -> tuple[Row, ...]:
    """Rows for topics that no table lists (``known``), read in the sections about the budget."""
    rows: list[Row] = []
    for at, section in enumerate(document.sections):
        if _SECTION.search(section.title):
            blocks = [block for block in document.blocks if block.section == at and block.kind != "table"]
            rows += [row for row in _rows(document, blocks) if row.id not in known]
    return tuple(rows)


def _rows(document: Document, blocks: Sequence[Block]) -> Iterator[Row]:
    """A row from each paragraph that opens with a topic; short lines after it belong to it."""
    for at, block in enumerate(blocks):
        text = document.text[block.span.start : block.span.end]
        ids = find_ids(text)
        if block.kind == "heading" or not ids or ids[0].start > 2 or not is_topic(ids[0].id) or len(text) > _LONGEST:
            continue
        rest = [text]
        for following in blocks[at + 1 :]:
            more = document.text[following.span.start : following.span.end]
            if following.kind != "paragraph" or find_ids(more) or len(more) > 60:
                break
            rest.append(more)
        values = _values(" ".join(rest))
        if "budget" in values:
            yield Row(
                cells=(text,), values=values, shared=frozenset(), headers={}, span=block.span, page=block.page,
                table=-1, section=block.section, id=ids[0].id,
            )  # fmt: skip


def _values(text: str) -> dict[Role, str]:
    """Amount and type of action of a row whose cells have run into each other."""
    values: dict[Role, str] = {}
    plain = text
    for found in reversed(find_ids(text)):
        plain = plain[: found.start] + plain[found.end :]
    amounts = find_amounts(plain)
    if amounts:
        start, end, _ = amounts[0]
        star = _STAR.match(plain, end)
        end = star.end() if star else end
        values["budget"] = plain[start:end]
        plain = plain[:start] + plain[end:]
    elif match := _NO_AMOUNT.search(plain):
        values["budget"] = match.group()
        plain = plain[: match.start()] + plain[match.end() :]
    kind = _TYPE.search(" ".join(plain.split()))
    if kind:
        values["type"] = kind.group()
    return values
