"""The state of the installation and of a workspace, and how to mend what is wrong."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from docintel.config import Config, models_folder
from docintel.errors import DocintelError
from docintel.index.encode import load_encoder
from docintel.index.word_reader import load_word_reader
from docintel.ingest.indexing import Drift, drift
from docintel.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Model:
    """A folder under ``models/`` and whether its files are those of ``models.lock``."""

    name: str
    bytes: int
    files: int
    state: str


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: Literal["ok", "warning", "failed"]
    found: str
    mend: str = ""


def installed_models() -> list[Model]:
    """All shipped models with their state."""
    folder = models_folder()
    locked = _lock()
    models = []
    for path in sorted(inner for inner in folder.iterdir() if inner.is_dir()) if folder.is_dir() else ():
        files = sorted(inner for inner in path.rglob("*") if inner.is_file())
        wanted = {name: digest for name, digest in locked.items() if name.startswith(f"{path.name}/")}
        here = {str(inner.relative_to(folder)): inner for inner in files}
        wrong = [name for name, digest in wanted.items() if name not in here or _digest(here[name]) != digest]
        state = "not in models.lock" if not wanted else f"differs: {', '.join(wrong)}" if wrong else "ok"
        models.append(Model(path.name, sum(inner.stat().st_size for inner in files), len(files), state))
    return models


def _lock() -> dict[str, str]:
    """Lines of ``models.lock`` as sha256sum writes them: digest, two spaces, path below ``models/``."""
    path = models_folder() / "models.lock"
    if not path.is_file():
        return {}
    rows = (line.split(maxsplit=1) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {name.lstrip("*").removeprefix("models/"): digest for digest, name in rows if not digest.startswith("#")}


def _digest(path: os.PathLike[str]) -> str:
    with open(path, "rb") as handle:  # noqa: PTH123 (takes any path-like)
        return hashlib.file_digest(handle, "sha256").hexdigest()


def examine(config: Config) -> Iterator[Check]:
    """Look at models, engine, workspace, index, disk and locks, one after the other."""
    yield from _check_models(config)
    workspace = Workspace(config.workspace)
    if not workspace.exists():
        yield Check("workspace", "warning", f"{workspace.folder} holds none yet", "run 'docintel ingest PATH'")
        return
    try:
        workspace.check()
        yield Check("workspace", "ok", f"{len(workspace.ids())} documents in {workspace.folder}")
    except DocintelError as error:
        yield Check("workspace", "failed", str(error))
        return
    yield _check_rights(workspace)
    yield _check_disk(workspace)
    yield _check_lock(workspace)
    yield from _check_stored(workspace, config)


def _check_models(config: Config) -> Iterator[Check]:
    for model in installed_models():
        yield Check(
            f"model {model.name}",
            "ok" if model.state == "ok" else "failed",
            model.state,
            "" if model.state == "ok" else "install docintel again",
        )
    try:
        encoder = load_encoder(config.encoder)
        yield Check("encoder", "ok", f"{encoder.name} {encoder.version}, {encoder.dimension} dimensions")
    except DocintelError as error:
        yield Check("encoder", "failed", str(error), "set encoder.name in config.toml")
    if config.search.reread:
        try:
            reader = load_word_reader(config.search.reread)
            yield Check("reader of words", "ok", f"{reader.name} {reader.version}")
        except DocintelError as error:
            yield Check("reader of words", "warning", str(error), "set search.reread in config.toml")


def _check_rights(workspace: Workspace) -> Check:
    mode = workspace.folder.stat().st_mode & 0o077
    if mode:
        return Check("rights", "warning", "others may look into the workspace", f"chmod 700 {workspace.folder}")
    return Check("rights", "ok", "readable by its owner only")


def _check_disk(workspace: Workspace) -> Check:
    free = shutil.disk_usage(workspace.folder).free
    if free < 200 * 1024 * 1024:
        return Check("disk", "warning", f"{free // 1024 // 1024} MB free", "free some space")
    return Check("disk", "ok", f"{free // 1024**3} GB free")


def _check_lock(workspace: Workspace) -> Check:
    owner = workspace.writer()
    if owner is None:
        return Check("lock", "ok", "nobody writes")
    return Check("lock", "warning", f"process {owner} writes; the index may lag behind the documents", "wait for it")


def _check_stored(workspace: Workspace, config: Config) -> Iterator[Check]:
    """Documents and index, over one reading of all documents."""
    damaged: list[str] = []
    passages: set[str] = set()
    for document_id in workspace.ids():
        try:
            passages.update(passage.id for passage in workspace.load(document_id).passages)
        except DocintelError as error:
            damaged.append(str(error))
    if damaged:
        yield Check("documents", "failed", "; ".join(damaged), "ingest these files again with --force extract")
    else:
        yield Check("documents", "ok", "all can be read")
    yield _check_index(workspace, config, passages)


def _check_index(workspace: Workspace, config: Config, passages: set[str]) -> Check:
    try:
        found: Drift = drift(workspace, config, passages)
    except DocintelError as error:
        return Check("index", "failed", str(error), "run 'docintel ingest PATH' or wait for the other process")
    if found.error:
        return Check("index", "failed", found.error)
    if found.missing or found.surplus:
        text = f"{found.missing} passages missing, {found.surplus} too many"
        return Check("index", "warning", text, "run 'docintel ingest --force index'")
    return Check("index", "ok", f"{found.passages} passages, as in the documents")
