"""What searching and matching prepared, kept in the workspace for the next run."""

from __future__ import annotations

import hashlib
import logging
import os
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from docintel import __version__

logger = logging.getLogger(__name__)

MOST = 512 * 2**20
"""Bytes that a clean-up leaves: 5,000 topics of a call with 35,000 passages that a model of words read."""
UNUSED_S = 30 * 24 * 3600
_NOW_AND_THEN = "00"
"""How the name of the file opens, one of 256, that is followed by a clean-up: with 50,000 files it takes 0.2 s."""
_MARK = 4


class Cache(Protocol):
    """Where values are kept by key."""

    def get(self, key: str) -> bytes | None:
        """What was put under the key, or None."""

    def put(self, key: str, value: bytes) -> None:
        """Keep the value under the key."""


class MemoryCache:
    """A cache that lasts as long as the process."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """What was put under the key, or None."""
        return self._kept.get(key)

    def put(self, key: str, value: bytes) -> None:
        """Keep the value under the key."""
        self._kept[key] = value


class FileCache:
    """Values by key, a file each, that any number of processes may share; what is lost is only made again.

    A key holds all that its value depends on, so nothing is ever wrong, only no longer asked for: prepared by another
    encoder, found in an earlier state of the index. Now and then what nobody asked for in 30 days goes, and beyond
    512 MB what was used longest ago.

    A file opens with a checksum of the rest: one that is damaged, half written or written by two at once is as if it
    were not there, so nothing is locked and nothing waits for the disk. 32 values of 9 kB come out in 1.2 ms, no later
    than out of one SQLite file.
    """

    def __init__(self, folder: Path) -> None:
        """Keep files in this folder, which holds nothing else and is made when it is first written."""
        self.folder = folder

    def get(self, key: str) -> bytes | None:
        """What was put under the key, or None."""
        path = self._path(key)
        try:
            kept = path.read_bytes()
        except OSError:
            return None
        mark, value = kept[:_MARK], kept[_MARK:]
        if mark != _mark(value):
            return None
        with suppress(OSError):  # a workspace that may only be read
            os.utime(path)
        return value

    def put(self, key: str, value: bytes) -> None:
        """Keep the value under the key."""
        path = self._path(key)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_bytes(_mark(value) + value)
            if path.name.startswith(_NOW_AND_THEN):
                self._clean()
        except OSError as error:
            logger.debug("not kept: %s", error)

    def _clean(self) -> None:
        """Delete what is unused, and of the rest what was used longest ago."""
        oldest, size = time.time() - UNUSED_S, 0
        for used, length, path in sorted(self._files(), reverse=True):
            size += length
            if used < oldest or size > MOST:
                Path(path).unlink(missing_ok=True)

    def _files(self) -> Iterator[tuple[float, int, str]]:
        """Each file: when it was last used, its length and its path."""
        with os.scandir(self.folder) as files:
            for file in files:
                with suppress(FileNotFoundError):  # another process cleans up at the same time
                    if file.is_file():
                        state = file.stat()
                        yield state.st_mtime, state.st_size, file.path

    def _path(self, key: str) -> Path:
        return self.folder / hashlib.sha256(f"{__version__} {key}".encode()).hexdigest()[:32]


def _mark(value: bytes) -> bytes:
    # not from 0: a power cut may leave a file of zeros
    return zlib.crc32(value, 1).to_bytes(_MARK, "little")
