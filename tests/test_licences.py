"""Every package that an installation brings along has a licence that lets a company use docintel."""

import re
from importlib import metadata

import pytest

ALLOWED = re.compile(
    r"\b(MIT|MIT-CMU|BSD|BSD-[23]-Clause|0BSD|Apache|PSF|PSF-2.0|Python Software Foundation|ISC|ISCL|MPL[- ]2.0|"
    r"Mozilla Public License 2.0|HPND|Zlib|Unlicense|CC0|LGPL|Lesser General Public License)\b",
    re.IGNORECASE,
)


def needed(name: str, seen: set[str]) -> set[str]:
    """A package and all that it requires here, extras left out."""
    from packaging.requirements import Requirement

    key = name.lower().replace("_", "-")
    if key in seen:
        return seen
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return seen
    seen.add(key)
    for text in found.requires or ():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            needed(requirement.name, seen)
    return seen


def licence_of(name: str) -> str:
    """What the metadata of a package says of its licence."""
    found = metadata.metadata(name)
    parts = [found.get("License-Expression") or "", (found.get("License") or "")[:300]]
    parts += [line for line in found.get_all("Classifier") or () if line.startswith("License")]
    return " | ".join(part for part in parts if part)


def test_all_dependencies_have_an_allowed_licence() -> None:
    try:
        metadata.distribution("docintel")
    except metadata.PackageNotFoundError:
        pytest.skip("docintel is not installed as a package here")
    unclear = {
        name: licence_of(name)
        for name in sorted(needed("docintel", set()) - {"docintel"})
        if not ALLOWED.search(licence_of(name))
    }
    assert not unclear
