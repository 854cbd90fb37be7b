"""HTML pages: the main content with its headings, lists, tables and notes; menus, banners and forms left out.

Where the page marks its main part (``main``, ``article``) that mark is followed. Where it does not, trafilatura says
which paragraphs are content; the structure always comes from the page itself, because the trafilatura of today
(2.3) drops every heading that sits in a wrapper of its own, as in published standards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import lxml.html
import trafilatura
from lxml import etree
from lxml.html import HtmlElement as Element

from docintel.extract.assemble import RawBlock
from docintel.extract.html_blocks import Flow, Walker
from docintel.types import Language


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """What is read off a page."""

    title: str
    language: Language | None
    published: date | None
    flow: Flow


def read_html(text: str) -> HtmlPage:
    """Read a page; an empty flow where it has no content."""
    root = _parse(text)
    if root is None:
        return HtmlPage("", None, None, Flow())
    title = _title(root)
    declared = (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").lower()[:2]
    published = _published(root)
    main = _main_part(root)
    flow = Walker().read(main if main is not None else _body(root))
    if main is None:
        flow = _only_content(flow, text)
    language: Language | None = "nl" if declared == "nl" else "en" if declared == "en" else None
    return HtmlPage(title, language, published, flow)


def _parse(text: str) -> Element | None:
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except etree.ParserError:
        return None
    return root


def _body(root: Element) -> Element:
    body = root.find("body")
    return root if body is None else body


def _title(root: Element) -> str:
    """The only first-level heading, else the page title without the name of the site."""
    heads = root.findall(".//h1")
    if len(heads) == 1 and (text := " ".join(heads[0].text_content().split())):
        return text
    title = " ".join((root.findtext(".//title") or "").split())
    parts = re.split(r"\s[|–—]\s", title)
    return max(parts, key=len) if parts else title


def _published(root: Element) -> date | None:
    for key in ("article:published_time", "dcterms.date", "dcterms.issued", "dc.date", "date"):
        for meta in root.iter("meta"):
            if (meta.get("property") or meta.get("name") or "").lower() == key:
                try:
                    return date.fromisoformat((meta.get("content") or "")[:10])
                except ValueError:
                    continue
    return None


def _main_part(root: Element) -> Element | None:
    """The part that the page itself marks as its content, where it holds a fair share of the words."""
    total = _words(_body(root))
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = root.findall(path)
        if len(found) == 1 and _words(found[0]) >= 0.2 * total:
            return found[0]
    return None


def _words(element: Element) -> int:
    return sum(len(part.split()) for part in _visible(element))


def _visible(element: Element) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in ("script", "style", "noscript", "template"):
        return
    yield element.text or ""
    for child in element:
        yield from _visible(child)
        yield child.tail or ""


def _only_content(flow: Flow, text: str) -> Flow:
    """Keep the stretch from the first to the last block that trafilatura takes for content, without runs of links."""
    content = trafilatura.extract(text, include_comments=False, include_tables=True, favor_recall=True) or ""
    letters = _letters(content)
    if len(letters) < 200:
        return flow
    known = [
        block.table is None and block.kind != "heading" and _letters(block.text)[:80] in letters
        for block in flow.blocks
    ]
    first = next((at for at, each in enumerate(known) if each), 0)
    last = next((at for at in range(len(known) - 1, -1, -1) if known[at]), len(known) - 1)
    # the headings right above the first block belong to it
    while first > 0 and flow.blocks[first - 1].kind == "heading":
        first -= 1
    kept = [
        block
        for at, block in enumerate(flow.blocks[first : last + 1], start=first)
        if known[at] or at not in flow.linked
    ]
    titles = [block for block in flow.blocks[:first] if block.kind == "heading" and block.level == 1][-1:]
    return Flow([*titles, *_without_empty_heads(kept)], flow.notes)


def _without_empty_heads(blocks: list[RawBlock]) -> list[RawBlock]:
    """Leave out a heading with nothing under it: what stood there were links."""
    kept: list[RawBlock] = []
    for at, block in enumerate(blocks):
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        deeper = following is not None and (following.kind != "heading" or (following.level or 1) > (block.level or 1))
        if block.kind != "heading" or deeper:
            kept.append(block)
    return kept


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())
