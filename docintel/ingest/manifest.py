"""The record of a run."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from docintel import __version__, codec
from docintel.config import Config

Status = Literal["added", "unchanged", "updated", "vanished", "partial", "failed"]
STATUSES: tuple[Status, ...] = ("added", "updated", "unchanged", "partial", "vanished", "failed")


@dataclass(frozen=True, slots=True)
class FileResult:
    """What happened to one path."""

    path: str
    id: str | None
    status: Status
    pages: int = 0
    passages: int = 0
    seconds: float = 0.0
    error: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class IndexState:
    """The index after a run."""

    passages: int = 0
    documents: int = 0
    added: int = 0
    removed: int = 0
    encoder: str = ""
    seconds: float = 0.0
    truncated: int = 0
    """Sentences longer than the encoder reads: their ends are not in the vectors."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one run did, with which versions and settings."""

    run: str
    files: tuple[FileResult, ...]
    totals: Mapping[str, float]
    seconds: Mapping[str, float] = field(default_factory=dict)
    """Stage -> seconds, summed over the workers."""
    started: str = ""
    docintel: str = __version__
    stages: Mapping[str, str] = field(default_factory=dict)
    index: IndexState = IndexState()
    settings: Mapping[str, object] = field(default_factory=dict)
    slowest: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
    planned: bool = False
    links: int = 0
    """Links and special files in the folders, which are left alone."""

    @property
    def failed(self) -> tuple[FileResult, ...]:
        """The files that are not in."""
        return tuple(file for file in self.files if file.status == "failed")


def new_run() -> tuple[str, str]:
    """Name of a run, fit for a file name, and the moment in ISO form."""
    now = datetime.now(UTC)
    return now.strftime("%Y-%m-%dT%H-%M-%S-%fZ"), now.isoformat()


def totals(files: Iterable[FileResult], started: float) -> dict[str, float]:
    """Counts and speed of a run; ``started`` is a monotonic time."""
    results = list(files)
    counts = Counter(result.status for result in results)
    seconds = time.monotonic() - started
    pages = sum(result.pages for result in results)
    return {
        "files": len(results),
        **{status: counts.get(status, 0) for status in STATUSES},
        "pages": pages,
        "passages": sum(result.passages for result in results),
        "seconds": round(seconds, 2),
        "pages_per_second": round(pages / seconds, 1) if seconds > 0 else 0.0,
    }


def counted(totals: object) -> str:
    """The counts of a run in words, as far as a stored manifest still holds them.

    >>> counted({"files": 3, "added": 2, "failed": 1})
    '2 added, 1 failed'
    """
    counts = totals if isinstance(totals, Mapping) else {}
    found = ((counts.get(status), status) for status in STATUSES)
    return ", ".join(f"{count:g} {status}" for count, status in found if isinstance(count, int | float) and count)


def slowest(files: Iterable[FileResult], count: int = 10) -> tuple[str, ...]:
    """The files that took longest, with their seconds."""
    ranked = sorted((file for file in files if file.seconds > 0), key=lambda file: -file.seconds)
    return tuple(f"{file.path} ({file.seconds:.1f} s)" for file in ranked[:count])


def settings_record(config: Config) -> dict[str, object]:
    """The settings of a run; their hash tells two runs apart."""
    values = config.model_dump(mode="json")
    values["hash"] = hashlib.sha256(codec.dumps(values)).hexdigest()[:16]
    return values
