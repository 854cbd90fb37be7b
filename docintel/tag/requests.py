"""Sentences that ask for something, and of whom they ask it; the cue words are rows of ``requests.toml``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from docintel.lexicon import data_toml
from docintel.sentences import split_sentences
from docintel.types import Block, Document, Language, Span

_LABEL = re.compile(
    r"(?i)^\W*(?:gericht aan|geadresseerde|bestemd voor|verantwoordelijke|trekker|actor|addressees?|addressed to"
    r"|responsible|aan|voor|to|for)\s*:\s*(?P<who>[^.;\n]{3,80})"
)
_ASIDE = re.compile(r"\([^()]*\)|[“\"][^“”\"]{0,200}[”\"]")
"""What stands in brackets or quotation marks is not what the sentence itself asks."""
_FIRST_WORD = re.compile(r"^\W*(?:(?:\d+(?:\.\d+)*|[a-z])[.)]\s+)?([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class _Cues:
    asks: re.Pattern[str]
    never: re.Pattern[str]
    starts: frozenset[str]
    directed: re.Pattern[str]
    """An actor before a modal verb, right after one, or after a verb that directs."""


def find_requests(document: Document, span: Span, language: Language) -> list[Span]:
    """The sentences of a stretch that ask for something, headings left out; of a table row the row itself."""
    if any(block.kind == "table" and block.span.covers(span) for block in document.blocks):
        cells = document.text[span.start : span.end].split("\t")
        return [span] if any(is_request(cell, language) for cell in cells) else []
    found: list[Span] = []
    for block in _blocks(document, span):
        tongue = block.language if block.language != "other" else language
        for sentence in split_sentences(document.text, max(block.span.start, span.start), block.span.end):
            if is_request(document.text[sentence.start : sentence.end], tongue):
                found.append(sentence)
    return found


def is_request(sentence: str, language: Language = "other") -> bool:
    """Tell whether a sentence asks: ``VARIO vraagt om ...``, ``The minister should ...``, ``Zorg voor ...``.

    A question asks for an answer, not for an act.
    """
    lower = " ".join(_ASIDE.sub(" ", sentence.lower()).split())
    if lower.rstrip("\"'”’ )").endswith("?") or len(lower) < 12:
        return False
    for cues in _cues_for(language):
        if cues.never.search(lower):
            continue
        if cues.asks.search(lower):
            return True
        first = _FIRST_WORD.match(lower)
        if first and first[1] in cues.starts:
            return True
    return False


def find_addressee(document: Document, span: Span, requests: Iterable[Span], language: Language) -> str | None:
    """Who is asked: a label (``Gericht aan: ...``), else the actor that the sentences direct most."""
    for block in _blocks(document, span):
        match = _LABEL.match(document.text[block.span.start : block.span.end])
        if match:
            return " ".join(match["who"].split())
    names: Counter[str] = Counter()
    printed: dict[str, str] = {}
    for request in requests:
        text = document.quote(request)
        for cues in _cues_for(language):
            for found in cues.directed.finditer(text):
                name = re.sub(r"(?i)^(?:de|het|the)\s+", "", next(group for group in found.groups() if group))
                names[name.casefold()] += 1
                printed.setdefault(name.casefold(), name)
    return printed[names.most_common(1)[0][0]] if names else None


def _blocks(document: Document, span: Span) -> list[Block]:
    return [
        block for block in document.blocks if block.kind in ("paragraph", "list_item") and span.overlaps(block.span)
    ]


def _cues_for(language: Language) -> tuple[_Cues, ...]:
    cues = _cues()
    return (cues[language],) if language in cues else tuple(cues.values())


@cache
def _cues() -> Mapping[str, _Cues]:
    """Compiled cue words by language."""
    found: dict[str, _Cues] = {}
    for language, row in data_toml("requests.toml").items():
        if isinstance(row, Mapping):
            asks = "|".join(f"(?:{each})" for each in row["asks"])
            actors = "|".join(f"(?:{each})" for each in row["actors"])
            found[language] = _Cues(
                re.compile(rf"\b(?:{asks})(?!\w)"),
                re.compile("|".join(f"(?:{each})" for each in row["never"])),
                frozenset(str(row["starts"]).split()),
                re.compile(
                    rf"(?i)\b({actors})\s+(?:\w+\s+){{0,2}}?(?:{row['modals']})\b|\b(?:{row['modals']})\s+({actors})\b"
                    rf"|\b(?:{row['directs']})\s+(?:aan\s+|that\s+)?({actors})\b"
                ),
            )
    return found
