"""The workspace: one JSON per document is the truth, everything else can be rebuilt from it.

FORMAT                 version of this layout
documents/<id>.json    one document each, written atomically
paths.jsonl            journal: which path holds which document (last line wins)
runs/<time>.json       one manifest per ingest
index/                 Qdrant, derived
profiles/              saved profiles, dismissals and the last reports of ``watch``
cache/                 what searching and matching prepared, derived
lock                   held by the one writer
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO, NoReturn

import msgspec

from docintel import codec
from docintel.errors import StoreError, UsageError, WorkspaceError
from docintel.types import Document

FORMAT = 1


@dataclass(frozen=True, slots=True)
class _Head:
    """The part of a document that planning and looking it up need."""

    id: str
    path: str
    title: str
    stages: dict[str, str]


_ENTRY = msgspec.json.Decoder(tuple[str, str | None])
_HEAD = msgspec.json.Decoder(_Head)


class Workspace:
    """A folder of documents. Readers need no lock; a writer works inside ``writing()``."""

    def __init__(self, folder: Path) -> None:
        """Point at a folder; nothing is read or made until it is used."""
        self.folder = folder
        self.documents = folder / "documents"
        self.runs = folder / "runs"
        self.index = folder / "index"
        self.profiles = folder / "profiles"
        self.cache = folder / "cache"

    # --- opening -------------------------------------------------------------------------------------------------

    def create(self) -> None:
        """Make the folder, readable by its owner only; an existing workspace stays as it is.

        Raises:
            WorkspaceError: no permission, disk full, or a workspace of a newer format.
        """
        try:
            for folder in (self.folder, self.documents, self.runs, self.profiles):
                if not folder.is_dir():
                    folder.mkdir(parents=True, mode=0o700)
            marker = self.folder / "FORMAT"
            if not marker.exists():
                write_atomically(marker, f"{FORMAT}\n".encode())
        except OSError as error:
            fail(self.folder, error)
        self.check()

    def exists(self) -> bool:
        """Tell whether a workspace was made here."""
        return (self.folder / "FORMAT").is_file()

    def check(self) -> None:
        """Refuse a folder that is no workspace, cannot be read or has another format.

        Raises:
            WorkspaceError: in each of these cases.
        """
        marker = self.folder / "FORMAT"
        try:
            text = marker.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise WorkspaceError(
                str(self.folder),
                "is no docintel workspace",
                "run 'docintel ingest PATH' first or name one with --workspace",
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            fail(self.folder, error)
        if text != str(FORMAT):
            raise WorkspaceError(
                str(self.folder),
                f"has workspace format {text[:20]!r}, this docintel reads format {FORMAT}",
                "ingest the files into a new workspace, or use the docintel that made it",
            )

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one writer's lock.

        Raises:
            StoreError: another process writes here.
        """
        self.create()
        path = self.folder / "lock"
        try:
            handle = path.open("a+")
        except OSError as error:
            fail(path, error)
        with handle:
            try:
                _lock(handle)
            except OSError as error:
                handle.seek(0)
                owner = handle.read().strip() or "unknown"
                raise StoreError(
                    str(path), f"another docintel (process {owner}) writes to this workspace", "wait for it or stop it"
                ) from error
            handle.truncate(0)
            handle.write(f"{os.getpid()}\n")
            handle.flush()
            yield

    def writer(self) -> str | None:
        """The process that writes here now; None where nobody does."""
        try:
            with (self.folder / "lock").open() as handle:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return None
        except BlockingIOError:
            return (self.folder / "lock").read_text(encoding="ascii", errors="replace").strip() or "unknown"
        except OSError as error:
            fail(self.folder / "lock", error)
        return None

    # --- documents -----------------------------------------------------------------------------------------------

    def path_of(self, document_id: str) -> Path:
        """Where a document's JSON lies."""
        return self.documents / f"{document_id}.json"

    def ids(self) -> tuple[str, ...]:
        """Ids of all stored documents, sorted."""
        try:
            names = os.listdir(self.documents)  # noqa: PTH208 (globbing takes a folder that may not be read for empty)
            return tuple(sorted(name.removesuffix(".json") for name in names if name.endswith(".json")))
        except FileNotFoundError:
            return ()
        except OSError as error:
            fail(self.documents, error)

    def has(self, document_id: str) -> bool:
        """Tell whether a document is stored."""
        return self.path_of(document_id).is_file()

    def load(self, document_id: str) -> Document:
        """Read one document.

        Raises:
            WorkspaceError: it is not there, or its JSON is damaged.
        """
        path = self.path_of(document_id)
        try:
            return codec.loads(path.read_bytes())
        except FileNotFoundError:
            raise WorkspaceError(document_id, "no such document", "'docintel status' lists the documents") from None
        except OSError as error:
            fail(path, error)
        except (msgspec.MsgspecError, ValueError) as error:
            raise WorkspaceError(
                str(path), f"is damaged ({error})", "ingest its file again with --force extract"
            ) from error

    def stages_of(self, document_id: str) -> dict[str, str] | None:
        """Stage keys of a stored document, without reading the rest; None when it is not there or damaged."""
        head = self._head(document_id)
        return head.stages if head is not None else None

    def _head(self, document_id: str) -> _Head | None:
        try:
            return _HEAD.decode(self.path_of(document_id).read_bytes())
        except (OSError, msgspec.MsgspecError, ValueError):
            return None

    def readable(self) -> Iterator[Document]:
        """All documents that can be read; a damaged one is left to ``doctor``."""
        for document_id in self.ids():
            try:
                yield self.load(document_id)
            except WorkspaceError:
                continue

    def find(self, name: str) -> str:
        """The id of the document that a person names by id, part of its title, or the name of a file that held it.

        Raises:
            UsageError: no document, or more than one, fits.
        """
        if self.has(name):
            return name
        wanted = name.casefold()
        rows = [(head.id, PurePath(head.path), head.title.casefold()) for head in map(self._head, self.ids()) if head]
        rows += [(held, PurePath(path), "") for path, held in self.paths().items()]
        tests: tuple[Callable[[tuple[str, PurePath, str]], bool], ...] = (
            lambda row: wanted in (row[1].name.casefold(), row[1].stem.casefold(), str(row[1]).casefold()),
            lambda row: row[0].startswith(wanted) and len(wanted) >= 4,
            lambda row: wanted in row[2] or wanted in row[1].name.casefold(),
        )
        for test in tests:
            fitting = {row[0]: row[1].name for row in reversed(rows) if test(row)}
            if len(fitting) == 1:
                return next(iter(fitting))
            if fitting:
                some = ", ".join(f"{held} ({fitting[held]})" for held in sorted(fitting)[:5])
                raise UsageError(name, f"fits {len(fitting)} documents: {some}", "name one by its id")
        raise UsageError(name, "no such document", "'docintel status --documents' lists them")

    def save(self, document: Document) -> None:
        """Store a document atomically: after a crash either the old or the new one is there, whole."""
        path = self.path_of(document.id)
        try:
            write_atomically(path, codec.dumps(document))
        except OSError as error:
            fail(path, error)

    def put_waiting(self, document: Document) -> Path:
        """Write a document beside its place, on disk for good but seen by nobody before ``settle``; no lock is needed.

        Raises:
            WorkspaceError: disk full or no permission; nothing is left behind.
        """
        path = self.path_of(document.id)
        try:
            return _write_beside(path, codec.dumps(document))
        except OSError as error:
            fail(path, error)

    def settle(self, waiting: Path, document_id: str) -> None:
        """Move a waiting document to its place."""
        path = self.path_of(document_id)
        try:
            _move(waiting, path)
        except OSError as error:
            fail(path, error)

    def sweep(self) -> list[str]:
        """Remove unfinished and waiting files; returns their names. Only the writer may, while nobody reads for it."""
        strays = [path for folder in (self.folder, self.documents, self.runs) for path in folder.glob(".*.tmp")]
        for stray in strays:
            stray.unlink(missing_ok=True)
        return [stray.name for stray in strays]

    def remove(self, document_id: str) -> None:
        """Delete a document's JSON."""
        try:
            self.path_of(document_id).unlink(missing_ok=True)
        except OSError as error:
            fail(self.path_of(document_id), error)

    # --- which path holds which document -------------------------------------------------------------------------

    def paths(self) -> dict[str, str]:
        """Path -> document id, replayed from the journal; a torn last line is skipped."""
        found: dict[str, str] = {}
        try:
            text = (self.folder / "paths.jsonl").read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return found
        except OSError as error:
            fail(self.folder / "paths.jsonl", error)
        for line in text.splitlines():
            try:
                path, document_id = _ENTRY.decode(line)
            except msgspec.MsgspecError:
                continue
            if document_id is None:
                found.pop(path, None)
            else:
                found[path] = document_id
        return found

    def set_path(self, path: str, document_id: str | None) -> None:
        """Write into the journal that a path holds a document, or none any more."""
        journal = self.folder / "paths.jsonl"
        line = json.dumps([path, document_id], ensure_ascii=False) + "\n"
        try:
            with journal.open("ab") as handle:
                if handle.tell() and not _ends_with_newline(journal):
                    line = "\n" + line
                handle.write(line.encode("utf-8", "surrogateescape"))
                handle.flush()
                os.fsync(handle.fileno())
        except OSError as error:
            fail(journal, error)

    def compact_paths(self, paths: Mapping[str, str]) -> None:
        """Replace the journal by its outcome."""
        lines = [json.dumps([path, document_id], ensure_ascii=False) for path, document_id in sorted(paths.items())]
        try:
            data = "".join(line + "\n" for line in lines).encode("utf-8", "surrogateescape")
            write_atomically(self.folder / "paths.jsonl", data)
        except OSError as error:
            fail(self.folder, error)

    # --- runs ----------------------------------------------------------------------------------------------------

    def save_run(self, run: str, manifest: bytes) -> Path:
        """Store the manifest of a run."""
        path = self.runs / f"{run}.json"
        try:
            write_atomically(path, manifest)
        except OSError as error:
            fail(path, error)
        return path

    def run_files(self) -> tuple[Path, ...]:
        """Manifests, oldest first."""
        return tuple(sorted(self.runs.glob("*.json")))


def _lock(handle: IO[str]) -> None:
    """Take the writer's lock; a ``doctor`` that looks at it holds it for a moment."""
    for _ in range(10):
        with suppress(BlockingIOError):
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        time.sleep(0.02)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def write_atomically(path: Path, data: bytes) -> None:
    """Write beside, flush to disk, rename: a reader never sees half a file."""
    _move(_write_beside(path, data), path)


def _write_beside(path: Path, data: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _move(source: Path, target: Path) -> None:
    try:
        source.replace(target)
    except BaseException:
        source.unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def fail(
    where: Path, error: OSError | UnicodeDecodeError, instead: str = "another folder with --workspace"
) -> NoReturn:
    """Turn a system error into one clear line; ``instead`` is what else the user may name."""
    code = error.errno if isinstance(error, OSError) else None
    if code in (errno.ENOSPC, errno.EDQUOT):
        what, todo = "the disk is full", "free some space and run the same command again; what is stored stays"
    elif code in (errno.EACCES, errno.EPERM, errno.EROFS):
        what, todo = "no permission to read or write here", f"mend the rights of the folder or name {instead}"
    elif code in (errno.ENOTDIR, errno.EEXIST):
        what, todo = "is not a folder", f"name {instead}"
    else:
        what, todo = str(getattr(error, "strerror", None) or error), f"check the folder or name {instead}"
    raise WorkspaceError(str(where), what, todo) from error


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as handle:
        handle.seek(-1, os.SEEK_END)
        return handle.read(1) == b"\n"
