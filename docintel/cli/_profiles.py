"""Profiles from whatever a user names: TOML, YAML, JSON, text, a brochure, a web page, standard input, a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from docintel.cli._lines import standard_input
from docintel.errors import DocintelError, ProfileError

if TYPE_CHECKING:
    from docintel.cli._options import Options
    from docintel.match.profiles import Profile

_WRITTEN = {".toml", ".yaml", ".yml", ".json", ".txt", ".md", ""}
_BROCHURES = {".pdf", ".html", ".htm", ".docx"}


def read_profile(options: Options, name: str) -> Profile:
    """The profile that a file, or standard input for ``-``, holds.

    Raises:
        ProfileError: it cannot be read, or a key is wrong.
    """
    from docintel.match.profiles import load_profile, parse_profile

    if name == "-":
        data = standard_input().read()
        try:
            return parse_profile(data.decode("utf-8"), "standard input")
        except UnicodeDecodeError as error:
            raise ProfileError("standard input", "is not UTF-8 text", "save it as UTF-8") from error
    path = Path(name)
    if path.suffix.lower() in _BROCHURES:
        return _from_brochure(options, path)
    return load_profile(path)


def named_profile(options: Options, name: str) -> Profile:
    """The profile that a file holds; one without a name is called after its file, to be told from others."""
    profile = read_profile(options, name)
    return profile if profile.name or name == "-" else profile.model_copy(update={"name": Path(name).stem})


def _from_brochure(options: Options, path: Path) -> Profile:
    """The text of a brochure or web page as a description in plain words."""
    from docintel import extract
    from docintel.match.profiles import describe

    try:
        document = extract.read(path, options.config.extract)
    except DocintelError as error:
        raise ProfileError(error.where, error.what, error.todo) from error
    if not document.text.strip():
        raise ProfileError(str(path), "holds no readable text", "write the profile as TOML or read it with --ocr")
    found = describe(document.text)
    # A title is often ``Home`` or ``Brochure``; the name that the text gives itself comes first.
    return found if found.name else found.model_copy(update={"name": document.title})


def profile_files(folder: Path) -> Iterator[Path]:
    """The profiles in a folder, by name."""
    wanted = (_WRITTEN | _BROCHURES) - {"", ".md"}
    yield from sorted(path for path in folder.iterdir() if path.is_file() and path.suffix.lower() in wanted)
