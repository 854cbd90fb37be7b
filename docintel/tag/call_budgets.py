"""Own budget of a topic against the pot of the whole call.

Call documents print the pot in four ways that look like a topic's own amount: repeated on every row (with or without
an asterisk), in one cell over all rows, in a column headed ``Call budget``, or as a total below rows of dashes. An
amount counts as a topic's own only where none of these holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from docintel.sentences import split_sentences
from docintel.tag.amounts import find_amounts, read_amount
from docintel.tag.call_ids import find_ids
from docintel.tag.call_tables import Row
from docintel.tag.call_topics import CallSection, Topic
from docintel.types import Document, Span

_SHARED = re.compile(
    r"(?i)\b(?:all topics|topics together|shared|whole call|entire call|gedeeld|alle onderwerpen|hele oproep)\b"
)
_OF_THE_CALL = re.compile(
    r"(?i)\b(?:call budget|budget of the (?:whole |entire )?call|(?:total|overall) (?:indicative )?budget"
    r"|budget (?:of this|for the|for this) call|available for (?:the|this) call|for the (?:whole|entire) call"
    r"|for all topics together|budget van de (?:hele )?oproep)\b"
)
_OF_THE_TOPIC = re.compile(
    r"(?i)\b(?:indicative (?:topic )?budget|budget (?:of|for) th(?:e|is) topic|topic budget|indicatief budget)\b"
)
_FOR_TOPIC = re.compile(r"(?i)\bfor this topic\b|\bvoor dit onderwerp\b")
_STAR = re.compile(r"(\*{1,3}|[†‡])\s*$")
_STAR_NOTE = re.compile(r"^\s*(\*{1,3}|[†‡])\s*(?=\S)")
_SMALLEST = 10_000
"""Euros below which an amount is a slip: the portal prints a budget of 49 for one topic of 2025. It stays, doubted."""
_NO_CHANCE = 5
"""Topics with one and the same amount under ``Topic budget`` from which it is taken for the pot all the same."""


@dataclass(frozen=True, slots=True)
class Amount:
    """Euros with the place that prints them."""

    euros: int
    span: Span
    page: int


@dataclass(frozen=True, slots=True)
class Budget:
    """What a document says of the budget of one topic; ``others`` are amounts that disagree with it."""

    own: Amount | None = None
    reason: str | None = None
    pot: Amount | None = None
    others: tuple[Amount, ...] = ()


def find_budgets(
    document: Document, rows: Sequence[Row], topics: Sequence[Topic], calls: Mapping[str, str | None],
    sections: Sequence[CallSection],
) -> dict[str, Budget]:  # fmt: skip
    """Budget by topic id; ``calls`` gives the call of each topic."""
    notes = _star_notes(document)
    pots = _pots(document, rows, sections, calls)
    budgets: dict[str, Budget] = {}
    for topic in topics:
        call = calls.get(topic.id)
        peers = [row for row in rows if row.is_topic and row.id and _is_under(row.id, call, calls)]
        found = _of_rows([row for row in topic.rows if row.page and "budget" in row.values], peers, notes)
        pot = found.pot or pots.get(call or "") or pots.get("")
        said = _said_in_text(document, topic)
        if said is not None and found.own is None:
            found = Budget(said, None, found.pot)
        elif said is not None and found.own is not None and said.euros != found.own.euros:
            found = Budget(found.own, None, found.pot, (said,))
        if found.own is None and found.reason is None and pot is not None:
            found = Budget(None, "only the budget of the call is printed")
        reason = found.reason or (None if found.own else "no amount is printed")
        budgets[topic.id] = Budget(found.own, reason, pot, found.others)
        if call is not None and pot is not None:
            pots.setdefault(call, pot)
    # a pot that stands on the row of one topic is that of all topics of its call
    return {
        topic: replace(found, pot=found.pot or pots.get(calls.get(topic) or "")) for topic, found in budgets.items()
    }


def _is_under(topic: str, call: str | None, calls: Mapping[str, str | None]) -> bool:
    """Tell whether a topic belongs to a call, also one that is only listed beside another topic."""
    return calls[topic] == call if topic in calls else call is not None and topic.startswith(f"{call}-")


def _of_rows(rows: Sequence[Row], peers: Sequence[Row], notes: Mapping[str, str]) -> Budget:
    """Decide on the amount in a topic's rows; the first row that says something counts."""
    reasons: list[str] = []
    own: Amount | None = None
    pot: Amount | None = None
    others: list[Amount] = []
    for row in rows:
        text = row.values["budget"]
        euros = row.amount
        if euros is None:
            reasons.append(_why_none(text))
        elif why := _why_shared(row, text, peers, notes):
            reasons.append(why)
            pot = pot or Amount(euros, row.span, row.page)
        elif own is None:
            own = Amount(euros, row.span, row.page)
        elif own.euros != euros:
            others.append(Amount(euros, row.span, row.page))
    if own is not None and own.euros < _SMALLEST:
        return Budget(own, "the amount is printed so, but too small to be a budget", pot, tuple(others))
    return Budget(own, None if own else next(iter(reasons), None), pot, tuple(others))


def _why_none(text: str) -> str:
    if _SHARED.search(text):
        return "the topic shares the budget of its call"
    if re.search(r"(?i)not (?:fixed|specified)|niet bepaald", text):
        return "no amount is fixed for this topic"
    return "no amount is printed for this topic"


def _why_shared(row: Row, text: str, peers: Sequence[Row], notes: Mapping[str, str]) -> str | None:
    """Say why an amount on a topic's row is the pot of the call; None where it is the topic's own."""
    number = len({peer.id for peer in peers})
    star = _STAR.search(text)
    note = notes.get(star[1], "") if star else ""
    if "budget" in row.shared:
        return f"one amount for the whole call, shared by its {number} topics"
    if _SHARED.search(text) or _SHARED.search(note) or _OF_THE_CALL.search(note):
        return f"the amount printed is the budget of the whole call, shared by its {number} topics"
    header = row.headers.get("budget", "")
    if _OF_THE_CALL.search(header) and number > 1:
        return f"the column gives the budget of the whole call, shared by its {number} topics"
    same = {peer.amount for peer in peers if peer.table == row.table}
    by_chance = number < _NO_CHANCE and re.search(r"(?i)\btopic\b", header) is not None
    if number > 1 and len(same) == 1 and not by_chance:
        return f"the same amount stands on all {number} topics of the call: it is the budget of the call"
    return None


def _pots(
    document: Document, rows: Sequence[Row], sections: Sequence[CallSection], calls: Mapping[str, str | None]
) -> dict[str, Amount]:
    """Budget by call id; under the empty id the one that names no call, in a document about a single call."""
    pots: dict[str, Amount] = {}
    single = len({call for call in calls.values() if call}) <= 1
    for row in rows:
        euros = row.amount
        if row.is_total and euros is None:
            euros = next((amount for cell in row.cells if (amount := read_amount(cell)) is not None), None)
        if euros is None or euros < _SMALLEST or row.is_topic:
            continue
        if row.id is not None or (row.is_total and single):
            pots.setdefault(row.id or "", Amount(euros, row.span, row.page))
    for section in sections:
        printed = _amount_after(document, section.text, _OF_THE_CALL)
        if printed is not None:
            pots.setdefault(section.id, printed)
    if single and "" not in pots:
        for at, each in enumerate(document.sections):
            if re.search(r"(?i)\bbudget\b", each.title):
                start = each.heading.end
                inner = [s.span.start for s in document.sections if s.parent == at]
                place = Span(start, max(start, min([*inner, each.span.end])))
                printed = _amount_after(document, place, _OF_THE_CALL)
                if printed is not None:
                    pots[""] = printed
    return pots


def _said_in_text(document: Document, topic: Topic) -> Amount | None:
    """``Indicative budget: EUR 24 000 000 for this topic under the ... call.`` in the topic's own text."""
    if topic.text is None:
        return None
    amount = _amount_after(document, topic.text, _OF_THE_TOPIC)
    return amount if amount is not None and amount.euros >= _SMALLEST else None


def _amount_after(document: Document, span: Span, label: re.Pattern[str]) -> Amount | None:
    """The amount in the sentence in which a label stands, at or after the label, tables left out."""
    for match in label.finditer(document.text, span.start, span.end):
        block = next((b for b in document.blocks if b.span.start <= match.start() < b.span.end), None)
        if block is None or block.kind in ("table", "heading", "toc"):
            continue
        for sentence in split_sentences(document.text, block.span.start, block.span.end):
            if not sentence.start <= match.start() < sentence.end:
                continue
            text = document.text[sentence.start : sentence.end]
            amounts = find_amounts(text)
            after = [each for each in amounts if each[0] >= match.start() - sentence.start]
            found = after or (amounts if len(amounts) == 1 or _FOR_TOPIC.search(text) else [])
            if found:
                return Amount(found[0][2], sentence, document.page_of(sentence))
    return None


def _star_notes(document: Document) -> dict[str, str]:
    """What the asterisks below a table mean."""
    notes: dict[str, str] = {}
    for block in document.blocks:
        if block.kind in ("paragraph", "list_item", "footnote", "caption"):
            text = document.text[block.span.start : block.span.end]
            match = _STAR_NOTE.match(text)
            if match and not find_ids(text[: match.end()]):
                notes.setdefault(match[1], text[match.end() :])
    return notes
