"""Two editions: call topics keep their id, notes stand apart."""

from __future__ import annotations

from dataclasses import replace

from docintel.index.diff import clauses_of, compare
from docintel.types import Block, Document, Footnote, Line, Span
from tests.index.samples import document

SHARED = "The proposals must address the design of a demonstrator and the tests of it in the field."


def _calls(name: str, *topics: tuple[str, str]) -> Document:
    return document(name, "en", [("1", f"{topic}: {title}", SHARED) for topic, title in topics])


def test_a_topic_pairs_with_itself_alone() -> None:
    old = _calls("wp", ("EDF-2022-RA-UWW-ODAC", "Observation"), ("EDF-2022-DA-AIR-AEW", "Warfare"))
    new = _calls("wp2", ("EDF-2022-DA-AIR-AEW", "Airborne warfare"), ("EDF-2022-DA-SPACE-ISR", "Space"))
    found = {
        (change.old.call if change.old else None, change.new.call if change.new else None)
        for change in compare(old, new).changes
    }
    # AEW is in both; the other two are in one edition each and of different subjects
    assert ("EDF-2022-DA-AIR-AEW", "EDF-2022-DA-AIR-AEW") in found
    assert not any("AEW" in str(first) and "AEW" not in str(second) for first, second in found)


def test_a_call_pairs_with_that_of_the_next_year() -> None:
    old = _calls("wp", ("EDF-2022-CSA-NFP", "Support"), ("EDF-2022-DA", "Development actions"))
    new = _calls("wp2", ("EDF-2023-DA", "Development actions"), ("EDF-2023-RA", "Research actions"))
    found = [(change.old.call, change.new.call) for change in compare(old, new).changes if change.old and change.new]
    assert ("EDF-2022-DA", "EDF-2023-DA") in found
    assert ("EDF-2022-CSA-NFP", "EDF-2023-DA") not in found


def test_a_topic_under_another_id_is_known_by_its_title() -> None:
    old = _calls("wp", ("EDF-2021-SENS-R-RADAR", "Advanced radar technologies"), ("EDF-2021-AIR-R-NGRT", "Rotorcraft"))
    new = _calls("wp2", ("EDF-2022-RA-SENS-ART", "Advanced radar technologies"), ("EDF-2022-RA-UWW-UTS", "Swarms"))
    found = [(change.old.call, change.new.call) for change in compare(old, new).changes if change.old and change.new]
    assert found == [("EDF-2021-SENS-R-RADAR", "EDF-2022-RA-SENS-ART")]


def _with_note(made: Document, note: str) -> Document:
    start = len(made.text)
    span = Span(start, start + len(note))
    block = Block("footnote", span, (Line(span, 1),), section=0)
    return replace(
        made,
        text=made.text + note,
        blocks=(*made.blocks, block),
        footnotes=(Footnote("3", 1, span),),
    )


def test_a_note_is_a_clause_by_itself() -> None:
    made = _calls("wp", ("EDF-2022-RA-UWW-ODAC", "Observation"))
    old, new = _with_note(made, "See the annual report."), _with_note(made, "See the yearly report of the agency.")
    assert [clause.name for clause in clauses_of(old) if clause.note] == ["note 3"]
    kinds = {(change.new or change.old).note: change.kind for change in compare(old, new).changes}  # type: ignore[union-attr]
    assert kinds[False] == "same" and kinds[True] != "same"
