"""Deleting a document or a profile with every trace of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from docintel.errors import WorkspaceError
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

    The index still has to be brought up to date afterwards.

    Raises:
        WorkspaceError: there is no such document or profile.
    """
    owners = workspace.paths()
    document = name if workspace.has(name) else owners.get(name) or _by_file_name(owners, name)
    profile = document is None and remove_profile(workspace, name)
    if document is None and not profile:
        raise WorkspaceError(name, "no such document or profile", "'docintel status' lists what is stored")
    paths = tuple(path for path, held in owners.items() if held == document)
    for path in paths:
        workspace.set_path(path, None)
    if document is not None:
        workspace.remove(document)
        workspace.compact_paths({path: held for path, held in owners.items() if held != document})
    touched = _clean(workspace, document, paths) if document else 0
    return Forgotten(name, (document,) if document else (), paths, touched, profile)


def _by_file_name(owners: Mapping[str, str], name: str) -> str | None:
    """The document of the only path that ends in this file name."""
    found = {document for path, document in owners.items() if PurePath(path).name == name}
    return found.pop() if len(found) == 1 else None


def _clean(workspace: Workspace, document: str, paths: tuple[str, ...]) -> int:
    """Take a document out of the manifests of earlier runs."""
    touched = 0
    for file in workspace.run_files():
        try:
            manifest = json.loads(file.read_bytes())
        except (OSError, ValueError):
            continue
        files = manifest.get("files", [])
        kept = [row for row in files if row.get("id") != document and row.get("path") not in paths]
        if len(kept) == len(files):
            continue
        manifest["files"] = kept
        manifest["slowest"] = [row for row in manifest.get("slowest", []) if not row.startswith(paths)]
        try:
            write_atomically(file, json.dumps(manifest, ensure_ascii=False).encode())
        except OSError as error:
            fail(file, error)
        touched += 1
    return touched
