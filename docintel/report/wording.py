"""The strings of a report, in Dutch and English, and how numbers and dates are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from docintel.lexicon import data_toml

ReportLanguage = Literal["nl", "en"]
_MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december".split(),
    "en": "January February March April May June July August September October November December".split(),
}


@dataclass(frozen=True, slots=True)
class Words:
    """All strings of one language."""

    language: ReportLanguage
    texts: Mapping[str, object]

    def __getitem__(self, key: str) -> str:
        """A plain string."""
        return str(self.texts[key])

    def of(self, group: str, key: str | None) -> str:
        """A string of a group, such as a verdict; an unknown key is shown as it is."""
        return str(self.group(group).get(key, key)) if key is not None else ""

    def group(self, name: str) -> Mapping[str, object]:
        """The strings of a group by their keys."""
        found = self.texts[name]
        return found if isinstance(found, Mapping) else {}

    def say(self, key: str, **slots: object) -> str:
        """A string with its slots filled."""
        return self[key].format(**slots)

    def counted(self, one: str, many: str, n: int) -> str:
        """``1 condition``, ``3 conditions``."""
        return self[one] if n == 1 else self.say(many, n=n)

    def day(self, day: date | None) -> str:
        """``9 December 2021``; what is not stated is said so."""
        return f"{day.day} {_MONTHS[self.language][day.month - 1]} {day.year}" if day else self["no_date"]

    def euro(self, amount: int | None) -> str:
        """``€ 24 000 000`` with no-break spaces, as EU documents write it."""
        return (
            f"€ {amount:,}".replace(",", "\u202f").replace(" ", "\u00a0") if amount is not None else self["no_budget"]
        )

    def budget(self, own: int | None, pot: int | None) -> str:
        """The call's own amount, else the pot that it shares, said as such."""
        if own is None and pot is not None:
            return self.say("shared_budget", amount=self.euro(pot))
        return self.euro(own)


@cache
def words(language: ReportLanguage) -> Words:
    """The strings of one language."""
    return Words(language, data_toml(f"report_{language}.toml"))
