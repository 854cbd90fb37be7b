"""``docintel dismiss``: a call set aside."""

from __future__ import annotations

import datetime

import click

from docintel.cli._options import Options, shared


@click.command("dismiss")
@click.argument("profile")
@click.argument("call", required=False)
@click.option("--reason", default="", help="Why it is set aside.")
@click.option("--undo", is_flag=True, help="Bring the call back.")
@shared("json")
def command(options: Options, profile: str, call: str | None, reason: str, undo: bool) -> None:
    """Set a call aside for a profile, with a reason; without CALL, list what was set aside.

    PROFILE is the name that the profile gives itself, or that of a saved profile.

    Example: docintel dismiss leiewerk-infrarood EDF-2021-SENS-R-IRD --reason "no capacity this year"
    """
    from docintel.saved import dismissals, keep_dismissals, saved_profiles, slug

    workspace = options.opened()
    found = dismissals(workspace)
    names = {saved.name: saved.profile().label for saved in saved_profiles(workspace)}
    label = names.get(slug(profile), profile)
    if call is not None:
        today = datetime.date.today()
        found = found.restore(label, call) if undo else found.dismiss(label, call, reason, today)
        keep_dismissals(workspace, found)
        if not undo and not any(known.id == call for document in workspace.readable() for known in document.calls):
            options.say(f"{call}: no call of this id is in the workspace; 'docintel calls' lists them")
        if not undo and slug(profile) not in names:
            options.say(f"{profile}: is no saved profile; it counts for a profile that gives itself this very name")
    options.write_json({"profile": label, "set_aside": found.of.get(label, {})})
