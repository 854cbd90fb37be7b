"""Cut Dutch and English text into sentences with exact offsets; no model, so every stage can afford it."""

from __future__ import annotations

import re

from docintel.types import Span

_ABBREVIATIONS = frozenset(
    """
    a.d.h.v a.h.w aanbev afb afd al alg art artt b.v bijv bijl bl blz bv bvb c.q ca cf ch co corp d.d d.i d.m.v d.w.z
    def dept dhr dir dr drs e.a e.d e.g e.v ed eds eg eig enz etc excl ex f.e ff fig figs g.w gen gr h.o hfst hr i.a i.c
    i.e i.h.b i.h.k.v i.p.v i.s.m i.v.m i.z ie ill inc incl ing ir jg jl jr k.b kol lb ll lt ltd m.a.w m.b.t m.b.v m.i
    m.i.v m.n m.u.v m.v max med mevr mej min mio mld mln mr mrs ms mw n.a.v n.b n.o n.v nl no nos nr nrs o.a o.b.v o.g.v
    o.i o.l.v o.m o.v o.v.v obs op.cit p p.a pag par paras pb prof pp pt ref red rep resp s.l sec sect st subpar t.a.v
    t.b.v t.e.m t.g.v t.h.v t.n.v t.o.v t.w.v tab tel tl u.s ull v v.a v.h v.v viz vgl vnl vol vols vs w.o z.g z.i zg
    zgn zn zr
    """.split()
)
_END = re.compile(r"(?:[.!?\u2026]+[\"'\u201d\u2019\u00bb)\]]*(?:(?<=[a-z)]\.)\d{1,3})?(?=\s)|\n[ \t]*\n)\s*")
_LAST_WORD = re.compile(r"[\w.]*$")
_STARTS_LOWER = re.compile(r"[\"'\u201c\u2018\u00ab(\[]*[a-z\u00df-\u00ff,;:]")
_LOOK_BACK = 24


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Sentences of ``text[start:end]`` in order, without the white space between them.

    A full stop ends no sentence after an abbreviation (``art. 4``, ``m.b.t. steun``), after a list number
    (``3A001.a.1. of 2.``) or an initial, nor where the next word starts in lower case. An empty line always does.
    """
    stop = len(text) if end is None else end
    found: list[Span] = []
    begin = start
    for match in _END.finditer(text, start, stop):
        if match.start() <= begin or not _ends_here(text, match, stop):
            continue
        found.append(trimmed(text, begin, match.end()))
        begin = match.end()
    found.append(trimmed(text, begin, stop))
    return [span for span in found if len(span)]


def trimmed(text: str, start: int, end: int) -> Span:
    """The stretch without the white space at its ends; an empty one where there is nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def sentence_at(text: str, position: int, reach: int = 600) -> Span:
    """The sentence around a position, looked for at most ``reach`` characters to either side."""
    low, high = max(0, position - reach), min(len(text), position + reach)
    for span in split_sentences(text, low, high):
        if span.start <= position < span.end:
            return span
    return Span(low, high)


def _ends_here(text: str, match: re.Match[str], stop: int) -> bool:
    mark = match.group()
    if mark[0] == "\n" or match.end() >= stop:
        return True
    if "\n\n" in mark:
        return True
    if _STARTS_LOWER.match(text, match.end()):
        return False
    if mark[0] in "!?":
        return True
    word_match = _LAST_WORD.search(text[max(0, match.start() - _LOOK_BACK) : match.start()])
    word = word_match.group().lower() if word_match else ""
    if word in _ABBREVIATIONS or word.rstrip(".") in _ABBREVIATIONS:
        return False
    # An initial (``J. Janssens``) or a list marker (``3. Steun``) is no end; ``van 2012.`` is one.
    if len(word) == 1 and word.isalpha() and text[match.start() - 1].isupper():
        return False
    return not (word.isdigit() and len(word) <= 2 and _alone(text, match.start() - len(word)))


def _alone(text: str, position: int) -> bool:
    """Tell whether nothing but a line start stands before a list number."""
    return position == 0 or text[position - 1] == "\n"
