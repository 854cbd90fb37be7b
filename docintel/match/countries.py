"""Countries and Flemish places under one writing: two letters, as in the profile."""

from __future__ import annotations

from docintel.match.tables import place_table

_OUTSIDE_FLANDERS = frozenset({"wallonia", "wallonie", "wallonië", "brussels", "brussel", "bruxelles"})


def country_code(text: str) -> str:
    """Two letters for a country named in Dutch, English or itself; unknown names as they are.

    >>> country_code("België"), country_code("el"), country_code("Atlantis")
    ('BE', 'GR', 'Atlantis')
    """
    bare = text.strip()
    names = place_table().names
    found = names.get(bare.lower())
    return found or (bare.upper() if len(bare) == 2 else bare)


def is_flemish(region: str | None) -> bool | None:
    """Whether a region lies in Flanders; Brussels is a region of its own.

    >>> is_flemish("Oost-Vlaanderen"), is_flemish("Wallonie"), is_flemish("")
    (True, False, None)
    """
    bare = (region or "").strip().lower()
    if not bare:
        return None
    if bare.startswith(("be2", "vlaa", "vlaams gewest", "flem", "fland")) or bare in place_table().flanders:
        return True
    if bare.startswith(("be1", "be3")) or any(name in bare for name in _OUTSIDE_FLANDERS):
        return False
    return True if any(name in bare for name in place_table().flanders) else None
