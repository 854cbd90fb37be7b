"""The demo corpora: drawn from their sources, honest about what they are, and agreeing with their gold."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pypdfium2
import pytest

from corpora.build.paper import clean
from corpora.build.source import Source, load

CORPORA = Path(__file__).parent.parent / "corpora"
SOURCES = {Path(source.file).name: source for source in map(load, sorted((CORPORA / "build/text").glob("*.md")))}
TRUTHS = sorted((CORPORA / "gold").glob("*/*.truth.json"))
LEAST_PAGES = {"voorbeeldadvies-veiligheid-en-defensie.pdf": 15, "voorbeeldregeerakkoord.pdf": 10}
PROMISES = (
    ("We maken van veiligheid en defensie een volwaardig domein van het innovatiebeleid", 5),
    ("We verkorten de doorlooptijd van een voorafgaande machtiging tot ten hoogste dertig werkdagen", 5),
    ("Een kmo die een veiligheidsmachtiging nodig heeft om aan een Europees project deel te nemen", 6),
    ("De havens krijgen samen één aanspreekpunt voor militair vervoer, dat dag en nacht bereikbaar is.", 6),
    ("kunnen rekenen op een loket kennisveiligheid dat binnen tien werkdagen antwoordt.", 9),
)


def texts(source: Source) -> list[str]:
    notes = [clean(note.text) for element in source.elements for note in element.notes]
    return [clean(element.text) for element in source.elements] + notes


def html() -> str:
    page = (CORPORA / "policy/nl/voorbeeldstrategie.html").read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_drawing_again_gives_the_same_bytes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "corpora.build", "--check"],
        cwd=CORPORA.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_every_document_says_that_it_is_an_example(name: str) -> None:
    text = " ".join([*texts(SOURCES[name]), SOURCES[name].layout.head, SOURCES[name].layout.foot])
    assert re.search(r"voorbeeld|example", text)
    assert re.search(r"geen rechtsbron|no source of law", text)


def test_the_page_says_that_it_is_an_example() -> None:
    assert "is een voorbeeld" in html()
    assert "geen rechtsbron" in html()


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.name)
def test_truth_has_the_pages_of_the_file(path: Path) -> None:
    truth = json.loads(path.read_text(encoding="utf-8"))
    assert truth["split"] == path.parent.name
    if truth["file"].endswith(".pdf"):
        document = pypdfium2.PdfDocument(CORPORA / truth["file"])
        assert truth["pages"] == len(document)
        assert truth["pages"] >= LEAST_PAGES.get(Path(truth["file"]).name, 1)
        document.close()


def test_twelve_topics_or_more_with_every_field() -> None:
    calls = [call for path in TRUTHS for call in json.loads(path.read_text(encoding="utf-8"))["calls"]]
    assert len({call["id"] for call in calls}) >= 12
    assert len({call["id"] for call in calls}) == len(calls)
    for call in calls:
        assert call["opening"] < call["deadline"]
        assert call["page_start"] <= call["page_end"]
        assert call["min_countries"] == call["min_entities"] == (2 if "RDIS" in call["id"] else 3)
        assert call["budget_eur"] is None, "in these years the printed amount is that of the whole call"
        assert call["budget_reason"]
        if call["activities"] is not None:
            assert list(call["activities"]) == list("abcdefghi")


@pytest.mark.parametrize(("promise", "page"), PROMISES)
def test_the_advice_quotes_the_agreement_with_its_page(promise: str, page: int) -> None:
    agreement = json.loads((CORPORA / "gold/dev/voorbeeldregeerakkoord.truth.json").read_text(encoding="utf-8"))
    places = [row for row in agreement["body"] if promise in row["text"]]
    assert [row["page"] for row in places] == [page] or places[0]["page_end"] == page
    advice = next(text for text in texts(SOURCES["voorbeeldadvies-veiligheid-en-defensie.pdf"]) if promise in text)
    assert f"(p. {page})" in advice


@pytest.mark.parametrize("split", ["dev", "test"])
def test_quotes_of_queries_stand_in_their_document(split: str) -> None:
    known = {name: texts(source) for name, source in SOURCES.items()} | {"voorbeeldstrategie.html": [html()]}
    rows = lines(CORPORA / "gold" / split / "queries.jsonl")
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert bool(row["relevant"]) == (row["kind"] != "unanswerable"), row["id"]
        for relevant in row["relevant"]:
            assert any(relevant["quote"] in text for text in known[relevant["doc"]]), (row["id"], relevant["quote"])
            if relevant["doc"] in SOURCES:
                assert SOURCES[relevant["doc"]].split == split, "no question may cross the splits"


def test_there_are_enough_questions_of_every_kind() -> None:
    kinds = [row["kind"] for row in lines(CORPORA / "gold/dev/queries.jsonl")]
    assert len(kinds) - kinds.count("unanswerable") >= 110
    assert kinds.count("unanswerable") >= 30
    for kind in ("keyword", "question", "paraphrase", "crosslingual", "reference", "misspelled"):
        assert kinds.count(kind) >= 12
    assert len(lines(CORPORA / "gold/test/queries.jsonl")) >= 30


def test_matches_cover_all_profiles_and_calls() -> None:
    ids = {call["id"] for path in TRUTHS for call in json.loads(path.read_text(encoding="utf-8"))["calls"]}
    rows = lines(CORPORA / "gold/dev/matches.jsonl")
    profiles = {path.stem for path in (CORPORA / "profiles").glob("*.toml")}
    assert {(row["profile"], row["as_of"]) for row in rows} == {
        (profile, day) for profile in profiles for day in ("2021-10-01", "2026-11-22")
    }
    for row in rows:
        assert set(row["verdicts"]) == set(row["gates"]) == ids
        assert row["expected_first"] in row["relevant"]
        assert set(row["relevant"]) <= ids
        assert all(bool(row["gates"][call]) == (verdict != "applies") for call, verdict in row["verdicts"].items())


def test_profiles_are_marked_as_invented() -> None:
    for path in (CORPORA / "profiles").glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        assert "invented" in text.splitlines()[0]
        assert tomllib.loads(text)["description"].strip()
