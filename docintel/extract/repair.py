"""A PDF that breaks off has lost the table at its end; a trailer that names its catalogue lets its objects be found."""

from __future__ import annotations

import re

_ROOT = re.compile(rb"/Root\s+(\d+)\s+(\d+)\s+R")
_CATALOG = re.compile(rb"(\d+)\s+(\d+)\s+obj\s*<<[^>]{0,300}?/Type\s*/Catalog")


def with_trailer(data: bytes) -> bytes | None:
    """The file with a trailer added; None where it names no catalogue."""
    found = _ROOT.findall(data) or _CATALOG.findall(data)
    if not found:
        return None
    number, generation = found[-1]
    return data + b"\ntrailer\n<< /Root %s %s R /Size 99999 >>\nstartxref\n0\n%%%%EOF\n" % (number, generation)
