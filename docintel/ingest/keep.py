"""Keeping outcomes in the order that survives a kill, and mending what a kill left.

Store the new document, write the path into the journal, delete the document that it replaces.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from docintel.errors import DocintelError, WorkspaceError
from docintel.ingest.manifest import FileResult
from docintel.ingest.plan import Task
from docintel.ingest.worker import Made
from docintel.types import Document
from docintel.workspace import Workspace


class Keeper:
    """Writes outcomes into the workspace; ``owners`` maps each path to the document that it holds."""

    def __init__(self, workspace: Workspace, owners: dict[str, str]) -> None:
        """Start from the journal as it stands."""
        self.workspace = workspace
        self.owners = owners

    def light(self, task: Task, *, prune: bool) -> FileResult:
        """A path that needs no reading."""
        if task.status == "vanished" and prune and not task.held:
            self._point(task.path, None)
        elif task.status in ("unchanged", "updated") and task.id:
            self._point(task.path, task.id)
        return FileResult(task.path, task.id, task.status, error=task.error, note=task.note)

    def heavy(self, task: Task, outcome: Made | DocintelError, seconds: float) -> FileResult:
        """A path whose document was made or made again."""
        seconds = round(seconds, 3)
        if isinstance(outcome, DocintelError):
            return FileResult(task.path, task.id, "failed", seconds=seconds, error=str(outcome), note=self._kept(task))
        self.workspace.settle(Path(outcome.waiting), outcome.id)
        self._point(task.path, outcome.id)
        return FileResult(
            task.path,
            outcome.id,
            "partial" if outcome.partial else task.status,
            outcome.pages,
            outcome.passages,
            seconds,
            note="; ".join(outcome.warnings) or None,
        )

    def _kept(self, task: Task) -> str | None:
        before = self.owners.get(task.path)
        return f"the earlier version {before} stays" if before and self.workspace.has(before) else None

    def _point(self, path: str, document_id: str | None) -> None:
        """Let a path hold another document, and delete the one that no path holds any more."""
        before = self.owners.get(path)
        if before == document_id:
            return
        self.workspace.set_path(path, document_id)
        if document_id is None:
            self.owners.pop(path, None)
        else:
            self.owners[path] = document_id
        if before is None:
            return
        heir = next((other for other, owned in self.owners.items() if owned == before), None)
        if heir is None:
            self.workspace.remove(before)
        elif self.workspace.has(before):
            document = self.workspace.load(before)
            if document.path == path:
                self.workspace.save(replace(document, path=heir))


def is_partial(document: Document) -> bool:
    """Tell whether pages of a document could not be read or trusted, were left out or lost."""
    return bool(document.warnings) or any(page.quality.state in ("scanned", "unreliable") for page in document.pages)


def repair(workspace: Workspace) -> list[str]:
    """Mend what a killed run left: stray temporary files, a document without path, a path without document.

    Returns:
        One line for each thing mended.
    """
    mended = [f"removed the unfinished file {name}" for name in workspace.sweep()]
    owners = workspace.paths()
    held = set(owners.values())
    for document_id in workspace.ids():
        if document_id in held:
            continue
        try:
            path = workspace.load(document_id).path
        except WorkspaceError:
            continue
        if path in owners:
            workspace.remove(document_id)
            mended.append(f"removed {document_id}, which {path} no longer holds")
        else:
            workspace.set_path(path, document_id)
            mended.append(f"wrote {path} back into the journal")
    for path, document_id in owners.items():
        if not workspace.has(document_id):
            workspace.set_path(path, None)
            mended.append(f"{path} will be read again")
    return mended
