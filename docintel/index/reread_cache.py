"""Vectors of passages that were read a second time, kept between runs; deleting the file only costs time."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

logger = logging.getLogger(__name__)

PATIENCE_S = 0.5
"""How long another process may hold the file; after that this one does without."""
MOST = 50_000
"""Passages kept (some 9 kB each); beyond, the file starts anew."""
_TABLE = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"


class VectorCache:
    """Bytes by key in one SQLite file that any number of processes may share; without a file, in memory.

    A key holds all that its value depends on, so nothing is ever wrong, only missing. A damaged file is thrown away,
    one that cannot be read or written is done without.
    """

    def __init__(self, file: Path | None = None) -> None:
        """Keep in this file, made with its folder when it is first used."""
        self._file = file
        self._open: sqlite3.Connection | None = None

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """What is kept under these keys."""
        marks = ",".join("?" * len(keys))
        try:
            found = self._connection().execute(f"SELECT key, value FROM vectors WHERE key IN ({marks})", keys)
            return dict(found.fetchall())
        except (sqlite3.Error, OSError) as error:
            self._drop(error)
            return {}

    def put(self, values: Mapping[bytes, bytes]) -> None:
        """Keep these too."""
        try:
            connection = self._connection()
            with connection:
                (kept,) = connection.execute("SELECT count(*) FROM vectors").fetchone()
                if kept + len(values) > MOST:
                    connection.execute("DELETE FROM vectors")
                connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", values.items())
        except (sqlite3.Error, OSError) as error:
            self._drop(error)

    def close(self) -> None:
        """Let the file go."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _connection(self) -> sqlite3.Connection:
        if self._open is None:
            if self._file is not None:
                self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # autocommit, and one connection for all threads of a process: SQLite itself lets one in at a time
            self._open = sqlite3.connect(self._file or ":memory:", timeout=PATIENCE_S, check_same_thread=False)
            self._open.execute("PRAGMA journal_mode=WAL")  # readers go on while one process writes
            # no wait for the disk: what a power cut loses is made again
            self._open.execute("PRAGMA synchronous=NORMAL")
            self._open.execute(_TABLE)
        return self._open

    def _drop(self, error: Exception) -> None:
        """Start over with a damaged file; a locked or unwritable one is left alone."""
        logger.debug("kept vectors: %s", error)
        self.close()
        if self._file is not None and isinstance(error, sqlite3.DatabaseError) and not _is_passing(error):
            self._file.unlink(missing_ok=True)


def _is_passing(error: sqlite3.DatabaseError) -> bool:
    """Locked, read-only, full: nothing is wrong with the file itself."""
    return isinstance(error, sqlite3.OperationalError)
