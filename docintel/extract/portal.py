"""Call topics as the EU Funding & Tenders Portal gives them in JSON, laid out in the order of a call document.

Two shapes are read: ``topicDetails`` (one topic under ``TopicDetails``) and search results (``metadata`` whose values
are lists, some of them JSON in a string). The portal sorts the parts of the text by name (Expected Impact, Objective,
Scope); the call document has Objective, Scope, Expected Outcome, Expected Impact, and so has what is made here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from docintel.errors import InputFileError
from docintel.extract.assemble import RawBlock
from docintel.extract.html_blocks import Walker, parse_fragment
from docintel.extract.markup import heading, paragraph, table
from docintel.types import Cell

Json = Mapping[str, object]

_ORDER = ("objective", "scope", "expected outcome", "expected impact")
_SUBHEADINGS = (
    "general objective", "specific objective", "specific challenge", "scope and types of activities", "scope",
    "types of activities", "type of activities", "targeted activities", "functional requirements", "expected impact",
    "main high-level requirements",
)  # fmt: skip
"""Headings that some topics of 2021 and 2022 print as plain paragraphs, a few run together with the next one."""
_ACTION = re.compile(r"^\s*(?P<topic>\S+)\s+-\s+(?P<type>.+?)\s*$")


@dataclass(frozen=True, slots=True)
class _Amount:
    """One line of the budget overview."""

    topic: str
    type_of_action: str
    amount: str


@dataclass(frozen=True, slots=True)
class _Topic:
    """The fields of a topic that are laid out."""

    identifier: str
    title: str
    call: str
    type_of_action: str
    opening: str
    deadlines: tuple[str, ...]
    procedure: str
    description: str
    conditions: str
    budget: tuple[_Amount, ...]


def read_portal(text: str, name: str) -> tuple[str, list[RawBlock]]:
    """Title and blocks of one or more topics.

    Raises:
        InputFileError: the file is no JSON, or holds no topic.
    """
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputFileError(name, "is not valid JSON", "download it again") from error
    topics = [_topic(record) for record in _records(data)]
    topics = [topic for topic in topics if topic.identifier]
    if not topics:
        raise InputFileError(name, "is JSON without a call topic", "give the topicDetails file of the portal")
    blocks = [block for topic in topics for block in _lay_out(topic)]
    first = topics[0]
    return f"{first.identifier}: {first.title}" if len(topics) == 1 else f"{len(topics)} call topics", blocks


def _records(data: object) -> Iterator[Json]:
    """Every topic in the file, whichever shape it has."""
    if isinstance(data, list):
        for each in data:
            yield from _records(each)
    elif isinstance(data, dict):
        for key in ("TopicDetails", "topicDetails", "metadata"):
            if isinstance(data.get(key), dict):
                yield data[key]
                return
        if "identifier" in data:
            yield data
            return
        for key in ("results", "topics"):
            yield from _records(data.get(key))


def _topic(record: Json) -> _Topic:
    actions = _list(record, "actions")
    action = actions[0] if actions else {}
    types = _items(action.get("types"))
    call = " – ".join(part for part in (_text(record, "callIdentifier"), _text(record, "callTitle")) if part)
    dates = action.get("deadlineDates") or record.get("deadlineDate") or ()
    return _Topic(
        identifier=_text(record, "identifier").upper(),
        title=_text(record, "title"),
        call=call,
        type_of_action=(_text(types[0], "typeOfAction") if types else "") or _text(record, "typesOfAction"),
        opening=_day(_text(action, "plannedOpeningDate") or _text(record, "startDate")),
        deadlines=tuple(_day(str(each)) for each in (dates if isinstance(dates, list | tuple) else (dates,))),
        procedure=_text(action.get("submissionProcedure"), "description"),
        description=_text(record, "description") or _text(record, "descriptionByte"),
        conditions=_text(record, "conditions") or _text(record, "topicConditions"),
        budget=tuple(_amounts(record)),
    )


def _lay_out(topic: _Topic) -> Iterator[RawBlock]:
    """The topic as a call document would print it."""
    yield heading(f"Call topic {topic.identifier}: {topic.title}", 1)
    facts = [
        ("Call:", topic.call),
        ("Type of action:", topic.type_of_action),
        ("Submission procedure:", topic.procedure),
    ]
    rows = [[_cell(label), _cell(value)] for label, value in facts if value]
    if rows:
        yield table(rows, 0)
    yield from _description(topic.description)
    if topic.budget:
        yield heading("Available budget", 2)
        head = [_cell("Topic"), _cell("Type of action"), _cell("Budget")]
        lines = [[_cell(row.topic), _cell(row.type_of_action), _cell(row.amount)] for row in topic.budget]
        yield table([head, *lines], 1)
    if topic.opening or topic.deadlines:
        yield heading("Timetable and deadlines", 2)
        dates = [[_cell("Call opening:"), _cell(topic.opening)]] if topic.opening else []
        dates += [[_cell("Deadline for submission:"), _cell(each)] for each in topic.deadlines]
        yield table(dates, 0)
    if topic.conditions:
        yield heading("Conditions", 2)
        yield from _below(Walker().read(parse_fragment(topic.conditions)).blocks, 2)


def _description(text: str) -> Iterator[RawBlock]:
    """The parts of the topic text, put in the order of the call document."""
    walker = Walker().read(parse_fragment(text))
    parts: list[list[RawBlock]] = [[]]
    for block in (split for each in walker.blocks for split in _known_headings(each)):
        if block.kind == "heading" and block.level == 2:
            parts.append([])
        parts[-1].append(block)
    for part in sorted((part for part in parts if part), key=_rank):
        yield from part


def _rank(part: Sequence[RawBlock]) -> int:
    title = part[0].text.casefold().rstrip(":")
    if part[0].kind != "heading":
        return -1
    return next((at for at, name in enumerate(_ORDER) if title.startswith(name)), len(_ORDER))


def _known_headings(block: RawBlock) -> Iterator[RawBlock]:
    """Make headings of known sub-headings that stand as paragraphs, and part those that run together."""
    text = block.text.strip()
    if block.kind not in ("paragraph", "heading") or len(text) > 70 or (block.kind == "heading" and block.level == 2):
        yield block
        return
    rest, found = text.casefold().rstrip(":"), list[int]()
    while rest:
        known = next((name for name in sorted(_SUBHEADINGS, key=len, reverse=True) if rest.startswith(name)), None)
        if known is None:
            yield block
            return
        found.append(len(known))
        rest = rest[len(known) :].lstrip(" :")
    start = 0
    for size in found:
        start += len(text[start:]) - len(text[start:].lstrip(" :"))
        yield heading(text[start : start + size], 3)
        start += size


def _below(blocks: Sequence[RawBlock], level: int) -> Iterator[RawBlock]:
    """Headings of an embedded text put below the heading that it stands under."""
    for block in blocks:
        if block.kind == "heading":
            yield heading(block.text, min(6, level + max(1, (block.level or 1) - 2)))
        elif block.kind == "paragraph":
            yield paragraph(block.text, block.anchors)
        else:
            yield block


def _amounts(record: Json) -> Iterator[_Amount]:
    """The budget overview: one line per topic of the call, amounts summed over its years."""
    overview = _loaded(record.get("budgetOverviewJSONItem") or record.get("budgetOverview"))
    actions = overview.get("budgetTopicActionMap") if isinstance(overview, dict) else None
    for each in actions.values() if isinstance(actions, dict) else ():
        for action in _items(each):
            years = action.get("budgetYearMap")
            total = sum(_number(value) for value in years.values()) if isinstance(years, dict) else 0
            match = _ACTION.match(_text(action, "action"))
            topic, kind = (match["topic"], match["type"]) if match else (_text(action, "action"), "")
            yield _Amount(topic, kind, f"EUR {total:,}".replace(",", " ") if total else "–")


def _number(value: object) -> int:
    """An amount given as number or text: ``"714500000"``, ``714500000``, ``"714 500 000"``."""
    digits = re.sub(r"[\s,]", "", str(value))
    return int(float(digits)) if re.fullmatch(r"\d+(?:\.\d+)?", digits) else 0


def _loaded(value: object) -> object:
    """JSON inside a string or a list of one, opened."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, str) and value[:1] in "[{" and value:
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            return None
    return value


def _list(record: Json, key: str) -> list[Json]:
    return _items(_loaded(record.get(key)))


def _items(value: object) -> list[Json]:
    value = _loaded(value)
    if isinstance(value, dict):
        return [value]
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(record: object, key: str) -> str:
    """A field as text; the first member where it is a list."""
    value = record.get(key) if isinstance(record, dict) else None
    if isinstance(value, list):
        value = value[0] if value else None
    return "" if value is None or isinstance(value, dict) else str(value).strip()


def _day(text: str) -> str:
    """A date without its time: ``2026-03-04T00:00:00.000+0000`` is ``2026-03-04``."""
    return text.split("T")[0] if re.match(r"\d{4}-\d\d-\d\dT", text) else text


def _cell(text: str) -> Cell:
    return Cell(" ".join(text.split()), page=1)
