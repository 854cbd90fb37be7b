"""Bad input gets one clear line on stderr, the right exit code, and the rest of the batch is in."""

import errno
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from docintel.cli import main
from docintel.errors import WorkspaceError
from docintel.workspace import fail

CLOSED = {"preexec_fn": lambda: os.close(0), "capture_output": True, "text": True}
"""A process without standard input, as ``<&-`` starts it."""
GOOD = "Een goed stuk over steun aan kmo's.\n\nDe aanvraag wordt in tien weken behandeld.\n"


def run(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


def only_line(result: Result) -> str:
    """The one line that begins with Error."""
    lines = [line for line in result.stderr.splitlines() if line.startswith("Error")]
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in result.stderr
    return lines[0]


@pytest.fixture(scope="module")
def encrypted_pdf(corpora: Path) -> bytes:
    """A PDF with a user password, made with the reportlab encryption."""
    import io

    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream, encrypt=StandardEncryption("secret", ownerPassword="owner"))
    canvas.drawString(72, 720, "geheim")
    canvas.save()
    return stream.getvalue()


BAD_FILES = {
    "leeg.pdf": (b"", "empty"),
    "tekst.pdf": (b"This is only text, named as a PDF.\n", "PDF"),
    "binair.txt": (bytes(range(256)) * 20, ""),
    "onbekend.xyz": (b"PK\x03\x04 no document", ""),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file_alone_exits_3(tmp_path: Path, name: str) -> None:
    data, word = BAD_FILES[name]
    (tmp_path / name).write_bytes(data)
    result = run("ingest", tmp_path / name, "-w", tmp_path / "w", "--workers", "1")
    assert result.exit_code == 3, result.stderr
    line = only_line(result)
    assert name in line and word in line


def test_encrypted_file_names_the_password_setting(tmp_path: Path, encrypted_pdf: bytes) -> None:
    (tmp_path / "slot.pdf").write_bytes(encrypted_pdf)
    result = run("extract", tmp_path / "slot.pdf")
    assert result.exit_code == 3
    assert "password" in only_line(result).lower()


def test_truncated_pdf_is_told_or_read_in_part(tmp_path: Path, corpora: Path) -> None:
    whole = next((corpora / "policy" / "nl").glob("*.pdf")).read_bytes()
    (tmp_path / "half.pdf").write_bytes(whole[: len(whole) // 3])
    result = run("extract", tmp_path / "half.pdf")
    assert result.exit_code in (0, 3)
    if result.exit_code == 3:
        assert "half.pdf" in only_line(result)


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "goed.txt").write_text(GOOD, encoding="utf-8")
    (folder / "leeg.pdf").write_bytes(b"")
    result = run("ingest", folder, folder / "weg.pdf", "-w", tmp_path / "w", "--workers", "1", "-f", "json")
    assert result.exit_code == 7
    found = {Path(row["path"]).name: row["status"] for row in json.loads(result.stdout)["files"]}
    assert found == {"goed.txt": "added", "leeg.pdf": "failed", "weg.pdf": "failed"}
    assert result.stderr.count("failed: ") == 2


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("ingest", "weg.pdf"), 3, "does not exist"),
        (("ingest", "."), 3, "holds no documents"),
        (("ingest", ""), 2, "is empty"),
        (("-w", "x", "ingest", "in"), 2, "write it after the command: docintel ingest -w"),
        (("--config", "x"), 2, "write it after the command: docintel COMMAND --config"),
        (("search", "priv\udce9"), 2, "QUERY: is not UTF-8 text"),
        (("extract", "weg.pdf"), 3, "does not exist"),
        (("extract", "."), 3, "regular file"),
        (("search", "steun"), 9, "is no docintel workspace"),
        (("search",), 2, "needs a QUERY"),
        (("search", "  "), 2, "is empty"),
        (("match", "weg.toml"), 4, "weg.toml"),
        (("status",), 9, "is no docintel workspace"),
        (("info", "--config", "weg.toml"), 4, "cannot be read"),
        (("import", "weg.tar.gz"), 3, "does not exist"),
        (("profile", "check", "weg.toml"), 4, "weg.toml"),
        (("profile", "new", "weg/p.toml"), 4, "its folder does not exist"),
        (("import", "."), 3, "is no file"),
        (("ingest", "https://example.org/a.pdf"), 3, "is an address; nothing is fetched"),
        (("ingest", "--force", "index"), 9, "is no docintel workspace"),
        (("ingest", ".", "--include", ""), 2, "--include: is empty"),
        (("show", ""), 2, "DOCUMENT: is empty"),
        (("refs", " "), 2, "ID: is empty"),
        (("search", "steun", "--document", ""), 2, "--document: is empty"),
        (("dismiss", "x", "EDF-2021-X", "--reason", ""), 2, "--reason: is empty"),
        (("diff", "weg.pdf", "weg2.pdf"), 3, "weg.pdf: is no file, and there is no workspace"),
        (("export", "weg/a.tar.gz", "-o", "weg/a.json"), 9, "weg/a.json: its folder does not exist"),
        (("forget", "weg.pdf"), 9, "is no docintel workspace"),
        (("diff", ".", "."), 3, "is a folder; name one edition"),
        (("search", "steun", "-o", "hits.html"), 2, "hits.html: this command writes no HTML; end the name in .json"),
        (("match", "p.toml", "-o", "report.PDF"), 2, "report.PDF: this command writes no PDF"),
        (("match", ".", "-o", "all.html"), 2, "--format html: is for one profile"),
        (("match", ".", "--calendar", "days.ics"), 2, "--calendar: is for one profile"),
        (("match", "p.toml", "--as-of", "morgen"), 2, "'morgen' is no day; write it as 2026-12-31"),
        (("calls", "--open-on", "2021"), 2, "'2021' is no day; write it as 2026-12-31"),
        (("watch", "run", "--as-of", "2021-13-01"), 2, "'2021-13-01' is no day"),
        (("evaluate", "all"), 2, "no such gold set; name one of references"),
        (("evaluate", "--gold", "."), 2, "--gold: needs a set that takes it"),
        (("evaluate", "extract", "--gold", "."), 2, "--gold: needs a set that takes it"),
        (("evaluate", "rules", "--gold", "weg.jsonl"), 3, "weg.jsonl: does not exist"),
        (("evaluate", "rules", "--gold", "."), 3, "is no gold of rules; name a file"),
        (("evaluate", "rules", "--extra", "weg"), 3, "weg: is no folder"),
    ],
)
def test_what_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int, word: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code == code, result.stderr
    assert word in only_line(result)


@pytest.mark.parametrize("command", ["tag", "embed"])
def test_closed_standard_input_is_told(command: str) -> None:
    done = subprocess.run([sys.executable, "-m", "docintel", command, "-"], **CLOSED)
    assert done.returncode == 2
    assert done.stderr == "Error: standard input: is closed; pipe text in, or name a file\n"


def test_links_are_left_alone_and_told(tmp_path: Path) -> None:
    (tmp_path / "goed.txt").write_text(GOOD, encoding="utf-8")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").symlink_to(tmp_path / "goed.txt")
    assert "holds no documents; name the files that its links point to" in run("ingest", folder, "--plan").stdout
    (folder / "b.txt").write_text(GOOD, encoding="utf-8")
    result = run("ingest", folder, "--plan", "-w", tmp_path / "w", "-f", "json")
    assert json.loads(result.stdout)["links"] == 1
    assert "links and special files left alone: 1; name" in result.stderr


def test_full_standard_output_is_told() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "docintel", "info"], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 9
    assert done.stderr.startswith("Error: standard output: cannot be written (No space left on device); ")


def test_file_whose_name_is_no_text_is_refused_and_the_others_are_in(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "goed.txt").write_text(GOOD, encoding="utf-8")
    Path(os.fsdecode(os.fsencode(folder) + b"/na\xef.txt")).write_text(GOOD + "Meer.", encoding="utf-8")
    result = run("ingest", folder, "-w", tmp_path / "w", "--workers", "1", "-f", "json")
    assert result.exit_code == 7
    assert "na\\xef.txt: its name is not UTF-8; rename it" in result.stderr
    assert {row["status"] for row in json.loads(result.stdout)["files"]} == {"added", "failed"}


def test_unknown_command_and_option_exit_2() -> None:
    assert run("serch", "x").exit_code == 2
    assert run("search", "x", "--limt", "3").exit_code == 2


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[index]\nurll = 'x'\n", "index.urll: unknown key"),
        ("workspce = 'x'\n", "workspce: unknown key"),
        ("[ingest]\nworkers = 'many'\n", "ingest.workers"),
        ("[search]\nlimit = 0\n", "search.limit"),
        ("encoder = 'x'\n", "encoder: should be a section"),
        ("[extract]\npasswords = 'x'\n", "extract.passwords: should be a list"),
        ("[search\n", "not valid TOML"),
        ("[index]\nurl = ''\n", "index.url"),
    ],
)
def test_bad_configuration_exits_4(tmp_path: Path, text: str, word: str) -> None:
    (tmp_path / "c.toml").write_text(text)
    result = run("info", "--config", tmp_path / "c.toml")
    assert result.exit_code == 4
    assert word in only_line(result)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("description = ''\n", "description"),
        ("name = 'x'\n", "description"),
        ("description = 'x'\ncolour = 'red'\n", "colour: unknown key"),
        ("description = 'x'\ntrl_min = 'low'\n", "trl_min"),
        ("description = 'x'\ntrl_min = 8\ntrl_max = 3\n", "trl_min 8"),
        ("description = 'x'\nmilitary_share = 40\n", "military_share"),
        ("description = 'x'\n[project]\nbudgett = 3\n", "project.budgett: unknown key"),
        ("", "empty"),
    ],
)
def test_bad_profile_exits_4(tmp_path: Path, text: str, word: str) -> None:
    (tmp_path / "p.toml").write_text(text)
    result = run("profile", "check", tmp_path / "p.toml")
    assert result.exit_code == 4, result.stdout + result.stderr
    assert word in only_line(result)


def test_configuration_as_windows_editors_save_it(tmp_path: Path) -> None:
    text = "[search]\nlimit = 3\n"
    (tmp_path / "c.toml").write_bytes(text.encode("utf-8-sig"))
    assert (
        json.loads(run("info", "--config", tmp_path / "c.toml", "-f", "json").stdout)["settings"]["search"]["limit"]
        == 3
    )
    (tmp_path / "c.toml").write_bytes(text.encode("utf-16"))
    result = run("info", "--config", tmp_path / "c.toml")
    assert result.exit_code == 4
    assert "c.toml: is not UTF-8 text; save it as UTF-8" in only_line(result)


@pytest.mark.parametrize("text", ["no JSON\n", '{"text": "steun"}\n', "[1, 2]\n", "\n"])
@pytest.mark.parametrize("name", ["references", "rules"])
def test_gold_of_another_form_exits_3(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "g.jsonl").write_text(text)
    result = run("evaluate", name, "--gold", tmp_path / "g.jsonl")
    assert result.exit_code == 3
    assert re.search(r"g\.jsonl(?:, line 1)?: ", only_line(result)) and "corpora/gold" in only_line(result)


def test_answers_that_end_too_soon_write_nothing(tmp_path: Path) -> None:
    result = run("profile", "new", tmp_path / "p.toml", stdin="Leiewerk\nBE\n")
    assert result.exit_code == 130
    assert "Interrupted" in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_dash_is_standard_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "settings" in json.loads(run("info", "-o", "-").stdout)
    assert not list(tmp_path.iterdir())


def test_missing_model_exits_5(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("[encoder]\nname = 'no-such-model'\n")
    result = run("embed", "-", "--config", tmp_path / "c.toml", stdin="tekst\n")
    assert result.exit_code == 5
    assert "no-such-model" in only_line(result)


def test_unreachable_server_exits_6(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "c.toml").write_text("[index]\nurl = 'http://127.0.0.1:9'\ntimeout_s = 2\n")
    result = run("ingest", tmp_path / "a.txt", "-w", tmp_path / "w", "--config", tmp_path / "c.toml", "--workers", "1")
    assert result.exit_code == 6
    assert "127.0.0.1:9" in only_line(result)


def test_not_utf8_lines_are_named() -> None:
    result = run("tag", "-", stdin=b"goed\n\xff\xfe slecht\n")
    assert result.exit_code == 3
    assert "standard input: line 2" in only_line(result)


def test_workspace_in_the_place_of_a_file_exits_9(tmp_path: Path) -> None:
    (tmp_path / "w").write_text("x")
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    for command in ("ingest", "import"):
        result = run(command, tmp_path / "a.txt", "-w", tmp_path / "w")
        assert result.exit_code == 9
        assert "is not a folder" in only_line(result)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KiB; only root can mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(folder)], capture_output=True)
    if mounted.returncode:
        pytest.skip("cannot mount a small file system here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_full_disk_exits_9_and_loses_nothing(tmp_path: Path, small_disk: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD * 2000, encoding="utf-8")
    result = run("ingest", tmp_path / "a.txt", "-w", small_disk / "w", "--workers", "1")
    assert result.exit_code == 9, result.stderr
    assert "disk is full" in only_line(result)
    assert not list((small_disk / "w").rglob("*.tmp"))


def test_read_only_folder_exits_9(tmp_path: Path, small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    result = run("ingest", tmp_path / "a.txt", "-w", small_disk / "w")
    assert result.exit_code == 9
    assert "permission" in only_line(result)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_workspace_exits_9(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir(mode=0o000)
    result = run("status", "-w", tmp_path / "w")
    assert result.exit_code == 9


def test_an_archive_that_cannot_be_written_asks_for_another_file(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="name another file") as caught:
        fail(tmp_path / "no" / "backup.tar.gz", PermissionError(errno.EACCES, "denied"), "another file")
    assert "--workspace" not in str(caught.value)
