"""References against a stand-off gold set that holds no text of others.

A row names page, the SHA-1 of the reference's own characters (white space and quotes normalised) and which of its
occurrences on that page it is; the SHA-1 of its sentence helps a human to find it. So the set survives another way of
cutting lines, blocks or sentences. Three scores: exact span with ids, ids alone per page, where the reference leads.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from docintel.evaluate.edits import normalise
from docintel.evaluate.metrics import Score, precision_recall_f1
from docintel.types import Document, Reference, Resolution, Span

_LEADS: frozenset[Resolution] = frozenset({"resolved", "repealed", "external"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference as the gold set sees it; ``leads_to`` is number and page of the part it points at.

    A gold row says ``dangling`` where the document points at a part that it does not have.
    """

    page: int
    surface: str
    occurrence: int
    ids: tuple[str, ...]
    polarity: str = "incl"
    leads_to: tuple[str, int] | None = None
    status: str | None = None

    @property
    def place(self) -> tuple[int, str, int]:
        """Where it stands."""
        return self.page, self.surface, self.occurrence


@dataclass(frozen=True, slots=True)
class Outcome:
    """Counts over one or more documents."""

    spans: Score
    """Same place and same ids."""
    places: Score
    """Same place, whatever the ids."""
    ids: Score
    """Same id on the same page, however the place was cut."""
    polarity: Score
    resolution: Score
    """Of the gold references, those found that lead where they should."""
    missed: tuple[Mention, ...] = ()
    invented: tuple[Mention, ...] = ()


def fingerprint(text: str) -> str:
    """SHA-1 of the normalised characters."""
    return hashlib.sha1(normalise(text).encode(), usedforsecurity=False).hexdigest()


def mentions(document: Document) -> list[Mention]:
    """The references of a tagged document in the form of the gold set."""
    starts = _page_starts(document)
    return [_mention(document, reference, starts) for reference in document.references]


def read_gold(path: Path) -> list[Mention]:
    """Rows of one stand-off file."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "pages" in row:
            continue
        leads_to = (row["leads_to"][0], row["leads_to"][1]) if row.get("leads_to") else None
        found.append(
            Mention(
                row["page"],
                row["surface"],
                row["occurrence"],
                tuple(row["ids"]),
                row.get("polarity", "incl"),
                leads_to,
                row.get("status"),
            )
        )
    return found


def annotated(path: Path, found: Iterable[Mention]) -> list[Mention]:
    """What was found on the pages that the file covers: all of them, or those that a first row names."""
    pages = next((set(row["pages"]) for row in map(json.loads, path.open(encoding="utf-8")) if "pages" in row), None)
    return [mention for mention in found if pages is None or mention.page in pages]


def score(found: Sequence[Mention], gold: Sequence[Mention]) -> Outcome:
    """Compare the references of one document with its gold."""
    by_place = {mention.place: mention for mention in found}
    pairs = [(mention, by_place[mention.place]) for mention in gold if mention.place in by_place]
    return Outcome(
        spans=precision_recall_f1(map(_with_ids, found), map(_with_ids, gold)),
        places=precision_recall_f1((one.place for one in found), (one.place for one in gold)),
        ids=precision_recall_f1(_page_ids(found), _page_ids(gold)),
        polarity=_share(wanted.polarity == got.polarity for wanted, got in pairs),
        resolution=_share(
            mention.place in by_place and _leads_right(mention, by_place[mention.place]) for mention in gold
        ),
        missed=tuple(one for one in gold if _with_ids(one) not in set(map(_with_ids, found))),
        invented=tuple(one for one in found if _with_ids(one) not in set(map(_with_ids, gold))),
    )


def agreement(first: Iterable[Mention], second: Iterable[Mention]) -> tuple[int, int]:
    """(agreed, all) over two annotations of one text: places with their ids."""
    left, right = set(map(_with_ids, first)), set(map(_with_ids, second))
    return len(left & right), len(left | right)


def anchor(document: Document, page: int, surface: str, after: int = 0) -> Span | None:
    """Find what an annotator wrote down on a page, at or after a position: for making the gold set."""
    start, end = _page_bounds(document, page)
    wanted = "".join(surface.split())
    characters = [
        (offset, char) for offset in range(max(start, after), end) if not (char := document.text[offset]).isspace()
    ]
    at = "".join(char for _, char in characters).find(wanted)
    if at < 0:
        return None
    return Span(characters[at][0], characters[at + len(wanted) - 1][0] + 1)


def _mention(document: Document, reference: Reference, starts: Mapping[int, int]) -> Mention:
    page = document.page_of(reference.span)
    surface = document.text[reference.span.start : reference.span.end]
    before = normalise(document.text[starts.get(page, 0) : reference.span.start])
    return Mention(
        page,
        fingerprint(surface),
        before.count(normalise(surface)) + 1,
        reference.ids,
        reference.polarity,
        _leads_to(document, reference),
        reference.status,
    )


def _leads_to(document: Document, reference: Reference) -> tuple[str, int] | None:
    target = reference.target
    if target is None:
        return None
    number = document.sections[target.section].number or "" if target.section is not None else ""
    return number, target.page or 0


def _leads_right(wanted: Mention, got: Mention) -> bool:
    if wanted.leads_to is not None:
        return wanted.leads_to == got.leads_to
    if wanted.status is not None:
        return set(wanted.ids) == set(got.ids) and wanted.status == got.status
    return set(wanted.ids) == set(got.ids) and got.status in _LEADS


def _page_starts(document: Document) -> dict[int, int]:
    starts: dict[int, int] = {}
    for line in document.lines():
        starts[line.page] = min(line.span.start, starts.get(line.page, line.span.start))
    return starts


def _page_bounds(document: Document, page: int) -> tuple[int, int]:
    spans = [line.span for line in document.lines() if line.page == page]
    return (min(span.start for span in spans), max(span.end for span in spans)) if spans else (0, 0)


def _with_ids(mention: Mention) -> tuple[tuple[int, str, int], frozenset[str]]:
    return mention.place, frozenset(mention.ids)


def _page_ids(found: Iterable[Mention]) -> Iterator[tuple[int, str]]:
    for mention in found:
        for one in mention.ids:
            yield mention.page, one


def _share(right: Iterable[bool]) -> Score:
    answers = list(right)
    return Score(sum(answers), len(answers), len(answers))
