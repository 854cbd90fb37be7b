"""Imported by the fork server alone: loads what every worker and the indexer need, so that they share it.

Where something is wrong here, workers load it themselves and tell.
"""

from __future__ import annotations

import gc
import os
import signal
from contextlib import suppress

gc.disable()  # what is loaded here stays: looking through it for garbage took a sixth of the time of loading

from docintel.config import TagSettings  # noqa: E402
from docintel.errors import DocintelError  # noqa: E402
from docintel.ingest import (  # noqa: E402
    indexer,  # noqa: F401 (its process is forked with its libraries)
    worker,
)

signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the main process's business, also while this loads

_settings = os.environ.pop(worker.WARM, None)
if _settings is not None:
    worker.quiet()
    with suppress(DocintelError):
        worker.warm(TagSettings.model_validate_json(_settings)).rehearse()
gc.freeze()  # a collection in a worker would touch, and so copy, every shared page; one before this frees nothing
gc.enable()
