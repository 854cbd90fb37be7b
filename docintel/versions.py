"""Versions of the stages, and the keys that tell whether what is stored is up to date.

Here and not in the packages of the stages, because a command that reads no file must not load them (spaCy alone takes
a second).
"""

from __future__ import annotations

import hashlib
from functools import cache

from docintel import codec
from docintel.config import Config, models_folder

EXTRACT = "4"
"""Raise when extraction gives another outcome for the same file; stored documents are then read again."""
TAG = "7"
"""Raise when tagging gives another outcome for the same document; stored documents are then tagged again."""


def stage_keys(config: Config) -> dict[str, str]:
    """Stage name -> key of its version, its settings and its models; a stored part with the same key is up to date."""
    models = [_model_stamp(name) for name in (config.tag.model_nl, config.tag.model_en)]
    return {
        "extract": _key(EXTRACT, config.extract.model_dump_json()),
        "tag": _key(TAG, config.tag.model_dump_json(), *models),
    }


@cache
def _model_stamp(name: str) -> str:
    """A model's own version stamp, empty where it is not installed; read once, as the model itself is."""
    meta = models_folder() / name / "meta.json"
    return meta.read_text(encoding="utf-8") if meta.is_file() else ""


def _key(*parts: str) -> str:
    return hashlib.sha256(codec.dumps(parts)).hexdigest()[:16]
