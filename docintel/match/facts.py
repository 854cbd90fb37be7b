"""The facts that conditions speak of, read from a profile, a call and a day; None is 'not given'."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from docintel.lexicon import list_codes
from docintel.match.conditions import Value
from docintel.match.partners import works_with
from docintel.match.profiles import Profile, Project, held
from docintel.match.tables import place_table
from docintel.types import Call, Document

FACT_NAMES: dict[str, str] = {
    "as_of": "the day of the report",
    "profile.country": "two letters",
    "profile.region": "as written",
    "profile.flemish": "established in Flanders",
    "profile.kind": "company, research, university, other",
    "profile.size": "EU size class, as given or from staff and turnover",
    "profile.controlled_from": "country of ultimate control",
    "profile.control_guarantees": "guarantees approved by the country of establishment",
    "profile.military_share": "0 to 1",
    "profile.trl_min": "lowest level of the project, else of the organisation",
    "profile.trl_max": "highest level of the project, else of the organisation",
    "profile.trl": "both levels as a reader writes them: 4-6",
    "profile.clearance": "level held, or none",
    "profile.export_authorisation": "number held, or none",
    "profile.cleared": "a clearance is held",
    "profile.authorised": "a prior export authorisation is held",
    "profile.works_with": "institutions and companies that the description names as those it works with",
    "project.given": "whether the profile holds a project",
    "project.business_case": "civil or military",
    "project.programme": "as written",
    "project.in_programme": "part of a European, federal or international programme",
    "project.in_edf": "that programme is the European Defence Fund or its forerunner",
    "project.has_ethics": "the programme has ethical rules of its own",
    "project.dual_use": "the result has civil and military use",
    "project.date": "day of the application, else the day of the report",
    "project.entities": "organisations that take part, the profile's own included",
    "project.countries": "countries that take part",
    "project.more_partners": "False where all partners are given with their country",
    "project.kinds": "kinds of organisation that take part",
    "project.partner_outside_eu": "a partner is established outside the EU",
    "project.covers_mandatory": "the project covers every mandatory activity of the call",
    "project.activities": "letters of the activities in the project",
    "instrument.open": "never given: no document says whether the instrument takes applications",
    "goods.codes": "list codes held, else candidates",
    "goods.military": "a code of the military list",
    "goods.dual_use": "a code of Annex I of the dual-use regulation",
    "goods.excluded": "a code that the Muyters circular excludes",
    "goods.barred": "the codes among them that it excludes, or may exclude",
    "goods.other": "the other codes of the military list",
    "goods.candidates_only": "the codes are candidates from the text",
    "held.codes": "list codes of the organisation and of its project: what it may export",
    "held.military": "one of them is of the military list",
    "held.dual_use": "one of them is of Annex I of the dual-use regulation",
    "held.annex_iv": "one of them is a dual-use code of Annex IV",
    "chain.outcome": "outcome of the Muyters circular",
    "profile.defence_work": "a military code, a military share or a defence programme",
    "calls.near": "a call of the library is near to the profile, open or not; known to recommendations alone",
    "call.programme": "EDF, DEFRA, DIANA ...",
    "call.kind": "research, development, framework, support",
    "call.opening": "day",
    "call.deadline": "day",
    "call.min_entities": "as the call says",
    "call.min_countries": "as the call says",
    "call.audience": "all, sme, sme-research",
    "call.disruptive": "a call for disruptive technologies",
    "call.organiser": "the call seeks one organiser of a challenge",
    "call.support": "a coordination and support action, for designated applicants",
    "call.framework": "a framework partnership, whose topic says itself who takes part",
    "call.trl_min": "lowest level that the topic names; 1 where it only sets a highest",
    "call.trl_max": "highest level that the topic names; 9 where it only sets a lowest",
    "call.trl": "both levels as a reader writes them: 4-6, ≥ 6, ≤ 4",
    "call.mandatory": "letters of the mandatory activities",
    "call.trl_fits": "the two ranges of levels overlap",
}

_PROGRAMME = re.compile(r"\b(EDF|EDIDP|PADR|EDIRPA|ASAP|DEFRA|DIANA|NIF|DIRS|Horizon|EUDIS|PESCO)\b", re.I)
_EDF_NAMES = ("edf", "edidp", "padr", "european defence fund", "europees defensiefonds")
_LEAST = re.compile(
    r"(?i)\b(?:at least|minimum|minstens|ten ?minste)\b[^.;]{0,60}\b(?:TRL|readiness level)"
    r"|TRL ?\d \((?:at least|minstens)"
)
_MOST = re.compile(r"(?i)\b(?:not exceed|without exceeding|at most|maximum|up to|ten hoogste|maximaal|hoogstens)")
_TOP_LEVEL, _STEPS = 9, 2
"""The highest level, and how many a project may well climb: ``validated on at least TRL 6`` is where it ends, so who is
at 5 today may fit; who has one product at 6 may have another for ``reach TRL 5``."""
_NO_PROGRAMME = frozenset({"none", "no", "geen", "nee", "-"})
_DUAL_WORDS = ("dual", "tweeërlei", "both", "beide", "civil and military", "civiel en militair")


@dataclass(frozen=True, slots=True)
class Goods:
    """The list codes that rules decide on, and whether they are only candidates."""

    codes: tuple[str, ...] | None
    candidates_only: bool = False

    @property
    def military(self) -> tuple[str, ...]:
        """Codes of the military list."""
        return tuple(code for code in self.codes or () if code.startswith("ML"))

    @property
    def dual_use(self) -> tuple[str, ...]:
        """Codes of Annex I of the dual-use regulation."""
        return tuple(code for code in self.codes or () if code.startswith("DU:"))


def goods_of(profile: Profile, candidates: tuple[str, ...] = ()) -> Goods:
    """Codes of the project, else of the profile, else candidates found in the text."""
    project = profile.project
    for codes in (project.list_codes if project else None, profile.list_codes):
        if codes is not None:
            return Goods(codes)
    return Goods(candidates, candidates_only=True) if candidates else Goods(None)


def goods_held(profile: Profile) -> Goods:
    """Codes of the organisation with those of its project: a civil project takes no product off a control list."""
    given = (profile.list_codes, (profile.project or Project()).list_codes)
    if given == (None, None):
        return Goods(None)
    return Goods(tuple(dict.fromkeys(code for codes in given for code in codes or ())))


def is_excluded(codes: tuple[str, ...]) -> bool | None:
    """Whether one code is excluded by the Muyters circular; None where a sub-item is missing.

    >>> is_excluded(("ML4.a",)), is_excluded(("ML7.g",)), is_excluded(("ML7",)), is_excluded(("ML7", "ML1"))
    (True, False, None, True)
    """
    states = [_excluded_code(code) for code in codes]
    if True in states:
        return True
    return None if None in states else False


def _excluded_code(code: str) -> bool | None:
    group = place_table().groups["MUYTERS_EXCLUDED"]
    if any(code == item or code.startswith(f"{item}.") for item in group):
        return True
    return None if any(item.startswith(f"{code}.") for item in group) else False


def profile_facts(profile: Profile, goods: Goods, as_of: date) -> dict[str, Value | None]:
    """Everything that does not depend on a call."""
    facts: dict[str, Value | None] = {
        "as_of": as_of,
        "profile.country": profile.country,
        "profile.region": profile.region,
        "profile.flemish": profile.flemish,
        "profile.kind": profile.kind,
        "profile.size": profile.eu_size,
        "profile.controlled_from": profile.controlled_from,
        "profile.control_guarantees": profile.control_guarantees,
        "profile.military_share": profile.military_share,
        "profile.trl_min": _levels(profile)[0],
        "profile.trl_max": _levels(profile)[1],
        "profile.trl": written_levels(*_levels(profile)),
        "profile.clearance": profile.clearance,
        "profile.export_authorisation": profile.export_authorisation,
        "profile.cleared": held(profile.clearance),
        "profile.authorised": held(profile.export_authorisation),
        "profile.works_with": works_with(profile.description, profile.name) or None,
    }
    facts |= _goods_facts(goods) | _held_facts(goods_held(profile)) | _project_facts(profile, goods, as_of)
    return facts | {"profile.defence_work": _defence_work(profile, goods, facts)}


def _defence_work(profile: Profile, goods: Goods, facts: dict[str, Value | None]) -> bool | None:
    """Whether there is work for defence: a military code, a military share, a defence programme or business case."""
    if goods.military or profile.military_share or facts["project.in_edf"]:
        return True
    if facts["project.business_case"] == "military":
        return True
    return False if profile.military_share == 0 else None


def _goods_facts(goods: Goods) -> dict[str, Value | None]:
    known = goods.codes is not None
    return {
        "goods.codes": goods.codes,
        "goods.military": bool(goods.military) if known else None,
        "goods.dual_use": bool(goods.dual_use) if known else None,
        "goods.excluded": is_excluded(goods.military) if known else None,
        "goods.barred": _barred(goods) if known else None,
        "goods.other": tuple(code for code in goods.military if code not in _barred(goods)) if known else None,
        "goods.candidates_only": goods.candidates_only,
    }


def _held_facts(goods: Goods) -> dict[str, Value | None]:
    known = goods.codes is not None
    return {
        "held.codes": goods.codes,
        "held.military": bool(goods.military) if known else None,
        "held.dual_use": bool(goods.dual_use) if known else None,
        "held.annex_iv": _annex_iv(goods) if known else None,
    }


def _barred(goods: Goods) -> tuple[str, ...]:
    return tuple(code for code in goods.military if _excluded_code(code) is not False)


def _annex_iv(goods: Goods) -> bool | None:
    """Whether a dual-use code is marked as Annex IV; None where the rows do not say so for certain."""
    if not goods.dual_use:
        return False
    rows = [list_codes().get(code) for code in goods.dual_use]
    marked = any(row is not None and "annex iv" in f"{row.note} {row.regime}".lower() for row in rows)
    return True if marked else None


def _project_facts(profile: Profile, goods: Goods, as_of: date) -> dict[str, Value | None]:
    project = profile.project or Project()
    partners = project.partners
    countries = None if partners is None else {partner.country for partner in partners} | {profile.country}
    programme = (project.programme or "").strip().lower()
    return {
        "project.given": profile.project is not None,
        "project.business_case": project.business_case,
        "project.programme": project.programme,
        # A project without a named programme is read as a direct application; the chain says so and asks.
        "project.in_programme": bool(programme) and programme not in _NO_PROGRAMME,
        "project.in_edf": any(name in programme for name in _EDF_NAMES),
        "project.has_ethics": project.programme_has_ethics,
        "project.dual_use": _is_dual_use(project, goods),
        "project.date": project.date or as_of,
        "project.entities": None if partners is None else len(partners) + 1,
        "project.countries": None if countries is None else tuple(sorted(c for c in countries if c)),
        "project.more_partners": None if countries is None or None in countries else False,
        "project.kinds": _kinds(profile, project),
        "project.partner_outside_eu": _outside_eu(project),
        "project.activities": project.activities,
    }


def _kinds(profile: Profile, project: Project) -> tuple[str, ...] | None:
    if project.partners is None or profile.kind is None:
        return None
    kinds = {profile.kind, *(partner.kind for partner in project.partners)}
    named = {kind for kind in kinds if kind is not None}
    # A partner of unknown kind leaves open what a company with an institution beside it has settled.
    settled = None not in kinds or ("company" in named and named & {"research", "university"})
    return tuple(sorted(named)) if settled else None


def _outside_eu(project: Project) -> bool | None:
    if project.partners is None:
        return None
    countries = [partner.country for partner in project.partners]
    if any(country and country not in place_table().groups["EU"] for country in countries):
        return True
    return None if None in countries else False


def _is_dual_use(project: Project, goods: Goods) -> bool | None:
    if goods.dual_use or project.business_case is not None:
        return True
    if project.end_use:
        return any(word in project.end_use.lower() for word in _DUAL_WORDS)
    return None


def call_facts(call: Call, profile: Profile, document: Document | None = None) -> dict[str, Value | None]:
    """What a call says of itself; its type is read from its identity and title, its levels also from its document."""
    low, high = asked_levels(call, document)
    mandatory = tuple(letter for letter, state in call.activities.items() if state == "yes-mandatory")
    covered = profile.project.activities if profile.project else None
    return {
        "call.programme": programme_of(call),
        "call.kind": kind_of(call),
        "call.opening": call.opening,
        "call.deadline": call.deadline,
        "call.min_entities": call.min_entities,
        "call.min_countries": call.min_countries,
        "call.audience": audience_of(call),
        "call.disruptive": "DIS" in call.id.split("-") or "RDIS" in call.id.split("-"),
        "call.organiser": "CHALLENGE" in call.id and call.id.endswith("O"),
        "call.support": kind_of(call) == "support",
        "call.framework": kind_of(call) == "framework",
        "call.trl_min": low,
        "call.trl_max": high,
        "call.trl": written_demand(low, high),
        "call.mandatory": mandatory,
        "project.covers_mandatory": None if covered is None else set(mandatory) <= set(covered),
        "call.trl_fits": _trl_fits(profile, low, high),
    }


def _levels(profile: Profile) -> tuple[int | None, int | None]:
    """Readiness levels of the project, else of the organisation."""
    project = profile.project or Project()
    return project.trl_min or profile.trl_min, project.trl_max or profile.trl_max


def asked_levels(call: Call, document: Document | None = None) -> tuple[int | None, int | None]:
    """Lowest and highest level of a topic.

    ``at least TRL 6`` leaves the top open, ``without exceeding TRL 4`` the foot.
    """
    levels = call.trl.levels
    if not levels:
        return None, None
    low, high = min(levels), max(levels)
    if low == high and document is not None:
        texts = [document.quote(clause.span) for clause in call.clauses if clause.kind == "trl"]
        if any(_LEAST.search(text) for text in texts):
            return low, _TOP_LEVEL
        if any(_MOST.search(text) for text in texts):
            return 1, high
    return low, high


def written_levels(low: int | None, high: int | None) -> str | None:
    """A range of levels as a reader writes it.

    >>> written_levels(4, 6), written_levels(6, 6), written_levels(6, 9), written_levels(None, 4)
    ('4-6', '6', '6-9', '4')
    """
    ends = [str(level) for level in dict.fromkeys((low, high)) if level is not None]
    return "-".join(ends) or None


def written_demand(low: int | None, high: int | None) -> str | None:
    """The levels that a call asks for; an end that it leaves open is not printed as if the call named it.

    >>> written_demand(6, 9), written_demand(1, 4), written_demand(4, 6)
    ('≥ 6', '≤ 4', '4-6')
    """
    if low is not None and low > 1 and high == _TOP_LEVEL:
        return f"≥ {low}"
    return f"≤ {high}" if low == 1 and high is not None and high < _TOP_LEVEL else written_levels(low, high)


def _trl_fits(profile: Profile, low: int | None, high: int | None) -> bool | None:
    """Whether the levels meet; open where one level is told and the only or least one of the call lies near it."""
    mine_low, mine_high = _levels(profile)
    if low is None or high is None or mine_low is None or mine_high is None:
        return None
    meets = mine_low <= high and low <= mine_high
    is_goal = high in (low, _TOP_LEVEL) and mine_low == mine_high
    return None if not meets and is_goal and abs(low - mine_low) <= _STEPS else meets


def programme_of(call: Call) -> str:
    """Programme by identity: ``EDF-2023-DA-UWW-MCMC`` is EDF; the first word of the id otherwise."""
    found = _PROGRAMME.search(call.id) or _PROGRAMME.search(f"{call.call_id or ''} {call.title}")
    return found[1].upper() if found else call.id.split("-")[0].upper()


def kind_of(call: Call) -> str | None:
    """Research, development, framework or support, by type of action, else by identity.

    ``EDF-2021-SENS-R-IRD`` and ``EDF-2022-RA-UWW-UTS`` are research, ``EDF-2021-GROUND-D-3CA`` is development.
    """
    named = (call.type_of_action or "").lower()
    for kind in ("framework", "support", "research", "development"):
        if kind in named:
            return kind
    parts = call.id.split("-")
    if parts[2:3] in (["FPA"], ["SGA"]):
        return "framework"
    if parts[2:3] == ["CSA"]:
        return "support"
    if {"RA", "R", "RDIS"} & set(parts):
        return "research"
    return "development" if {"DA", "D"} & set(parts) else None


def audience_of(call: Call) -> str:
    """Whom the call is for, by identity and title: SMEs, SMEs with research organisations, or all.

    A line for research by SMEs takes research organisations beside them, named so or not: universities and institutes
    are among the funded participants of that of 2021 (Funding & Tenders Portal), and not of those for development.
    """
    parts, title = set(call.id.split("-")), call.title.lower()
    if "SMERO" in parts or ("smes" in title and "research organisations" in title):
        return "sme-research"
    if "SME" in parts or "by smes" in title:
        return "sme-research" if kind_of(call) == "research" else "sme"
    return "all"


def is_thematic(call: Call) -> bool:
    """False for calls without a subject of their own (open, SME and support lines), shown apart."""
    parts = set(call.id.split("-"))
    if parts & {"NT", "SME", "SMERO", "OPEN"} or "non-thematic" in call.title.lower():
        return False
    return kind_of(call) != "support"
