"""The command contract: every command on a real workspace of the example documents, its keys and its exit code."""

import io
import json
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from docintel.cli import COMMANDS, main


def run(*arguments: object, stdin: str | None = None, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)
    assert result.exit_code == code, result.stderr + str(result.exception or "")
    return result


def read(*arguments: object, stdin: str | None = None) -> dict:
    return json.loads(run(*arguments, "-f", "json", stdin=stdin).stdout)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, corpora: Path) -> Path:
    folder = tmp_path_factory.mktemp("contract") / "w"
    manifest = read(
        "ingest", corpora / "policy" / "nl", corpora / "calls" / "voorbeeld-EDF-2021-calls.pdf", "-w", folder
    )
    assert {"run", "files", "totals"} <= manifest.keys()
    for row in manifest["files"]:
        assert {"path", "id", "status", "pages", "passages", "seconds", "error"} <= row.keys()
    found = {Path(row["path"]).name: row["status"] for row in manifest["files"]}
    assert found["voorbeeldscan-brief.pdf"] == "partial"
    assert set(found.values()) == {"added", "partial"}
    return folder


def test_help_lists_every_command() -> None:
    text = run("--help").stdout
    for name in COMMANDS:
        assert f"  {name}" in text


def test_extract(corpora: Path) -> None:
    path = corpora / "policy" / "nl" / "voorbeeldomzendbrief-militaire-projecten.pdf"
    found = json.loads(run("extract", path).stdout)
    assert {"id", "title", "language", "pages", "blocks", "sections", "tables", "footnotes"} <= found.keys()
    assert {"number", "width", "height", "quality"} <= found["pages"][0].keys()
    assert {"kind", "text", "page", "box", "level", "section"} <= found["blocks"][0].keys()
    assert {"number", "title", "level", "page", "parent"} <= found["sections"][0].keys()
    assert {"page_start", "page_end", "rows"} <= found["tables"][0].keys()
    assert {"page", "number", "text"} <= found["footnotes"][0].keys()
    assert found["language"] == "nl"
    assert "Artikel 3" in [section["number"] for section in found["sections"]]
    assert "| --- |" in run("extract", path, "-f", "md").stdout
    assert "geen rechtsbron" in run("extract", path, "-f", "txt").stdout


def test_tag_lines() -> None:
    lines = run(
        "tag", "-", stdin="goederen van ML10.c\nVerordening (EU) 2021/821 en 3 miljoen euro\n\n"
    ).stdout.splitlines()
    first, second, third = map(json.loads, lines)
    assert first["text"] == "goederen van ML10.c"
    assert first["references"] == [
        {"start": 13, "end": 19, "surface": "ML10.c", "scheme": "ml", "ids": ["ML10.c"], "polarity": "incl"}
    ]
    assert {"start", "end", "text", "label", "id"} <= second["entities"][0].keys()
    assert third["references"] == third["entities"] == []
    assert "<mark" in run("tag", "-", "-f", "html", stdin="goederen van ML10.c\n").stdout


def test_embed_lines() -> None:
    vectors = [
        json.loads(line) for line in run("embed", "-", stdin="kustbewaking\ncoastal surveillance\n").stdout.splitlines()
    ]
    assert len(vectors) == 2
    assert all(abs(sum(value * value for value in vector) - 1) < 0.01 for vector in vectors)


def test_search(workspace: Path) -> None:
    found = read("search", "projecten zonder steun", "-w", workspace, "--limit", 3)
    assert found["query"] == "projecten zonder steun" and found["language"] == "nl"
    assert 1 <= len(found["hits"]) <= 3
    hit = found["hits"][0]
    keys = "rank score lexical dense document title path page section heading language text highlights references band "
    assert set((keys + "start end boxes also_at").split()) <= hit.keys()
    assert hit["rank"] == 1 and hit["page"] >= 1


def test_search_without_an_answer(workspace: Path) -> None:
    asked = ("search", "recept voor pannenkoeken met stroop", "-w", workspace)
    found = read(*asked)
    assert found["hits"] == []
    assert 1 <= len(found["nearest"]) <= 3
    assert run(*asked, "--format", "table").stdout.startswith("Nothing relevant found. Nearest")


def test_search_with_a_typing_error(workspace: Path) -> None:
    asked = ("search", "innovatiestuen militaire projekten", "-w", workspace)
    assert read(*asked)["query"] == asked[1] and read(*asked)["meant"] == "innovatiesteun militaire projecten"
    assert run(*asked, "--format", "table").stdout.startswith("Read as: innovatiesteun militaire projecten")
    assert "meant" not in read("search", "innovatiesteun", "-w", workspace)


@pytest.mark.parametrize("name", ["Article 42 of Regulation (EU) 2021/697", "ML22", "aanbeveling 12"])
def test_search_for_what_no_passage_names(workspace: Path, name: str) -> None:
    found = read("search", name, "-w", workspace)
    assert found["hits"] == [] and found["absent"] == [name]
    assert run("search", name, "-w", workspace, "--format", "table").stdout.startswith(f"No passage names {name}.")


def test_search_restricted(workspace: Path) -> None:
    hits = read("search", "steun", "-w", workspace, "--ref", "ML 7a")["hits"]
    assert hits and all("ML7.a" in hit["references"] for hit in hits)
    hits = read("search", "steun", "-w", workspace, "-d", "voorbeeldstrategie.html")["hits"]
    assert hits and all(hit["path"].endswith("voorbeeldstrategie.html") for hit in hits)
    assert all(hit["language"] == "en" for hit in read("search", "budget", "-w", workspace, "--lang", "en")["hits"])
    whole, part = (read("search", "radar", "-w", workspace, "--ref", name) for name in ("EDF-2021-SENS-R-IRD", "R-IRD"))
    assert whole["hits"] and whole["hits"] == part["hits"]
    for option, name in (("--ref", "ML22"), ("--entity", "nobody")):
        assert read("search", "steun", "-w", workspace, option, name)["absent"] == [name]
    elsewhere = read("search", "steun", "-w", workspace, "--ref", "ML7.a", "--kind", "footnote")
    assert elsewhere["hits"] == [] and elsewhere["absent"] == []
    assert "banana" in run("search", "steun", "-w", workspace, "--kind", "banana", code=2).stderr


@pytest.mark.parametrize("mode", ["hybrid", "lexical", "dense"])
def test_search_modes(workspace: Path, mode: str) -> None:
    assert read("search", "innovatiesteun voor militaire projecten", "-w", workspace, "--mode", mode)["hits"]


def test_search_batch_gives_one_line_each(workspace: Path) -> None:
    lines = run("search", "--batch", "-", "-w", workspace, stdin="steun\ncommittee advice\n").stdout.splitlines()
    assert [json.loads(line)["query"] for line in lines] == ["steun", "committee advice"]


def test_refs(workspace: Path) -> None:
    found = read("refs", "ML7.c", "-w", workspace)
    assert found["id"] == "ML7.c" and found["label"]
    assert {"document", "page", "section", "surface", "sentence", "polarity"} <= found["mentions"][0].keys()
    assert any("ML7" in mention["surface"] for mention in found["mentions"])
    assert read("refs", "-w", workspace)["counts"]["ml"]["ML1"] >= 1
    out = read("refs", "-w", workspace, "-d", "voorbeeldomzendbrief", "--direction", "out")
    assert out["mentions"]
    assert run("refs", "--graph", "dot", "-w", workspace).stdout.startswith("digraph")
    assert "graphml" in run("refs", "--graph", "graphml", "-w", workspace).stdout
    assert json.loads(run("refs", "--graph", "json", "-w", workspace).stdout)
    assert read("refs", "--reuse", "-w", workspace)["reuse"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("ML22",), "no document mentions it"),
        (("banana",), "on no list that docintel knows"),
        (("-d", "voorbeeldomzendbrief", "--direction", "in"), "no other document points at it"),
        (("RA-IRD",), "on no list"),
        (("R-IRD",), "EDF-2021-SENS-R-IRD"),
    ],
)
def test_refs_tells_what_is_not_there(workspace: Path, asked: tuple[str, ...], told: str) -> None:
    assert told in run("refs", *asked, "-w", workspace, "--format", "table").stdout


def test_show(workspace: Path) -> None:
    clause = read("show", "voorbeeldomzendbrief", "Artikel 3", "-w", workspace)
    assert clause["section"] == "Artikel 3" and clause["page"] == 1
    assert "ML7.a" in {name for mention in clause["references_out"] for name in mention["ids"]}
    assert any(mention["section"] == "Artikel 5" for mention in clause["references_in"])
    outline = read("show", "voorbeeldomzendbrief", "-w", workspace)
    numbers = [section["number"] for section in outline["sections"] if section["number"]]
    assert numbers[:3] == ["Artikel 1", "Artikel 2", "Artikel 3"]


def test_twin_of_a_recommendation(workspace: Path) -> None:
    twins = read("show", "voorbeeldadvies", "AANBEVELING 4.1", "-w", workspace)["twins"]
    assert {twin["language"] for twin in twins} == {"nl", "en"}


def test_lint(workspace: Path) -> None:
    for finding in read("lint", "-w", workspace)["findings"]:
        assert {"problem", "document", "page", "surface", "ids", "sentence"} <= finding.keys()


def test_calls_and_recommendations(workspace: Path) -> None:
    calls = {call["id"]: call for call in read("calls", "-w", workspace)["calls"]}
    assert "EDF-2021-SENS-R-IRD" in calls
    keys = "id title call_id type_of_action budget_eur budget_reason call_budget_eur opening deadline activities min_entities "
    keys += "min_countries trl cross_refs page_start page_end document places conflicts"
    assert set(keys.split()) <= calls["EDF-2021-SENS-R-IRD"].keys()
    assert not read("calls", "--open-on", "2026-11-22", "-w", workspace)["calls"]
    assert read("calls", "--open-on", "2021-10-01", "-w", workspace)["calls"]
    rows = read("recommendations", "-w", workspace)["recommendations"]
    assert {"number", "title", "addressee", "places", "requests", "references", "follow_up"} <= rows[0].keys()


def test_match(workspace: Path, corpora: Path) -> None:
    profile = corpora / "profiles" / "kortrijk-infrared.toml"
    found = read("match", profile, "--as-of", "2021-10-01", "-w", workspace)
    assert {"profile", "as_of", "calls", "conditions", "recommendations", "routes", "missing_facts"} <= found.keys()
    first = found["calls"][0]
    assert first["id"] == "EDF-2021-SENS-R-IRD" and first["rank"] == 1
    assert {"verdict", "relevance", "gates", "evidence", "deadline", "budget_eur"} <= first.keys()
    assert {"score", "band", "lexical", "dense"} <= first["relevance"].keys()
    assert {"capability", "sentence", "document", "page", "section"} <= first["evidence"][0].keys()
    later = read("match", profile, "--as-of", "2026-11-22", "-w", workspace)["calls"][0]
    assert (later["id"], later["rank"], later["verdict"], later["reason"]) == (first["id"], 1, "blocked", "closed")


@pytest.mark.parametrize(
    ("form", "mark"), [("table", "EDF-2021-SENS-R-IRD"), ("md", "# "), ("html", "<!doctype html>")]
)
def test_match_formats(workspace: Path, corpora: Path, form: str, mark: str) -> None:
    text = run("match", corpora / "profiles" / "kortrijk-infrared.toml", "-w", workspace, "-f", form).stdout
    assert mark.lower() in text.lower()


def test_match_from_text_and_a_folder(workspace: Path, corpora: Path, tmp_path: Path) -> None:
    report = json.loads(run("match", "-", "-w", workspace, stdin="Wij bouwen sonar voor mijnenbestrijding.").stdout)
    assert report["language"] == "nl" and report["calls"]
    matrix = run("match", corpora / "profiles", "-w", workspace, "-f", "csv", "-o", tmp_path / "m.csv")
    assert matrix.stdout == ""
    assert len((tmp_path / "m.csv").read_text().splitlines()) >= 7
    for name in ("een", "twee"):
        (tmp_path / f"{name}.txt").write_text("Wij bouwen sonar voor mijnenbestrijding.")
    named = read("match", tmp_path, "-w", workspace)["reports"]
    assert [report["profile"] for report in named] == ["een", "twee"], (
        "a profile without a name is called after its file"
    )
    calendar = tmp_path / "dates.ics"
    run("match", corpora / "profiles" / "kortrijk-infrared.toml", "-w", workspace, "--calendar", calendar)
    assert calendar.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_profile_commands(corpora: Path, tmp_path: Path) -> None:
    found = read("profile", "check", corpora / "profiles" / "mechelen-cyber.toml")
    assert found["profile"]["name"] == "Dijlewacht Cyber"
    assert "controlled_from" in {row["field"] for row in found["missing"]}
    assert read("profile", "schema")["properties"]["description"]
    answers = ["Nieuw", "BE", "", "company", "small", "nl", "Wij maken drones.", "drones; sensoren", *[""] * 8]
    run("profile", "new", tmp_path / "p.toml", stdin="\n".join(answers) + "\n")
    assert read("profile", "check", tmp_path / "p.toml")["profile"]["capabilities"] == ["drones", "sensoren"]


def test_watch_and_dismiss(workspace: Path, corpora: Path) -> None:
    profile = corpora / "profiles" / "kortrijk-infrared.toml"
    assert json.loads(run("watch", "add", profile, "-w", workspace).stdout) == {"saved": "leiewerk-infrarood"}
    assert read("watch", "run", "--as-of", "2021-10-01", "-w", workspace)["profiles"][0]["since"] is None
    changed = read("watch", "run", "--as-of", "2021-12-20", "-w", workspace)["profiles"][0]
    assert any(row["what"] == "call.deadline" for row in changed["changes"])
    run("dismiss", "leiewerk-infrarood", "EDF-2021-SENS-R-IRD", "-w", workspace, code=2)
    run("dismiss", "leiewerk-infrarood", "EDF-2021-SENS-R-IRD", "--reason", "te druk", "-w", workspace)
    assert "EDF-2021-SENS-R-IRD" not in [call["id"] for call in read("match", profile, "-w", workspace)["calls"]]
    folder = read("match", corpora / "profiles", "-w", workspace)["reports"]
    kept = {report["profile"]: [call["id"] for call in report["calls"]] for report in folder}
    assert [name for name, calls in kept.items() if "EDF-2021-SENS-R-IRD" not in calls] == ["Leiewerk Infrarood"]
    run("dismiss", "leiewerk-infrarood", "EDF-2021-SENS-R-IRD", "--undo", "-w", workspace)
    run("forget", "leiewerk-infrarood", "-w", workspace)
    assert read("watch", "list", "-w", workspace) == {"profiles": []}


def test_diff_of_files(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# 1. Steun\n\nDe steun bedraagt 10 procent.\n\n# 2. Uitvoer\n\nUitvoer vraagt een vergunning.\n"
    )
    (tmp_path / "b.md").write_text(
        "# 1. Steun\n\nDe steun bedraagt 20 procent.\n\n# 2. Uitvoer\n\nUitvoer vraagt een vergunning.\n"
    )
    counts = read("diff", tmp_path / "a.md", tmp_path / "b.md")["counts"]
    assert counts["changed"] == 1 and counts["same"] == 1
    assert "<ins>" in run("diff", tmp_path / "a.md", tmp_path / "b.md", "-f", "html").stdout


def test_status_info_models_doctor(workspace: Path) -> None:
    found = read("status", "-w", workspace)
    assert found["index"]["missing"] == found["index"]["surplus"] == 0
    assert len(found["documents"]) == 6 and all(row["current"] for row in found["documents"])
    assert read("info")["settings"]["search"]["limit"] == 10
    assert "docintel-static" in {model["name"] for model in read("models")["models"]}
    assert {check["state"] for check in read("doctor", "-w", workspace)["checks"]} == {"ok"}


def test_export_import_and_forget(workspace: Path, tmp_path: Path) -> None:
    archive = tmp_path / "w.tar.gz"
    run("export", archive, "-w", workspace)
    copy = tmp_path / "copy"
    assert json.loads(run("import", archive, "-w", copy).stdout)["documents"] == 6
    assert (
        read("search", "projecten zonder steun", "-w", copy)["hits"]
        == read("search", "projecten zonder steun", "-w", workspace)["hits"]
    )
    run("import", archive, "-w", copy, code=9)
    gone = json.loads(run("forget", "voorbeeldstrategie.html", "-w", copy).stdout)["documents"][0]
    for path in copy.rglob("*"):
        if path.is_file() and "index" not in path.parts and "cache" not in path.parts:
            assert gone.encode() not in path.read_bytes(), path
    assert read("status", "-w", copy)["index"]["surplus"] == 0


def test_archive_that_climbs_out_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "evil.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        for name, data in (("FORMAT", b"1\n"), ("documents/../../evil.txt", b"x")):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    run("import", archive, "-w", tmp_path / "deep" / "w", code=3)
    assert not list(tmp_path.rglob("evil.txt"))


def test_damaged_document_is_reported_and_the_rest_works(workspace: Path, tmp_path: Path) -> None:
    archive, copy = tmp_path / "w.tar.gz", tmp_path / "copy"
    run("export", archive, "-w", workspace)
    run("import", archive, "-w", copy)
    victim = sorted((copy / "documents").glob("*.json"))[0]
    victim.write_bytes(victim.read_bytes()[:100])
    assert len(read("status", "-w", copy)["damaged"]) == 1
    run("doctor", "-w", copy, code=9)
    assert run("search", "steun", "-w", copy).exit_code == 0
    assert run("refs", "ML1", "-w", copy).exit_code == 0


def test_outputs_fit_their_schemas(workspace: Path, corpora: Path) -> None:
    import jsonschema

    schemas = Path(__file__).parents[2] / "docs" / "schemas"

    def check(name: str, value: object) -> None:
        jsonschema.validate(value, json.loads((schemas / f"{name}.json").read_text(encoding="utf-8")))

    check("report", read("match", corpora / "profiles" / "kortrijk-infrared.toml", "-w", workspace))
    for call in read("calls", "-w", workspace)["calls"]:
        check("call", call)
    for hit in read("search", "projecten zonder steun", "-w", workspace)["hits"]:
        check("hit", hit)
    for path in (workspace / "documents").glob("*.json"):
        check("document", json.loads(path.read_bytes()))
    for path in (workspace / "runs").glob("*.json"):
        check("manifest", json.loads(path.read_bytes()))
    check("config", read("info")["settings"])
    check("profile", read("profile", "check", corpora / "profiles" / "gent-protective-chemistry.toml")["profile"])
