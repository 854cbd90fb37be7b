"""Finding the files of a batch: folders walked in order, links and special files left alone."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from docintel.encoding import is_utf8
from docintel.errors import InputFileError

_TOPIC_MARKS = (b'"TopicDetails"', b'"topicDetails"')
"""A JSON file in a folder is taken for a call topic of the EU portal when one of these stands in its first 64 KiB."""
_ODD = "its name is not UTF-8; rename it"


@dataclass(frozen=True, slots=True)
class Found:
    """Files to read, paths that cannot be read with the reason, and the roots that were walked. Paths are absolute."""

    files: tuple[str, ...]
    refused: dict[str, str]
    roots: tuple[str, ...]
    links: int = 0
    """Links and special files that were met while walking and left alone."""
    empty: tuple[str, ...] = ()
    """Roots that are not there or hold no document: a share that is not mounted looks like that."""


def find_files(paths: Iterable[Path], include: Iterable[str], exclude: Iterable[str]) -> Found:
    """Walk folders and take named files as they are; a named file need not match ``include``."""
    files: dict[str, None] = {}
    refused: dict[str, str] = {}
    roots: list[str] = []
    empty: list[str] = []
    left = 0
    wanted, unwanted = tuple(include), tuple(exclude)
    for path in paths:
        absolute = os.path.abspath(path)  # noqa: PTH100 (resolve would follow links)
        if not is_utf8(absolute):
            refused[_shown(absolute)] = f"{_shown(absolute)}: {_ODD}"
            continue
        roots.append(absolute)
        named = Path(absolute)
        if named.is_symlink():
            refused[absolute] = f"{absolute}: is a symbolic link; name the file that it points to"
        elif named.is_dir():
            inside, links = _walk(named, wanted, unwanted, refused)
            left += links
            files.update(dict.fromkeys(inside))
            if not inside:
                empty.append(absolute)
                todo = "name the files that its links point to" if links else "name another folder or set --include"
                refused.setdefault(absolute, f"{absolute}: holds no documents; {todo}")
        elif named.is_file():
            files[absolute] = None
        elif named.exists():
            refused[absolute] = f"{absolute}: is no regular file; name a document"
        elif str(path).startswith(("http:/", "https:/")):
            refused[absolute] = f"{path}: is an address; nothing is fetched: save the page and name the file"
        else:
            empty.append(absolute)
            refused[absolute] = f"{absolute}: does not exist; check the path"
    return Found(tuple(files), refused, tuple(roots), left, tuple(empty))


def _walk(
    root: Path, include: tuple[str, ...], exclude: tuple[str, ...], refused: dict[str, str]
) -> tuple[list[str], int]:
    def unreadable(error: OSError) -> None:
        name = _shown(str(error.filename))
        refused[name] = f"{name}: cannot be read ({error.strerror}); check its rights"

    found: list[str] = []
    links = 0
    for folder, names, leaves in os.walk(root, onerror=unreadable):
        names[:] = sorted(name for name in names if not name.startswith("."))
        links += sum((Path(folder) / name).is_symlink() for name in names)
        for leaf in sorted(leaves):
            path = Path(folder) / leaf
            if leaf.startswith(".") or not _matches(path.relative_to(root), include, exclude):
                continue
            if path.is_symlink() or not path.is_file():
                links += 1
            elif not is_utf8(str(path)):
                refused[_shown(str(path))] = f"{_shown(str(path))}: {_ODD}"
            elif path.suffix.lower() != ".json" or _is_topic(path):
                found.append(str(path))
    return found, links


def _shown(path: str) -> str:
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _matches(path: Path, include: tuple[str, ...], exclude: tuple[str, ...]) -> bool:
    def hit(pattern: str) -> bool:
        return fnmatch(path.name.lower(), pattern.lower()) or fnmatch(str(path), pattern)

    return any(map(hit, include)) and not any(map(hit, exclude))


def _is_topic(path: Path) -> bool:
    try:
        with path.open("rb") as handle:
            head = handle.read(65536)
    except OSError:
        return False
    return any(mark in head for mark in _TOPIC_MARKS)


def fingerprint(path: Path) -> str:
    """The document id of a file: first 16 hex digits of the SHA-256 of its bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()[:16]


def check_file(path: Path) -> None:
    """Refuse what is no regular file.

    Raises:
        InputFileError: the path does not exist, is a folder or a special file.
    """
    if not path.exists():
        raise InputFileError(str(path), "does not exist", "check the path")
    if not path.is_file():
        raise InputFileError(str(path), "is no regular file", "name a document")
