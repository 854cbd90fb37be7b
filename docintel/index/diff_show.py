"""A comparison of two editions for reading: as text and as one HTML page."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from docintel.index.diff import Change, Clause, Comparison, Edit

CONTEXT = 12
"""Unchanged words kept on either side of a change in the text form."""
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
section { border-left: 4px solid #bbb; padding: .2rem 1rem; margin: 1rem 0; }
section.added { border-color: #1a7f37; } section.removed { border-color: #b42318; }
section.changed { border-color: #9a6700; } section.moved { border-color: #0550ae; }
h2 { font-size: 1rem; margin: .3rem 0; } .kind { font-weight: 400; color: #555; }
ins { background: #d7f5dd; text-decoration: none; } del { background: #fbdcd9; } p { white-space: pre-wrap; }
"""


def to_text(comparison: Comparison, *, same: bool = False) -> str:
    """Changes as plain text: ``{+came+}`` and ``[-went-]``; unchanged clauses only with ``same``."""
    lines = [f"old: {comparison.old}", f"new: {comparison.new}", _summary(comparison), ""]
    for change in comparison.changes:
        if change.kind == "same" and not same:
            continue
        lines.append(f"{change.kind.upper()}  {_place(change)}")
        lines.extend(f"  {line}" for line in _body(change))
        lines.append("")
    return "\n".join(lines)


def to_html(comparison: Comparison, *, same: bool = False) -> str:
    """One page without outside parts; colours and words both say what happened."""
    sections = [
        f'<section class="{_css(change)}"><h2>{escape(_place(change))} '
        f'<span class="kind">{escape(change.kind)}</span></h2><p>{_marked(change)}</p></section>'
        for change in comparison.changes
        if same or change.kind != "same"
    ]
    title = escape(f"{comparison.old} / {comparison.new}")
    head = f'<meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
    body = f"<h1>{title}</h1><p>{escape(_summary(comparison))}</p>" + "\n".join(sections)
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>\n{body}\n</body></html>\n'


def _summary(comparison: Comparison) -> str:
    counts = comparison.counts()
    return ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items())) or "no clauses"


def _place(change: Change) -> str:
    def where(clause: Clause) -> str:
        return f"{clause.name} (p. {clause.page})"

    if change.old is not None and change.new is not None:
        old, new = where(change.old), where(change.new)
        return new if old == new else f"{old} -> {new}"
    clause = change.new or change.old
    return where(clause) if clause is not None else ""


def _body(change: Change) -> Iterator[str]:
    if change.edits:
        yield " ".join(_short(edit) for edit in change.edits)
    elif change.kind in ("added", "removed"):
        clause = change.new or change.old
        mark = "+" if change.kind == "added" else "-"
        yield from (f"{mark} {line}" for line in (clause.text if clause else "").splitlines())


def _short(edit: Edit) -> str:
    if edit.kind == "insert":
        return f"{{+{edit.text}+}}"
    if edit.kind == "delete":
        return f"[-{edit.text}-]"
    words = edit.text.split()
    if len(words) <= 2 * CONTEXT:
        return edit.text
    return " ".join([*words[:CONTEXT], "...", *words[-CONTEXT:]])


def _marked(change: Change) -> str:
    if change.edits:
        tags = {"insert": "ins", "delete": "del"}
        return " ".join(
            f"<{tags[edit.kind]}>{escape(edit.text)}</{tags[edit.kind]}>" if edit.kind in tags else escape(edit.text)
            for edit in change.edits
        )
    clause = change.new or change.old
    text = escape(clause.text) if clause is not None else ""
    return {"added": f"<ins>{text}</ins>", "removed": f"<del>{text}</del>"}.get(change.kind, text)


def _css(change: Change) -> str:
    return "moved" if change.kind.startswith("moved") else change.kind
