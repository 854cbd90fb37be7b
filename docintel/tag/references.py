"""Find what a text points at. Read this file first: it is the flow, one module holds the grammar of each scheme.

text -> acts (names, numbers, dates) + articles tied to them
     -> codes of the two control lists
     -> pointers inside the document, pages, call ids
     -> overlaps settled, in text order
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable
from itertools import chain, pairwise

from docintel.garbage import uncollected
from docintel.tag.ref_belgian_acts import find_belgian_acts
from docintel.tag.ref_calls import find_calls
from docintel.tag.ref_categories import find_categories
from docintel.tag.ref_codes import find_codes
from docintel.tag.ref_constitution import find_constitution
from docintel.tag.ref_dual_use import find_dual_use
from docintel.tag.ref_eu_acts import find_eu_acts
from docintel.tag.ref_inside import find_inside
from docintel.tag.ref_join import join_clauses
from docintel.tag.ref_joint import find_joint_names
from docintel.tag.ref_military import find_military
from docintel.tag.ref_names import acronyms, find_names
from docintel.tag.ref_years import find_by_year
from docintel.tag.scan import Found, Rule, Scan
from docintel.types import Language, Reference, Span

_ACTS: tuple[Rule, ...] = (find_names, find_joint_names, find_eu_acts, find_belgian_acts)
_CODES: tuple[Rule, ...] = (find_military, find_dual_use, find_categories)
_POINTERS: tuple[Rule, ...] = (find_inside, find_calls, find_codes)
_WHOLE_LIST = "EU:lijst:militaire-goederen"
_LIST_REACH = 200
_ACRONYM = re.compile(r"\s\(([A-Z][A-Za-z0-9-]{1,9})\)")
_LONGEST_NAME = 250
_BEFORE_ACT = re.compile(r"\s(?:(?:van|of|uit)\s)?(?:(?:de|het|the)\s)?")
_GLOSS = re.compile(r"['\u2019\u201d\"]?\s?\((?:the |de |het |[\"'\u2018\u201c])?(?:EU[ -])?")
_YEARS = re.compile(r"\s\((?:19|20)\d\d(?:\s?(?:,|en|and|-|\u2013)\s?(?:19|20)\d\d)*\)")
_CLOSING = re.compile(r"(?:-(?:19|20)\d\d)?(?:,\s(?:19|20)\d\d)?\)")


def find_references(text: str, language: Language = "other") -> list[Reference]:
    """All references of a text in order, disjoint, with the ids they expand to; nothing is looked up elsewhere."""
    with uncollected():
        scan = Scan(text, language)
        codes = _disjoint(chain.from_iterable(rule(scan) for rule in _CODES))
        acts = _disjoint(chain.from_iterable(rule(scan) for rule in _ACTS))
        acts = _disjoint((*acts, *find_by_year(scan, acts), *find_constitution(scan, acts)))
        tied = join_clauses(scan, _with_gloss(text, _without_list_names(acts, codes)), codes)
        pointers = _without_parts_of_acts(text, chain.from_iterable(rule(scan) for rule in _POINTERS), acts)
        return [_reference(found) for found in _disjoint((*codes, *tied, *pointers))]


def _without_list_names(acts: Iterable[Found], codes: list[Found]) -> list[Found]:
    """Drop the name of the military list beside its codes: ``ML10 van de militaire lijst`` is one thing."""
    starts = [code.start for code in codes if code.scheme == "ml"]

    def is_beside(act: Found) -> bool:
        number = bisect.bisect_left(starts, act.start - _LIST_REACH)
        return number < len(starts) and starts[number] < act.end + _LIST_REACH

    return [act for act in acts if act.ids[0] != _WHOLE_LIST or not is_beside(act)]


def _without_parts_of_acts(text: str, pointers: Iterable[Found], acts: Iterable[Found]) -> list[Found]:
    """Drop ``hoofdstuk 3`` of ``hoofdstuk 3 AVG``: a chapter of the act, none of this document."""
    starts = {act.start for act in acts}
    behind = ((one, _BEFORE_ACT.match(text, one.end)) for one in pointers)
    return [one for one, match in behind if one.scheme != "section" or not match or match.end() not in starts]


def _with_gloss(text: str, acts: list[Found]) -> list[Found]:
    """One place for a name and its other name in brackets: ``Defence, Industry and Research Strategy (DIRS)``.

    A number glossed by a name gives the name its meaning for the whole text: in a call of 2022 ``Regulation (EU,
    Euratom) 2018/1046 (EU Financial Regulation)`` makes later ``Financial Regulation`` that of 2018.
    """
    meanings: dict[str, str] = {}
    merged: list[Found] = []
    for act in acts:
        last = merged[-1] if merged else None
        glosses = last is not None and _GLOSS.fullmatch(text, last.end, act.start) is not None
        if last and glosses and last.rule == "eu-act-number" and act.rule == "act-name" and _one_kind(last, act):
            name = text[act.start : act.end].lower()
            meanings |= {name: last.ids[0], name.removeprefix("eu "): last.ids[0]}
        if act.rule == "act-name" and (meant := meanings.get(text[act.start : act.end].lower())):
            act = act._replace(ids=(meant,))
        if last and glosses and last.ids == act.ids and act.end - last.start < _LONGEST_NAME:
            act = last._replace(end=act.end)
            merged.pop()
        merged.append(_with_years(text, _with_acronym(text, _with_bracket(text, act))))
    return merged


def _one_kind(number: Found, name: Found) -> bool:
    """Whether they are no acts of the Union of two kinds: ``Directive 95/46/EC (Data Protection Regulation)``."""
    kinds = {one.ids[0][11:12] for one in (number, name) if one.ids[0].startswith("CELEX:3")}
    return len(kinds) < 2


def _with_years(text: str, act: Found) -> Found:
    """``richtlijnen Van den Brande (1994 en 1999)``: the years of an act told by its name."""
    match = _YEARS.match(text, act.end) if act.rule == "act-name" else None
    return act._replace(end=match.end()) if match else act


def _with_acronym(text: str, act: Found) -> Found:
    """``Restriction of Hazardous Substances (RoHS)``, where the acronym is known from another name of the act."""
    match = _ACRONYM.match(text, act.end) if act.rule == "act-name" else None
    known = match is not None and match[1] in acronyms().get(act.ids[0], ())
    return act._replace(end=match.end()) if match and known else act


def _with_bracket(text: str, act: Found) -> Found:
    """Close a bracket that the name has opened: ``Strategy (DIRS, 2022)``."""
    if text.count("(", act.start, act.end) <= text.count(")", act.start, act.end):
        return act
    closing = _CLOSING.match(text, act.end)
    return act._replace(end=closing.end()) if closing else act


def _disjoint(found: Iterable[Found]) -> list[Found]:
    """Keep the longest of overlapping places, the surer one of equal length."""
    ordered = list(found)
    if all(one.end <= after.start for one, after in pairwise(ordered)):
        return ordered
    kept: list[Found] = []
    ordered.sort(key=lambda one: (one.start, -(one.end - one.start), -one.score))
    for one in ordered:
        if kept and one.start < kept[-1].end:
            if one.ids == kept[-1].ids and one.end > kept[-1].end:
                # ``SAFE-verordening (EU) 2025/1106``: name and number of one act run into each other.
                kept[-1] = kept[-1]._replace(end=one.end)
            elif (one.end - one.start, one.score) > (kept[-1].end - kept[-1].start, kept[-1].score):
                kept[-1] = one
            continue
        kept.append(one)
    return kept


def _reference(found: Found) -> Reference:
    return Reference(
        Span(found.start, found.end), found.scheme, found.ids, found.polarity, found.rule, None, None, found.score
    )
