"""Deleting a document or a profile with every trace of it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

import msgspec

from docintel import codec
from docintel.errors import UsageError
from docintel.ingest.manifest import Manifest
from docintel.saved import remove_profile
from docintel.workspace import Workspace, fail, write_atomically


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was deleted."""

    id: str
    documents: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    manifests: int = 0
    profile: bool = False


def forget(workspace: Workspace, name: str) -> Forgotten:
    """Delete a document (by id or path) or a saved profile (by name); the caller holds the writer's lock.

    The index still has to be made anew afterwards: one that is only brought up to date keeps deleted text in its files.

    Raises:
        UsageError: there is no such document or profile.
    """
    owners = workspace.paths()
    document = name if workspace.has(name) else owners.get(name) or _by_file_name(owners, name)
    profile = document is None and remove_profile(workspace, name)
    if document is None and not profile:
        raise UsageError(name, "no such document or profile", "'docintel status' lists what is stored")
    paths = tuple(path for path, held in owners.items() if held == document)
    for path in paths:
        workspace.set_path(path, None)
    if document is not None:
        workspace.remove(document)
        workspace.compact_paths({path: held for path, held in owners.items() if held != document})
        _drop_reports(workspace, document)
    touched = _clean(workspace, document, paths) if document else 0
    return Forgotten(name, (document,) if document else (), paths, touched, profile)


def _drop_reports(workspace: Workspace, document: str) -> None:
    """Delete what quotes the document: what was prepared, and last reports that name it."""
    try:
        shutil.rmtree(workspace.cache, ignore_errors=True)
        for report in workspace.profiles.glob("*/report.json"):
            if document.encode() in report.read_bytes():
                report.unlink()
    except OSError as error:
        fail(workspace.profiles, error)


def _by_file_name(owners: Mapping[str, str], name: str) -> str | None:
    """The document of the only path that ends in this file name."""
    found = {document for path, document in owners.items() if PurePath(path).name == name}
    return found.pop() if len(found) == 1 else None


def _clean(workspace: Workspace, document: str, paths: tuple[str, ...]) -> int:
    """Take a document out of the manifests of earlier runs; a damaged manifest that names it goes."""
    touched = 0
    for file in workspace.run_files():
        try:
            raw = file.read_bytes()
            touched += _clean_one(file, raw, document, paths)
        except OSError as error:
            fail(file, error)
    return touched


def _clean_one(file: Path, raw: bytes, document: str, paths: tuple[str, ...]) -> bool:
    try:
        manifest = codec.loads_as(raw, Manifest)
    except (msgspec.MsgspecError, ValueError):
        is_named = any(name.encode("utf-8", "surrogateescape") in raw for name in (document, *paths))
        if is_named:
            file.unlink()
        return is_named
    kept = tuple(row for row in manifest.files if row.id != document and row.path not in paths)
    if len(kept) == len(manifest.files):
        return False
    slowest = tuple(row for row in manifest.slowest if not row.startswith(tuple(f"{path} (" for path in paths)))
    write_atomically(file, codec.dumps(replace(manifest, files=kept, slowest=slowest)))
    return True
