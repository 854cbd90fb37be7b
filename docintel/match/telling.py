"""Which sentences of a call can speak for it: not its title, not what it leaves out, not what all calls say."""

from __future__ import annotations

import re

_EXCLUDES = re.compile(
    r"(?i)\b(?:must|may|should|shall|can|will|do|does) not\b(?! (?:only|be limited))"
    r"|\bout of (?:the )?scope\b|\bduplicat"
    r"|(?<!not )\bexcluding\b|\bmet uitzondering van\b|\bwithout modifying\b"
    r"|\b(?:is|are|be) excluded\b|\bnot (?:be )?(?:eligible|considered|funded|covered|addressed)\b"
    r"|\b(?:mag|mogen|moet|moeten|zal|zullen|kan|kunnen) (?:\w+ ){0,3}niet\b(?! (?:alleen|enkel))"
    r"|\bbuiten (?:het bereik|beschouwing)\b|^\W*(?:not|niet) (?!only|alleen|enkel)"
)
"""What a call leaves out or forbids; an item of a list of demands too: ``not exceed 70 tons for hull and turret``."""
_ALL_SAY = re.compile(
    r"(?i)\bsubstantiate (?:the )?(?:synerg|absence|complement)"
    r"|\bimplemented through an? (?:research|development|support)"
    r"|\btext is not reproduced\b|\boutcomes? should contribute to\b|\bprojects with related challenges\b"
    r"|\bactivities (?:described|addressed) in the call topics?\b|\bmust be based on harmonised\b"
    r"|^(?:the )?following types? of activities\b|\bTRL ?\d|\bmember states and (?:EDF )?associated countries\b"
    r"|\bconsorti(?:a|um)\b[^.;]{0,60}\b(?:includ\w+|consist\w*|compris\w+|gather|involve)\b"
    r"|\b(?:(?:technological|strategic|European) (?:\w+ )?(?:sovereignty|independence)|strategic autonomy)\b"
    r"|\bproposals? may consider\b"
    r"|\bat a basic level\b|\b(?:is|are) becoming (?:\w+ )?important\b|\bhave produced various\b"
    r"|\b(?:explored|demonstrated|proven|shown) (?:through|by|in) (?:\w+ ){0,3}(?:demonstration|trial|simulation)s?\b"
)
"""What calls say of each other and of the Union, who may take part, what proposals may consider, truisms (``AI is
becoming increasingly important``) and how results are to be shown: ``Increasing the European technological sovereignty
in the field of`` is no reason for anybody in that field. Of judged pairs with such a sentence of the last five kinds
none were good, 6 weak, 21 bad."""
_NOTE_INSIDE = re.compile(r"\.\[[A-Z]")
"""A note that the reader of the page ran into the sentence: ``GNSS denied environment.[Unmanned ...``."""
_NUMBERED_TITLE = re.compile(r"^(?:\d+|[a-z])[.)]\s+(?:\S+\s*){1,5}$")


def is_telling(sentence: str, title: str) -> bool:
    """Whether a sentence of a call can be shown as a reason.

    >>> is_telling("Counter unmanned aerial systems", "Counter unmanned aerial systems")
    False
    >>> is_telling("The design of new networks is out of the scope of this topic.", "")
    False
    >>> is_telling("All maritime tasks, excluding mine hunting, are covered.", "")
    False
    >>> is_telling("Sensors may be infrared, not excluding innovative concepts.", "")
    True
    """
    bare = sentence.strip(" .;–-•")
    if bare.casefold() == title.strip(" .").casefold() or sentence.endswith(":"):
        return False
    return not (
        _EXCLUDES.search(sentence)
        or _ALL_SAY.search(sentence)
        or _NOTE_INSIDE.search(sentence)
        or _NUMBERED_TITLE.match(sentence)
    )
