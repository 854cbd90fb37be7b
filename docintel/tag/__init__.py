"""Stage 2: references, entities, passages, calls and recommendations are found in a ``Document``."""
