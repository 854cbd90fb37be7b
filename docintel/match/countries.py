"""Countries and Flemish places under one writing: two letters, as in the profile; and the name of a country."""

from __future__ import annotations

from docintel.match.tables import place_table, town_table

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

    >>> is_flemish("Oost-Vlaanderen"), is_flemish("Waregem"), is_flemish("Wallonie"), is_flemish("")
    (True, True, False, None)
    """
    bare = (region or "").strip().lower()
    if not bare:
        return None
    names = place_table().flanders
    town = town_table().get(bare)
    if bare.startswith(("be2", "vlaa", "vlaams gewest", "flem", "fland")) or bare in names:
        return True
    if town is not None:
        return town.region == "Vlaanderen" if town.country == "BE" else False
    if bare.startswith(("be1", "be3")) or any(name in bare for name in _OUTSIDE_FLANDERS):
        return False
    return True if any(name in bare for name in names) else None


def country_name(code: str, language: str) -> str | None:
    """What a report calls a country.

    >>> country_name("NL", "nl"), country_name("US", "en"), country_name("SECRET", "en")
    ('Nederland', 'United States', None)
    """
    return place_table().shown[language].get(code)
