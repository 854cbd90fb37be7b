"""Fetching the official documents that ``corpora/sources.toml`` names; the only part that uses the network."""

from __future__ import annotations

import hashlib
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from docintel.config import explain_validation, read_toml
from docintel.errors import ConfigError, WorkspaceError
from docintel.workspace import write_atomically

MAX_BYTES = 200 * 1024 * 1024
"""The largest official document is a tenth of this; more is a mistake or an attack."""


class Source(BaseModel):
    """One official document: where it is published and what it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    """File name that it gets."""
    url: str
    title: str
    language: Literal["nl", "en", "multi"]
    publisher: str
    sha256: str | None = None
    """Where known; a download with another hash is refused."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What happened to one source."""

    name: str
    status: Literal["fetched", "present", "failed"]
    path: str
    error: str | None = None


def load_sources(path: Path) -> tuple[Source, ...]:
    """Read a list of sources.

    Raises:
        ConfigError: it cannot be read, names none, or a row is wrong.
    """
    rows = read_toml(path).get("source")
    if not isinstance(rows, list):
        raise ConfigError(str(path), "names no sources", "write each as a [[source]] with its name and url")
    try:
        return tuple(Source.model_validate(row) for row in rows)
    except ValidationError as error:
        raise ConfigError(*explain_validation(str(path), error)) from error


def fetch(source: Source, folder: Path, *, timeout_s: float = 60.0, again: bool = False) -> Fetched:
    """Download one document; a file that is there already stays, a failed download leaves nothing behind."""
    target = folder / source.name
    if target.is_file() and not again:
        return Fetched(source.name, "present", str(target))
    try:
        data = _download(source.url, timeout_s)
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        return Fetched(source.name, "failed", str(target), f"{source.url}: {reason}; check the network or the address")
    found = hashlib.sha256(data).hexdigest()
    if source.sha256 and found != source.sha256:
        return Fetched(
            source.name, "failed", str(target), f"{source.url}: has SHA-256 {found}; the publisher changed the file"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(target, data)
    except OSError as error:
        raise WorkspaceError(str(target), f"cannot be written ({error.strerror})", "name another folder") from error
    return Fetched(source.name, "fetched", str(target))


def _download(url: str, timeout_s: float) -> bytes:
    if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        raise ValueError("is no http or https address")
    request = urllib.request.Request(url, headers={"User-Agent": "docintel (corpora fetch)"})
    with urllib.request.urlopen(request, timeout=timeout_s) as response:
        data: bytes = response.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError(f"is larger than {MAX_BYTES // 1024 // 1024} MB")
    if not data:
        raise ValueError("is empty")
    return data
