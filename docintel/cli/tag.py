"""``docintel tag``: references and entities in lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import click

from docintel.cli._lines import read_lines
from docintel.cli._options import Options, shared


@click.command("tag")
@click.argument("source", default="-")
@click.option("--lang", type=click.Choice(["nl", "en"]), help="Language of all lines (default: found for each line).")
@shared("jsonl", "html")
def command(options: Options, source: str, lang: Literal["nl", "en"] | None) -> None:
    """Tag each line of SOURCE (a file, or - for standard input): one JSON line each, or one page with --format html.

    Example: echo "goederen van ML1-4 en 7a-7e" | docintel tag -
    """
    from docintel.tag.lines import LineTagger, TaggedLine, render_html

    tagger = LineTagger(options.config.tag)

    def tagged() -> Iterator[TaggedLine]:
        from docintel.extract.language import detect

        for line in read_lines(source):
            yield tagger.tag(line, lang or detect(line))

    if options.format == "html":
        options.write(render_html(tagged()))
        return
    from docintel.cli._json import line as as_line

    options.write_lines(as_line(found) for found in tagged())
