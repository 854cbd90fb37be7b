"""How far the text of a page can be trusted: scanned, garbled, read by OCR, blank or plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docintel.extract.content import PageContent
from docintel.lexicon import load_words
from docintel.types import PageState, Quality

# measured on pages with a broken text layer: 0.13 to 0.92 of the characters without a meaning; sound pages below 0.02
UNKNOWN_LIMIT = 0.1
# "Distribu(on": 0.04 to 0.10 of the words on pages with a wrong ligature map, below 0.02 on sound ones
ODD_LIMIT = 0.035
# hidden OCR layers: 0.50 to 0.66 of the words known where the text is rubbish, sound pages from 0.75 up
OCR_DICTIONARY_LIMIT = 0.7
MIN_WORDS = 25
# the worst OCR layer seen has 0.17 of its words with stray signs, good ones 0.01
NOISE_LIMIT = 0.08
# with hardly any text a page is a scan where images cover this share of it
SCAN_SHARE = 0.4
# without any text even a figure may hold words that nobody can search; less than this is a logo or an ornament
FIGURE_SHARE = 0.06
_PARENTHESISED = re.compile(r"\([^()\s]*\)|\[[^\[\]\s]*\]")
# signs of mark-up and code (< > = ") are left out: reports on web sites are full of them
_ODD = re.compile(r"[^\W\d_]{2,}[(\[{*+^~|\\$%#!]+[^\W\d_]{2,}")
_NOISE = re.compile(r"[«»*^~|\\{}<>_=§¥£■►]|[^\W\d_][.!?:;]{1,2}[^\W\d_]{2}|\d[^\W\d_]+\d")
_NO_LETTERS = re.compile(r"[\W\d_]+")
_ADDRESS = re.compile(r"://|www\.|@|[=?&#]\w+=")


def assess(content: PageContent) -> Quality:
    """Grade a page; the order of reading is graded later, by the layout."""
    words = content.words
    texts = [word.text for word in words]
    hidden = sum(len(word.text) for word in words if word.style.hidden)
    letters = len(_NO_LETTERS.sub("", "".join(texts)))
    unknown = content.unknown / content.characters if content.characters else 0.0
    dictionary = known_share(texts)
    state = _state(content, texts, hidden=hidden, letters=letters, unknown=unknown, dictionary=dictionary)
    return Quality(state, len(words), round(unknown, 4), None if dictionary is None else round(dictionary, 3))


def _state(
    content: PageContent, texts: Sequence[str], *, hidden: int, letters: int, unknown: float, dictionary: float | None
) -> PageState:
    """The state of a page."""
    characters = sum(len(text) for text in texts)
    if characters == 0:
        if content.characters and content.unknown:
            return "unreliable"
        return "scanned" if content.images > FIGURE_SHARE or content.art or len(content.rules) > 60 else "blank"
    if characters < 40 and content.images > 2 * SCAN_SHARE and not hidden:
        return "scanned"
    if unknown > UNKNOWN_LIMIT:
        return "unreliable"
    if hidden > 0.5 * characters:
        poor = (dictionary is not None and dictionary < OCR_DICTIONARY_LIMIT) or _noise(texts) > NOISE_LIMIT
        sparse = len(texts) < MIN_WORDS and content.images > 0.5
        return "unreliable" if poor or sparse else "ocr"
    if len(texts) < MIN_WORDS:
        return "text"
    # a sound page in an unknown language still is four fifths letters
    foreign = dictionary is not None and dictionary < 0.1
    few = letters < (0.6 if foreign else 0.35) * characters
    # a listing of figures and dashes whose words are known is what it looks like
    known = dictionary is not None and dictionary > 0.5
    garbled = few and (foreign or (not known and (_symbols(texts) > 0.1 or _noise(texts) > 0.3)))
    return "unreliable" if garbled or odd_share(texts) > ODD_LIMIT else "text"


def known_share(texts: Sequence[str]) -> float | None:
    """Share of the words of three letters and more that a Dutch or English list knows; None with too few."""
    known = load_words()
    bare = [text.strip(".,;:!?()[]\"'“”‘’«»…*•").lower() for text in texts]
    checked = [word for word in bare if len(word) > 2 and word.isalpha()]
    return sum([word in known for word in checked]) / len(checked) if len(checked) >= MIN_WORDS else None


def odd_share(texts: Sequence[str]) -> float:
    """Share of words with a bracket or sign in their middle that no writer puts there."""
    odd = sum(
        _ODD.search(_PARENTHESISED.sub("", text)) is not None and not _ADDRESS.search(text)
        for text in texts
        if not text.isalnum() and not text[:-1].isalnum() and _ODD.search(text)
    )
    return odd / max(1, len(texts))


def _noise(texts: Sequence[str]) -> float:
    """Share of words that hold signs no Dutch or English word, number or reference has."""
    return sum(bool(_NOISE.search(text)) for text in texts) / max(1, len(texts))


def _symbols(texts: Sequence[str]) -> float:
    """Share of characters that are neither letters, digits nor common punctuation."""
    joined = "".join(texts)
    return sum(not c.isalnum() and c not in ".,;:()/-–'’\"%€" for c in joined) / max(1, len(joined))


def page_warnings(states: Sequence[tuple[int, PageState]], *, ocr_wanted: bool, ocr_ready: bool) -> list[str]:
    """One line for each kind of page that a reader must not trust, with its pages."""
    lines = []
    scanned = [number for number, state in states if state == "scanned"]
    if scanned:
        advice = "read them with --ocr"
        if ocr_wanted and not ocr_ready:
            advice = "--ocr needs the extra [ocr] and tesseract on this machine"
        elif ocr_wanted:
            advice = "OCR found no text on them"
        lines.append(f"{page_list(scanned)}: scanned, no text layer; {advice}")
    if states and all(state == "blank" for _, state in states):
        lines.append("no text was found on any page")
    unreliable = [number for number, state in states if state == "unreliable"]
    if unreliable:
        lines.append(
            f"{page_list(unreliable)}: the text layer is unreliable (garbled or incomplete); check against the page"
        )
    return lines


def page_list(numbers: Sequence[int]) -> str:
    """``page 3`` or ``pages 1-4, 9``."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    shown = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges)
    return f"page {shown}" if len(numbers) == 1 else f"pages {shown}"
