"""Tie articles and annexes to the act they belong to: before it, behind it, or by context."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docintel.tag.keyed import cue
from docintel.tag.ref_articles import Clause, ClauseList, find_annexes, find_clauses, find_recitals, render
from docintel.tag.ref_names import scheme_of
from docintel.tag.scan import Found, Scan

_TO_ACT = re.compile(
    r"(?:,\s(?:deel|part|afdeling|section|hoofdstuk|chapter|punt|point|categorie|category)\s[a-z\d]{1,4}"
    r"(?:\.\d{1,2})?|\s\([a-z][^()]{2,40}\))?"
    r"\)?[,;]?\s*\(?(?:(?:van|of|uit|bij|to|in|bedoeld in|onder|under|from|ex)\s+)?(?:(?:de|het|the|dat|deze"
    r"|that|said|voornoemde?"
    r"|genoemde?|bovengenoemde?|gewijzigde?|gecoördineerde?|amended|council|commission|eu|vlaamse?|flemish"
    r"|belgische?)\s+){0,3}"
    r"[\"'\u2018\u201c]?"
)
_TO_ARTICLE = re.compile(
    r"(?:\s*\((?:[^()]{1,60})\))?(?:\s+(?:van|of)\s+(?:de|het|the)\s+(?:europe\w+|raad|council|commiss\w+"
    r"|vlaams\w*|flemish)[^,.;:()]{0,90})?"
    r"[,:;]?\s*\(?(?:(?:en\s+)?(?:met name|in het bijzonder|inzonderheid|meer bepaald|meer specifiek"
    r"|in particular|namely"
    r"|specifically|onder meer|notably|zoals|and in particular|cf\.|zie|see)\s+)?(?:(?:de|the|in|its|in its)\s+)?"
)
_OTHER_OWNER = re.compile(
    r"\)?,?\s+(?:van|of|uit|bij|to)\s+(?:(?P<kind>de|het|the|een|a|an|dat|die|deze|dit|this|that|ons|onze|our"
    r"|zijn|haar|hun|its|"
    r"their|dezelfde|hetzelfde|same|genoemde?|voornoemde?|said)\s+)?(?:genoemde?\s+|same\s+"
    r"|said\s+)?(?P<noun>common position|gemeenschappelijk standpunt|[a-z\u00e0-\u00ff][\w-]+)"
)
_OWN = frozenset({"dit", "deze", "this"})
_ACT_NOUNS = {
    "verordening": ("R",), "regulation": ("R",), "richtlijn": ("L",), "directive": ("L",),
    "besluit": ("D", "besluit", "kb", "mb"), "decision": ("D",), "decreet": ("decreet",), "decree": ("decreet",),
    "wet": ("wet",), "law": ("wet",), "act": ("wet",), "verdrag": ("treaty",), "treaty": ("treaty",),
    "common position": ("E",), "gemeenschappelijk standpunt": ("E",),
}  # fmt: skip
"""What a later ``that decree`` can be: the letter of a CELEX number, or the kind in an id."""
_UNKNOWN_ACT = re.compile(
    r",?\s+(?:[A-Z][a-z]*(?:wet|wetboek|decreet|besluit|verordening|verdrag|code)\b|[A-Z]{2,6}\b"
    r"|[A-Z][a-z]{1,3}(?=[\s,.;)])"
    r"|Wetboek|\w+se Grondwet|Wet\b|Verdrag|Europees\s+Verdrag|Working Party|Werkgroep|Groep|(?:[A-Z]\w+\s){1,3}(?:Act"
    r"|Code|Law|Treaty)\b)"
)
"""``artikel 7:457 BW``, ``art. 10 Duitse Grondwet``: an act that the list lacks; the article is none of this text."""
_THE = re.compile(r"\b(?:the|de|zijn|its)\s$")
_SIGN_BEHIND = re.compile(r",\s\u00a7")
"""``Annex I, \u00a73.2.2 ... of the Decision``: the annex of something else."""
_NEW = re.compile(r"\b(?:nieuwe?|new)\s$")
"""``een nieuw artikel 24.2 toevoegen``: not there yet."""
_LISBON = cue(r"verdrag van lissabon|lisbon treaty|treaty of lisbon|eu-verdrag|verdrag betreffende de europese unie")
_SHORT = re.compile(r"(?<![\w.,/])(?P<number>\d{1,3})(?P<subs>(?:\(\d{1,2}\))?(?:\([a-z]\))?)\s+$")
_TREATIES = {"VWEU": "TFEU", "TFEU": "TFEU", "VEU": "TEU", "TEU": "TEU"}
_ARTICLE_LIST = re.compile(r"art(?:ikel(?:en)?|icles?|t?\.)\s*[\d\s,()a-z]*$")
_REACH = 90
_AGAIN = 4000
"""An article without act repeats one with the same number this many characters before."""


@dataclass(frozen=True, slots=True)
class _Context:
    """Acts and codes of the text in order, with their starts for quick look-up."""

    acts: Sequence[Found]
    act_starts: Sequence[int]
    codes: Sequence[Found]
    code_starts: Sequence[int]


def join_clauses(scan: Scan, acts: Sequence[Found], codes: Sequence[Found]) -> list[Found]:
    """Acts and articles together: a tied pair becomes one place with the article in its id.

    Found: ``artikel 346, lid 1, onder b), VWEU``, ``Articles 173(3), 182(4), 183 and 188(2) TFEU``,
    ``Wapenhandeldecreet van 15 juni 2012, artikelen 3, 5, 7 en 8``, ``bijlage I bij Verordening (EU) 2021/821``,
    ``entry 5A002 of Annex I``. ``artikel 7 van de overeenkomst`` belongs to something that is no known act: nothing.
    """
    acts = sorted(acts, key=lambda act: act.start)
    context = _Context(acts, [act.start for act in acts], codes, [code.start for code in codes])
    used: set[int] = set()
    tied: dict[str, tuple[int, Found]] = {}
    found: list[Found] = list(_short_treaty(scan))
    for clauses in (*find_clauses(scan), *find_annexes(scan), *find_recitals(scan)):
        number, behind = _act_of(scan, clauses, context)
        if number is not None:
            used.add(number)
            found.append(_closed(scan, _tied(clauses, acts[number], behind=behind)))
            tied |= {clause.number: (clauses.end, acts[number]) for clause in clauses.clauses}
        elif clauses.loose:
            continue
        elif clauses.annex:
            found.extend(_annex(scan, clauses, context))
        elif (again := tied.get(clauses.clauses[0].number)) and clauses.start - again[0] < _AGAIN:
            found.extend(_repeated(scan, clauses, again[1]))
        else:
            found.extend(_local(scan, clauses, context))
    return [act for number, act in enumerate(acts) if number not in used] + found


def _repeated(scan: Scan, clauses: ClauseList, act: Found) -> Iterator[Found]:
    """``federale steun onder art. 346`` after ``artikel 346 VWEU``: the same article again."""
    is_other = _OTHER_OWNER.match(scan.lower, clauses.end) or _UNKNOWN_ACT.match(scan.text, clauses.end)
    if not is_other and len({clause.number for clause in clauses.clauses}) == 1:
        yield _meant(clauses, act, "article-again", 0.7)


def _act_of(scan: Scan, clauses: ClauseList, context: _Context) -> tuple[int | None, bool]:
    """Index of the act that the articles lead to, else of the act that leads to them."""
    acts = context.acts
    first = bisect.bisect_left(context.act_starts, clauses.end)
    for number in range(first, min(first + 3, len(acts))):
        if acts[number].start - clauses.end > _REACH:
            break
        if "\n\n" in scan.text[clauses.end : acts[number].start]:
            break
        if _fits(acts[number], clauses) and _TO_ACT.fullmatch(scan.lower, clauses.end, acts[number].start):
            return number, True
    for number in range(first - 1, max(-1, first - 3), -1):
        act = acts[number]
        if act.end <= clauses.start <= act.end + _REACH + 60 and _fits(act, clauses):
            if "\n\n" in scan.text[act.end : clauses.start]:
                break
            bare_annex = clauses.annex and not clauses.clauses[0].number
            if not bare_annex and _TO_ARTICLE.fullmatch(scan.lower, act.end, clauses.start):
                return number, False
    return None, False


def _fits(act: Found, clauses: ClauseList) -> bool:
    return act.rule != "official-journal" and not (clauses.annex and act.scheme in ("treaty", "com"))


def _tied(clauses: ClauseList, act: Found, *, behind: bool) -> Found:
    start, end = (clauses.start, act.end) if behind else (act.start, clauses.end)
    return act._replace(start=start, end=end, ids=tuple(_ids(act.ids[0], clauses)), rule="article-of-act", score=0.95)


def _meant(clauses: ClauseList, act: Found, rule: str, score: float) -> Found:
    """Articles of an act that is named elsewhere: the place is theirs alone."""
    joined = _tied(clauses, act, behind=True)
    return joined._replace(start=clauses.start, end=clauses.end, rule=rule, score=score)


def _closed(scan: Scan, found: Found) -> Found:
    """``wapenwet van 8 juni 2006 (art. 27)``: the bracket before the article is closed."""
    part = scan.text[found.start : found.end]
    is_open = part.count("(") > part.count(")") and scan.text[found.end : found.end + 1] == ")"
    return found._replace(end=found.end + 1) if is_open else found


def _ids(act: str, clauses: ClauseList) -> Iterator[str]:
    for clause in clauses.clauses:
        if clauses.annex or clauses.recital:
            yield f"{act}#{'ann' if clauses.annex else 'recital'}{clause.number}"
        elif act in ("TFEU", "TEU"):
            yield f"{act}:{render(clause, 'treaty')}"
        elif act == "TREATY:lisbon":
            yield _of_lisbon(clause)
        else:
            yield f"{act}#{render(clause, 'eu' if act.startswith(('CELEX', 'COM')) else 'national')}"


def _of_lisbon(clause: Clause) -> str:
    """The treaty of Lisbon changed two treaties: that on the Union has 55 articles, the rest are of the other."""
    number = re.match(r"\d+", clause.number)
    treaty = "TEU" if number is None or int(number.group()) <= 55 else "TFEU"
    return f"{treaty}:{render(clause, 'treaty')}"


def _annex(scan: Scan, clauses: ClauseList, context: _Context) -> Iterator[Found]:
    """``Annex I`` beside a dual-use code is that of the regulation; ``bijlage 1`` alone is one of this document."""
    number = clauses.clauses[0].number
    owner = _OTHER_OWNER.match(scan.lower, clauses.end)
    if _SIGN_BEHIND.match(scan.lower, clauses.end):
        return
    if not number:
        return
    if owner and owner["kind"] not in _OWN:
        yield from _of_earlier(clauses, owner["noun"], context)
        return
    act = _of_sentence(scan, clauses, context)
    if act:
        yield _meant(clauses, act, "annex-of-act-before", 0.95)
        return
    near = bisect.bisect_left(context.code_starts, clauses.start)
    for code in context.codes[max(0, near - 2) : near + 2] if number in ("I", "II", "IV") else ():
        if code.scheme == "dual-use" and _beside(scan, code, clauses):
            yield Found(
                clauses.start, clauses.end, "eu-act", (f"CELEX:32021R0821#ann{number}",), "annex-of-code", score=0.85
            )
            return
    ids = tuple(f"#ann{clause.number}" for clause in clauses.clauses)
    yield Found(clauses.start, clauses.end, "section", ids, "annex-here", score=0.8)


def _of_sentence(scan: Scan, clauses: ClauseList, context: _Context) -> Found | None:
    """``the REACH regulation, with the risk of its inclusion in the Annex XIV``: the act that the sentence named."""
    if not _THE.search(scan.lower, max(0, clauses.start - 5), clauses.start) or clauses.clauses[0].number.isdigit():
        return None
    number = bisect.bisect_left(context.act_starts, clauses.start) - 1
    act = context.acts[number] if number >= 0 else None
    reach = len(scan.before(clauses.start, 150))
    return act if act and act.ids[0].startswith("CELEX:3") and act.end >= clauses.start - reach else None


def _beside(scan: Scan, code: Found, clauses: ClauseList) -> bool:
    if 0 <= clauses.start - code.end <= 60:
        return "." not in scan.lower[code.end : clauses.start].replace("e.g.", "").lstrip(".")
    return 0 <= code.start - clauses.end <= 40 and "." not in scan.lower[clauses.end : code.start]


def _local(scan: Scan, clauses: ClauseList, context: _Context) -> Iterator[Found]:
    """Articles without an act next to them."""
    owner = _OTHER_OWNER.match(scan.lower, clauses.end)
    if owner and owner["kind"] not in _OWN:
        yield from _of_earlier(clauses, owner["noun"], context)
        return
    if _UNKNOWN_ACT.match(scan.text, clauses.end) or _NEW.search(scan.lower, max(0, clauses.start - 12), clauses.start):
        return
    if scan.near(_LISBON, clauses.start):
        ids = tuple(_of_lisbon(clause) for clause in clauses.clauses)
        yield Found(clauses.start, clauses.end, "treaty", ids, "article-of-treaty-near", score=0.7)
        return
    style = "eu" if any(kind == "paren" for clause in clauses.clauses for kind, _ in clause.subs) else "national"
    ids = tuple(f"#{render(clause, style)}" for clause in clauses.clauses)
    yield Found(clauses.start, clauses.end, "section", ids, "article-here", score=0.6)


def _of_earlier(clauses: ClauseList, noun: str, context: _Context) -> Iterator[Found]:
    """``artikel 5 van die verordening``, ``Annex IV of the Regulation``: of the last act of the kind."""
    act = _earlier(context, clauses.start, _ACT_NOUNS.get(noun, ()))
    if act:
        yield _meant(clauses, act, "article-of-earlier-act", 0.7)


def _earlier(context: _Context, position: int, kinds: Sequence[str]) -> Found | None:
    """The last act of some kinds that was named before."""
    last = bisect.bisect_left(context.act_starts, position)
    for act in reversed(context.acts[max(0, last - 12) : last]) if kinds else ():
        if position - act.end > 3000:
            return None
        if any(_is_of(act.ids[0], kind) for kind in kinds):
            return act
    return None


def _is_of(one: str, kind: str) -> bool:
    """Whether an act is of a kind: ``R`` a regulation by its CELEX number, ``decreet`` by the word in its id."""
    if kind == "treaty":
        return scheme_of(one) == "treaty"
    return f":{kind}:" in one or (len(kind) == 1 and one[:7] == "CELEX:3" and one[11:12] == kind)


def _short_treaty(scan: Scan) -> Iterator[Found]:
    """``346 VWEU``, ``346(1)(b) TFEU`` without the word article."""
    for word, treaty in _TREATIES.items():
        for start in scan.places(word, cased=True) if word.lower() in scan.words else ():
            match = _SHORT.search(scan.text, max(0, start - 20), start)
            if match and not _ARTICLE_LIST.search(scan.before(match.start(), 40)):
                one = f"{treaty}:{match['number']}{match['subs']}"
                yield Found(match.start(), start + len(word), "treaty", (one,), "short-treaty", score=0.9)
