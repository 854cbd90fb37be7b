"""What a run has to do for each path, decided by content."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from docintel.ingest.files import Found, fingerprint
from docintel.ingest.manifest import Status
from docintel.workspace import Workspace

Force = Literal["extract", "tag", "encode", "index"]


@dataclass(frozen=True, slots=True)
class Task:
    """One path and what has to be done for it."""

    path: str
    id: str | None
    status: Status
    work: Literal["none", "tag", "read"]
    error: str | None = None
    note: str | None = None
    held: bool = False
    """Vanished with the whole folder that it was looked for in: not pruned."""
    bytes: int = 0
    """Size of the file: what takes longest is read first, and the estimate counts by it."""


def plan(found: Found, workspace: Workspace, keys: Mapping[str, str], force: Force | None) -> list[Task]:
    """Compare files with what is stored, by content; nothing is changed."""
    known = workspace.paths() if workspace.exists() else {}
    tasks = [Task(path, None, "failed", "none", error=reason) for path, reason in sorted(found.refused.items())]
    seen: dict[str, str] = {}
    for path in found.files:
        task = _plan_file(path, known, seen, workspace, keys, force)
        if task.id and task.work != "none":
            seen.setdefault(task.id, path)
        tasks.append(task)
    here = set(found.files) | set(found.refused)
    for path, document_id in sorted(known.items()):
        if path in here or not any(_inside(path, root) for root in found.roots) or not _gone(path):
            continue
        held = any(_inside(path, root) for root in found.empty)
        note = "kept, for its whole folder is gone: mount it, or use 'docintel forget'" if held else None
        tasks.append(Task(path, document_id, "vanished", "none", note=note, held=held))
    return tasks


def _gone(path: str) -> bool:
    """Tell whether a file is surely not there; a folder that may not be read or a share that hangs is no proof."""
    try:
        os.stat(path)  # noqa: PTH116 (Path.exists takes some errors for absence)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _plan_file(
    path: str,
    known: Mapping[str, str],
    seen: Mapping[str, str],
    workspace: Workspace,
    keys: Mapping[str, str],
    force: Force | None,
) -> Task:
    try:
        document_id, size = fingerprint(Path(path)), Path(path).stat().st_size
    except OSError as error:
        return Task(path, None, "failed", "none", error=f"{path}: cannot be read ({error.strerror}); check the file")
    before = known.get(path)
    if document_id in seen:
        return Task(path, document_id, "unchanged", "none", note=f"same content as {seen[document_id]}")
    stored = workspace.stages_of(document_id)
    if stored is None or force == "extract" or stored.get("extract") != keys["extract"]:
        return Task(path, document_id, _status(before, stored), "read", bytes=size)
    if force == "tag" or stored.get("tag") != keys["tag"]:
        return Task(path, document_id, "updated", "tag", bytes=size)
    status: Status = "updated" if before not in (None, document_id) else "unchanged"
    return Task(path, document_id, status, "none")


def _status(before: str | None, stored: Mapping[str, str] | None) -> Status:
    return "added" if before is None and stored is None else "updated"


def _inside(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)
