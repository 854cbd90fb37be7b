from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from docintel.extract.assemble import RawBlock, RawLine, RawNote, RawTable, Source, assemble
from docintel.types import Cell, Document

words = st.text("abcdé -", min_size=1, max_size=20).map(str.strip).filter(bool)
lines = st.lists(
    st.builds(RawLine, words, st.integers(1, 4), st.none(), st.sampled_from([" ", ""])), min_size=1, max_size=4
)
plain = st.builds(
    RawBlock,
    st.sampled_from(["paragraph", "list_item", "caption"]),
    lines.map(lambda found: tuple(sorted(found, key=lambda line: line.page))),
)
heads = st.builds(lambda text, level: RawBlock("heading", (RawLine(text),), level=level), words, st.integers(1, 4))
blocks = st.lists(st.one_of(plain, heads), max_size=8)
notes = st.lists(st.integers(1, 4), max_size=3).map(
    lambda pages: [RawNote(at, str(at), page, (RawLine("noot", page),)) for at, page in enumerate(pages)]
)


def check(document: Document) -> None:
    end = 0
    for block in document.blocks:
        assert block.span.start >= end
        end = block.span.end
        assert block.lines
        assert all(block.span.covers(line.span) for line in block.lines)
    for section in document.sections:
        assert section.span.covers(section.heading)
        assert section.parent is None or document.sections[section.parent].level < section.level
        assert section.parent is None or document.sections[section.parent].span.covers(section.span)
    for note in document.footnotes:
        assert document.text[note.span.start : note.span.end] == "noot"
    covered = "".join(document.text[block.span.start : block.span.end] for block in document.blocks)
    assert len(document.text) == len(covered) + 2 * max(0, len(document.blocks) - 1)


@given(blocks, notes)
def test_spans_agree(found: list[RawBlock], at_foot: list[RawNote]) -> None:
    check(assemble(Source("0" * 16, "x.pdf"), found, at_foot))


def test_a_note_stands_after_the_block_in_which_its_page_ends() -> None:
    found = [
        RawBlock("paragraph", (RawLine("eerste", 1), RawLine("tweede", 2)), anchors=((3, 0),)),
        RawBlock("paragraph", (RawLine("derde", 2),)),
    ]
    document = assemble(Source("0" * 16, "x.pdf"), found, [RawNote(0, "1", 1, (RawLine("noot", 1),))])
    assert [block.kind for block in document.blocks] == ["paragraph", "footnote", "paragraph"]
    assert document.footnotes[0].anchors == (3,)


def test_a_table_is_rows_of_cells() -> None:
    table = RawTable(((Cell("a"), Cell("b\nc")), (Cell("1"),)))
    document = assemble(
        Source("0" * 16, "x"), [RawBlock("caption", (RawLine("Tabel 1: x"),)), RawBlock("table", table=table)]
    )
    assert document.text.endswith("a\tb c\n1")
    assert document.tables[0].caption == document.blocks[0].span
    assert document.blocks[1].table == 0
