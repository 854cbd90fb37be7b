import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docintel.config import Config, load_config
from docintel.errors import ConfigError
from docintel.match.rules import load_rules

PROJECT = Path(__file__).parent.parent


def test_config_file_holds_every_default() -> None:
    text = (PROJECT / "config.toml").read_text(encoding="utf-8")
    assert load_config(PROJECT / "config.toml") == Config()
    written = tomllib.loads(text)
    for section, values in Config().model_dump(mode="json").items():
        if isinstance(values, dict):
            for key in values:
                assert key in written[section] or f"# {key} =" in text, f"{section}.{key}"
        else:
            assert section in written


def test_no_file_gives_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_config() == Config()


def test_file_in_the_current_folder_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.toml").write_text("workspace = 'elsewhere'\n")
    monkeypatch.chdir(tmp_path)
    assert load_config().workspace == Path("elsewhere")


def test_complaint_names_the_rest(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("a = 1\nb = 2\nc = 3\n")
    with pytest.raises(ConfigError, match="a: unknown key; remove the key or correct its spelling; also wrong: b, c"):
        load_config(tmp_path / "c.toml")


LINES = (
    "[ingest]|[[rule]]|[|workers = 0|workers = -1|id = 'x'|scope = 'EDF'|condition = 'True'|condition = '1 +'|x = 1|"
    "text = { nl = 'a', en = 'b' }|sources = [{ cite = 'c' }]|sources = []|workspace = ''|[encoder]|name = 5|"
    "threads = 1979-05-27|limit = nan|[search]|limit = 10"
).split("|")
ANY_FILE = st.binary(max_size=60) | st.lists(st.sampled_from(LINES)).map(lambda lines: "\n".join(lines).encode())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=ANY_FILE)
def test_any_configuration_and_rules_file_is_taken_or_refused_with_a_reason(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.toml"
    path.write_bytes(content)
    for load in (load_config, lambda file: load_rules([file])):
        try:
            load(path)
        except ConfigError as error:
            assert error.what
