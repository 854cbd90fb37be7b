"""``docintel recommendations``: the policy recommendations that were found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from docintel.cli._options import Options, shared

if TYPE_CHECKING:
    from docintel.types import Document, Recommendation


@click.command("recommendations")
@click.option("-d", "--document", help="Only this document: its id, file name or part of its title.")
@shared("table", "json", "jsonl")
def command(options: Options, document: str | None) -> None:
    """List the recommendations with what they ask of whom, where they stand, and candidates for their follow-up.

    Example: docintel recommendations --format json
    """
    from docintel.answers import follow_up_candidates
    from docintel.cache import FileCache
    from docintel.index.encode import load_encoder

    workspace = options.opened()
    chosen = workspace.find(document) if document else None
    documents = list(workspace.readable())
    by_id = {found.id: found for found in documents}
    encoder, cache = load_encoder(options.config.encoder), FileCache(workspace.cache)
    rows = [
        (by_id[row.document], row)
        for row in follow_up_candidates(workspace, documents, options.config, encoder, cache)
        if chosen in (None, row.document)
    ]
    if options.format == "table":
        from docintel.cli._table import table

        lines = [
            (row.number, row.title, row.addressee, ", ".join(f"p. {place.page}" for place in row.places), found.title)
            for found, row in rows
        ]
        options.write(table(("number", "title", "addressee", "places", "document"), lines) + f"\n{len(rows)} found\n")
    elif options.format == "jsonl":
        from docintel.cli._json import line

        options.write("\n".join(line(_as_json(found, row)) for found, row in rows))
    else:
        options.write_json({"recommendations": [_as_json(found, row) for found, row in rows]})


def _as_json(document: Document, recommendation: Recommendation) -> dict[str, object]:
    """The record with its request sentences read out."""
    from docintel.codec import plain

    record = plain(recommendation)
    assert isinstance(record, dict)
    record["requests"] = [
        {"text": document.quote(span), "page": document.page_of(span), "start": span.start, "end": span.end}
        for span in recommendation.requests
    ]
    return record
