"""A workspace as one archive and back; the index is derived and does not travel."""

from __future__ import annotations

import os
import shutil
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

from docintel.errors import InputFileError, WorkspaceError
from docintel.workspace import FORMAT, Workspace, fail

_PARTS = ("FORMAT", "documents", "paths.jsonl", "runs", "profiles")


def export_workspace(workspace: Workspace, target: Path) -> int:
    """Write documents, journal, manifests and profiles into a ``.tar.gz``.

    Returns:
        Number of files in the archive.
    """
    workspace.check()
    count = 0
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.absolute().parent)
        os.close(handle)
        try:
            with tarfile.open(name, "w:gz", compresslevel=6) as archive:
                for path in _files(workspace.folder):
                    archive.add(path, arcname=str(path.relative_to(workspace.folder)), recursive=False)
                    count += 1
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        fail(target, error, "another file")
    return count


def _files(folder: Path) -> list[Path]:
    found: list[Path] = []
    for part in _PARTS:
        path = folder / part
        if path.is_file():
            found.append(path)
        elif path.is_dir():
            found.extend(sorted(inner for inner in path.rglob("*") if inner.is_file() and inner.suffix != ".tmp"))
    return found


def import_workspace(source: Path, workspace: Workspace) -> int:
    """Unpack an archive into a folder that holds no workspace yet.

    Returns:
        Number of documents.

    Raises:
        InputFileError: the file is no such archive; nothing is left behind.
        WorkspaceError: the folder is not empty, or cannot be written.
    """
    folder = workspace.folder
    try:
        if folder.exists() and any(folder.iterdir()):
            raise WorkspaceError(str(folder), "is not empty", "name a new folder with --workspace")
        folder.absolute().parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".import-", dir=folder.absolute().parent) as name:
            inside = Path(name) / "workspace"
            inside.mkdir(mode=0o700)
            _unpack(source, inside)
            if folder.exists():
                folder.rmdir()
            inside.rename(folder)
    except OSError as error:
        fail(folder, error)
    workspace.create()
    return len(workspace.ids())


def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Write one file of a workspace; what else an archive holds stays in it.

    By hand, as the filters of ``extractall`` came with Python 3.11.4 only.

    Raises:
        ValueError: the name leads out of the folder.
    """
    path = PurePosixPath(member.name)
    if path.parts[:1] and path.parts[0] in _PARTS and member.isfile() and (data := archive.extractfile(member)):
        if ".." in path.parts:
            raise ValueError(f"{member.name!r} leads out of the archive")
        target = folder.joinpath(*path.parts)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with target.open("wb") as file:
            shutil.copyfileobj(data, file)
        target.chmod(0o600)
        os.utime(target, (member.mtime, member.mtime))


def _unpack(source: Path, folder: Path) -> None:
    if not source.is_file():
        what = "is no file" if source.exists() else "does not exist"
        raise InputFileError(str(source), what, "name an archive that 'docintel export' wrote")
    try:
        with tarfile.open(source, "r:gz") as archive:
            for member in archive:
                _write(archive, member, folder)
    except (tarfile.TarError, EOFError, ValueError, OSError) as error:
        if isinstance(error, OSError) and not isinstance(error, tarfile.TarError) and error.errno:
            raise
        raise InputFileError(
            str(source), f"is no workspace archive ({error})", "name one that 'docintel export' wrote"
        ) from error
    marker = folder / "FORMAT"
    if not marker.is_file():
        raise InputFileError(str(source), "holds no workspace", "name one that 'docintel export' wrote")
    if marker.read_text(encoding="ascii", errors="replace").strip() != str(FORMAT):
        raise InputFileError(str(source), "is of another workspace format", "use the docintel that wrote it")
