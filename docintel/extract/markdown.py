"""Markdown: rendered to HTML by markdown-it and read as such, its footnotes turned into linked notes first."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt

from docintel.extract.html import HtmlPage, read_html

_DEFINITION = re.compile(r"^\[\^([^\]\s]+)\]:[ \t]*(.+(?:\n(?:[ \t]+\S.*|[ \t]*(?=\n[ \t]+\S)))*)", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


def read_markdown(text: str) -> HtmlPage:
    """Read a Markdown file; raw HTML inside it is text, not markup."""
    text = _FRONT_MATTER.sub("", text.replace("\r\n", "\n"))
    body, notes = _split_notes(text)
    rendered = _renderer().render(body)
    names = {name: f"fn-{at}" for at, name in enumerate(notes, start=1)}
    for name, target in names.items():
        mark = f'<sup><a href="#{target}">{target[3:]}</a></sup>'
        rendered = rendered.replace(f"[^{name}]", mark)
    items = "".join(
        f'<div id="{names[name]}">{_renderer().renderInline(content)}</div>' for name, content in notes.items()
    )
    return read_html(f"<html><body><main>{rendered}{items}</main></body></html>")


def _split_notes(text: str) -> tuple[str, dict[str, str]]:
    """Take footnote definitions out of a text, code blocks left alone."""
    fences = [match.span() for match in _FENCE.finditer(text)]
    notes: dict[str, str] = {}

    def take(match: re.Match[str]) -> str:
        if any(start <= match.start() < end for start, end in fences):
            return match.group()
        notes[match[1]] = " ".join(match[2].split())
        return ""

    return _DEFINITION.sub(take, text), notes


@cache
def _renderer() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")
