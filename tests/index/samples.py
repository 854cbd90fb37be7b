"""Small real objects for the tests of the index: an encoder by hashing, entries, points."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from docintel.index.points import Entry, Point, Sparse
from docintel.index.store import Meta
from docintel.types import Block, Box, Document, Language, Line, Passage, Section, Span

DIMENSION = 64
META = Meta(encoder="hash", encoder_version="1", dimension=DIMENSION, analyser="test")


class HashEncoder:
    """Words to fixed random directions; enough to find what shares words."""

    name = "hash"
    version = "1"
    dimension = DIMENSION

    def encode(self, texts: Sequence[str], *, kind: Literal["query", "passage"] = "passage") -> NDArray[np.float32]:
        rows = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=4).digest(), "big")
                row += np.random.default_rng(seed).standard_normal(DIMENSION).astype(np.float32)
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        norms[norms == 0] = 1.0
        return rows / norms


def entry(number: int, document: str = "aaaa", text: str = "", **fields: object) -> Entry:
    """An entry whose id follows from its number and document."""
    passage = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{document}/{number}"))
    base = Entry(
        passage=passage,
        document=document,
        title=f"Titel {document}",
        path=f"{document}.pdf",
        page=number + 1,
        text=text or f"passage {number} van {document}",
        start=number * 100,
        end=number * 100 + 50,
        language="nl",
    )
    return replace(base, **fields)  # type: ignore[arg-type]


def point(made: Entry, terms: dict[int, float] | None = None) -> Point:
    """A point for an entry."""
    weights = terms or {hash_of(word): 1.0 for word in made.text.lower().split()}
    order = sorted(weights)
    return Point(made, HashEncoder().encode([made.text])[0], Sparse(order, [weights[index] for index in order]))


def hash_of(word: str) -> int:
    """Term number of a word in these tests."""
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=4).digest(), "big")


def document(name: str, language: Language, clauses: Sequence[tuple[str, str, str]]) -> Document:
    """A document of one page with a section and a passage for each (number, title, text)."""
    text = ""
    blocks: list[Block] = []
    sections: list[Section] = []
    passages: list[Passage] = []
    identity = hashlib.sha256(name.encode()).hexdigest()[:16]
    for index, (number, title, body) in enumerate(clauses):
        start = len(text)
        heading = Span(start, start + len(f"{number} {title}"))
        text += f"{number} {title}\n\n"
        span = Span(len(text), len(text) + len(body))
        text += f"{body}\n\n"
        for kind, part in (("heading", heading), ("paragraph", span)):
            line = Line(part, index + 1, Box(70.0, 100.0, 500.0, 112.0))
            blocks.append(Block(kind, part, (line,), section=index, language=language))  # type: ignore[arg-type]
        sections.append(
            Section(title, 1, Span(start, span.end), heading, index + 1, index + 1, number, language=language)
        )
        passage = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{identity}/{number}/{span.start}/{span.end}"))
        passages.append(
            Passage(
                passage,
                span,
                index + 1,
                index + 1,
                index,
                (f"{number} {title}",),
                language,
                references=("ML7.a", "ML7") if "ML7.a" in body else (),
            )
        )
    return Document(
        identity,
        f"{name}.pdf",
        name.title(),
        text,
        language,
        blocks=tuple(blocks),
        sections=tuple(sections),
        passages=tuple(passages),
    )
