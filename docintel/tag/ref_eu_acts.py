"""EU acts by number: regulations, directives, decisions, CELEX, ELI, COM documents, the Official Journal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from docintel.lexicon import acts
from docintel.tag.dates import read_date
from docintel.tag.keyed import cue
from docintel.tag.scan import Found, Scan

_NUMBER = re.compile(
    r"(?P<a>\d\d{0,3})/(?P<b>\d{1,5})(?!\d|/\d)"
    r"(?:[ ]?/[ ]?(?P<suffix>EG|EC|EU|EEG|EEC|CE|UE|CEE|GBVB|CFSP|PESC|JBZ|JHA|JAI|Euratom|EGKS|ECSC|EWG"
    r"|GASP)(?![A-Za-z]))?"
)
_KINDS: tuple[tuple[str, str], ...] = (
    (r"verordening(?:en)?|regulations?|regs?\.?|r[e\u00e8]glements?|vo\.?|verordnung(?:en)?", "R"),
    (r"kaderbesluit(?:en)?|framework decisions?", "F"),
    (r"gemeenschappelijk(?:e)? standpunt(?:en)?|common positions?|gemeenschappelijk optreden|joint actions?|gs", "E"),
    (r"aanbeveling(?:en)?|recommendations?", "H"),
    (r"richtlijn(?:en)?|directives?|dir\.?|richtlinien?|rl\.?", "L"),
    (r"besluit(?:en)?|decisions?|beschikking(?:en)?|d[e\u00e9]cisions?|beschluss", "D"),
)
_KIND = "|".join(words for words, _ in _KINDS)
_ANY_KIND = cue(_KIND)
_MARK = r"\((?:eu|eg|ec|eeg|eec|ue|ce|gbvb|cfsp|euratom|ecb|jbz|jha|[, ]){1,12}\)"
_BEFORE = re.compile(
    rf"(?:(?P<body>council|commission|raads|eu|europese|european)[ -])?(?:(?:implementing|delegated|gedelegeerde"
    rf"|commission) )?"
    rf"(?P<adjective>uitvoerings|implementing |delegated |gedelegeerde )?"
    rf"(?P<kind>{_KIND})\s*(?:(?:van de (?:raad|commissie)|of the (?:council|commission))\s+)?"
    rf"(?P<mark>{_MARK}|eu)?\s*(?P<nr>n[ro]s?\.?|n\u00b0|nummer|number)?\s*$"
)
_CHAIN = re.compile(
    rf"(?:\s*[,;/]\s*|\s+(?:en|of|and|or|alsook)\s+)(?:(?:de|het|the)\s+)?(?:{_MARK})?\s*(?:n[ro]\.?\s*)?$"
)
_NAMED = re.compile(r"(?P<kind>verordening|regulation|richtlijn|directive)(?: [\w -]{1,50})? \($")
"""``the Firearms Directive (91/477/EEC)``: kind, name and number, which the letters behind it make one of the Union."""
_LOCAL = re.compile(r"\s+(?:van de|of the)\s+(?:stad|gemeente|provincie|city|municipal|town)")
_OFFICIAL = re.compile(r"\s*(?:van|of)\s+(?:de|the|het)\s+(?:europe|raad|council|commissi)")
_ARTICLE_BEFORE = re.compile(
    r"(?:art(?:ikel|icle|\.)?(?:en|s)?\s.{1,30}|bijlage\s.{0,6}|annex\s.{0,6})\b(?:van|of|bij|to)\s+$"
)
_MARKED = re.compile(rf"(?:{_MARK}|\beu)\s?(?:n[ro]\.?\s?)?$")
_CONTROL_WORDS = cue(r"dual.use|verordening|regulation")
_CELEX = re.compile(
    r"([03-9])((?:19|20)\d{2})(R|L|D|E|F|H|PC|DC|JC|SC|XG|XC|CJ|CC|TJ)"
    r"(\d{4})(?:-\d{8}|R\(\d\d\)|\(\d\d\))?(?![0-9A-Za-z])"
)
_CELEX_SHAPE = re.compile(r"[03-9][12][09]\d\d[a-z]{1,2}\d{4}|eli/")
_CELEX_WORD = re.compile(r"celex(?::\s?|\s(?:nr\.?\s|number\s)?)$")
_ELI = re.compile(r"eli/(reg|dir|dec|reg_impl|reg_del|dec_impl|reco)/(\d{4})/(\d{1,4})(?:/oj)?")
_ELI_KINDS = {"reg": "R", "dir": "L", "dec": "D", "reg_impl": "R", "reg_del": "R", "dec_impl": "D", "reco": "H"}
_COM = re.compile(
    r"(COM|JOIN|SWD|SEC|C)\s?(?:\((\d{4})\)|/(\d{4})/|\[(\d{4})\])\s?(?:nr\.?\s?)?0*(\d{1,5})(?!\d)"
    r"(?:\s(?:final|def\.|definitief|endg\.|fin\.))?"
)
_PROPOSAL = re.compile(r"voorstel|proposal|ontwerp|draft (?:regulation|directive|decision)")
_MESSAGE = re.compile(
    r"mededeling|communicat|verslag|report|witboek|groenboek|white paper|green paper|actieplan|action plan|strateg"
)
_OJ = re.compile(
    r"(?:(?:PB|OJ|Pb|PBEU|PbEU|PbEG|PBEG|OJEU|PB EU|Publicatieblad(?: van de (?:Europese (?:Unie|Gemeenschappen)|EU))?"
    r"|Official Journal(?: of the (?:European (?:Union|Communities)|EU))?)[ ,.:]{1,3}(?:nr\.? |serie "
    r"|series )?)(?P<year>(?:19|20)\d\d,? )?(?P<series>[LC])"
    r"(?:[ ]?(?P<number>\d{1,3})(?!\d)(?:[ ]?(?P<sub>[AEI])(?![a-z]))?)"
)
_JOURNAL_WORDS = ("pb", "oj", "pbeu", "pbeg", "oje", "ojeu", "publicatieblad", "journal")
_OJ_TAIL = re.compile(r"(?:,?\s*(?:van|of|d\.d\.)?\s*)(?=\d)")
_OJ_PAGE = re.compile(r"(?:,?\s*(?:blz\.|bladz\.|p\.|pp\.|pag\.|page|S\.)\s*|/)(\d{1,4})(?:\s?[-\u2013]\s?\d{1,4})?")
_OJ_SINCE = re.compile(
    r"(?:PB|OJ|PbEU)[ ,]{1,2}([LC])(?: series)?, (20[2-9]\d)/(\d{1,5})(?![\d/])(?:, \d{1,2}\.\d{1,2}\.20\d\d)?"
)
"""Since October 2023 an act is its own issue of the journal: ``OJ L, 2024/1689, 12.7.2024``."""
_OJ_NEW = re.compile(r"([CL])/(20[2-9]\d)/(\d{1,5})(?![\d/])")
_OJ_MIDDLE = re.compile(r"((?:19|20)\d\d)/([CL])[ ]?(\d{1,3})/(\d{2})(?!\d)")
_OJ_SHAPE = re.compile(r"[cl]/20\d\d/|\d\d/[cl]")


@cache
def known_ids() -> frozenset[str]:
    """Ids of all acts in the data."""
    return frozenset(row.id for row in acts())


@cache
def _by_number() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Acts by (year, number), whatever their kind."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for one in known_ids():
        match = re.fullmatch(r"CELEX:3(\d{4})([A-Z])(\d{4})", one)
        if match:
            key = (match.group(1), match.group(3))
            found[key] = (*found.get(key, ()), one)
    return found


def find_eu_acts(scan: Scan) -> Iterator[Found]:
    """Every EU form that carries a number."""
    if "/" in scan.text:
        yield from _numbered(scan)
        if scan.holds(_OJ_SHAPE):
            yield from _journal_numbers(scan)
    if scan.holds(_CELEX_SHAPE):
        yield from _celex(scan)
    if not scan.words.isdisjoint(("com", "join", "swd", "sec", "c")):
        yield from _commission_documents(scan)
    if not scan.words.isdisjoint(_JOURNAL_WORDS):
        yield from _journals(scan)


def _numbered(scan: Scan) -> Iterator[Found]:
    """``Verordening (EU) 2021/821``, ``Richtlijn 2009/43/EG``, ``verordening nr. 1334/2000``.

    In a list the kind carries on (``Richtlijnen 2009/43/EG en 2009/81/EG``). A number alone counts where an article
    leads to it and the act is known (``artikel 4 van 2021/821``); ``2021/2022`` and ``2007/0279 (COD)`` never do.
    """
    last_end, last_kind = -1, ""
    for match in _NUMBER.finditer(scan.text):
        previous = scan.text[match.start() - 1 : match.start()]
        if match["b"][0] == "0" or previous.isalnum() or (previous and previous in "/.-_"):
            continue
        before = scan.lower[max(0, match.start() - 90) : match.start()]
        head = _BEFORE.search(before) if scan.near(_ANY_KIND, match.start()) else None
        start, kind = match.start(), ""
        if head and not before[head.start() - 1 : head.start()].isalnum() and _is_official(scan, head, match):
            start, kind = match.start() - len(before) + head.start(), _kind_of(head["kind"])
        elif last_kind and match.start() - last_end < 40 and _CHAIN.fullmatch(scan.lower, last_end, match.start()):
            kind = last_kind
        elif match["suffix"] and (named := _NAMED.search(before)):
            kind = _kind_of(named["kind"])
        if _LOCAL.match(scan.lower, match.end()):
            continue
        one = _identify(match, kind, bool(head and head["nr"])) if kind else _bare(scan, match)
        if one:
            one, end = _without_note_mark(one, match)
            yield Found(start, end, "eu-act", (one,), "eu-act-number", score=0.98 if kind else 0.8)
            last_end, last_kind = match.end(), kind


def _kind_of(word: str) -> str:
    return next(letter for words, letter in _KINDS if re.fullmatch(words, word))


def _is_official(scan: Scan, head: re.Match[str], match: re.Match[str]) -> bool:
    """Decisions and recommendations have numbers everywhere: ask for a sign of the Union."""
    if _kind_of(head["kind"]) in "RLEF" or head["mark"] or match["suffix"] or head["body"]:
        return True
    known = _by_number().get(_year_first(match)) is not None
    return known or _OFFICIAL.match(scan.lower, match.end()) is not None


def _year_first(match: re.Match[str]) -> tuple[str, str]:
    return match["a"], match["b"].zfill(4)


def _identify(match: re.Match[str], kind: str, numbered: bool) -> str | None:
    """Tell year from number: ``2021/821``, ``428/2009``, ``91/477/EEG``, ``2454/93``."""
    a, b = match["a"], match["b"]
    is_year_a, is_year_b = _is_year(a), _is_year(b)
    if is_year_a and is_year_b and numbered:
        is_year_a = kind != "R"
    if is_year_a:
        year, number = a, b
    elif is_year_b:
        year, number = b, a
    elif len(a) == 2 and kind in "LDEFH" and int(a) >= 52:
        year, number = f"19{a}", b
    elif len(b) == 2 and kind in "RD" and int(b) >= 52:
        year, number = f"19{b}", a
    else:
        return None
    return f"CELEX:3{year}{kind}{number.zfill(4)}"


def _without_note_mark(one: str, match: re.Match[str]) -> tuple[str, int]:
    """``2021/6972`` is 2021/697 with the mark of note 2 stuck to it, where only the shorter number is known.

    Numbers of acts have four digits at most, so ``2018/10461`` is 2018/1046 in any case.
    """
    stem, number = one[:12], one[12:].lstrip("0")
    is_plain = len(number) < 4 or (one in known_ids() and len(number) == 4)
    if is_plain or match["suffix"] or not match["b"].endswith(number):
        return one, match.end()
    for cut in (1, 2):
        shorter = stem + number[:-cut].zfill(4)
        if shorter in known_ids():
            return shorter, match.end() - cut
    extra = max(0, len(number) - 4)
    return stem + number[: len(number) - extra].zfill(4), match.end() - extra


def _is_year(part: str) -> bool:
    return len(part) == 4 and 1952 <= int(part) <= 2049


def _bare(scan: Scan, match: re.Match[str]) -> str | None:
    for key in ((match["a"], match["b"].zfill(4)), (match["b"], match["a"].zfill(4))):
        found = _by_number().get(key, ())
        if len(found) == 1:
            before = scan.lower[max(0, match.start() - 60) : match.start()]
            if (
                match["suffix"]
                or _MARKED.search(before)
                or _ARTICLE_BEFORE.search(before)
                or scan.near(_CONTROL_WORDS, match.start())
            ):
                return found[0]
    return None


def _celex(scan: Scan) -> Iterator[Found]:
    """``32021R0821``, ``CELEX:32009L0043``, the consolidated ``02021R0821-20251115``, ``eli/reg/2021/821/oj``."""
    for match in _CELEX.finditer(scan.text):
        if scan.text[match.start() - 1 : match.start()].isalnum():
            continue
        sector = "3" if match.group(1) == "0" else match.group(1)
        one = f"CELEX:{sector}{match.group(2)}{match.group(3)}{match.group(4)}"
        word = _CELEX_WORD.search(scan.lower, max(0, match.start() - 16), match.start())
        yield Found(word.start() if word else match.start(), match.end(), "eu-act", (one,), "celex")
    if "eli/" in scan.lower:
        for match in _ELI.finditer(scan.lower):
            one = f"CELEX:3{match.group(2)}{_ELI_KINDS[match.group(1)]}{match.group(3).zfill(4)}"
            yield Found(match.start(), match.end(), "eu-act", (one,), "eli")


def _commission_documents(scan: Scan) -> Iterator[Found]:
    """``COM(2022) 61 final``, ``COM/2007/0765 def.``, ``JOIN(2024) 10``, ``SEC(2007) 1593``, ``SWD(2021) 84``."""
    for match in _COM.finditer(scan.text):
        series, year = match.group(1), match.group(2) or match.group(3) or match.group(4)
        number = match.group(5)
        if scan.text[match.start() - 1 : match.start()].isalnum() or (series == "C" and match.group(3)):
            continue
        one = _document_id(scan, match, series, year, number)
        yield Found(match.start(), match.end(), "com", (one,), "com-document", score=0.95)


def _document_id(scan: Scan, match: re.Match[str], series: str, year: str, number: str) -> str:
    """A known row decides between proposal and communication, else the words before; without both ``COM:2022:61``."""
    padded = number.zfill(4)
    if series == "JOIN":
        return f"CELEX:5{year}JC{padded}"
    if series != "COM":
        return f"{series}:{year}:{number}"
    for letters in ("PC", "DC"):
        if f"CELEX:5{year}{letters}{padded}" in known_ids():
            return f"CELEX:5{year}{letters}{padded}"
    before = scan.lower[max(0, match.start() - 160) : match.start()]
    proposals = [found.start() for found in _PROPOSAL.finditer(before)]
    messages = [found.start() for found in _MESSAGE.finditer(before)]
    if proposals or messages:
        is_proposal = max(proposals, default=-1) > max(messages, default=-1)
        return f"CELEX:5{year}{'PC' if is_proposal else 'DC'}{padded}"
    return f"COM:{year}:{number}"


def _journals(scan: Scan) -> Iterator[Found]:
    """``PB L 146 van 10.6.2009, blz. 1``, ``OJ L 146, 10.6.2009, p. 1-36``, ``(PbEG L 159)``, ``OJ L, 2024/1689``."""
    for match in _OJ_SINCE.finditer(scan.text) if "L, 20" in scan.text or "C, 20" in scan.text else ():
        one = _issue(*match.groups())
        yield Found(match.start(), match.end(), "eu-act", (one,), "official-journal-number", score=0.95)
    for match in _OJ.finditer(scan.text):
        end = match.end()
        parts = [match["series"], match["number"].zfill(3)]
        tail = _OJ_TAIL.match(scan.lower, end)
        day = read_date(scan.lower, tail.end()) if tail else None
        if day:
            end = day.end
        if day or match["year"]:
            parts.insert(1, day.iso[:4] if day else match["year"][:4])
        page = _OJ_PAGE.match(scan.text, end)
        if page:
            parts.append(page.group(1))
            end = page.end()
        yield Found(match.start(), end, "eu-act", ("OJ:" + ":".join(parts),), "official-journal", score=0.95)


def _issue(series: str, year: str, number: str) -> str:
    """The act that an issue of the journal holds, where it is known, else the issue."""
    acts_of_number = _by_number().get((year, number.zfill(4)), ()) if series == "L" else ()
    known = f"CELEX:5{year}XG{number.zfill(5)}"
    if len(acts_of_number) == 1:
        return acts_of_number[0]
    return known if known in known_ids() else f"OJ:{series}:{year}:{number}"


def _journal_numbers(scan: Scan) -> Iterator[Found]:
    """``C/2024/1945`` and ``2023/C 72/02``: numbers of the Official Journal, mapped to the act where it is known."""
    for match in _OJ_NEW.finditer(scan.text):
        if (
            scan.text[match.start() - 1 : match.start()].isalnum()
            or scan.text[match.start() - 1 : match.start()] == "/"
        ):
            continue
        one = _issue(*match.groups())
        yield Found(match.start(), match.end(), "eu-act", (one,), "official-journal-number", score=0.95)
    for match in _OJ_MIDDLE.finditer(scan.text):
        year, series, number, item = match.groups()
        yield Found(
            match.start(),
            match.end(),
            "eu-act",
            (f"OJ:{series}:{year}:{number.zfill(3)}:{item}",),
            "official-journal-number",
            score=0.9,
        )
