"""Everyday Dutch beside the law: own words, scenes put together from them, and English sentences with Dutch words in.

``python -m docintel.train.everyday --prepared build/encoder --evaluation build/eval``

Of the Dutch words among the 10,000 most frequent of spoken language 1,800 were in no training sentence (``gooit``,
``woonkamer``, ``stoep``). Written to ``everyday.tsv`` in the layout of ``train.tsv``; the same bytes in every run.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from docintel.train.align import translation_table
from docintel.train.filters import key
from docintel.train.prepare import evaluation_keys
from docintel.train.rows import Row, read_rows, write_rows

WORDS = Path("pipelines/train/encoder_everyday.tsv")
SCENES = Path("pipelines/train/encoder_scenes.txt")
GENERAL = frozenset({"tatoeba", "europarl", "esco-descriptions", "eforms-sdk", "nl-civil-procedure"})
SURE = 0.4
"""Probability from which an aligned word counts as the translation."""
_WORD = re.compile(r"[^\W\d_]+")


def read_words(path: Path) -> list[Row]:
    """Read the word list: Dutch, tab, English."""
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines() if line)
    return [Row("term", "everyday-words", english, dutch) for dutch, english in rows]


def read_scenes(path: Path) -> dict[str, list[tuple[str, ...]]]:
    """Read the parts of scenes: ``[part]``, then entries between semicolons, their fields between equal signs."""
    parts: dict[str, list[tuple[str, ...]]] = {}
    name = ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif line:
            parts.setdefault(name, []).extend(tuple(entry.split("=")) for entry in line.split(";"))
    return parts


def scenes(parts: Mapping[str, list[tuple[str, ...]]], count: int, seed: int) -> Iterator[Row]:
    """Yield sentences in both languages, the Dutch with the verb second, as Dutch has it."""
    chance = random.Random(seed)
    for number in range(count):
        if number % 4 == 3:
            who, says = chance.choice(parts["wie nieuws"]), chance.choice(parts["zegt nieuws"])
            yield Row("sentence", "everyday-scenes", f"{who[1]} {says[1]}.", f"{who[0]} {says[0]}.")
            continue
        many = chance.random() < 0.3
        who = chance.choice(parts["wie meervoud" if many else "wie"])
        one, several, english, what = chance.choice(parts["doet"])
        verb, *particle = (several if many else one).split(" ", 1)
        things = [chance.choice(parts[what])] if what else []
        if what != "waar" and chance.random() < 0.4:
            things.append(chance.choice(parts["waar"]))
        dutch = [who[0], verb, *(thing[0] for thing in things)]
        if particle:  # `roert in de soep`, but `rust uit`
            dutch.insert(2, particle[0])
        left = [who[1], "are" if many else "is", english, *(thing[1] for thing in things)]
        yield Row("sentence", "everyday-scenes", f"{' '.join(left)}.", f"{' '.join(dutch)}.")


def lexicon(rows: Iterable[Row]) -> dict[str, str]:
    """Return the Dutch word for an English one, where the alignment of the general sentences is sure of it."""
    pairs = [(_WORD.findall(row.en.lower()), _WORD.findall(row.nl.lower())) for row in rows]
    words = [sorted({word for pair in pairs for word in pair[side]}) for side in (0, 1)]
    place = [{word: number + 1 for number, word in enumerate(side)} for side in words]
    sides = [[[place[side][word] for word in pair[side]] for pair in pairs] for side in (0, 1)]
    # turned round: the explained side is the English one here, its explanation the Dutch one
    table = translation_table(sides[1], sides[0], (len(words[1]) + 1, len(words[0]) + 1))
    found = {}
    for number, word in enumerate(words[0]):
        row = table.getrow(number + 1)
        if row.nnz and row.data.max() >= SURE:
            found[word] = words[1][int(row.indices[row.data.argmax()]) - 1]
    return found


def switched(rows: Iterable[Row], dutch: Mapping[str, str], share: float, seed: int) -> Iterator[Row]:
    """Yield English sentences with ``share`` of their known words in Dutch, three of them or more."""
    chance = random.Random(seed)
    for row in rows:
        changed = 0

        def word(match: re.Match[str]) -> str:
            nonlocal changed
            other = dutch.get(match[0].lower())
            if other is None or chance.random() > share:
                return match[0]
            changed += 1
            return other

        mixed = _WORD.sub(word, row.en)
        if changed >= 3:
            yield Row("sentence", "everyday-switched", row.en, mixed)


def unmeasured(rows: Iterable[Row], forbidden: frozenset[str]) -> list[Row]:
    """Leave out the sentences that are measured on: scenes are simple enough to hit one (20 of STSb among 9,617)."""
    return [row for row in rows if row.kind == "term" or not {key(row.en), key(row.nl)} & forbidden]


def make(prepared: Path, evaluation: Path, words: Path, parts: Path, seed: int = 5) -> list[Row]:
    """Return all rows."""
    train = read_rows(prepared / "train.tsv")
    own = read_words(words)
    made = list(dict.fromkeys(scenes(read_scenes(parts), 12_000, seed)))
    single = {row.en.removeprefix("to "): row.nl for row in own if " " not in row.en.removeprefix("to ")}
    known = single | lexicon([row for row in train if row.source in GENERAL])
    english = [row for row in train if row.kind == "english" and row.source in {"english-web-treebank", "gum"}]
    return unmeasured([*own, *made, *switched(english, known, 0.75, seed)], evaluation_keys(evaluation))


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prepared", type=Path, default=Path("build/encoder"))
    parser.add_argument("--evaluation", type=Path, required=True, help="unpacked folder of evaluation sets, kept out")
    parser.add_argument("--words", type=Path, default=WORDS)
    parser.add_argument("--scenes", type=Path, default=SCENES)
    options = parser.parse_args()
    rows = make(options.prepared, options.evaluation, options.words, options.scenes)
    write_rows(options.prepared / "everyday.tsv", rows)


if __name__ == "__main__":
    main()
