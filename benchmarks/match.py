"""Time matching: one profile, its growth to 1,000 topics, and a folder of 100 profiles, in CPU seconds.

    python -m benchmarks.match WORKSPACE PROFILE...

WORKSPACE has been filled with ``docintel ingest``. Topics beyond those in it are varied copies: the words of every
clause are turned, so that no two copies share a vector or a rare word order.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from docintel.answers import open_matcher
from docintel.cache import MemoryCache
from docintel.config import Config
from docintel.match.engine import Matcher
from docintel.match.library import Library
from docintel.match.profiles import Profile, load_profile
from docintel.types import Call, Document, Span

DAY = date(2023, 9, 1)


def cpu() -> float:
    return time.process_time()


def varied(call: Call, document: Document, number: int) -> tuple[Call, Document]:
    """A copy of a call in a document of its own, the words of its blocks turned by a seed."""
    turn = random.Random(number)
    text = list(document.text)
    for block in document.blocks:
        words = document.text[block.span.start : block.span.end].split(" ")
        turn.shuffle(words)
        text[block.span.start : block.span.end] = " ".join(words)
    identity = f"{document.id[:10]}{number:06d}"
    copy = replace(document, id=identity, text="".join(text), calls=())
    spans = call.spans or (Span(0, 0),)
    moved = tuple(replace(place, document=identity) for place in call.places)
    return replace(call, id=f"{call.id}-{number}", document=identity, spans=spans, places=moved), copy


def grown(library: Library, topics: int) -> Library:
    """The library with varied copies up to a number of topics, and an empty cache."""
    whole = [call for call in library.calls if call.spans and call.document in library.documents]
    calls, documents = list(library.calls), dict(library.documents)
    number = 0
    while len(calls) < topics:
        call, document = varied(
            whole[number % len(whole)], library.documents[whole[number % len(whole)].document], number
        )
        calls.append(call)
        documents[document.id] = document
        number += 1
    return replace(library, calls=tuple(calls), documents=documents, cache=MemoryCache())


def measure(library: Library, profile: Profile, topics: int) -> None:
    matcher = Matcher(library)
    start = cpu()
    matcher.match(profile, as_of=DAY)
    cold = cpu() - start
    kept = Matcher(library)
    start = cpu()
    kept.match(profile, as_of=DAY)
    cached = cpu() - start
    start = cpu()
    kept.match(profile, as_of=DAY)
    print(
        f"{topics:5d} topics {len(kept.catalogue.clauses):7d} clauses: first time {cold:6.2f} s, "
        f"from the cache {cached:5.2f} s, next profile {cpu() - start:5.3f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("profiles", type=Path, nargs="+")
    parser.add_argument("--topics", type=int, nargs="*", default=[250, 500, 1000])
    asked = parser.parse_args()
    matcher = open_matcher(Config(workspace=asked.workspace))
    profiles = [load_profile(path) for path in asked.profiles]
    library = replace(matcher.library, cache=MemoryCache())
    measure(library, profiles[0], len(library.calls))
    for topics in asked.topics:
        measure(grown(library, topics), profiles[0], topics)
    folder = [profiles[number % len(profiles)] for number in range(100)]
    start = cpu()
    for profile in folder:
        matcher.match(profile, as_of=DAY)
    print(f"100 profiles: {cpu() - start:.1f} s of CPU time")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
