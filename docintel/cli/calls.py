"""``docintel calls``: the calls that were found."""

from __future__ import annotations

import datetime

import click

from docintel.cli._options import Options, day, shared


@click.command("calls")
@click.option("--open-on", type=day, help="Only calls open on this day.")
@shared("table", "json", "jsonl")
def command(options: Options, open_on: datetime.date | None) -> None:
    """List the calls and topics with budget, dates, activities and where they stand.

    Example: docintel calls --open-on 2021-10-01
    """
    from docintel.tag.calls import merge_calls, status_on

    calls = merge_calls(call for document in options.opened().readable() for call in document.calls)
    if open_on is not None:
        calls = tuple(call for call in calls if status_on(call, open_on) == "open")
    if options.format == "jsonl":
        from docintel.cli._json import line

        options.write("\n".join(line(call) for call in calls))
    elif options.format == "json":
        options.write_json({"calls": calls})
    else:
        from docintel.cli._table import amount, table

        rows = [
            (call.id, call.title, amount(call.budget_eur), amount(call.call_budget_eur), call.opening, call.deadline)
            for call in calls
        ]
        headers = ("topic", "title", "own budget", "budget of the call", "opens", "deadline")
        options.write(table(headers, rows, right=("own budget", "budget of the call")) + f"\n{len(calls)} calls\n")
