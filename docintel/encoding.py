"""Names and words that the system handed over as bytes that are no UTF-8."""

from __future__ import annotations


def is_utf8(text: str) -> bool:
    r"""Tell whether a text can be written as UTF-8: Python keeps other bytes as lone surrogates.

    >>> is_utf8("naïef.txt"), is_utf8("na\udcefef.txt")
    (True, False)
    """
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
