"""Read the name corpora of ``ner.tar.gz`` and ``ud.tar.gz`` into one shape: tokens with named spans.

Each corpus writes its labels differently; here they become ``PERSON``, ``ORG`` and ``LOC``, and everything else is left
out. A corpus that carries other names (demonyms, works) says nothing wrong by that: those tokens are outside.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

LABELS = {
    "PER": "PERSON", "PERS": "PERSON", "PERSON": "PERSON", "person": "PERSON", "Person": "PERSON",
    "ORG": "ORG", "organization": "ORG", "Organisation": "ORG",
    "LOC": "LOC", "GPE": "LOC", "place": "LOC", "Location": "LOC",
}  # fmt: skip
_TITLES = frozenset(
    "mr mrs ms dr prof professor president minister senator judge justice king queen sir lord lady secretary captain "
    "general chancellor governor mayor pope saint commissioner rep representative vice prime".split()
)
_GUM_LINKS = frozenset({"of", "for", "and", "&", "the", "-", "de", "van", "von", "der", "in", "on", "'s", "at", "to"})


@dataclass(frozen=True, slots=True)
class Named:
    """One sentence of a corpus: tokens, and half-open token spans with a label."""

    tokens: tuple[str, ...]
    spans: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """How a column corpus is written."""

    token: int = 0
    tag: int = -1
    prefix: str = ""
    """What stands before each token (``nl:`` in WikiANN)."""
    inside_only: bool = False
    """True where only ``I-`` tags are used."""


def spans_of(tags: Iterable[str], *, inside_only: bool = False) -> tuple[tuple[int, int, str], ...]:
    """Turn tags into spans; a stray ``I-`` opens one, ``B-O`` (in UNER train) is outside.

    ``B-PER I-PER O B-LOC`` gives ``(0, 2, PERSON), (3, 4, LOC)``.
    """
    found: list[tuple[int, int, str]] = []
    start, label = -1, ""
    place = -1
    for place, tag in enumerate([*tags, "O"]):
        mark, _, kind = tag.partition("-")
        now = LABELS.get(kind, "") if mark in {"B", "I"} else ""
        opens = now != label or (mark == "B" and not inside_only)
        if label and opens:
            found.append((start, place, label))
        if now and (opens or not label):
            start = place
        label = now
    return tuple(found)


def read_columns(path: Path, columns: Columns) -> Iterator[Named]:
    """Yield the sentences of a file with one token a line and an empty line between sentences."""
    tokens: list[str] = []
    tags: list[str] = []
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        cells = line.split("\t") if "\t" in line else line.split()
        if line.startswith(("# ", "-DOCSTART-")):
            continue
        if len(cells) < 2:
            if tokens:
                yield Named(tuple(tokens), spans_of(tags, inside_only=columns.inside_only))
            tokens, tags = [], []
            continue
        tokens.append(cells[columns.token].removeprefix(columns.prefix))
        tags.append(cells[columns.tag])


def read_stream(path: Path, *, longest: int = 60) -> Iterator[Named]:
    """Yield stretches of a file without sentence breaks (Europeana): cut at a full stop, or at ``longest`` tokens."""
    tokens: list[str] = []
    tags: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        cells = line.split()
        if len(cells) != 2:
            continue
        inside = cells[1].startswith("I-")
        if tokens and not inside and (tokens[-1] in {".", "!", "?"} or len(tokens) >= longest):
            yield Named(tuple(tokens), spans_of(tags))
            tokens, tags = [], []
        tokens.append(cells[0])
        tags.append(cells[1])
    if tokens:
        yield Named(tuple(tokens), spans_of(tags))


def _conllu(path: Path) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield (document name, rows of ten cells) per sentence; multi-word and empty nodes are left out."""
    document, rows = "", list[list[str]]()
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            if line.startswith("# newdoc id"):
                document = line.partition("=")[2].strip()
            elif line == "\n":
                if rows:
                    yield document, rows
                rows = []
            elif not line.startswith("#"):
                cells = line.rstrip("\n").split("\t")
                if cells[0].isdigit():
                    rows.append(cells)
    if rows:
        yield document, rows


def read_gum(path: Path, genres: frozenset[str], without: frozenset[str]) -> Iterator[Named]:
    """Yield the sentences of GUM documents of these genres, with the names among its mentions.

    GUM marks every mention (``the two men``) and nests them; a name is a mention of a person, organisation or place
    whose head is a proper noun, cut down to the run of name words around that head.
    """
    for document, rows in _conllu(path):
        if document in without or document.split("_")[1] not in genres:
            continue
        tokens = tuple(cells[1] for cells in rows)
        yield Named(tokens, _disjoint(_gum_names(rows)))


def gum_documents(path: Path) -> frozenset[str]:
    """Names of the documents in a GUM file."""
    return frozenset(document for document, _ in _conllu(path))


_ENTITY = re.compile(r"(?:^|\|)Entity=([^|]*)")
_MARK = re.compile(r"\((\w+)-(\w+)[^()]*|(\w+)\)")


def _gum_names(rows: list[list[str]]) -> Iterator[tuple[int, int, str]]:
    open_marks: list[tuple[str, str, int]] = []
    for place, cells in enumerate(rows):
        found = _ENTITY.search(cells[9])
        if found is None:
            continue
        text = found.group(1)
        for part in re.findall(r"\([^()]*\)?|[^()]+\)", text):
            if part.startswith("("):
                number, kind = part.strip("()").split("-")[:2]
                open_marks.append((number, kind, place))
            if part.endswith(")"):
                number = part.strip("()").split("-")[0]
                at = next((i for i in range(len(open_marks) - 1, -1, -1) if open_marks[i][0] == number), None)
                if at is not None:
                    _, kind, start = open_marks.pop(at)
                    name = _name_in(rows, start, place + 1) if kind in LABELS else None
                    if name is not None:
                        yield (*name, LABELS[kind])


def _name_in(rows: list[list[str]], start: int, end: int) -> tuple[int, int] | None:
    """The run of name words around the head of a mention, ``None`` where the head is no proper noun."""
    inside = {str(place + 1) for place in range(start, end)}
    heads = [place for place in range(start, end) if rows[place][6] not in inside]
    if len(heads) != 1 or rows[heads[0]][3] != "PROPN":
        return None
    proper = [cells[3] == "PROPN" or cells[4].startswith("NNP") for cells in rows]  # `New York`: New is an ADJ, but NNP
    linked = [proper[place] or cells[1].lower() in _GUM_LINKS for place, cells in enumerate(rows)]
    first = last = heads[0]
    while first > start and linked[first - 1]:
        first -= 1
    while last + 1 < end and linked[last + 1]:
        last += 1
    while first < last and not proper[first]:
        first += 1
    while last > first and not proper[last]:
        last -= 1
    while first < last and rows[first][1].lower().rstrip(".") in _TITLES:
        first += 1
    return first, last + 1


def _disjoint(spans: Iterable[tuple[int, int, str]]) -> tuple[tuple[int, int, str], ...]:
    """Keep the longest of spans that overlap."""
    kept: list[tuple[int, int, str]] = []
    for span in sorted(set(spans), key=lambda item: (item[0] - item[1], item)):
        if all(span[1] <= other[0] or other[1] <= span[0] for other in kept):
            kept.append(span)
    return tuple(sorted(kept))


def read_proper_nouns(path: Path) -> Iterator[Named]:
    """Yield Dutch treebank sentences with their proper-noun runs as spans ``NAME``: the bounds without the kind.

    UD joins the words of a name by ``flat`` (in the first version ``name`` and ``mwe``).
    """
    for _, rows in _conllu(path):
        spans: list[tuple[int, int, str]] = []
        for place, cells in enumerate(rows):
            joined = cells[7].split(":")[0] in {"flat", "name", "mwe", "fixed"} or cells[4] == "SPEC|deeleigen"
            if cells[3] == "PROPN" or (joined and spans and spans[-1][1] == place and cells[3] != "PUNCT"):
                if spans and spans[-1][1] == place and joined:
                    spans[-1] = (spans[-1][0], place + 1, "NAME")
                else:
                    spans.append((place, place + 1, "NAME"))
        yield Named(tuple(cells[1] for cells in rows), tuple(spans))
