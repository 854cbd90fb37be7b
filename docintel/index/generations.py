"""Finished states of an index side by side in a folder, a pointer to the current one, and the locks between processes.

::

    index/current                  "000007": switched by an atomic rename
    index/writer.lock              held by the one writer
    index/generations/000007/      meta.json, shard/, notes; readers hold a shared lock on ``in-use``
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from docintel.errors import StoreError, WorkspaceError

FREE_BYTES = 48 * 1024 * 1024
"""The engine maps sparse files into memory: a full disk would kill the process, so stop before."""
COPY_BYTES = 1024 * 1024
_SYNCS = 8
"""Files flushed side by side: the disk writes its own journal once for all. 146 files took 0.05 instead of 0.75 s."""


def current(folder: Path) -> Path | None:
    """The finished generation that readers open, if there is one."""
    try:
        name = (folder / "current").read_text(encoding="ascii", errors="replace").strip("\0\r\n ")
    except FileNotFoundError:
        return None
    found = folder / "generations" / name
    return found if name.isdigit() and found.is_dir() else None  # a damaged pointer points to nothing


def finished_note(folder: Path, name: str) -> bytes | None:
    """A derived file of the current generation."""
    generation = current(folder)
    try:
        return (generation / f"{name}.note").read_bytes() if generation is not None else None
    except FileNotFoundError:  # there is none, or a writer has just published the next generation
        return None


def publish(folder: Path, generation: Path) -> None:
    """Point readers at a generation: all its bytes are on disk before the pointer is, and the switch is atomic."""
    with ThreadPoolExecutor(_SYNCS) as threads:
        for _ in threads.map(_sync, (*generation.rglob("*"), generation, generation.parent)):
            pass
    pointer = folder / "current.new"
    with pointer.open("w", encoding="ascii") as stream:
        stream.write(generation.name + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    pointer.replace(folder / "current")
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def begin(folder: Path, source: Path | None) -> Path:
    """Make the folder of the next generation, a copy of ``source`` or empty."""
    generations = folder / "generations"
    with disk_errors(folder):
        generations.mkdir(parents=True, exist_ok=True)
        last = max((int(path.name) for path in generations.iterdir() if path.name.isdigit()), default=0)
        target = generations / f"{last + 1:06d}"
        target.mkdir()
        if source is not None:
            _copy_tree(source, target)
        (target / "in-use").touch()
    return target


def _copy_tree(source: Path, target: Path) -> None:
    for path in sorted(source.rglob("*")):
        here = target / path.relative_to(source)
        if path.is_dir():
            here.mkdir(exist_ok=True)
        else:
            with suppress(FileNotFoundError):  # a reader that closes renames `segment.json` over itself
                _copy_sparse(path, here)


def _copy_sparse(source: Path, target: Path) -> None:
    """Copy only the written parts of a file: the engine reserves 32 MB pages of which a few kB are used."""
    with source.open("rb") as reader, target.open("wb") as writer:
        size = os.fstat(reader.fileno()).st_size
        writer.truncate(size)
        end = 0
        while end < size:
            try:
                start = os.lseek(reader.fileno(), end, os.SEEK_DATA)
            except OSError as error:
                if error.errno == errno.ENXIO:  # only a hole is left
                    break
                raise
            end = os.lseek(reader.fileno(), start, os.SEEK_HOLE)
            while start < end:
                start += os.pwrite(
                    writer.fileno(), os.pread(reader.fileno(), min(end - start, COPY_BYTES), start), start
                )


def lock_reader(folder: Path) -> tuple[Path, int]:
    """Open the current generation so that no writer removes it; returns it with the descriptor that holds the lock.

    Raises:
        StoreError: nothing was indexed yet.
    """
    for _ in range(20):  # a writer may switch between the reading of the pointer and the lock
        generation = current(folder)
        if generation is None:
            break
        try:
            descriptor = os.open(generation / "in-use", os.O_RDONLY)
        except FileNotFoundError:
            continue
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        if (generation / "meta.json").exists():
            return generation, descriptor
        os.close(descriptor)
    raise StoreError(str(folder), "no index here yet", "run 'docintel ingest PATH' first")


def unlock(descriptor: int) -> None:
    """Give a lock back."""
    os.close(descriptor)


def lock_writer(folder: Path) -> int:
    """Become the one writer.

    Raises:
        StoreError: another process writes; names its number.
    """
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "writer.lock"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 32).decode(errors="replace").strip()
        os.close(descriptor)
        who = f"process {holder}" if holder else "another process"
        raise StoreError(str(path), f"locked by {who}", "wait until it is done, or stop it") from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor


def sweep(folder: Path, keep: Path | None) -> None:
    """Remove generations that no reader holds, and those that were never finished; only the writer may call this."""
    generations = folder / "generations"
    if not generations.is_dir():
        return
    for path in generations.iterdir():
        if path != keep and _unused(path):
            shutil.rmtree(path, ignore_errors=True)


def _unused(generation: Path) -> bool:
    try:
        descriptor = os.open(generation / "in-use", os.O_RDONLY)
    except OSError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        with suppress(OSError):
            # a reader that is about to lock must find nothing to open
            (generation / "meta.json").unlink()
        return True
    finally:
        os.close(descriptor)


def need_space(folder: Path) -> None:
    """Stop before the disk is full.

    Raises:
        WorkspaceError: less is free than one batch may take.
    """
    free = shutil.disk_usage(folder).free
    if free < FREE_BYTES:
        raise WorkspaceError(str(folder), f"only {free // 2**20} MB free", "make room on the disk and run again")


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn errors of the file system into one clear line."""
    try:
        yield
    except OSError as error:
        raise WorkspaceError(
            str(folder), f"cannot be written ({error.strerror})", "check the disk and the rights"
        ) from error
