"""``docintel evaluate``: quality on gold sets."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from docintel.cli._options import Options, shared
from docintel.errors import InputFileError, QualityError, UsageError

if TYPE_CHECKING:
    from docintel.measure.floors import Measured


@click.command("evaluate")
@click.argument("name", metavar="[SET]", required=False)
@click.option("--gold", type=click.Path(path_type=Path), help="A gold file of your own, in the form of the set's own.")
@click.option("--extra", type=click.Path(path_type=Path), help="Folder of real documents with truth files.")
@click.option("--split", type=click.Choice(["dev", "test"]), default="dev", show_default=True, help="Part of the gold.")
@click.option("--gate", is_flag=True, help="Fail with exit code 8 when a value lies below its floor.")
@shared("table", "json", "jsonl", "md")
def command(options: Options, name: str | None, gold: Path | None, extra: Path | None, split: str, gate: bool) -> None:
    """Measure quality on one gold set or all: references, extract, entities, search, match, rules, encoder.

    Sets over real documents are measured where --extra, or DOCINTEL_EXTRA_CORPUS, names their folder.

    Example: docintel evaluate references
    """
    from docintel.measure.bench import Bench
    from docintel.measure.floors import with_floors
    from docintel.measure.sets import SETS

    if name is not None and name not in SETS:
        raise UsageError(name, "no such gold set", f"name one of {', '.join(SETS)}")
    _check_gold(name, gold)
    if extra is not None and not extra.is_dir():
        raise InputFileError(str(extra), "is no folder", "name one with real documents and their truth files")
    folder = extra or (Path(value) if (value := os.environ.get("DOCINTEL_EXTRA_CORPUS")) else None)
    rows: list[Measured] = []
    with Bench(options.config, folder, gold, split) as bench:
        for one in [name] if name else SETS:
            options.say(f"measuring {one} ...")
            rows += with_floors(SETS[one](bench))
    _write(options, rows)
    missed = [row for row in rows if row.missed]
    for row in missed:
        click.echo(f"below its floor: {row.key}: {row.value:.4f} < {row.floor:.4f} (n={row.n})", err=True)
    if gate and missed:
        raise QualityError(f"{len(missed)} of {len(rows)} values", "lie below their floor", "the lines above name them")


def _check_gold(name: str | None, gold: Path | None) -> None:
    """Refuse gold that no set is named for or that the set does not take.

    Raises:
        UsageError: no set is named, or it takes no gold of the user.
        InputFileError: the gold is not there, or a folder where a file is needed, or the other way round.
    """
    from docintel.measure.sets import TAKES_GOLD

    if gold is None:
        return
    if name not in TAKES_GOLD:
        raise UsageError("--gold", "needs a set that takes it", f"name one of {', '.join(TAKES_GOLD)}")
    if not gold.exists():
        raise InputFileError(str(gold), "does not exist", "check the path")
    if gold.is_dir() != (name == "encoder"):
        wanted = "the folder of the unpacked sets" if name == "encoder" else "a file"
        raise InputFileError(str(gold), f"is no gold of {name}", f"name {wanted}")


def _write(options: Options, rows: list[Measured]) -> None:
    if options.format in ("json", "jsonl"):
        options.write_json({"measures": rows})
        return
    headers = ("set", "gold", "measure", "value", "95 %", "n", "floor")
    cells = [
        (
            row.set,
            row.gold,
            row.measure,
            f"{row.value:.3f}",
            f"{row.low:.2f}-{row.high:.2f}" if row.low is not None and row.high is not None else "",
            row.n,
            f"{row.floor:.3f}" if row.floor is not None else "",
        )
        for row in rows
    ]
    if options.format == "md":
        lines = ["| " + " | ".join(headers) + " |", "|" + "---|" * len(headers)]
        options.write("\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in cells]))
        return
    from docintel.cli._table import table

    options.write(table(headers, cells, right=("value", "n", "floor")))
