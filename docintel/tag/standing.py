"""What a document says of its own standing (an example, a draft, no legal force), and the day it was published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from docintel.sentences import split_sentences
from docintel.tag.dates import MONTH, read_date
from docintel.types import Document

_NOTICE = re.compile(
    r"(?i)\b(?:voorbeeld|example)\w*\b.{0,120}\b(?:geen rechtsbron|no source of law)\b"
    r"|\b(?:geen rechtsbron|no source of law)\b"
    r"|\b(?:no legal (?:effect|force|value)|documentation tool|geen (?:rechts|juridische )(?:kracht|gevolgen|waarde))\b"
    r"|\b(?:this is a draft|draft version|draft for consultation|(?:dit is een )?(?:voorlopige|concept)(?: ?versie))\b"
)
_EXAMPLE = re.compile(r"(?i)\bvoorbeeld|\bexample")
_FIRST_PAGES = 4
_SHORT = 80
"""Characters of a line that may be a date of publication; longer ones are running text."""
_DATE_START = re.compile(r"(?i)(?<![\w./-])(?=\d{1,4}[\s./-]|(?:" + MONTH + r")\s)")
_MONTH_YEAR = re.compile(rf"(?i)(?<!\d )(?<!\w)(?P<month>{MONTH})\s+(?P<year>(?:19|20)\d\d)(?!\d)")
_NOT_PUBLISHED = re.compile(
    r"(?i)\b(?:deadline|opening|closing|open|till|until|tot|van|from|verkiezingen|sinds|OJ|PB)\b"
)


def find_notice(document: Document) -> str | None:
    """The sentence in which a document says what it is not, on its first pages or in its running heads and feet."""
    for block in document.blocks:
        if block.page > _FIRST_PAGES:
            break
        if block.kind in ("toc", "table", "footnote"):
            continue
        quotes = [document.quote(each) for each in split_sentences(document.text, block.span.start, block.span.end)]
        for at, quote in enumerate(quotes):
            if _NOTICE.search(quote):
                return _with_subject(quotes[:at], quote)
    lines = (" ".join(line.split()) for page in document.pages[:_FIRST_PAGES] for line in (*page.header, *page.footer))
    return next((line for line in lines if _NOTICE.search(line)), None)


def _with_subject(before: list[str], notice: str) -> str:
    """``Het is geen rechtsbron.`` says nothing alone: the sentence that names the example goes with it."""
    if _EXAMPLE.search(notice):
        return notice
    named = next((quote for quote in reversed(before) if _EXAMPLE.search(quote)), None)
    return f"{named} {notice}" if named else notice


def find_published(document: Document) -> date | None:
    """The day on the cover, else in the running heads and feet; the first of a month where only that is printed."""
    candidates = [*_cover_lines(document), *_furniture(document)]
    for line in candidates:
        day = _day(line)
        if day is not None:
            return day
    return next((day for line in candidates if (day := _month(line)) is not None), None)


def _cover_lines(document: Document) -> Iterator[str]:
    """Short lines of the first two pages, running text left out."""
    for block in document.blocks:
        if block.page > 2:
            return
        for line in block.lines:
            text = document.text[line.span.start : line.span.end]
            alone = block.kind in ("title", "heading", "table") or len(block.span) <= _SHORT
            if alone and len(text) <= _SHORT and not _NOT_PUBLISHED.search(text):
                yield text


def _furniture(document: Document) -> Iterator[str]:
    for page in document.pages[:6]:
        yield from (line for line in (*page.header, *page.footer) if not _NOT_PUBLISHED.search(line))


def _day(line: str) -> date | None:
    lower = line.lower() if len(line.lower()) == len(line) else line
    for match in _DATE_START.finditer(lower):
        found = read_date(lower, match.start())
        if found is not None:
            return date.fromisoformat(found.iso)
    return None


def _month(line: str) -> date | None:
    match = _MONTH_YEAR.search(line)
    found = read_date(f"1 {match['month']} {match['year']}".lower(), 0) if match else None
    return date.fromisoformat(found.iso) if found else None
