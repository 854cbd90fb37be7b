from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docintel import codec
from docintel.lexicon import ancestors
from docintel.types import (
    Block,
    Box,
    Call,
    Cell,
    Document,
    Footnote,
    Line,
    Page,
    Place,
    Quality,
    Reference,
    Section,
    Span,
    Table,
    Target,
    Trl,
)

spans = st.tuples(st.integers(0, 500), st.integers(0, 500)).map(lambda pair: Span(min(pair), max(pair)))
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
long_texts = texts.map(lambda text: text + "." * 500)  # a stored document has no span beyond its text
numbers = st.floats(-1000, 1000, allow_nan=False, width=32)
boxes = st.builds(Box, numbers, numbers, numbers, numbers)
lines = st.builds(Line, spans, st.integers(1, 9), st.none() | boxes)
documents = st.builds(
    Document,
    id=st.text("0123456789abcdef", min_size=16, max_size=16),
    path=texts,
    title=texts,
    text=long_texts,
    language=st.sampled_from(["nl", "en", "other"]),
    pages=st.lists(st.builds(Page, st.integers(1, 9), numbers, numbers, st.just(Quality())), max_size=2).map(tuple),
    blocks=st.lists(
        st.builds(
            Block,
            st.sampled_from(["paragraph", "heading", "table"]),
            spans,
            st.lists(lines, min_size=1, max_size=3).map(tuple),
        ),
        max_size=3,
    ).map(tuple),
    sections=st.lists(
        st.builds(Section, texts, st.integers(1, 6), spans, spans, st.integers(1, 9), st.integers(1, 9)), max_size=2
    ).map(tuple),
    tables=st.lists(
        st.builds(
            Table,
            spans,
            st.integers(1, 9),
            st.integers(1, 9),
            st.lists(st.lists(st.builds(Cell, texts, st.none() | numbers), max_size=3).map(tuple), max_size=2).map(
                tuple
            ),
        ),
        max_size=1,
    ).map(tuple),
    footnotes=st.lists(st.builds(Footnote, texts, st.integers(1, 9), spans), max_size=2).map(tuple),
    references=st.lists(
        st.builds(
            Reference,
            spans,
            st.sampled_from(["ml", "eu-act", "section"]),
            st.lists(texts, max_size=3).map(tuple),
            target=st.none() | st.builds(Target, texts, st.none() | st.integers(0, 9)),
        ),
        max_size=2,
    ).map(tuple),
    calls=st.lists(
        st.builds(
            Call,
            texts,
            texts,
            texts,
            st.integers(1, 9),
            st.integers(1, 9),
            deadline=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
            trl=st.builds(Trl, st.lists(st.integers(1, 9), max_size=3).map(tuple)),
            activities=st.dictionaries(st.sampled_from("abcdefghi"), st.sampled_from(["no", "yes", "yes-mandatory"])),
            places=st.lists(st.builds(Place, texts, st.integers(1, 9)), max_size=2).map(tuple),
        ),
        max_size=1,
    ).map(tuple),
)


@given(documents)
def test_document_survives_json(document: Document) -> None:
    assert codec.loads(codec.dumps(document)) == document


@given(documents)
def test_same_document_same_bytes(document: Document) -> None:
    assert codec.dumps(document) == codec.dumps(codec.loads(codec.dumps(document)))


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (4, 3)])
def test_span_that_is_no_stretch(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="is not a stretch of text"):
        Span(start, end)


def test_spans_are_half_open() -> None:
    assert not Span(0, 3).overlaps(Span(3, 5))
    assert Span(0, 3).overlaps(Span(2, 5))
    assert Span(0, 5).covers(Span(0, 5))


def test_page_of_follows_the_printed_lines() -> None:
    block = Block("paragraph", Span(0, 20), (Line(Span(0, 10), 3), Line(Span(10, 20), 4)))
    document = Document("0" * 16, "a", "", "x" * 20, blocks=(block,))
    assert document.page_of(Span(0, 4)) == 3
    assert document.page_of(Span(12, 14)) == 4
    assert (block.page, block.page_end) == (3, 4)


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("ML7", ()),
        ("ML7.a", ("ML7",)),
        ("ML8.c.11", ("ML8.c", "ML8")),
        ("DU:5A002.a.1", ("DU:5A002.a", "DU:5A002", "DU:5A", "DU:5")),
        ("DU:5A002", ("DU:5A", "DU:5")),
        ("DU:5", ()),
        ("CELEX:32021R0821", ()),
    ],
)
def test_ancestors(code: str, above: tuple[str, ...]) -> None:
    assert ancestors(code) == above
