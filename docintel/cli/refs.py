"""``docintel refs``: who mentions what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from docintel.cli._options import Options, shared
from docintel.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docintel.crossrefs import Mention, Mentions
    from docintel.types import Document

SHOWN_WORDS = 60
"""Words of a stretch that two documents share."""


@click.command("refs")
@click.argument("identity", metavar="[ID]", required=False)
@click.option("-d", "--document", help="Only this document: its id, file name or part of its title.")
@click.option(
    "--direction", type=click.Choice(["in", "out"]), help="What points at the document, or what it points at."
)
@click.option("--graph", type=click.Choice(["dot", "json", "graphml"]), help="The reference graph instead of a list.")
@click.option("--reuse", is_flag=True, help="Stretches that a document takes over word for word from another.")
@shared("table", "json", "jsonl")
def command(
    options: Options,
    identity: str | None,
    document: str | None,
    direction: str | None,
    graph: str | None,
    reuse: bool,
) -> None:
    """Show who mentions ID: a list code, an act, a call, a clause (#4.3.7). Without ID: counts per scheme.

    A mention of a range is a mention of its members, a mention of a part is a mention of the whole.

    Example: docintel refs ML7.a
    """
    workspace = options.opened()
    chosen = workspace.find(document) if document else None
    if direction and chosen is None:
        raise UsageError("--direction", "needs a document", "name one with --document")
    everything = list(workspace.readable())
    if graph:
        _write_graph(options, everything, chosen, graph)
        return
    if reuse:
        _write_reuse(options, everything, chosen)
        return
    inside = [found for found in everything if chosen is None or found.id == chosen]
    if identity is not None:
        _write_id(options, inside, identity)
    elif chosen is not None and direction:
        _write_direction(options, everything, chosen, direction)
    else:
        _write_counts(options, inside)


def _write_id(options: Options, documents: list[Document], identity: str) -> None:
    from docintel.crossrefs import Mentions, completed, label_of, mentions_of, normal_id

    wanted = normal_id(identity)
    mentions = tuple(mentions_of(documents, wanted))
    if not mentions and (topics := completed(documents, wanted)):
        if len(topics) > 1:
            raise UsageError(identity, f"ends {len(topics)} ids: {', '.join(topics)}", "ask for one of them")
        (wanted,) = topics
        mentions = tuple(mentions_of(documents, wanted))
    found = Mentions(wanted, label_of(wanted), mentions)
    if options.format == "table":
        head = f"{found.id}  {found.label}".strip()
        options.write(f"{head}: {_count(found)}\n" + (f"\n{_mention_table(mentions)}\n" if mentions else ""))
    else:
        options.write_json(found)


def _count(found: Mentions) -> str:
    """How many mentions; of what docintel has no row it is told, so that a typing error is seen."""
    if found.mentions:
        return "1 mention" if len(found.mentions) == 1 else f"{len(found.mentions)} mentions"
    is_known = found.label or found.id.startswith("#")
    return "no document mentions it" if is_known else "on no list that docintel knows, and no document mentions it"


def _write_direction(options: Options, documents: list[Document], chosen: str, direction: str) -> None:
    from docintel.crossrefs import mentions_in, mentions_out

    if direction == "out":
        mentions = [found for document in documents if document.id == chosen for found in mentions_out(document)]
    else:
        mentions = list(mentions_in(documents, chosen))
    if options.format == "table":
        nothing = "nothing points out of it" if direction == "out" else "no other document points at it"
        options.write(_mention_table(mentions) or f"{chosen}: {nothing}")
    else:
        options.write_json({"document": chosen, "direction": direction, "mentions": mentions})


def _write_counts(options: Options, documents: list[Document]) -> None:
    from docintel.crossrefs import counts, label_of

    found = counts(documents)
    if options.format != "table":
        options.write_json({"counts": found})
        return
    from docintel.cli._table import table

    rows = [(scheme, name, number, label_of(name)) for scheme, ids in found.items() for name, number in ids.items()]
    options.write(table(("scheme", "id", "mentions", "label"), rows, right=("mentions",)))


def _write_graph(options: Options, documents: list[Document], chosen: str | None, form: str) -> None:
    from docintel.index.graph import build_graph, to_dot, to_graphml, to_jsonld

    graph = build_graph([document for document in documents if chosen is None or document.id == chosen])
    writers = {"dot": to_dot, "json": to_jsonld, "graphml": to_graphml}
    options.write(writers[form](graph))


def _write_reuse(options: Options, documents: list[Document], chosen: str | None) -> None:
    from docintel.index.reuse import find_reuse

    found = [row for row in find_reuse(documents) if chosen in (None, row.first.document, row.second.document)]
    if options.format != "table":
        options.write_json({"reuse": found})
        return
    from docintel.cli._table import wrap

    titles = {document.id: document.title for document in documents}
    lines = []
    for row in found:
        first, second = (f"{titles[part.document]}, p. {part.page}" for part in (row.first, row.second))
        lines.append(wrap(f"{first}  =  {second} ({row.words} words)", "    "))
        lines.append(wrap(_shortened(row.second.text), "    ", first="    "))
    options.write("\n".join([*lines, f"{len(found)} stretches"]))


def _shortened(text: str) -> str:
    """The first words: an edition of a paper repeats 5,000 of them."""
    words = text.split()
    return " ".join(words if len(words) <= SHOWN_WORDS else [*words[:SHOWN_WORDS], "..."])


def _mention_table(mentions: Iterable[Mention]) -> str:
    """One mention after the other: what is written, where, and the sentence."""
    from docintel.cli._table import wrap

    lines = []
    for found in mentions:
        place = f"{found.title}, p. {found.page}" + (f", {found.section}" if found.section else "")
        polarity = "" if found.polarity == "incl" else f" ({found.polarity})"
        lines.append(wrap(f"{found.surface}{polarity}  [{place}]", "    "))
        lines.append(wrap(found.sentence, "    ", first="    "))
    return "\n".join(lines)
