"""What the elements of a page are for: running text, blocks, notes, page furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement as Element

DROPPED = frozenset(
    """
    script style noscript template nav aside form button select textarea input iframe svg canvas audio video object
    embed dialog head
    """.split()
)
_DROPPED_ROLES = frozenset("navigation banner contentinfo search complementary dialog alert".split())
_BOILERPLATE = re.compile(
    r"(?i)(?:^|[\s_-])(?:cookies?|breadcrumbs?|share|sharing|social|menu|navbar|sidebar|newsletter|related|skip-link"
    r"|pagination|toc|site-(?:header|footer)|comments?)(?:$|[\s_-])"
)
_INLINE = frozenset(
    """
    a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark q rp rt ruby s samp small
    span strike strong sub sup time tt u var wbr
    """.split()
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
TOPIC_KIND = "topicdescriptionkind"
"""Class of the labels (Objective, Scope ...) in the topic texts of the EU funding portal."""
_NOTE_TARGET = re.compile(r"(?i)^_?(?:fn|ftn|edn|foot-?note|end-?note|note|cite_note|voetnoot)[-_:.]?\w*$")
_NOTE_MARK = re.compile(r"^[\[(]?(\d{1,3}|[*†‡])[\])]?$")


def table_rows(element: Element) -> Iterator[list[Element]]:
    """The cells of a table row by row, those of tables inside its cells left alone."""
    for row in element.xpath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr"):
        yield [cell for cell in row if cell.tag in ("td", "th")]


def is_layout(element: Element, rows: list[list[Element]]) -> bool:
    """Tell whether a table only places blocks on the page."""
    if element.get("role") == "presentation" or element.find(".//table") is not None:
        return True
    return max((len(row) for row in rows), default=0) < 2


def extent(element: Element, name: str) -> int:
    """How many rows or columns a cell spans; at most 1000, as in browsers."""
    raw = element.get(name) or "1"
    return max(1, min(int(raw), 1000)) if raw.isdigit() else 1


def is_named(element: Element) -> bool:
    """Tell whether a link can point to an element."""
    return isinstance(element.tag, str) and (element.get("id") or element.get("name")) is not None


def is_note_link(link: Element, name: str) -> bool:
    """Tell whether a link is the marker of a note and not a link back or to a section."""
    if link.get("role") == "doc-noteref" or "footnote-ref" in (link.get("class") or ""):
        return True
    parent = link.getparent()
    raised = (parent is not None and parent.tag == "sup") or link.find(".//sup") is not None
    mark = _NOTE_MARK.match("".join(link.text_content().split())) is not None
    named = _NOTE_TARGET.match(name) is not None and "ref" not in name.lower()
    return mark and (named or raised)


def block_of(element: Element) -> Element | None:
    """The nearest element around that is a block of its own."""
    found: Element | None = element
    while found is not None and is_inline(found):
        found = found.getparent()
    return found


def is_inline(element: Element) -> bool:
    """Tell whether an element runs in the text; one that holds blocks does not."""
    if TOPIC_KIND in (element.get("class") or ""):
        return False
    return element.tag in _INLINE and not any(
        isinstance(child.tag, str) and child.tag not in _INLINE and child.tag not in DROPPED
        for child in element.iterdescendants()
    )


def is_dropped(element: Element) -> bool:
    """Tell whether an element is page furniture."""
    if element.tag in DROPPED or element.get("role") in _DROPPED_ROLES:
        return True
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if element.tag in ("header", "footer"):
        return _is_page_furniture(element)
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return element.tag in ("div", "section", "ul") and _BOILERPLATE.search(named) is not None


def _is_page_furniture(element: Element) -> bool:
    """A header or footer belongs to the page, unless it holds the heading of an article."""
    inside = any(parent.tag in ("article", "main", "section") for parent in element.iterancestors())
    return not (inside and element.find(".//h1") is not None)
