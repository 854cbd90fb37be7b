"""What is stored may be older or damaged: it is reported, never fatal."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docintel import codec
from docintel.config import Config, SearchSettings, project_folder
from docintel.errors import StoreError, WorkspaceError
from docintel.forget import forget
from docintel.health import examine
from docintel.index.build import entries_of
from docintel.index.encode import load_encoder
from docintel.ingest.indexing import bring_up_to_date, drift
from docintel.ingest.keep import repair
from docintel.pipeline import read
from docintel.status import survey
from docintel.types import Document
from docintel.versions import stage_keys
from docintel.workspace import Workspace

EXAMPLE = "policy/nl/voorbeeldomzendbrief-militaire-projecten.pdf"
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 10**7), st.floats(), st.text(max_size=5), st.just([]), st.just({})
)
OTHER = b'{"id": "0123456789abcdef", "path": "/a", "title": "", "text": ""}'


@cache
def stored() -> bytes:
    (document,) = read([project_folder("corpora") / EXAMPLE], Config.model_validate({"tag": {"ner": False}}))
    return codec.dumps(document)


def use(document: Document) -> None:
    """What the rest of docintel does with a document."""
    list(entries_of(document))
    for block in document.blocks:
        document.headings_of(block.section)
        document.page_of(block.span)
        document.quote(block.span)
        if block.table is not None:
            assert document.tables[block.table]


def change(data: st.DataObject, value: object) -> object:
    """The same JSON with one value, somewhere, gone or replaced."""
    steps: list[tuple[object, object]] = []
    here = value
    while isinstance(here, dict | list) and here and (not steps or data.draw(st.integers(0, 3))):
        key = (
            data.draw(st.sampled_from(sorted(here)))
            if isinstance(here, dict)
            else data.draw(st.integers(0, len(here) - 1))
        )
        steps.append((here, key))
        here = here[key]  # type: ignore[index]
    holder, key = steps[-1]
    if data.draw(st.booleans()):
        del holder[key]  # type: ignore[attr-defined]
    else:
        holder[key] = data.draw(VALUES)  # type: ignore[index]
    return value


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_document_with_one_wrong_value_is_usable_or_reported(data: st.DataObject) -> None:
    damaged = json.dumps(change(data, json.loads(stored()))).encode()
    try:
        document = codec.loads(damaged)
    except ValueError as error:
        assert str(error)
    else:
        use(document)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1), cut=st.booleans(), byte=st.integers(0, 255))
def test_one_wrong_byte_in_a_document_never_stops_the_others(tmp_path: Path, at: float, cut: bool, byte: int) -> None:
    workspace = Workspace(tmp_path / "w")
    workspace.create()
    raw = bytearray(stored())
    place = int(at * (len(raw) - 1))
    if cut:
        del raw[place:]
    else:
        raw[place] = byte
    workspace.path_of("0123456789abcdef").write_bytes(OTHER)
    workspace.path_of("ffffffffffffffff").write_bytes(raw)
    assert "/a" in [document.path for document in workspace.readable()]
    found = survey(workspace, Config(workspace=workspace.folder), stage_keys(Config()))
    assert len(found.documents) + len(found.damaged) == 2
    repair(workspace)
    workspace.find("0123456789abcdef")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(journal=st.binary(max_size=80) | st.text(alphabet='[]{}",:01anul\n', max_size=60).map(str.encode))
def test_any_journal_is_read_and_mended(tmp_path: Path, journal: bytes) -> None:
    workspace = Workspace(tmp_path / "w")
    workspace.create()
    workspace.path_of("0123456789abcdef").write_bytes(OTHER)
    (workspace.folder / "paths.jsonl").write_bytes(journal)
    repair(workspace)
    assert workspace.paths() == {"/a": "0123456789abcdef"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(manifest=st.binary(max_size=60) | st.recursive(VALUES, st.lists).map(lambda value: json.dumps(value).encode()))
def test_any_manifest_is_passed_over(tmp_path: Path, manifest: bytes) -> None:
    workspace = Workspace(tmp_path / "w")
    workspace.create()
    workspace.path_of("0123456789abcdef").write_bytes(OTHER)
    workspace.set_path("/a", "0123456789abcdef")
    workspace.save_run("2026-01-01T00-00-00-000000Z", manifest)
    survey(workspace, Config(workspace=workspace.folder), {})
    assert forget(workspace, "/a").documents == ("0123456789abcdef",)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("profile.json", b'{"description": 5}'),
        ("profile.json", b"\xff"),
        ("profile.json", b'{"colour": "blue"}'),
        ("report.json", b"[1]"),
        ("dismissals.json", b"[1]"),
    ],
)
def test_damaged_profile_files_are_named(tmp_path: Path, name: str, content: bytes) -> None:
    from docintel.saved import Saved, dismissals

    workspace = Workspace(tmp_path / "w")
    workspace.create()
    folder = workspace.profiles / "x" if name != "dismissals.json" else workspace.profiles
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    if name == "report.json":
        assert Saved("x", folder).last_report() is None
        return
    with pytest.raises(WorkspaceError, match=f"{name}: is damaged"):
        dismissals(workspace) if name == "dismissals.json" else Saved("x", folder).profile()


def test_documents_that_cannot_be_listed_are_not_taken_for_none(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    workspace.create()
    workspace.documents.rmdir()
    workspace.documents.write_text("")
    with pytest.raises(WorkspaceError, match="documents: is not a folder"):
        survey(workspace, Config(workspace=workspace.folder), {})


def test_an_index_that_cannot_be_opened_is_told_apart_from_one_that_lags(tmp_path: Path) -> None:
    config = Config(workspace=tmp_path / "w")
    workspace = Workspace(config.workspace)
    workspace.create()
    workspace.save(codec.loads(stored()))
    assert (drift(workspace, config).error, drift(workspace, config).missing > 0) == ("", True)
    bring_up_to_date(workspace, config)
    (meta,) = workspace.index.rglob("meta.json")
    meta.write_bytes(b"{")
    assert "meta.json: damaged" in drift(workspace, config).error
    (found,) = (check for check in examine(config) if check.name == "index")
    assert (found.state, "damaged" in found.found) == ("failed", True)


@pytest.mark.parametrize(
    ("reread", "state"), [("docintel-reader", "ok"), ("docintel-bilingual", "warning"), ("", None)]
)
def test_the_reader_of_words_is_looked_at(tmp_path: Path, reread: str, state: str | None) -> None:
    config = Config(workspace=tmp_path / "w", search=SearchSettings(reread=reread))
    found = [check.state for check in examine(config) if check.name == "reader of words"]
    assert found == ([state] if state else [])


@pytest.mark.parametrize("name", ["current", "meta.json", "documents.json.note", "words.note", "terms.note"])
@pytest.mark.parametrize("content", [b"", b"\xff\x00garbage", b"[]"])
def test_damaged_index_is_built_again(tmp_path: Path, name: str, content: bytes) -> None:
    config = Config(workspace=tmp_path / "w")
    workspace = Workspace(config.workspace)
    workspace.create()
    document = codec.loads(stored())
    workspace.save(document)
    encoder = load_encoder(config.encoder)
    bring_up_to_date(workspace, config, encoder=encoder)
    (path,) = workspace.index.rglob(name)
    path.write_bytes(content)
    workspace.save(replace(document, id="0" * 16, passages=()))
    try:
        state = bring_up_to_date(workspace, config, encoder=encoder)
    except StoreError as error:
        assert "--force index" in str(error)
        state = bring_up_to_date(workspace, config, encoder=encoder, again=True)
    assert (state.documents, state.passages) == (2, len(document.passages))
