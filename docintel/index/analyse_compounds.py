"""Split Dutch compounds: ``veiligheidsmachtiging`` also answers to ``veiligheid`` and ``machtiging``."""

from __future__ import annotations

from functools import lru_cache

from docintel.index.analyse_words import dutch_words, rows

SHORTEST = 7
"""Letters of the shortest compound that is split (``wapenas`` is not worth the errors of shorter ones)."""
SHORTEST_PART = 3
PART_COST = 1.0
LINK_COST = {"": 0.0, "s": 0.3, "en": 0.8, "n": 0.8, "e": 1.2, "er": 1.5}
SHORT_COST = {3: 2.5, 4: 0.8}
MARGIN = 1.0
SHORTEST_HEAD, SHORTEST_TAIL, COMMON_TAIL = 4, 5, 5.0
_TAKES_S = ("ing", "heid", "teit", "schap", "gang", "dom", "aat")
MEMORY = 200_000


@lru_cache(MEMORY)
def split(word: str) -> tuple[str, ...]:
    """Parts of a folded compound without the linking sounds, or nothing.

    A split stands where its parts are common words, and more so than the whole word (Koehn and Knight 2003).

    >>> split("veiligheidsmachtiging"), split("exportcontrole"), split("onderzoek"), split("bedrijven")
    (('veiligheid', 'machtiging'), ('export', 'controle'), (), ())
    """
    if len(word) < SHORTEST or not word.isalpha():
        return ()
    known = dutch_words().size.get(word)
    found = _best(word, 4)
    if found is None:
        return _common_tail(word) if known is None else ()
    cost, parts = found
    if len(parts) == 1 or (known is not None and -cost / len(parts) + MARGIN < known):
        return ()
    return parts


def _common_tail(word: str) -> tuple[str, ...]:
    """A foreign or new word before a common one: ``flagshipproject``, ``exaflopcomputer``."""
    known = dutch_words().size
    for start in range(SHORTEST_HEAD, len(word) - SHORTEST_TAIL + 1):
        value = _part_value(word[start:]) if word[start:] in known else None
        if value is not None and value >= COMMON_TAIL:
            return (word[:start], word[start:])
    return ()


def _best(rest: str, most: int) -> tuple[float, tuple[str, ...]] | None:
    """Cheapest reading of ``rest`` as at most so many parts: (cost, parts); the cost falls with common parts."""
    links, known = ("", *rows("nl").links), dutch_words().size
    best: tuple[float, tuple[str, ...]] | None = None
    whole = _part_value(rest) if rest in known else None
    if whole is not None:
        best = (-whole, (rest,))
    if most == 1:
        return best
    for end in range(SHORTEST_PART, len(rest) - SHORTEST_PART + 1):
        # most starts are no words: asked of the list first, a word is split in two thirds of the time
        value = _part_value(rest[:end]) if rest[:end] in known else None
        if value is None:
            continue
        for link in links:
            if not rest.startswith(link, end):
                continue
            after = rest[end + len(link) :]
            tail = _rest(after, most - 1) if len(after) >= SHORTEST_PART else None
            if tail is None:
                continue
            cost = -value + tail[0] + _link_cost(rest[:end], link) + PART_COST
            if best is None or cost / (1 + len(tail[1])) < best[0] / len(best[1]):
                best = (cost, (rest[:end], *tail[1]))
    return best


def _link_cost(part: str, link: str) -> float:
    """Words on -ing, -heid and the like always take an s: ``toegangspoort`` is no ``spoort``."""
    if part.endswith(_TAKES_S):
        return 0.0 if link == "s" else 1.5
    return LINK_COST[link]


@lru_cache(MEMORY)
def _rest(rest: str, most: int) -> tuple[float, tuple[str, ...]] | None:
    return _best(rest, most)


@lru_cache(MEMORY)
def _part_value(word: str) -> float | None:
    """How common a word is as a part; None where it cannot be one."""
    words = dutch_words()
    size = words.size.get(word)
    if size is None or word in words.names or word in rows("nl").no_part:
        return None
    return size - SHORT_COST.get(len(word), 0.0)
