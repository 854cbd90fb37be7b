"""Every gold set run for real: documents read, tagged, indexed and matched, then compared with the gold and the floors.

bench.py   what the sets share: documents read once, an index made once
sets.py    one function a set           floors.py  the values below which ``docintel evaluate --gate`` fails
"""
