"""Organisations by their description, with the calls that concern them: a row of what teaches or measures matching."""

from __future__ import annotations

from typing import Literal

import msgspec

from docintel.match.profiles import Profile


class Described(msgspec.Struct, frozen=True):
    """A row of ``winners.jsonl`` and of ``pipelines/train/organisations.jsonl``."""

    description: str
    capabilities: tuple[str, ...]
    lang: Literal["nl", "en"]
    topics: frozenset[str]
    """Ids of the calls that it won, or that concern its kind."""
    pic: str = ""
    """Number of a real organisation with the European Commission."""

    @property
    def profile(self) -> Profile:
        """What it would submit."""
        return Profile(description=self.description, capabilities=self.capabilities, language=self.lang)
