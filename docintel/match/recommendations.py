"""Policy recommendations that concern a profile: by the theme of their own text and the profile's facts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from pydantic import BaseModel, ConfigDict

from docintel.lexicon import data_text
from docintel.match.asks import ASKED, ask_strength
from docintel.match.conditions import Facts, parse_condition
from docintel.match.gates import fill
from docintel.match.rules import Bilingual, ReportLanguage
from docintel.match.sentences import evidence_of, section_at
from docintel.match.sources import Quoter, folded
from docintel.match.tables import place_table
from docintel.match.wording import word
from docintel.types import Concern, Document, Evidence, Place, Recommendation, Verdict

_TITLE, _BODY = 1.0, 0.45
"""A theme in the title is what the recommendation is about; in its requests it may be a side remark."""
_FLOOR = 0.4
_REQUESTS, _REASONS = 2, 2


class _Theme(BaseModel):
    """A row of ``data/rules/themes.toml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    words: tuple[str, ...]
    """In lower case, both languages; one of them has to stand in the text."""
    condition: str
    weight: float = 1.0
    reason: Bilingual


class _ThemeFile(BaseModel):
    subject: tuple[tuple[str, ...], ...]
    """Groups of words; a document whose recommendations count names one of each."""
    theme: tuple[_Theme, ...]


@cache
def _themes() -> _ThemeFile:
    return _ThemeFile.model_validate(tomllib.loads(data_text("rules/themes.toml")))


@dataclass(frozen=True, slots=True)
class _Touch:
    """A theme that a recommendation treats and that concerns the profile, or may."""

    theme: _Theme
    score: float
    certain: bool
    in_title: bool


def find_concerns(quoter: Quoter, facts: Facts, language: ReportLanguage, limit: int) -> tuple[Concern, ...]:
    """Recommendations that concern the profile, strongest first; a bare heading gives way to those under it."""
    library = quoter.library
    asking = {recommendation.document for recommendation in library.recommendations}
    wanted = {name for name in asking if name in library.documents and _on_subject(library.documents[name].text)}
    found = [
        concern
        for recommendation in library.recommendations
        if recommendation.document in wanted
        and (concern := _concern(recommendation, quoter, facts, language)) is not None
    ]
    shown = [concern for concern in found if concern.evidence or not _is_heading(concern, found)]
    return tuple(sorted(shown, key=lambda concern: (-concern.score, concern.number)))[:limit]


@lru_cache(maxsize=256)
def _on_subject(text: str) -> bool:
    """Whether a document speaks of the subject of the themes; few are kept, since each key is a whole text."""
    bare = text.lower()
    return all(any(word in bare for word in group) for group in _themes().subject)


def _is_heading(concern: Concern, others: Iterable[Concern]) -> bool:
    """Whether others stand under it: ``5`` over ``5.1`` and ``5.2``."""
    return any(other.document == concern.document and other.number.startswith(f"{concern.number}.") for other in others)


def _concern(recommendation: Recommendation, quoter: Quoter, facts: Facts, language: ReportLanguage) -> Concern | None:
    document = quoter.library.documents.get(recommendation.document)
    touches = sorted(_touches(recommendation, document, facts), key=lambda touch: -touch.score)
    if not touches or touches[0].score < _FLOOR:
        return None
    best = touches[0]
    # What it is about tells why it concerns; a side remark only where its title names no theme.
    reasons = [touch for touch in touches if touch.in_title][:_REASONS] or touches[:1]
    verdict: Verdict = "applies" if any(touch.certain for touch in reasons) else "unknown"
    return Concern(
        number=recommendation.number,
        title=recommendation.titles.get(language, recommendation.title),
        document=recommendation.document,
        score=round(best.score + 0.05 * (len(touches) - 1), 3),
        verdict=verdict,
        reason="; ".join(_reason(touch, facts, language) for touch in reasons),
        places=recommendation.places,
        evidence=_requests(recommendation, document, language, quoter),
        addressee=recommendation.addressee,
        follow_up=tuple(_titled(place, quoter) for place in recommendation.follow_up),
    )


def _titled(place: Place, quoter: Quoter) -> Place:
    """A place in another document with the title of that document before its own."""
    document = quoter.library.documents.get(place.document)
    titles = (document.title if document is not None else None, place.title)
    return replace(place, title=", ".join(title for title in titles if title))


def _reason(touch: _Touch, facts: Facts, language: ReportLanguage) -> str:
    """Why it concerns the profile; where a fact is missing, only perhaps."""
    missing = f" ({word('value.missing', language)})"
    text = fill(touch.theme.reason.of(language), facts, language).replace(missing, "")
    return text if touch.certain else word("reason.maybe", language).format(reason=text)


def _touches(recommendation: Recommendation, document: Document | None, facts: Facts) -> Iterable[_Touch]:
    titles = {
        recommendation.title,
        *recommendation.titles.values(),
        *(p.title for p in recommendation.places if p.title),
    }
    title = folded(" ".join(sorted(titles)))
    body = folded(" ".join(document.quote(span) for span in recommendation.requests)) if document else ""
    about = any(_names(title, theme) for theme in _themes().theme)
    for theme in _themes().theme:
        strength = _TITLE if _names(title, theme) else _BODY if _names(body, theme) else 0.0
        if not strength:
            continue
        truth = parse_condition(theme.condition).ask(facts, place_table().groups).truth
        # A side remark on clearances in a request about exports: no reason for who exports nothing.
        if truth is not False and (strength == _TITLE or not about):
            yield _Touch(theme, strength * theme.weight * (1.0 if truth else 0.6), bool(truth), strength == _TITLE)


def _names(text: str, theme: _Theme) -> bool:
    return any(word in text for word in theme.words)


def _requests(
    recommendation: Recommendation, document: Document | None, language: ReportLanguage, quoter: Quoter
) -> tuple[Evidence, ...]:
    """What it asks, as quotes, in the language of the report where the document says it in both.

    The author's own verb (VARIO vraagt) beats what should be done; a sentence that asks nothing is not shown.
    """
    if document is None:
        return ()
    places = [place for place in recommendation.places if place.span is not None and place.document == document.id]
    for wanted in dict.fromkeys((language, *(place.language for place in places))):
        spans = [place.span for place in places if place.language == wanted and place.span is not None]
        asking = [(ask_strength(document.quote(each.span)), each.span) for each in quoter.within(document, spans[:1])]
        asking = [item for item in asking if item[0] and not document.quote(item[1]).endswith(":")]
        if asking:
            top = max(value for value, _ in asking)
            shown = [span for value, span in asking if value == top or top < ASKED][:_REQUESTS]
            return tuple(evidence_of(document, span, section=section_at(document, span)) for span in shown)
    listed = [span for span in recommendation.requests if ask_strength(document.quote(span))][:_REQUESTS]
    return tuple(evidence_of(document, span, section=section_at(document, span)) for span in listed)
