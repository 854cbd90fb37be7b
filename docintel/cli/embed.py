"""``docintel embed``: vectors of lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import click

from docintel.cli._lines import read_lines
from docintel.cli._options import Options, shared


@click.command("embed")
@click.argument("source", default="-")
@click.option("--query", is_flag=True, help="Encode the lines as queries, not as passages.")
@shared("jsonl")
def command(options: Options, source: str, query: bool) -> None:
    """Print one vector a line for each line of SOURCE (a file, or - for standard input).

    Example: echo "kustbewaking" | docintel embed -
    """
    from docintel.cli._json import line
    from docintel.index.encode import load_encoder

    encoder = load_encoder(options.config.encoder)
    options.write_lines(
        line([round(float(value), 6) for value in vector])
        for texts in _batches(read_lines(source), 512)
        for vector in encoder.encode(texts, kind="query" if query else "passage")
    )
    if encoder.truncated:
        options.say(f"{encoder.truncated} texts were longer than the model reads and were cut")


def _batches(lines: Iterable[str], size: int) -> Iterator[list[str]]:
    stream = iter(lines)
    while batch := list(islice(stream, size)):
        yield batch
