"""The batch: files in, documents kept, index brought up to date; a second run changes nothing.

files.py     which files                    plan.py      what has to be done for each, by content
pool.py      read in worker processes       keep.py      store, journal, delete: in the order that survives a kill
indexing.py  bring the index up to date     indexer.py   the same in a process of its own
run.py       all of it, for one run         manifest.py  the record
"""
