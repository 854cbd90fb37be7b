"""``corpora fetch`` against a server on this machine."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from docintel.cli import main
from docintel.config import project_folder
from docintel.errors import ConfigError
from docintel.fetch import Source, fetch, load_sources

BODY = b"%PDF-1.4 a document"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/good.pdf":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(BODY)
        elif self.path == "/empty.pdf":
            self.send_response(200)
            self.end_headers()
        elif self.path == "/moved.pdf":
            self.send_response(302)
            self.send_header("Location", "/good.pdf")
            self.end_headers()
        else:
            self.send_error(404)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{listening.server_port}"
    listening.shutdown()


def source(url: str, sha256: str | None = None) -> Source:
    return Source(name="a.pdf", url=url, title="A", language="nl", publisher="P", sha256=sha256)


def test_fetched_once_and_checked(server: str, tmp_path: Path) -> None:
    right = hashlib.sha256(BODY).hexdigest()
    assert fetch(source(f"{server}/good.pdf", right), tmp_path).status == "fetched"
    assert (tmp_path / "a.pdf").read_bytes() == BODY
    assert fetch(source(f"{server}/gone.pdf"), tmp_path).status == "present"
    assert fetch(source(f"{server}/moved.pdf"), tmp_path, again=True).status == "fetched"


@pytest.mark.parametrize(
    ("path", "word"),
    [("/gone.pdf", "404|Not Found"), ("/empty.pdf", "is empty"), ("/good.pdf", "publisher changed the file")],
)
def test_failure_is_one_line_and_leaves_nothing(server: str, tmp_path: Path, path: str, word: str) -> None:
    import re

    found = fetch(source(server + path, "0" * 64), tmp_path)
    assert found.status == "failed" and found.error is not None and re.search(word, found.error)
    assert "\n" not in found.error
    assert not list(tmp_path.iterdir())


def test_only_web_addresses(tmp_path: Path) -> None:
    found = fetch(source("file:///etc/hostname"), tmp_path)
    assert found.error is not None and "no http or https address" in found.error


def test_command_reports_and_goes_on(server: str, tmp_path: Path) -> None:
    rows = "".join(
        f'[[source]]\nname = "{name}"\nurl = "{server}/{name}"\ntitle = "T"\nlanguage = "nl"\npublisher = "P"\n'
        for name in ("good.pdf", "gone.pdf")
    )
    (tmp_path / "s.toml").write_text(rows)
    arguments = ["corpora", "fetch", "--sources", str(tmp_path / "s.toml"), "--to", str(tmp_path / "to")]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 7
    assert (tmp_path / "to" / "good.pdf").is_file()
    assert "gone.pdf" in result.stderr


def test_list_that_ships_is_right() -> None:
    sources = load_sources(project_folder("corpora") / "sources.toml")
    assert len({found.name for found in sources}) == len(sources) >= 5
    assert all(found.url.startswith("https://") for found in sources)


def test_wrong_list_names_the_key(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text("[[source]]\nname = 'a'\n")
    with pytest.raises(ConfigError, match="url"):
        load_sources(tmp_path / "s.toml")
    (tmp_path / "s.toml").write_text("name = 'a'\n")
    with pytest.raises(ConfigError, match="names no sources"):
        load_sources(tmp_path / "s.toml")
