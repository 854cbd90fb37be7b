"""A small library made by hand: two calls, one advice, real functions of the other packages."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from docintel.index.analyse import analyse
from docintel.match.library import Library
from docintel.sentences import split_sentences
from docintel.tag.candidates import find_candidates
from docintel.types import Block, Call, Clause, Document, Line, Place, Recommendation, Section, Span

INFRARED = (
    "Infrared detectors",
    "The proposals must address the next generation of cooled infrared detectors and read-out circuits.",
    "The infrared camera should reach a longer range with less weight and power.",
    "The expected result must not exceed TRL 4 at the end of the project.",
    "Proposals must be submitted by at least 3 applicants from 3 different countries.",
    "Applicants must be established in an EU Member State or in Norway.",
    "Applicants may not be controlled by a third country, unless guarantees are given.",
    "Submission is possible until 9 December 2021.",
)
SUBSEA = (
    "Mine countermeasures",
    "The proposals must address unmanned underwater vehicles with sonar that find naval mines.",
    "The seabed survey should run without a crew.",
)
ADVICE = (
    "Advies over defensie",
    "Militaire lijst: Categorieën ML1, 2, 3, 4 en 7a tot 7e.",
    "De andere categorieën van de militaire lijst (behalve de eerste).",
    "AANBEVELING 4.1: LAAT DE OMZENDBRIEF MUYTERS LOS",
    "De raad vraagt om de omzendbrief Muyters over militaire projecten in Vlaanderen af te schaffen.",
)


def make_document(lines: Sequence[str], title: str, page: int = 1) -> Document:
    """A document of paragraphs, two to a page."""
    text, blocks = "", []
    for number, line in enumerate(lines):
        start = len(text) + (2 if text else 0)
        text = f"{text}\n\n{line}" if text else line
        span = Span(start, len(text))
        printed = Line(span, page + number // 2)
        blocks.append(Block("heading" if number == 0 else "paragraph", span, (printed,), section=0))
    whole, head = Span(0, len(text)), blocks[0].span
    section = Section(title=lines[0], level=1, span=whole, heading=head, page_start=page, page_end=page, number="1")
    identity = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Document(identity, f"{title}.pdf", title, text, blocks=tuple(blocks), sections=(section,))


def make_call(document: Document, identity: str, **changes: object) -> Call:
    """A call whose text is the whole document, opened in June and closed in November 2023."""
    whole = Span(0, len(document.text))
    call = Call(
        id=identity,
        title=document.sections[0].title,
        document=document.id,
        page_start=1,
        page_end=4,
        opening=date(2023, 6, 22),
        deadline=date(2023, 11, 22),
        spans=(whole,),
        places=(Place(document.id, 1, span=whole),),
    )
    return replace(call, **changes)  # type: ignore[arg-type]


def clause_of(document: Document, kind: str, words: str) -> Clause:
    """The block that holds the words, as a clause."""
    block = next(block for block in document.blocks if words in document.quote(block.span))
    return Clause(kind, block.span, block.page)


def hashed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Words to fixed random directions: enough for texts that share words."""
    rows = np.zeros((len(texts), 64), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for word in text.lower().split():
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
            row += np.random.default_rng(seed).standard_normal(64).astype(np.float32)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def make_library() -> Library:
    """Two calls and an advice."""
    infrared, subsea = make_document(INFRARED, "EDF-2021-SENS-R"), make_document(SUBSEA, "EDF-2023-DA")
    advice = make_document(ADVICE, "VARIO-advies 38", page=45)
    clauses = (
        clause_of(infrared, "consortium", "3 applicants"),
        clause_of(infrared, "countries", "Norway"),
        clause_of(infrared, "control", "controlled"),
        clause_of(infrared, "deadline", "9 December"),
    )
    first = make_call(
        infrared,
        "EDF-2021-SENS-R-IRD",
        opening=date(2021, 9, 9),
        deadline=date(2021, 12, 9),
        clauses=clauses,
        min_entities=3,
        min_countries=3,
    )
    asks = advice.blocks[-1].span
    recommendation = Recommendation("4.1", "LAAT DE OMZENDBRIEF MUYTERS LOS", advice.id, "nl", requests=(asks,))
    return Library(
        documents={document.id: document for document in (infrared, subsea, advice)},
        calls=(first, make_call(subsea, "EDF-2023-DA-UWW-MCMC")),
        recommendations=(recommendation,),
        encode=hashed,
        analyse=lambda text, language: [term.text for term in analyse(text, language)],
        find_candidates=find_candidates,
        split_sentences=split_sentences,
    )
