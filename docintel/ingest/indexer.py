"""The index written in a process of its own, which ends with the run.

What the engine keeps in memory grows with the index (1.7 kB a passage), and a full disk or a lack of memory can end it
without a word: so it does not live in the process that keeps the documents and watches over the readers.
"""

from __future__ import annotations

import signal
import traceback
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

from docintel.config import Config
from docintel.errors import StoreError
from docintel.index.encode import load_encoder
from docintel.ingest import worker
from docintel.ingest.indexing import bring_up_to_date
from docintel.ingest.manifest import IndexState
from docintel.workspace import Workspace

PATIENCE_S = 5.0
"""How long the process may take to end when it is no longer needed."""


class Indexer:
    """Takes the ids of documents as they are stored; the index is published by ``finish`` and by nothing else."""

    def __init__(self, workspace: Workspace, config: Config, *, again: bool) -> None:
        """Plan for this workspace; the caller holds its writer's lock."""
        self._folder = workspace.folder.absolute()
        theirs_in, self._out = worker.CONTEXT.Pipe(duplex=False)
        self._in, theirs_out = worker.CONTEXT.Pipe(duplex=False)
        self._theirs = (theirs_in, theirs_out)
        arguments = (theirs_in, theirs_out, self._folder, config, again)
        self._process = worker.CONTEXT.Process(target=serve, args=arguments, daemon=True)
        self._finished = False

    def __enter__(self) -> Self:
        """Start the process and wait until its encoder is loaded.

        Raises:
            ModelError: it does not load.
        """
        self._process.start()
        for end in self._theirs:
            end.close()  # so that the end of one process is seen by the other
        try:
            self._answer()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End the process; what was not published is dropped."""
        self._out.close()
        self._in.close()
        self._process.join(PATIENCE_S if self._finished else 0)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(PATIENCE_S)
        if self._process.is_alive():
            self._process.kill()

    @property
    def process(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    def add(self, document_id: str) -> None:
        """Let a document be indexed.

        Raises:
            StoreError: the index cannot be written, or its process ended.
            WorkspaceError: disk full or no permission.
        """
        if self._in.poll():
            self._answer()
        self._tell(document_id)

    def finish(self) -> IndexState:
        """Wait until all is indexed, and publish it.

        Raises:
            StoreError: the index cannot be written, or its process ended.
            WorkspaceError: disk full or no permission.
        """
        self._tell(None)
        state = self._answer()
        assert state is not None
        self._finished = True
        return state

    def _tell(self, document_id: str | None) -> None:
        with suppress(BrokenPipeError):  # its answer says why it ended
            self._out.send(document_id)
            return
        self._answer()

    def _answer(self) -> IndexState | None:
        try:
            answer = self._in.recv()
        except EOFError:
            self._process.join(PATIENCE_S)
            code = self._process.exitcode
            why = f"signal {-code}" if code is not None and code < 0 else f"code {code}"
            raise StoreError(
                str(self._folder / "index"),
                f"the process that writes the index ended ({why})",
                "look at disk and memory, and run the same command again: the documents are stored",
            ) from None
        if isinstance(answer, Exception):
            raise answer
        assert answer is None or isinstance(answer, IndexState)
        return answer


class _Abandoned(Exception):
    """The main process ended without saying that all is there."""


def serve(orders: Connection, answers: Connection, folder: Path, config: Config, again: bool) -> None:
    """Index what is named until ``None`` comes; runs in the process of its own."""
    worker.quiet()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    with suppress(_Abandoned, BrokenPipeError):
        try:
            encoder = load_encoder(config.encoder)
            answers.send(None)
            arriving = _arriving(orders)
            answers.send(bring_up_to_date(Workspace(folder), config, arriving, again=again, encoder=encoder))
        except (_Abandoned, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001 (the main process raises it again)
            # a bug is told in one line, or with this trace where -vv asks for it
            error.add_note(traceback.format_exc())
            answers.send(error)


def _arriving(orders: Connection) -> Iterator[str]:
    while True:
        try:
            document_id = orders.recv()
        except EOFError:
            raise _Abandoned from None
        if document_id is None:
            return
        yield document_id
