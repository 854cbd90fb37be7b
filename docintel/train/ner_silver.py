"""Label running text where the labels can be trusted: law in English and Dutch, names carried over, slots filled.

A sentence is kept only when every capitalised word inside it is explained: part of a known name, part of a name known
to be something else, a word of law (``Article``, ``Lidstaat``), a demonym, or a word that the corpus mostly writes in
lower case. A first model as labeller was tried and left: it called ``Member States`` a person 2,957 times.
"""

from __future__ import annotations

import gzip
import hashlib
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language as Pipeline
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from docintel.train.ner_names import first_names, person_names

_ORG_HEAD = {
    "en": r"Ministry|Department|Court|Committee|Agency|Office|Board|Institute|Authority|Directorate|Federation|"
    r"University|Organi[sz]ation|Chamber|Federal Office|Centre|Association|Bureau",
    "nl": r"Ministerie|Departement|Hof|Comité|Agentschap|Bureau|Instituut|Federatie|Universiteit|Organisatie|Kamer|"
    r"Centrum|Vereniging|Stichting|Dienst|Inspectie|Directoraat-Generaal|FOD|Stuurgroep",
}
_ORG_LINK = {"en": "of|for|on", "nl": "van|voor|op|inzake"}
_CAPITAL = re.compile(r"[A-ZÀ-Þ][\w’'.-]*[a-zà-ÿ]|[A-ZÀ-Þ]{2,}")
_LAW_WORDS = {
    "en": frozenset(
        "Article Articles Annex Annexes Regulation Regulations Directive Directives Decision Decisions Member "
        "State States Members Party Parties Contracting Agreement Agreements Convention Treaty Protocol Chapter "
        "Section Title Part Point Appendix Table Schedule Recommendation Implementing Delegated Framework Journal "
        "Official Rules Rule Statute Act Code Charter Constitution Declaration Government Governments Minister "
        "Ministers Secretary President Chairman Mr Mrs Ms Madam Sir Commissioner Director General Executive Head "
        "Heads High Representative Contracting Territory Area Zone Fund Programme Annexed January February March "
        "April May June July August September October November December Monday Tuesday Wednesday Thursday Friday "
        "Saturday Sunday Euro Euros Internet No OJ ICT VAT CN CO2 British French German Dutch Greek Swiss Danish "
        "Swedish Polish Czech Welsh Irish Scottish English".split()
    ),
    "nl": frozenset(
        "Artikel Artikelen Bijlage Bijlagen Verordening Richtlijn Besluit Besluiten Lidstaat Lidstaten Staat "
        "Staten Partij Partijen Overeenkomstsluitende Verdragsluitende Overeenkomst Verdrag Protocol Hoofdstuk "
        "Titel Deel Afdeling Paragraaf Aanhangsel Tabel Wet Onze Minister Ministers President Koning Koningin "
        "Voorzitter Secretaris Directeur Mijnheer Mevrouw Commissaris Publicatieblad PB Staatsblad Staatscourant "
        "Stb Stcrt Handvest Grondwet Regeling Gouverneur Regering Regeringen Fonds Programma Euro Internet "
        "Nederlands Vlaams Frans Duits Engels Spaans Deens Zweeds Pools Grieks Italiaans Portugees Belgisch "
        "Europees BTW EEG EG Euratom EGKS ICT CO2 Bondsrepubliek".split()
    ),
}
_NUMBERED = re.compile(r"\(\) (?:nr\.?|No\.?|(?:19|20)\d\d/)|\(, Euratom\)")
_OPENERS = frozenset(".:;“‘„\"'(-–")
_DEMONYM = {
    "en": re.compile(r"[A-Z][a-z]+(?:ean|ian|ans?|ese|ish)"),
    "nl": re.compile(r"(?:[A-Z][a-zë]+-)?[A-ZE][a-zëï]+(?:se|aans?|anen|ezen)"),
}


def org_pattern(language: str) -> re.Pattern[str]:
    """Bodies named by what they do: ``Ministry of Foreign Affairs``, ``Ministerie van Landbouw en Visserij``."""
    capital = r"[A-ZÀ-Þ][\w-]+"
    joins = "and|of|the" if language == "en" else "en|van|de|het|der"
    return re.compile(
        rf"\b(?:{_ORG_HEAD[language]}) (?:{_ORG_LINK[language]}) (?:the |de |het )?"
        rf"{capital}(?:,? (?:(?:{joins}) ){{0,2}}{capital})*"
    )


def usual_case(lines: Iterable[str]) -> frozenset[str]:
    """Lower-cased words that stand in lower case at least twice as often as capitalised inside a sentence."""
    lower: Counter[str] = Counter()
    upper: Counter[str] = Counter()
    for line in lines:
        for word in re.findall(r"[^\W\d_][\w-]*", line)[1:]:
            if word[0].islower():
                lower[word] += 1
            else:
                upper[word.lower()] += 1
    return frozenset(word for word, times in lower.items() if times >= 3 and times >= 2 * upper[word])


class Labeller:
    """Labels for running text of one language, from known names, the pattern of bodies and first names."""

    def __init__(self, nlp: Pipeline, kinds: Mapping[str, str], ordinary: frozenset[str]) -> None:
        self.nlp = nlp
        self._kinds = kinds
        self._ordinary = ordinary
        self._language = str(nlp.lang)
        self._pattern = org_pattern(self._language)
        self._first = first_names(person_names(dict(kinds)))
        self._matcher = PhraseMatcher(nlp.vocab, attr="ORTH")
        for kind in ("PERSON", "ORG", "LOC", "NOT"):
            names = [name for name, found in kinds.items() if found == kind and self._telling(name)]
            self._matcher.add(kind, [nlp.make_doc(name) for name in names])

    def kind(self, name: str) -> str:
        """Kind of a name on its own, empty where it is not known."""
        words = name.split()
        if kind := self._kinds.get(name, "") or ("ORG" if self._pattern.fullmatch(name) else ""):
            return kind
        return "PERSON" if len(words) > 1 and words[0] in self._first and words[-1][:1].isupper() else ""

    def label(self, doc: Doc, more: Iterable[Span] = ()) -> bool:
        """Set the names of a tokenised sentence; ``False`` where a capitalised word stays unexplained.

        ``more`` are names from elsewhere (carried over).
        """
        known = [Span(doc, start, end, label=self.nlp.vocab.strings[key]) for key, start, end in self._matcher(doc)]
        known = [span for span in known if not self._in_a_number(span)]
        for match in self._pattern.finditer(doc.text):
            span = doc.char_span(*match.span(), label="ORG")
            if span is not None:
                known.append(span)
        spans = filter_spans([*more, *known, *self._persons(doc)])
        doc.set_ents([span for span in spans if span.label_ != "NOT"])
        inside = {token.i for span in spans for token in span}
        return all(token.i in inside or self._explained(doc, token.i) for token in doc)

    def _telling(self, name: str) -> bool:
        """Leave out single words that are ordinary, demonyms or words of law (``Point``, a place in WikiANN)."""
        plain = name.lower() in self._ordinary or name in _LAW_WORDS[self._language]
        demonym = self._language == "nl" and _DEMONYM["nl"].fullmatch(name)  # the English form fits `Japan` too
        return " " in name or not (plain or demonym)

    @staticmethod
    def _in_a_number(span: Span) -> bool:
        """Tell whether a name is part of the number of an act: ``2014/115/EU``, ``Verordening (EU) nr. 910/2014``."""
        before, after = span.doc.text[: span.start_char], span.doc.text[span.end_char :]
        return before.endswith("/") or after.startswith("/") or _NUMBERED.match(before[-1:] + after) is not None

    def _persons(self, doc: Doc) -> Iterator[Span]:
        """A first name with the capitalised words after it."""
        for token in doc:
            end = token.i + 1
            while end < len(doc) and (doc[end].text.istitle() or doc[end].text in {"van", "de", "der", "den", "von"}):
                end += 1
            if end - token.i in {2, 3, 4} and token.text in self._first and doc[end - 1].text.istitle():
                yield Span(doc, token.i, end, label="PERSON")

    def _explained(self, doc: Doc, place: int) -> bool:
        token = doc[place]
        opens = place == 0 or doc[place - 1].text in _OPENERS
        if not _CAPITAL.fullmatch(token.text) or (opens and not token.is_upper):
            return True
        known = token.text in _LAW_WORDS[self._language] or token.lower_ in self._ordinary
        return known or _DEMONYM[self._language].fullmatch(token.text) is not None


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence in both languages."""

    en: str
    nl: str


def read_pairs(data: Path, take: dict[str, int]) -> list[Pair]:
    """Sentence pairs of 6 to 60 words with a capital inside, the same ones in every run."""
    chosen: list[Pair] = []
    for name, size in sorted(take.items()):
        with gzip.open(data / "parallel" / f"{name}.en-nl.tsv.gz", "rt", encoding="utf-8") as stream:
            rows = {tuple(line.split("\t")[:2]) for line in stream}
        usable = [Pair(*row) for row in rows if 6 <= len(row[0].split()) <= 60 and re.search(r" [A-Z]\w+", row[0])]
        chosen += sorted(usable, key=lambda pair: _digest(pair.en))[:size]
    return chosen


def read_lines(path: Path, size: int) -> list[str]:
    """Sentences of a mono file, the same ones in every run."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        lines = {line.strip() for line in stream}
    return sorted((line for line in lines if 6 <= len(line.split()) <= 60), key=_digest)[:size]


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def mine_twins(labelled: Sequence[tuple[Doc, str]], least: int = 3) -> dict[str, frozenset[str]]:
    """Dutch names that go with English ones in at least six of ten places: ``Court of Auditors`` -> ``Rekenkamer``."""
    here: Counter[str] = Counter()
    there: Counter[str] = Counter()
    both: dict[str, Counter[str]] = defaultdict(Counter)
    for doc, dutch in labelled:
        names = {span.text for span in doc.ents}
        runs = set(capital_runs(dutch))
        here.update(names)
        there.update(runs)
        for name in names:
            both[name].update(runs)
    twins = {}
    for name, together in both.items():
        if here[name] >= least:
            dice = {run: 2 * times / (here[name] + there[run]) for run, times in together.items()}
            best = min(dice, key=lambda run: (-dice[run], -len(run), run), default="")
            if dice.get(best, 0.0) >= 0.6:
                twins[name] = frozenset({best})
    return twins


_RUN_WORD = re.compile(r"[A-ZÀ-Þ][\w’'-]*")
_RUN_LINKS = frozenset("van voor de der het en te den op".split())


def capital_runs(text: str) -> Iterator[str]:
    """All stretches of up to eight words that start and end with a capital, links between them allowed."""
    words = re.findall(r"[\w’'-]+|[^\w\s]", text)
    for start, first in enumerate(words):
        if not _RUN_WORD.fullmatch(first):
            continue
        for end in range(start + 1, min(start + 9, len(words) + 1)):
            last = words[end - 1]
            if _RUN_WORD.fullmatch(last):
                yield " ".join(words[start:end])
            elif last.lower() not in _RUN_LINKS:
                break


def carry_over(doc: Doc, target: Doc, twins: dict[str, frozenset[str]]) -> list[Span] | None:
    """The names of the English sentence found in the Dutch one; ``None`` where one is missing."""
    spans: list[Span] = []
    for name in doc.ents:
        surfaces = {name.text} | (twins.get(name.text, frozenset()) if name.label_ != "PERSON" else frozenset())
        found = [
            span
            for surface in surfaces
            for match in re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", target.text)
            if (span := target.char_span(*match.span(), label=name.label_)) is not None
        ]
        if not found:
            return None
        spans += found
    return filter_spans(spans)


@dataclass(frozen=True, slots=True)
class Pools:
    """Names to fill slots with, by kind, each in a fixed order."""

    names: dict[str, list[str]]
    first: tuple[str, ...] = tuple("ABCDEFGHIJKLMNPRSTVW")

    def draw(self, slot: str, rng: random.Random) -> tuple[str, str]:
        """A text and its label for a slot: P person, S surname, I initial, O, L, A short name, G fund, T technology."""
        if slot == "I":
            return f"{rng.choice(self.first)}.", "PERSON"
        if slot == "S":
            return " ".join(rng.choice(self.names["P"]).split()[1:]), "PERSON"
        label = {"P": "PERSON", "O": "ORG", "A": "ORG", "L": "LOC", "G": "", "T": ""}[slot]
        return rng.choice(self.names[slot]), label


def fill(nlp: Pipeline, templates: Sequence[str], pools: Pools, count: int, rng: random.Random) -> Iterator[Doc]:
    """Fill templates: ``Minister {P} sprak in {L}.``; an initial beside a surname joins its name."""
    for number in range(count):
        template = templates[number % len(templates)]
        text = ""
        spans: list[tuple[int, int, str]] = []
        for part in re.split(r"(\{[A-Z]\})", template):
            if not re.fullmatch(r"\{[A-Z]\}", part):
                text += part
                continue
            name, label = pools.draw(part[1], rng)
            joined = spans and text == text[: spans[-1][1]] + " " and label == spans[-1][2] == "PERSON"
            start = spans.pop()[0] if joined else len(text)
            text += name
            if label:
                spans.append((start, len(text), label))
        doc = nlp.make_doc(text)
        found = [doc.char_span(*span[:2], label=span[2]) for span in spans]
        if None not in found:
            doc.set_ents([span for span in found if span is not None])
            yield doc


def swap_names(nlp: Pipeline, doc: Doc, pools: Pools, rng: random.Random) -> Doc | None:
    """The sentence with other names of the same kind: the context stays real, the names vary."""
    slots = {"PERSON": "P", "ORG": "O", "LOC": "L"}
    text, spans, last = "", list[tuple[int, int, str]](), 0
    for span in doc.ents:
        text += doc.text[last : span.start_char]
        name, _ = pools.draw(slots[span.label_], rng)
        spans.append((len(text), len(text) + len(name), span.label_))
        text += name
        last = span.end_char
    fresh = nlp.make_doc(text + doc.text[last:])
    found = [fresh.char_span(*span[:2], label=span[2]) for span in spans]
    if None in found:
        return None
    fresh.set_ents([span for span in found if span is not None])
    return fresh
