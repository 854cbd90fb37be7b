"""From a profile to a report: relevance ranks the calls, gates decide them, the chain and the routes stand beside."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from docintel.lexicon import ListCode, ancestors, list_codes
from docintel.match.catalogue import Catalogue, build_catalogue
from docintel.match.chain import Setting, flemish_route
from docintel.match.conditions import Facts
from docintel.match.explain import evidence_for
from docintel.match.facts import call_facts, programme_of
from docintel.match.gates import Judge, verdict_of
from docintel.match.library import Library
from docintel.match.missing import missing_facts
from docintel.match.own_work import claims_work
from docintel.match.profiles import Profile
from docintel.match.reasons import Reasons
from docintel.match.recommendations import find_concerns
from docintel.match.relevance import Engine, score, sentences_of
from docintel.match.routes import find_routes
from docintel.match.rules import ReportLanguage, Rule, load_rules, rules_of
from docintel.match.sources import Quoter
from docintel.match.summary import all_conditions, summarise
from docintel.types import Call, CandidateCode, Concern, Gate, Language, Match, Report

_CANDIDATES, _DUAL_USE = 6, 4
"""Most candidates of the military list, which the Flemish route asks for first, and how many more with dual use."""
_TRADE = re.compile(r"\bengineer(?:s|ing)?\b", re.IGNORECASE)
"""Its stem is that of ``engine``; ``field engineer equipment`` is told by its other words."""
_TAIL = {
    "en": re.compile(r"(?<!technology)\s(?:for|of|against)\s.*"),
    "nl": re.compile(r"(?<!technologie)\s(?:voor|van|tegen)\s.*"),
}
"""What a label says after its goods; technology is told by nothing else."""


@dataclass(frozen=True)
class Matcher:
    """A library made ready once for many profiles."""

    library: Library

    @cached_property
    def engine(self) -> Engine:
        """Clauses, vectors and term weights of all calls."""
        return Engine(self.library, self.catalogue)

    @cached_property
    def catalogue(self) -> Catalogue:
        """All calls cut into clauses."""
        return build_catalogue(self.library)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Shipped rules and the user's."""
        return load_rules(self.library.extra_rules)

    @cached_property
    def quoter(self) -> Quoter:
        """Finds the sentences behind rules."""
        return Quoter(self.library)

    @cached_property
    def later_calls(self) -> dict[str, tuple[str, ...]]:
        """By call: the calls that opened later and name it in their own text."""
        opening = {call.id: call.opening for call in self.catalogue.calls}
        found: dict[str, list[str]] = defaultdict(list)
        for call in self.catalogue.calls:
            for name in call.cross_refs:
                before = opening.get(name)
                if before is not None and call.opening is not None and before < call.opening:
                    found[name].append(call.id)
        return {name: tuple(later) for name, later in found.items()}

    def thematic_ids(self) -> frozenset[str]:
        """Calls on a subject of their own, unlike those open to any."""
        pairs = zip(self.catalogue.calls, self.catalogue.thematic, strict=True)
        return frozenset(call.id for call, thematic in pairs if thematic)

    def ranking(self, profile: Profile, *, thematic: bool = False) -> list[str]:
        """Ids of all calls, nearest first, without deciding any; only the thematic ones where asked."""
        if not self.catalogue.calls:
            return []
        ids = [self.catalogue.calls[index].id for index in score(profile, self.engine).order]
        return [name for name in ids if not thematic or name in self.thematic_ids()]

    def match(
        self,
        profile: Profile,
        *,
        as_of: date,
        limit: int = 20,
        recommendations: int = 10,
        language: ReportLanguage | None = None,
    ) -> Report:
        """What applies to one profile on one day."""
        language = language or profile.language
        candidates = find_codes(profile, self.library)
        route, facts = flemish_route(profile, candidates, Setting(self.rules, self.quoter, language, as_of))
        routes = (route, *find_routes(self.rules, facts, as_of, language, self.quoter))
        matches = self._matches(profile, facts, as_of, language, limit)
        near = any(match.is_near for match in matches)
        concerns = find_concerns(self.quoter, {**facts, "calls.near": near}, language, recommendations)
        return Report(
            profile=profile.label,
            as_of=as_of,
            language=language,
            calls=matches,
            conditions=all_conditions(matches),
            recommendations=concerns,
            routes=routes,
            candidates=tuple(labelled(found, language) for found in candidates),
            missing_facts=missing_facts(matches, routes),
            summary=summarise(matches, as_of, language, routes),
            notices=_notices(matches, concerns, self.library),
        )

    def _matches(
        self, profile: Profile, facts: Facts, as_of: date, language: ReportLanguage, limit: int
    ) -> tuple[Match, ...]:
        """The nearest calls in order, each with its rank among all; non-thematic ones follow by their own rules."""
        if not self.catalogue.calls:
            return ()
        scores = score(profile, self.engine)
        reasons = Reasons(self.engine, scores)
        order = scores.order
        thematic = [index for index in order if self.catalogue.thematic[index]]
        apart = [index for index in order if not self.catalogue.thematic[index]]
        wanted = {*self._nearest(thematic, as_of, limit), *apart}
        found = []
        for rank, index in enumerate((*thematic, *apart), start=1):
            if index not in wanted:
                continue
            call = self.catalogue.calls[index]
            own = call_facts(call, profile, self.library.documents.get(call.document))
            judge = Judge({**facts, **own}, as_of, language, self.quoter)
            found.append(self._match(rank, index, call, reasons, judge))
        return tuple(found)

    def _nearest(self, order: Sequence[int], as_of: date, limit: int) -> set[int]:
        """The nearest that are open or to come, and as many that closed: they come back, but take no place of these."""
        days = {index: self.catalogue.calls[index].deadline or as_of for index in order}
        closed, going = ([index for index in order if (days[index] < as_of) is over] for over in (True, False))
        return {*closed[:limit], *going[:limit]}

    def _match(self, rank: int, index: int, call: Call, reasons: Reasons, judge: Judge) -> Match:
        rules = (*rules_of(self.rules, "general"), *rules_of(self.rules, programme_of(call)))
        gates = judge.gates(rules, call)
        verdict = verdict_of(gates)
        return Match(
            id=call.id,
            title=call.title,
            rank=rank,
            verdict=verdict,
            relevance=reasons.scores.relevance(index),
            gates=gates,
            evidence=evidence_for(index, reasons, self.catalogue, self.library),
            conditions=tuple(gate.compared for gate in gates if gate.level == "project" and gate.state != "met"),
            deadline=call.deadline,
            opening=call.opening,
            budget_eur=call.budget_eur,
            call_budget_eur=call.call_budget_eur,
            reason=self._reason(gates, rules) if verdict == "blocked" else None,
            group="thematic" if self.catalogue.thematic[index] else "non-thematic",
            document=call.document,
            page=call.page_start,
            scope=self.catalogue.scope_of(index),
            named_by=self.later_calls.get(call.id, ()),
            brief=not self.engine.full[index],
        )

    @staticmethod
    def _reason(gates: Iterable[Gate], rules: Iterable[Rule]) -> str | None:
        """The word of the first rule that blocks; that a call has yet to open only where nothing else does."""
        reasons = {rule.id: rule.reason or rule.id for rule in rules}
        blocked = [reasons[gate.id] for gate in gates if gate.state == "not_met" and gate.level != "project"]
        return min(blocked, key=lambda reason: reason == "not-yet-open", default=None)


def match_profile(
    profile: Profile,
    library: Library,
    *,
    as_of: date,
    limit: int = 20,
    language: ReportLanguage | None = None,
) -> Report:
    """What applies to one profile; for many profiles make one ``Matcher``."""
    return Matcher(library).match(profile, as_of=as_of, limit=limit, language=language)


def find_codes(profile: Profile, library: Library) -> list[CandidateCode]:
    """Candidate list codes of all texts, each once, likeliest first; none where the profile says that none applies."""
    if profile.list_codes == ():
        return []
    best: dict[str, CandidateCode] = {}
    said = (text for text in sentences_of(profile.description, library) if claims_work(text))
    texts = (*profile.capabilities, *profile.technologies, *said)
    for text in dict.fromkeys(texts):
        for found in library.find_candidates(text, profile.language):
            shown = refine(replace(found, capability=text), profile.language, library)
            if shown.code not in best or best[shown.code].score < shown.score:
                best[shown.code] = shown
    parents = {ancestor for code in best for ancestor in ancestors(code)}
    kept = [found for code, found in best.items() if code not in parents]
    ranked = sorted(kept, key=lambda found: (-found.score, found.code))
    military = [found for found in ranked if not found.code.startswith("DU:")]
    return [*military[:_CANDIDATES], *(found for found in ranked if found not in military)][: _CANDIDATES + _DUAL_USE]


def refine(found: CandidateCode, language: Language, library: Library) -> CandidateCode:
    """The sub-item whose label shares most terms with the text; the category itself where none stands out.

    ``infraroodcamera`` in ML15 points at ML15.d (infrared imagers) rather than ML15.b (cameras).
    """
    said = set(library.analyse(_TRADE.sub("", found.capability), language))
    shared = {row.id: _shared(said, row, language, library) for row in children(found.code)}
    ranked = sorted(shared, key=lambda code: -shared[code])
    if not ranked or shared[ranked[0]] == 0 or (len(ranked) > 1 and shared[ranked[0]] == shared[ranked[1]]):
        return found
    return replace(found, code=ranked[0])


def labelled(found: CandidateCode, language: ReportLanguage) -> CandidateCode:
    """A candidate with its label in the language of the report."""
    row = list_codes().get(found.code)
    return replace(found, label=row.nl if language == "nl" else row.en) if row is not None else found


def children(code: str) -> tuple[ListCode, ...]:
    """Sub-items of a list code."""
    return tuple(row for row in list_codes().values() if row.parent == code)


def _shared(said: set[str], row: ListCode, language: Language, library: Library) -> int:
    """Words that a text shares with a label; none where it shares only what the goods are for, of or against.

    An office of engineers for helicopters and aircraft makes no ``ground equipment for ML10.a aircraft or engines``,
    a ground station of satellites no ``jammers of satellite navigation``.
    """
    label, tail = (row.nl, _TAIL["nl"]) if language == "nl" else (row.en, _TAIL["en"])
    if said.isdisjoint(library.analyse(tail.sub("", label), language)):
        return 0
    return len(said.intersection(library.analyse(label, language)))


def _notices(matches: Iterable[Match], concerns: Iterable[Concern], library: Library) -> tuple[str, ...]:
    """What quoted documents say of their own standing."""
    quoted = [quote for match in matches for quote in match.evidence]
    quoted += [quote for concern in concerns for quote in concern.evidence]
    used = dict.fromkeys(quote.document for quote in quoted if quote.document)
    documents = (library.documents.get(identity) for identity in used)
    return tuple(dict.fromkeys(document.notice for document in documents if document and document.notice))
