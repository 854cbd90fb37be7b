"""``docintel search``: the right clause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import click

from docintel.cli._lines import read_lines
from docintel.cli._options import Options, one_thread, shared
from docintel.errors import UsageError
from docintel.types import BlockKind, DocumentKind

if TYPE_CHECKING:
    from docintel.index.query import Query
    from docintel.index.search import Answer
    from docintel.types import Hit

PLACES = 3
"""Other places of a hit that are shown one by one (a clause of a template stands in thirteen calls)."""


NOTHING = "Nothing relevant found."
MEANT = "Read as: {}"
ABSENT = "No passage names {}."
NEAREST = "Nearest, though it speaks of something else:"


@click.command("search")
@click.argument("query", required=False)
@click.option(
    "--batch", metavar="FILE|-", help="Queries from a file or standard input, one a line; one JSON line each."
)
@click.option("-n", "--limit", type=click.IntRange(1, 1000), help="Number of hits.")
@click.option("--lang", type=click.Choice(["nl", "en"]), help="Only passages in this language.")
@click.option("-d", "--document", help="Only this document: its id, file name or part of its title.")
@click.option(
    "--kind",
    type=click.Choice([*get_args(BlockKind), *get_args(DocumentKind)]),
    metavar="KIND",
    help="Only passages or documents of this kind, e.g. table, footnote, call, policy.",
)
@click.option("--ref", help="Only passages that mention this id, e.g. ML7.a or 2021/821.")
@click.option("--entity", help="Only passages that name this entity, by its id.")
@click.option("--mode", type=click.Choice(["hybrid", "lexical", "dense"]), help="Which legs are used.")
@shared("table", "json", "jsonl", "md")
def command(
    options: Options,
    query: str | None,
    batch: str | None,
    limit: int | None,
    lang: Literal["nl", "en"] | None,
    document: str | None,
    kind: str | None,
    ref: str | None,
    entity: str | None,
    mode: Literal["hybrid", "lexical", "dense"] | None,
) -> None:
    """Find clauses by words, a question, a list code or a topic id, in Dutch or English.

    Example: docintel search "veiligheidsmachtiging voor kmo's"
    """
    if (query is None) == (batch is None):
        raise UsageError("search", "needs a QUERY or --batch", "give one of the two")
    if query is not None and not query.strip():
        raise UsageError("QUERY", "is empty", "type a few words")
    one_thread()
    from docintel.cache import FileCache
    from docintel.crossrefs import normal_id
    from docintel.index.encode import load_encoder
    from docintel.index.query import Query
    from docintel.index.reread import Rereader
    from docintel.index.search import Answer, Searcher
    from docintel.index.store import open_reader
    from docintel.tag.references import find_references

    workspace = options.opened()
    wanted = workspace.find(document) if document else None
    reference = normal_id(ref) if ref else None
    settings = options.config.search

    def ask(text: str) -> Query:
        return Query(text, lang, limit or settings.limit, wanted, kind, reference, entity, mode or settings.mode)

    encoder = load_encoder(options.config.encoder)
    with open_reader(options.config.index, workspace.index) as store:
        rereader = Rereader.of(options.config, FileCache(workspace.cache))
        searcher = Searcher(store, encoder, settings, rereader, find_references)
        if batch is not None:
            rows = (
                _line(ask(line), searcher.answer(ask(line)) if line.strip() else Answer([]))
                for line in read_lines(batch)
            )
            options.write_lines(rows)
            return
        assert query is not None
        answer = searcher.answer(ask(query))
    if options.format == "json":
        options.write_json(_as_json(ask(query), answer))
    elif options.format == "jsonl":
        options.write(_line(ask(query), answer))
    else:
        options.write(_for_reading(answer, markdown=options.format == "md"))


def _as_json(query: Query, answer: Answer) -> dict[str, object]:
    """Hits; where there are none, what lies nearest, apart from them, and what was named and is not here."""
    from docintel.index.language import query_language

    row: dict[str, object] = {"query": query.text, "language": query_language(query.text), "hits": answer.hits}
    row |= {"meant": answer.meant} if answer.meant else {}
    return row if answer.hits else row | {"nearest": answer.nearest, "absent": answer.absent}


def _line(query: Query, answer: Answer) -> str:
    from docintel.cli._json import line

    return line(_as_json(query, answer))


def _for_reading(answer: Answer, *, markdown: bool) -> str:
    """Hits with place, strength and the best sentence; the words that were found stand between asterisks."""
    draw = _as_markdown if markdown else _as_lines
    shown = [draw(hit) for hit in answer.hits or answer.nearest]
    if not answer.hits:
        nothing = ABSENT.format(" or ".join(answer.absent)) if answer.absent else NOTHING
        shown.insert(0, f"{nothing} {NEAREST}" if answer.nearest else nothing)
    if answer.meant:
        shown.insert(0, MEANT.format(answer.meant))
    return "\n\n".join(shown) + "\n"


def _as_lines(hit: Hit) -> str:
    """A hit on a terminal: the nearest heading, the sentence, the place, where else it stands."""
    from docintel.cli._table import wrap

    lines = [wrap(f"{hit.rank:>2}. {_nearest(hit)}", "    "), wrap(_marked(hit), "    ", first="    ")]
    lines.append(wrap(f"{_place(hit)}  ({_strength(hit)})", "    ", first="    "))
    return "\n".join([*lines, *(f"    also: {other}" for other in _others(hit))])


def _as_markdown(hit: Hit) -> str:
    also = "".join(f"\n- also: {other}" for other in _others(hit))
    return f"### {hit.rank}. {_nearest(hit)}\n\n> {_marked(hit)}\n\n{_place(hit)} ({_strength(hit)}){also}"


def _others(hit: Hit) -> list[str]:
    """The other places that say the same, once each; the document is named where it is another one."""
    rows = [
        ("" if row.document == hit.document else f"{row.title or row.document}, ")
        + f"p. {row.page}"
        + (f", {row.section}" if row.section else "")
        for row in hit.also_at
    ]
    places = list(dict.fromkeys(rows))
    if len(places) <= PLACES + 1:
        return places
    return [*places[:PLACES], f"and {len(places) - PLACES} more places"]


def _nearest(hit: Hit) -> str:
    """The innermost heading; the title where there is none."""
    return hit.heading.rpartition(" > ")[2] or hit.title


def _place(hit: Hit) -> str:
    """A clause that runs over a page break has two pages: its sentence may stand on either."""
    pages = f"{hit.page}-{hit.page_end}" if hit.page_end > hit.page else f"{hit.page}"
    return f"{hit.title}, p. {pages}"


def _strength(hit: Hit) -> str:
    again = f", read again {hit.again:.2f}" if hit.again else ""
    return f"{hit.band}; score {hit.score:.2f}, words {hit.lexical:.2f}, meaning {hit.dense:.2f}{again}"


def _marked(hit: Hit) -> str:
    start, end = (hit.best_sentence.start, hit.best_sentence.end) if hit.best_sentence else (0, len(hit.text))
    text = hit.text[start:end]
    for span in sorted(hit.highlights, key=lambda span: -span.start):
        if start <= span.start and span.end <= end:
            a, b = span.start - start, span.end - start
            text = f"{text[:a]}*{text[a:b]}*{text[b:]}"
    return " ".join(text.split())
