"""What matching prepared, kept in the workspace for the next run."""

from __future__ import annotations

import hashlib
import logging
import os
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from docintel import __version__

logger = logging.getLogger(__name__)

MOST = 512 * 2**20
"""Bytes kept: some 5,000 topics of a call, three times over."""
ROOM = MOST // 4
"""Bytes that are free after a clean-up, so that the next value does not ask for another one."""
UNUSED_S = 30 * 24 * 3600
_MARK = 4


class FileCache:
    """Values by key, a file each, that any number of processes may share; what is lost is only made again.

    A key holds all that its value depends on, so nothing is ever wrong, only no longer asked for: prepared by another
    encoder, found in an earlier state of the index. What nobody asked for in 30 days goes when something is first
    put, and beyond 512 MB what was used longest ago.

    A file opens with a checksum of the rest: one that is damaged, half written or written by two at once is as if it
    were not there, so nothing is locked and nothing waits for the disk.
    """

    def __init__(self, folder: Path) -> None:
        """Keep files in this folder, which holds nothing else and is made when it is first written."""
        self.folder = folder
        self._size: int | None = None

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
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._size is None or self._size + _MARK + len(value) > MOST:
                self._size = self._clean()
            self._size += self._path(key).write_bytes(_mark(value) + value)
        except OSError as error:
            logger.debug("not kept: %s", error)

    def _clean(self) -> int:
        """Delete what is unused, and of the rest what was used longest ago; the bytes that are left."""
        oldest, size = time.time() - UNUSED_S, 0
        for path, used, length in sorted(self._files(), key=lambda file: file[1], reverse=True):
            if used < oldest or size + length > MOST - ROOM:
                path.unlink(missing_ok=True)
            else:
                size += length
        return size

    def _files(self) -> Iterator[tuple[Path, float, int]]:
        """Each file with when it was last used and its length."""
        for path in self.folder.iterdir():
            with suppress(FileNotFoundError):  # another process cleans up at the same time
                state = path.stat()
                yield path, state.st_mtime, state.st_size

    def _path(self, key: str) -> Path:
        return self.folder / hashlib.sha256(f"{__version__} {key}".encode()).hexdigest()[:32]


def _mark(value: bytes) -> bytes:
    # not from 0: a power cut may leave a file of zeros
    return zlib.crc32(value, 1).to_bytes(_MARK, "little")
