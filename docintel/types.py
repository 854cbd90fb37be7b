"""The nouns. Every stage takes and gives these; none of them knows a library.

All offsets are half-open and index ``Document.text``, the only coordinate system. Pages count from 1.
Boxes are PDF points with the origin at the top left. Everything is frozen: a stage returns ``replace(document, ...)``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Language = Literal["nl", "en", "other"]
BlockKind = Literal[
    "title", "heading", "paragraph", "list_item", "table", "caption", "footnote", "header", "footer", "toc"
]
PageState = Literal["text", "scanned", "unreliable", "ocr", "blank"]
DocumentKind = Literal["policy", "call", "work_programme", "circular", "agreement", "web", "other"]
Scheme = Literal[
    "ml", "dual-use", "eu-act", "treaty", "be-act", "com", "section", "recommendation", "call", "figure", "page"
]
Polarity = Literal["incl", "not", "except"]
Resolution = Literal["resolved", "dangling", "ambiguous", "repealed", "external"]
State = Literal["met", "not_met", "unknown"]
Verdict = Literal["applies", "blocked", "unknown"]
Band = Literal["strong", "medium", "weak", "none"]
GateLevel = Literal["company", "call", "project"]
Activity = Literal["no", "yes", "yes-optional", "yes-mandatory"]


# --- what the file says ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of ``Document.text``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse a span that ends before it starts."""
        if not 0 <= self.start <= self.end:
            raise ValueError(f"span {self.start}:{self.end} is not a stretch of text")

    def __len__(self) -> int:
        """Length in characters."""
        return self.end - self.start

    def covers(self, other: Span) -> bool:
        """Tell whether the other span lies inside this one."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two spans share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page in points, origin top left."""

    x0: float
    top: float
    x1: float
    bottom: float

    def union(self, other: Box) -> Box:
        """Smallest box around both."""
        return Box(
            min(self.x0, other.x0), min(self.top, other.top), max(self.x1, other.x1), max(self.bottom, other.bottom)
        )


@dataclass(frozen=True, slots=True)
class Quality:
    """How far the text of one page can be trusted."""

    state: PageState = "text"
    words: int = 0
    unknown_glyphs: float = 0.0
    """Share of characters without a Unicode meaning, 0 to 1."""
    dictionary: float | None = None
    """Share of words known to the Dutch or English word list, 0 to 1; None with too few words."""
    order_doubt: float = 0.0
    """0 where the reading order is plain, 1 where two readings disagree wholly."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page with what was kept out of the running text."""

    number: int
    width: float
    height: float
    quality: Quality = Quality()
    rotation: int = 0
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: where a stretch of the text stands on paper."""

    span: Span
    page: int
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item, table ...; a paragraph may run over pages."""

    kind: BlockKind
    span: Span
    lines: tuple[Line, ...]
    level: int | None = None
    """Heading depth from 1, or nesting depth of a list item from 1."""
    section: int | None = None
    """Index in ``Document.sections``."""
    language: Language = "other"
    marker: str | None = None
    """The bullet or number of a list item, kept out of nothing: the text holds it too."""
    boxed: bool = False
    """True inside a ruled or shaded text box."""
    table: int | None = None
    """Index in ``Document.tables`` for a block of kind table."""
    quoted: bool = False
    """True for a quotation set apart from the text."""

    @property
    def page(self) -> int:
        """Page where the block starts."""
        return self.lines[0].page

    @property
    def page_end(self) -> int:
        """Page where the block ends."""
        return self.lines[-1].page

    @property
    def box(self) -> Box | None:
        """Box around the lines on the first page."""
        box: Box | None = None
        for line in self.lines:
            if line.page == self.page and line.box is not None:
                box = line.box if box is None else box.union(line.box)
        return box


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and all that stands under it, sub-sections included."""

    title: str
    level: int
    span: Span
    heading: Span
    page_start: int
    page_end: int
    number: str | None = None
    """As a reader would cite it: ``4.3.7``, ``AANBEVELING 4.1``, ``Artikel 3``; None without number."""
    parent: int | None = None
    """Index in ``Document.sections``."""
    language: Language = "other"


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell; ``text`` as printed, ``value`` as parsed where it is a number."""

    text: str
    value: float | None = None
    unit: str | None = None
    rows: int = 1
    columns: int = 1
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table, joined over the pages it runs over. Its span holds the rows as text, cells parted by tabs."""

    span: Span
    page_start: int
    page_end: int
    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int = 0
    caption: Span | None = None
    boxes: tuple[tuple[int, Box], ...] = ()
    """(page, box) of each part."""


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note at the foot, with the places in the running text where its marker stood."""

    number: str
    page: int
    span: Span
    anchors: tuple[int, ...] = ()


# --- what was found in it ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entity:
    """A named thing. ``source`` is the rule or model that found it."""

    span: Span
    label: str
    id: str | None = None
    value: str | None = None
    """Normalised value: an ISO date, ``EUR 24000000``, ``TRL 6``."""
    source: str = ""
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reference leads."""

    document: str
    section: int | None = None
    page: int | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A pointer to a list code, an act, a clause, a call. A list or range expands to its members in ``ids``."""

    span: Span
    scheme: Scheme
    ids: tuple[str, ...]
    polarity: Polarity = "incl"
    source: str = ""
    status: Resolution | None = None
    """None until resolved."""
    target: Target | None = None
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded and found: a clause that never crosses a section."""

    id: str
    span: Span
    page_start: int
    page_end: int
    section: int | None = None
    headings: tuple[str, ...] = ()
    """Heading path from the top, numbers included."""
    language: Language = "other"
    kind: BlockKind = "paragraph"
    references: tuple[str, ...] = ()
    """Ids mentioned here, with their ancestors."""
    entities: tuple[str, ...] = ()
    call: str | None = None
    recommendation: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere in a document where a thing stands."""

    document: str
    page: int
    page_end: int | None = None
    section: str | None = None
    language: Language | None = None
    span: Span | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two places that disagree on a field; the first value is the one that stands."""

    field: str
    values: tuple[str, ...]
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Trl:
    """Technology readiness levels named in a topic."""

    levels: tuple[int, ...] = ()
    as_printed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence of a call that decides something, kept with its place so that a gate can quote it."""

    kind: str
    """``consortium``, ``countries``, ``control``, ``budget``, ``deadline``, ``opening``, ``funding_rate``, ``trl``."""
    span: Span
    page: int


@dataclass(frozen=True, slots=True)
class Call:
    """A funding topic. ``budget_eur`` is its own amount, ``call_budget_eur`` the pot it shares."""

    id: str
    title: str
    document: str
    page_start: int
    page_end: int
    call_id: str | None = None
    type_of_action: str | None = None
    language: Language = "en"
    kind: DocumentKind = "call"
    """Kind of document it was read from: a call document beats a work programme."""
    budget_eur: int | None = None
    budget_reason: str | None = None
    call_budget_eur: int | None = None
    opening: date | None = None
    deadline: date | None = None
    activities: dict[str, Activity] = field(default_factory=dict)
    min_entities: int | None = None
    min_countries: int | None = None
    trl: Trl = Trl()
    cross_refs: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    """The topic's own text in ``document``."""
    clauses: tuple[Clause, ...] = ()
    places: tuple[Place, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One recommendation with all places where it stands: summary, body, other language."""

    number: str
    title: str
    document: str
    language: Language
    addressee: str | None = None
    places: tuple[Place, ...] = ()
    requests: tuple[Span, ...] = ()
    """The sentences that ask for something."""
    references: tuple[str, ...] = ()
    follow_up: tuple[Place, ...] = ()
    """Candidates only: later documents that may take it up."""
    titles: dict[str, str] = field(default_factory=dict)
    """Title by language."""


def _block_start(block: Block) -> int:
    return block.span.start


def _line_start(line: Line) -> int:
    return line.span.start


@dataclass(frozen=True, slots=True)
class Document:
    """All of the above: one file, one JSON. ``id`` is the first 16 hex digits of the SHA-256 of its bytes."""

    id: str
    path: str
    """Normalised path at ingest: the file's identity over time."""
    title: str
    text: str
    language: Language = "other"
    kind: DocumentKind = "other"
    pages: tuple[Page, ...] = ()
    blocks: tuple[Block, ...] = ()
    """In reading order, spans ascending and disjoint; together they hold all of ``text`` but the separators."""
    sections: tuple[Section, ...] = ()
    tables: tuple[Table, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    entities: tuple[Entity, ...] = ()
    references: tuple[Reference, ...] = ()
    passages: tuple[Passage, ...] = ()
    calls: tuple[Call, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    notice: str | None = None
    """What the document says of its own standing (an authored example says so), shown with every quote."""
    published: date | None = None
    warnings: tuple[str, ...] = ()
    stages: dict[str, str] = field(default_factory=dict)
    """Stage name -> key of version and settings that made its part."""

    def quote(self, span: Span) -> str:
        """The text of a span, line breaks flattened."""
        return " ".join(self.text[span.start : span.end].split())

    def lines(self) -> Iterator[Line]:
        """All printed lines in text order."""
        for block in self.blocks:
            yield from block.lines

    def page_of(self, span: Span) -> int:
        """Page on which a span starts; 1 for a document without lines there."""
        at = bisect_right(self.blocks, span.start, key=_block_start)
        if at == 0:
            return 1
        lines = self.blocks[at - 1].lines
        return lines[max(0, bisect_right(lines, span.start, key=_line_start) - 1)].page

    def headings_of(self, section: int | None) -> tuple[str, ...]:
        """Heading path of a section from the top, numbers included."""
        path: list[str] = []
        while section is not None:
            found = self.sections[section]
            path.append(f"{found.number} {found.title}".strip() if found.number else found.title)
            section = found.parent
        return tuple(reversed(path))


# --- what it means for a company ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that speaks for a statement, with its place; empty where the source is not ingested."""

    sentence: str
    document: str | None = None
    title: str | None = None
    page: int | None = None
    section: str | None = None
    span: Span | None = None
    capability: str | None = None
    score: float = 0.0
    note: str | None = None
    """For instance ``source not ingested`` or the notice of an authored example."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition with three states; unknown is not met, and says which fact would settle it."""

    id: str
    level: GateLevel
    state: State
    compared: str
    evidence: tuple[Evidence, ...] = ()
    question: str | None = None
    field: str | None = None
    """The profile key whose value would settle an unknown gate."""
    source: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    conflicts_with: str | None = None
    outcome: str | None = None
    basis: Literal["explicit", "rule", "inferred"] = "rule"
    remedy: str | None = None
    """What to do where it is not met."""


@dataclass(frozen=True, slots=True)
class Relevance:
    """How near a call is to a profile, apart from any gate."""

    score: float
    band: Band
    lexical: float
    dense: float


@dataclass(frozen=True, slots=True)
class Match:
    """One call for one profile: relevance ranks, gates decide."""

    id: str
    title: str
    rank: int
    verdict: Verdict
    relevance: Relevance
    gates: tuple[Gate, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    conditions: tuple[str, ...] = ()
    deadline: date | None = None
    opening: date | None = None
    budget_eur: int | None = None
    call_budget_eur: int | None = None
    reason: str | None = None
    """For a blocked call the deciding reason, such as ``closed``."""
    group: Literal["thematic", "non-thematic"] = "thematic"
    document: str | None = None
    page: int | None = None
    scope: str | None = None
    """Fingerprint of the topic's own text: another one means that the text changed."""
    named_by: tuple[str, ...] = ()
    """Later calls that name this one in their own text."""
    brief: bool = False
    """Only the title of the topic is in the library: its text, which could give reasons, stands elsewhere."""

    @property
    def is_near(self) -> bool:
        """Whether a call is near enough to the profile to be read; one that takes any subject is near to none."""
        return self.group == "thematic" and self.relevance.band in ("strong", "medium")


@dataclass(frozen=True, slots=True)
class Change:
    """Something that differs between two reports of one profile."""

    call: str
    title: str
    kind: Literal["new", "gone", "gate", "opening", "deadline", "budget", "scope"]
    what: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Concern:
    """A policy recommendation that concerns the profile, and why."""

    number: str
    title: str
    document: str
    score: float
    verdict: Verdict
    reason: str
    places: tuple[Place, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    addressee: str | None = None
    follow_up: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """A way to support: the Flemish chain, an instrument, the export side. ``steps`` are its gates in order."""

    id: str
    title: str
    outcome: str
    steps: tuple[Gate, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    flags: tuple[str, ...] = ()
    next_step: str | None = None
    verdict: Verdict = "unknown"


@dataclass(frozen=True, slots=True)
class CandidateCode:
    """A list code that the capability text may fall under; always a candidate, never a classification."""

    code: str
    label: str
    capability: str
    term: str
    score: float


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A profile field that is not given and the gates that it would settle."""

    field: str
    question: str
    settles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What applies to one profile on one day."""

    profile: str
    as_of: date
    language: Literal["nl", "en"]
    calls: tuple[Match, ...] = ()
    conditions: tuple[str, ...] = ()
    recommendations: tuple[Concern, ...] = ()
    routes: tuple[Route, ...] = ()
    candidates: tuple[CandidateCode, ...] = ()
    missing_facts: tuple[MissingFact, ...] = ()
    summary: str | None = None
    """Says so when nothing fits, and which call is nearest and why."""
    notices: tuple[str, ...] = ()


# --- a search result ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AlsoAt:
    """Another place that says the same."""

    document: str
    page: int
    section: str | None = None
    language: Language | None = None
    title: str = ""
    """Title of the document."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with both component scores. ``highlights`` are offsets in ``text``."""

    rank: int
    score: float
    lexical: float
    dense: float
    passage: str
    document: str
    title: str
    path: str
    page: int
    section: str | None
    heading: str
    language: Language
    text: str
    highlights: tuple[Span, ...] = ()
    references: tuple[str, ...] = ()
    band: Band = "none"
    start: int = 0
    end: int = 0
    boxes: tuple[tuple[int, Box], ...] = ()
    """(page, box) of the lines of the passage."""
    also_at: tuple[AlsoAt, ...] = ()
    best_sentence: Span | None = None
    """Offsets in ``text``."""
    kind: BlockKind = "paragraph"
    call: str | None = None
    page_end: int = 0
    """Last page, where the passage runs on over a page break; 0: unknown."""
    again: float = 0.0
    """How near its words are to those of the query, by the model that reads the first candidates again; 0: not read."""
