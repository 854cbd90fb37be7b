"""Saved profiles with their last report, and the calls that were set aside; all inside the workspace."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from docintel import codec
from docintel.errors import UsageError, WorkspaceError
from docintel.match.dismissals import Dismissals
from docintel.match.profiles import Profile
from docintel.types import Report
from docintel.workspace import Workspace, fail, write_atomically


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved profile in its folder."""

    name: str
    folder: Path

    def profile(self) -> Profile:
        """The profile as it was saved.

        Raises:
            WorkspaceError: its file is damaged.
        """
        path = self.folder / "profile.json"
        try:
            return Profile.model_validate_json(path.read_bytes())
        except (OSError, ValueError) as error:
            raise WorkspaceError(str(path), "is damaged", "save the profile again with 'docintel watch add'") from error

    def last_report(self) -> Report | None:
        """The report of the last watch; None before the first."""
        try:
            return codec.loads_as((self.folder / "report.json").read_bytes(), Report)
        except (OSError, msgspec.MsgspecError, ValueError):
            return None

    def keep_report(self, report: Report) -> None:
        """Let this report be the one that the next watch compares with."""
        _write(self.folder / "report.json", codec.dumps(report))


def slug(name: str) -> str:
    """A name fit for a folder: ``Leiewerk Infrarood`` is ``leiewerk-infrarood``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "profile"


def save_profile(workspace: Workspace, profile: Profile) -> Saved:
    """Save a profile under its own name; one of the same name is replaced, its last report stays."""
    name = slug(profile.label)
    folder = workspace.profiles / name
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        fail(folder, error)
    _write(folder / "profile.json", profile.model_dump_json(exclude_none=True).encode())
    return Saved(name, folder)


def saved_profiles(workspace: Workspace) -> Iterator[Saved]:
    """All saved profiles, by name."""
    if workspace.profiles.is_dir():
        for folder in sorted(workspace.profiles.iterdir()):
            if (folder / "profile.json").is_file():
                yield Saved(folder.name, folder)


def find_saved(workspace: Workspace, name: str) -> Saved:
    """The saved profile of this name.

    Raises:
        UsageError: there is none.
    """
    wanted = slug(name)
    for found in saved_profiles(workspace):
        if found.name == wanted:
            return found
    known = ", ".join(found.name for found in saved_profiles(workspace)) or "none"
    raise UsageError(name, f"no saved profile of this name (there are: {known})", "save it with 'docintel watch add'")


def remove_profile(workspace: Workspace, name: str) -> bool:
    """Delete a saved profile, its reports and what was set aside for it; False where there was none."""
    folder = workspace.profiles / slug(name)
    if not (folder / "profile.json").is_file():
        return False
    label = Saved(folder.name, folder).profile().label
    shutil.rmtree(folder)
    kept = {profile: calls for profile, calls in dismissals(workspace).of.items() if profile != label}
    keep_dismissals(workspace, Dismissals(kept))
    return True


def dismissals(workspace: Workspace) -> Dismissals:
    """The calls that were set aside, by profile.

    Raises:
        WorkspaceError: the file is damaged.
    """
    path = workspace.profiles / "dismissals.json"
    try:
        return Dismissals.from_json(path.read_bytes())
    except FileNotFoundError:
        return Dismissals()
    except (OSError, msgspec.MsgspecError, ValueError) as error:
        raise WorkspaceError(str(path), "is damaged", "move it away") from error


def keep_dismissals(workspace: Workspace, found: Dismissals) -> None:
    """Store them."""
    _write(workspace.profiles / "dismissals.json", found.to_json())


def _write(path: Path, data: bytes) -> None:
    try:
        write_atomically(path, data)
    except OSError as error:
        fail(path, error)
