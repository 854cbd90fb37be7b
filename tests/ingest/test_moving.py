"""An index moves between a folder and a server: the documents are the truth, each side is filled from them.

The server is qdrant-client's in-memory mode behind the same client; no server program runs here.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from docintel.config import Config
from docintel.index import store_server
from docintel.index.encode import load_encoder
from docintel.index.query import Query
from docintel.index.search import Searcher
from docintel.index.store import open_reader
from docintel.ingest.indexing import bring_up_to_date, drift
from docintel.types import Block, Document, Line, Passage, Span
from docintel.workspace import Workspace

TEXTS = ("De doorlooptijd van een veiligheidsmachtiging is een jaar.", "Steun voor onderzoek aan kmo's in de sector.")


class Stays(QdrantClient):
    """What it holds outlives ``close``, as on a server."""

    def close(self, *_: object, **__: object) -> None:
        return


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Stays(":memory:")
    monkeypatch.setattr(store_server, "QdrantClient", lambda **_: client)


def document(number: int, text: str) -> Document:
    span = Span(0, len(text))
    passage = Passage(f"00000000-0000-0000-0000-00000000000{number}", span, 1, 1, language="nl")
    blocks = (Block("paragraph", span, (Line(span, 1),)),)
    return Document(f"{number}" * 16, f"/in/{number}.txt", "", text, "nl", blocks=blocks, passages=(passage,))


@pytest.mark.filterwarnings("ignore:Payload indexes")
def test_there_and_back(tmp_path: Path, server: None) -> None:
    here = Config(workspace=tmp_path / "w")
    there = here.model_copy(update={"index": here.index.model_copy(update={"url": "http://localhost:6333"})})
    workspace, encoder = Workspace(here.workspace), load_encoder(here.encoder)
    workspace.create()
    for number, text in enumerate(TEXTS):
        workspace.save(document(number, text))
    for config in (here, there):
        state = bring_up_to_date(workspace, config, encoder=encoder)
        assert (state.documents, state.added, drift(workspace, config).missing) == (2, 2, 0)
        assert bring_up_to_date(workspace, config, encoder=encoder).added == 0
        assert found(workspace, config, encoder) == TEXTS[0]
    workspace.remove("0" * 16)
    workspace.save(replace(document(1, TEXTS[1]), path="/in/elsewhere.txt"))
    for config in (there, here):
        bring_up_to_date(workspace, config, encoder=encoder)
        assert (drift(workspace, config).missing, drift(workspace, config).surplus) == (0, 0)


def found(workspace: Workspace, config: Config, encoder: object) -> str:
    with open_reader(config.index, workspace.index) as store:
        return Searcher(store, encoder, config.search).search(Query("doorlooptijd veiligheidsmachtiging"))[0].text  # type: ignore[arg-type]
