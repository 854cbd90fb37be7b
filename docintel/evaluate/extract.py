"""How well documents were read: headings, running text, notes, tables, calls and recommendations against truth files.

Everything but :func:`score_folder` is a pure function over values. A document that was read with tags gives scores for
calls and recommendations too. The form of the truth files is in ``extract_truth``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from docintel.evaluate.edits import normalise, similarity, squeezed
from docintel.evaluate.extract_truth import (
    AnchorTruth,
    CallTruth,
    HeadingTruth,
    RecommendationTruth,
    TableTruth,
    Truth,
    find_truths,
    read_truth,
)
from docintel.evaluate.metrics import Interval, Score, interval, pooled_f1, precision_recall_f1
from docintel.types import BlockKind, Call, Document, Recommendation, Span, Table

__all__ = [
    "FileScore", "Summary", "call_fields", "read_truth", "score_document", "score_folder", "summarise", "without_notes",
]  # fmt: skip

CALL_FIELDS = (
    "id", "title", "call_id", "type_of_action", "budget_eur", "call_budget_eur", "opening", "deadline", "activities",
    "min_entities", "min_countries", "trl", "cross_refs", "page_start", "page_end",
)  # fmt: skip
_BODY: frozenset[BlockKind] = frozenset({"paragraph", "list_item", "caption"})
_TEXT: frozenset[BlockKind] = frozenset({"title", "heading", "paragraph", "list_item", "caption"})
_ADDRESS = re.compile(r"(?:https?://\S+\s*)+")
_HEAD_LENGTH, _HEAD_TIMES = 25, 4
"""A line this long that comes back this often is a running head."""
_BEFORE = 20
"""Characters before a note marker that must be the same."""


@dataclass(frozen=True, slots=True)
class FileScore:
    """Counts and similarities of one document."""

    name: str
    scores: Mapping[str, Score] = field(default_factory=dict)
    similarities: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Summary:
    """One measure over all documents; ``items`` is the number of expected items, 0 for a similarity."""

    measure: str
    result: Interval
    items: int = 0
    precision: float | None = None
    recall: float | None = None


def score_document(document: Document, truth: Truth, body: str | None = None) -> FileScore:
    """All measures for which the truth has something to say; ``body`` is the whole text where it is known.

    A document of scanned pages only, read without OCR, has no scores.
    """
    scores: dict[str, Score] = {}
    alike: dict[str, float] = {}
    if document.pages and all(page.quality.state in ("scanned", "blank") for page in document.pages):
        return FileScore(document.path)
    if truth.headings is not None:
        scores["headings"] = headings(document, truth.headings, truth.minor_headings)
        scores["headings, text and page"] = headings(document, truth.headings, truth.minor_headings, loose=True)
    if truth.footnotes is not None:
        scores["footnotes"] = precision_recall_f1(
            [(note.page, note.number, _key(document, note.span)) for note in document.footnotes],
            [(note.page, str(note.number), squeezed(note.text)) for note in truth.footnotes],
        )
    if truth.anchors is not None:
        scores["footnote anchors"] = anchors(document, truth.anchors)
    elif truth.footnotes:
        linked = Counter(note.number for note in document.footnotes if note.anchors)
        scores["footnotes with an anchor"] = precision_recall_f1(
            linked.elements(), [str(note.number) for note in truth.footnotes]
        )
    if truth.tables is not None:
        scores["table cells"] = tables(document.tables, truth.tables)
    if truth.body is not None:
        alike["body text"] = similarity(
            squeezed(_text(document, _BODY)), squeezed(" ".join(each.text for each in truth.body))
        )
        scores["language of blocks"] = languages(document, truth)
    if body is not None:
        alike["body text"] = similarity(squeezed(_whole(document)), squeezed(without_notes(body, truth)))
    if truth.running_text_samples:
        text = squeezed(_text(document, _TEXT))
        held = sum(squeezed(sample) in text for sample in truth.running_text_samples)
        scores["running text samples"] = Score(held, len(truth.running_text_samples), len(truth.running_text_samples))
    if truth.calls is not None and truth.kind != "scan":
        scores["call fields"] = call_fields(document.calls, truth.calls)
    if truth.recommendations is not None:
        scores["recommendations"] = recommendations(document.recommendations, truth.recommendations)
    return FileScore(document.path, scores, alike)


def headings(
    document: Document, expected: Sequence[HeadingTruth], minor: Iterable[HeadingTruth] = (), *, loose: bool = False
) -> Score:
    """Headings by page, level, number and text; ``loose`` leaves level and number out. Minor ones count neither way."""
    numbered = any(each.number is not None for each in expected)
    free = Counter((each.page, squeezed(each.text)) for each in minor)
    wanted = [_heading_key(each.page, each.level, each.number, each.text, loose=loose) for each in expected]
    known = {(key[0], key[-1]) for key in wanted}
    found = []
    for section in document.sections:
        text = document.text[section.heading.start : section.heading.end]
        # a truth that numbers nothing apart has the numbers in its texts
        number = section.number if numbered else None
        key = _heading_key(section.page_start, section.level, number, text, loose=loose)
        place = (section.page_start, squeezed(text))
        if (key[0], key[-1]) not in known and free[place] > 0:
            free[place] -= 1
            continue
        found.append(key)
    return precision_recall_f1(found, wanted)


def _heading_key(page: int, level: int | None, number: str | None, text: str, *, loose: bool) -> tuple[object, ...]:
    """Number and text apart, whether or not the text repeats the number."""
    bare = normalise(text)
    if number:
        bare = re.sub(rf"^{re.escape(normalise(number))}\s*[.:)–—-]*\s*", "", bare)
    return (page, squeezed(bare)) if loose else (page, level, (number or "").rstrip(".") or None, squeezed(bare))


def anchors(document: Document, expected: Iterable[AnchorTruth]) -> Score:
    """Note markers by number and by the running text that ends where they stood."""
    left = [
        (note.number, squeezed(document.text[max(0, anchor - 60) : anchor]))
        for note in document.footnotes
        for anchor in note.anchors
    ]
    found, wanted, hits = len(left), 0, 0
    for each in expected:
        wanted += 1
        before = squeezed(each.before)[-_BEFORE:]
        match = next((pair for pair in left if pair[0] == str(each.number) and pair[1].endswith(before)), None)
        if match is not None:
            left.remove(match)
            hits += 1
    return Score(hits, found, wanted)


def tables(found: Sequence[Table], expected: Sequence[TableTruth]) -> Score:
    """Cells by row, column and text; each true table is compared with the found one on its pages that fits best."""
    left = list(found)
    total = Score(0, 0, 0)
    for table in expected:
        wanted = list(_cells(table.rows))
        near = [each for each in left if each.page_start <= table.page_end and each.page_end >= table.page_start]
        best = max(near, key=lambda each: precision_recall_f1(_found_cells(each), wanted).hits, default=None)
        if best is None:
            total += Score(0, 0, len(wanted))
            continue
        left.remove(best)
        total += precision_recall_f1(_found_cells(best), wanted)
    return total + Score(0, sum(len(list(_found_cells(each))) for each in left), 0)


def _cells(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, str]]:
    for at, row in enumerate(rows):
        yield from ((at, column, squeezed(cell)) for column, cell in enumerate(row))


def _found_cells(table: Table) -> Iterator[tuple[int, int, str]]:
    return _cells([[cell.text for cell in row] for row in table.rows])


def languages(document: Document, truth: Truth) -> Score:
    """Language of every block whose text the truth gives word for word."""
    by_text = {squeezed(document.text[b.span.start : b.span.end]): b.language for b in document.blocks}
    pairs = [(by_text.get(squeezed(b.text)), b.language) for b in truth.body or () if b.language]
    known = [(found, wanted) for found, wanted in pairs if found is not None]
    return Score(sum(found == wanted for found, wanted in known), len(known), len(known))


def call_fields(found: Iterable[Call], expected: Sequence[CallTruth]) -> Score:
    """Fields of every topic that are exactly right; a topic that is not expected counts as wrong in all its fields."""
    by_id = {call.id: call for call in found}
    hits = sum(len(right_fields(by_id.get(truth.id), truth)) for truth in expected)
    return Score(hits, len(by_id) * len(CALL_FIELDS), len(expected) * len(CALL_FIELDS))


def right_fields(call: Call | None, truth: CallTruth) -> list[str]:
    """Names of the fields of a topic that are right."""
    if call is None:
        return []
    right = []
    for name in CALL_FIELDS:
        value, wanted = getattr(call, name), getattr(truth, name)
        if name in ("opening", "deadline"):
            value = value.isoformat() if value else None
        elif name == "trl":
            value = (value.levels, sorted(value.as_printed))
            wanted = (wanted.levels, sorted(wanted.as_printed)) if wanted else ((), [])
        elif name == "cross_refs":
            value, wanted = sorted(value), sorted(wanted)
        elif name == "activities":
            wanted = wanted or {}
        if value == wanted:
            right.append(name)
    return right


def recommendations(found: Iterable[Recommendation], expected: Sequence[RecommendationTruth]) -> Score:
    """Recommendations with all their places: page, language and title."""
    return precision_recall_f1(
        [
            (each.number, frozenset((p.page, p.language, squeezed(p.title or "")) for p in each.places))
            for each in found
        ],
        [(each.number, frozenset((p.page, p.language, squeezed(p.title)) for p in each.places)) for each in expected],
    )


def _key(document: Document, span: Span) -> str:
    return squeezed(document.text[span.start : span.end])


def _text(document: Document, kinds: frozenset[BlockKind]) -> str:
    return " ".join(document.text[b.span.start : b.span.end] for b in document.blocks if b.kind in kinds)


def _whole(document: Document) -> str:
    return " ".join(document.text[b.span.start : b.span.end] for b in document.blocks if b.kind != "footnote")


def without_notes(body: str, truth: Truth) -> str:
    """A whole text, printed page by page, without running heads, bare addresses, notes and their markers."""
    lines = body.split("\n")
    shapes = Counter(re.sub(r"\d+", "", " ".join(line.split())) for line in lines)
    kept = []
    for line in lines:
        shape = re.sub(r"\d+", "", " ".join(line.split()))
        if not _ADDRESS.fullmatch(line.strip()) and (len(shape) < _HEAD_LENGTH or shapes[shape] < _HEAD_TIMES):
            kept.append(line)
    body = "\n".join(kept)
    at = 0
    for note in truth.footnotes or ():
        words = [re.escape(word) for word in re.split(r"[\s-]+", note.text.strip()) if word]
        body = re.sub(rf"(?<!\w){note.number}\s+" + r"[\s-]*".join(words), " ", body, count=1)
        marker = re.compile(rf"(?<=[^\s\d]){note.number},?(?=[\s.,;:)\]\d]|$)").search(body, at)
        if marker is not None:
            body = body[: marker.start()] + body[marker.end() :]
            at = marker.start()
    return body


def summarise(files: Sequence[FileScore]) -> list[Summary]:
    """Each measure pooled over the documents, with a bootstrap interval over documents."""
    rows: list[Summary] = []
    for name in dict.fromkeys(name for each in files for name in each.scores):
        scores = [each.scores[name] for each in files if name in each.scores]
        pooled = sum(scores, Score(0, 0, 0))
        rows.append(Summary(name, interval(scores, pooled_f1), pooled.expected, pooled.precision, pooled.recall))
    for name in dict.fromkeys(name for each in files for name in each.similarities):
        rows.append(Summary(name, interval([each.similarities[name] for each in files if name in each.similarities])))
    return rows


def score_folder(folder: Path, read: Callable[[Path], Document], *, split: str | None = None) -> list[FileScore]:
    """Score every document under a folder that has a truth file; ``read`` gives it with its tags.

    The whole text of a document is compared where it is kept as ``gold/text/<name>.source.txt`` above the truth.
    """
    scores = []
    for place, path in find_truths(folder):
        truth = read_truth(place)
        if split is None or truth.split == split:
            scores.append(score_document(read(path), truth, _whole_text(place)))
    return scores


def _whole_text(truth: Path) -> str | None:
    name = truth.name.replace(".truth.json", ".source.txt")
    found = next((path for root in truth.parents if (path := root / "gold" / "text" / name).is_file()), None)
    return found.read_text(encoding="utf-8") if found else None
