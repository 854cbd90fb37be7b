"""Truth about one document: ``<name>.truth.json``, beside the document or in a folder of its own.

    {"file": "policy/nl/name.pdf",             path from the folder of documents, or a name beside the truth
     "split": "dev" | "test",
     "headings":  [{"page", "level", "number", "text"}],          text with or without the number
     "minor_headings": [{"page", "text"}],                        found or not: no error
     "footnotes": [{"page", "number", "text"}],
     "anchors":   [{"number", "before"}],                         the running text that ends at the marker
     "tables":    [{"page_start", "page_end", "rows": [[cell]]}], joined over pages, a merged cell once
     "body":      [{"kind", "page", "language", "text"}],         paragraphs, list items, boxes, captions in order
     "running_text_samples": ["..."],                             stretches that the text must hold word for word
     "calls":     [{"id", "title", ... the fields of a call, dates ISO}],
     "recommendations": [{"number", "places": [{"page", "language", "title"}]}]}

Every list may be absent; an absent list is not scored, an empty one says that there is none.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from docintel.errors import InputFileError


class HeadingTruth(msgspec.Struct, frozen=True):
    """A heading as printed."""

    page: int
    text: str
    level: int | None = None
    number: str | None = None


class NoteTruth(msgspec.Struct, frozen=True):
    """A footnote."""

    page: int
    number: int | str
    text: str


class AnchorTruth(msgspec.Struct, frozen=True):
    """The marker of a footnote in the running text."""

    number: int | str
    before: str


class TableTruth(msgspec.Struct, frozen=True):
    """A table with its cells row by row."""

    page_start: int
    page_end: int
    rows: tuple[tuple[str, ...], ...] = ()


class BodyTruth(msgspec.Struct, frozen=True):
    """A paragraph, list item, box or caption."""

    page: int
    text: str
    kind: str = "paragraph"
    language: str | None = None


class TrlTruth(msgspec.Struct, frozen=True):
    """Readiness levels of a topic."""

    levels: tuple[int, ...] = ()
    as_printed: tuple[str, ...] = ()


class CallTruth(msgspec.Struct, frozen=True):
    """A topic with the fields that are compared."""

    id: str
    title: str | None = None
    call_id: str | None = None
    type_of_action: str | None = None
    budget_eur: int | None = None
    call_budget_eur: int | None = None
    opening: str | None = None
    deadline: str | None = None
    activities: dict[str, str] | None = None
    min_entities: int | None = None
    min_countries: int | None = None
    trl: TrlTruth | None = None
    cross_refs: tuple[str, ...] = ()
    page_start: int | None = None
    page_end: int | None = None


class PlaceTruth(msgspec.Struct, frozen=True):
    """Where a recommendation stands."""

    page: int
    language: str
    title: str


class RecommendationTruth(msgspec.Struct, frozen=True):
    """A recommendation with all its places."""

    number: str
    places: tuple[PlaceTruth, ...]


class Truth(msgspec.Struct, frozen=True):
    """All that is known of a document."""

    file: str | None = None
    split: str = "dev"
    kind: str = ""
    headings: tuple[HeadingTruth, ...] | None = None
    minor_headings: tuple[HeadingTruth, ...] = ()
    footnotes: tuple[NoteTruth, ...] | None = None
    anchors: tuple[AnchorTruth, ...] | None = None
    tables: tuple[TableTruth, ...] | None = None
    body: tuple[BodyTruth, ...] | None = None
    running_text_samples: tuple[str, ...] | None = None
    calls: tuple[CallTruth, ...] | None = None
    recommendations: tuple[RecommendationTruth, ...] | None = None


def read_truth(path: Path) -> Truth:
    """Read one truth file.

    Raises:
        InputFileError: the file cannot be read or has another form.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Truth)
    except OSError as error:
        raise InputFileError(str(path), f"cannot be read ({error.strerror})", "check the path") from error
    except msgspec.DecodeError as error:
        raise InputFileError(str(path), f"is no truth file ({error})", "see docintel.evaluate.extract_truth") from error


def find_truths(folder: Path) -> list[tuple[Path, Path]]:
    """(truth, document) for every truth file under a folder; the document lies beside it or at ``file`` from a root.

    Roots are the folders above the truth, so that ``corpora/gold/dev/x.truth.json`` finds ``corpora/policy/nl/x.pdf``.
    """
    found = []
    for truth in sorted(folder.rglob("*.truth.json")):
        name = read_truth(truth).file or truth.name.replace(".truth.json", ".pdf")
        document = next((root / name for root in truth.parents if (root / name).is_file()), None)
        if document is not None:
            found.append((truth, document))
    return found
