"""Settings: defaults here, over them ``config.toml``, the environment, the option; unknown keys are refused."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from docintel.errors import ConfigError


class _Section(BaseModel):
    """A frozen part of the configuration that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class ExtractSettings(_Section):
    """How files become documents."""

    ocr: bool = False
    """Read pages without a text layer with tesseract (extra ``[ocr]``)."""
    ocr_languages: str = "nld+eng"
    max_pages: Annotated[int, Field(ge=1)] = 10_000
    """Pages beyond this are left out, and the document is marked partial."""
    max_megabytes: Annotated[int, Field(ge=1)] = 500
    tables: bool = True
    passwords: tuple[str, ...] = ()
    """Tried on encrypted files, after the empty one."""


class TagSettings(_Section):
    """What is looked for in a document."""

    entities: bool = True
    ner: bool = True
    """Use the trained models beside the rules."""
    model_nl: str = "docintel-ner-nl"
    model_en: str = "docintel-ner-en"
    passage_words: Annotated[int, Field(ge=20, le=1000)] = 90
    """Aimed length of a passage; a clause is never cut from its section."""


class EncoderSettings(_Section):
    """The sentence encoder of the dense leg."""

    name: str = "docintel-static"
    """A folder under ``models/``, a path, or (backend ``transformers``) a Hugging Face name."""
    backend: Literal["auto", "static", "onnx", "transformers"] = "auto"
    threads: Annotated[int, Field(ge=0)] = 0
    """0: all cores."""
    batch_size: Annotated[int, Field(ge=1)] = 32
    max_tokens: Annotated[int, Field(ge=8)] = 256
    query_prefix: str | None = None
    """None: what the model's own config says."""
    passage_prefix: str | None = None
    revision: str | None = None


class IndexSettings(_Section):
    """Where the vectors live."""

    url: Annotated[str, Field(min_length=1)] | None = None
    """Address of a Qdrant server; None: Qdrant Edge inside the workspace."""
    api_key_env: str = "QDRANT_API_KEY"
    """Name of the environment variable that holds the key."""
    collection: str = "docintel"
    timeout_s: Annotated[float, Field(gt=0)] = 30.0
    exact_below: Annotated[int, Field(ge=0)] = 50_000
    """Number of points below which search is exact and no graph is built."""
    batch_size: Annotated[int, Field(ge=1)] = 256


class SearchSettings(_Section):
    """How hits are chosen and ordered."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 10
    candidates: Annotated[int, Field(ge=10)] = 60
    """Passages that each leg brings; 60 gave the nDCG of 100 on 80 questions and 0.002 more on 869 others."""
    mode: Literal["hybrid", "lexical", "dense"] = "hybrid"
    abstain: bool = True
    """Say so when nothing relevant is found, instead of showing the least bad."""
    reread: str = "docintel-reader"
    """Model that reads the first candidates of a query again, word by word; "": none."""


class MatchSettings(_Section):
    """How profiles are matched."""

    limit: Annotated[int, Field(ge=1)] = 20
    recommendations: Annotated[int, Field(ge=0)] = 10
    reread: str = "docintel-bilingual"
    """Encoder that reads likely reasons again, where it is not the one of the dense leg; "": none.

    How sure reasons are was fitted with ``docintel-static`` in the dense leg and ``docintel-bilingual`` here.
    """


class RulesSettings(_Section):
    """Gates as rows."""

    extra: tuple[Path, ...] = ()
    """More rules files (TOML), read after the shipped ones."""


class IngestSettings(_Section):
    """How a batch runs."""

    workers: Annotated[int, Field(ge=0)] = 0
    """Worker processes; 0: one per core."""
    timeout_s: Annotated[float, Field(gt=0)] = 300.0
    """Time for one file; a file that takes longer fails, the batch goes on."""
    memory_mb: Annotated[int, Field(ge=256)] = 3072
    """Address space that a worker may take beyond its start."""
    recycle_after: Annotated[int, Field(ge=1)] = 200
    """Files after which a worker process is replaced."""
    include: tuple[str, ...] = ("*.pdf", "*.html", "*.htm", "*.txt", "*.md", "*.docx", "*.json")
    exclude: tuple[str, ...] = ()


class Config(_Section):
    """All settings."""

    workspace: Path = Path("workspace")
    extract: ExtractSettings = ExtractSettings()
    tag: TagSettings = TagSettings()
    encoder: EncoderSettings = EncoderSettings()
    index: IndexSettings = IndexSettings()
    search: SearchSettings = SearchSettings()
    match: MatchSettings = MatchSettings()
    rules: RulesSettings = RulesSettings()
    ingest: IngestSettings = IngestSettings()


def load_config(path: Path | None = None) -> Config:
    """Read a configuration file; without one, ``./config.toml`` where there is one, else the defaults.

    Raises:
        ConfigError: the file is missing, is not TOML, or holds an unknown key or a wrong value.
    """
    if path is None:
        path = Path("config.toml")
        if not path.is_file():
            return Config()
    try:
        return Config.model_validate(read_toml(path))
    except ValidationError as error:
        raise ConfigError(*explain_validation(str(path), error)) from error


def read_toml(path: Path) -> dict[str, object]:
    """The keys of a file that a person wrote.

    Raises:
        ConfigError: the file is missing or is not TOML.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read ({error.strerror})", "name a file that exists") from error
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))  # Windows editors open a file with a mark
    except UnicodeDecodeError as error:
        raise ConfigError(str(path), "is not UTF-8 text", "save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(path), f"is not valid TOML ({error})", "mend that line") from error


def explain_validation(where: str, error: ValidationError) -> tuple[str, str, str]:
    """Turn the complaints of pydantic into (where with the first key, what is wrong, what to do and the other keys)."""
    complaints = [(".".join(str(part) for part in row["loc"]), row) for row in error.errors(include_url=False)]
    key, first = complaints[0]
    place = f"{where}: {key}" if key else where
    what, todo = {
        "extra_forbidden": ("unknown key", "remove the key or correct its spelling"),
        "missing": ("is missing", "add it"),
        "model_type": ("should be a section with keys of its own", "give it keys"),
        "tuple_type": ("should be a list", 'write it as ["one", "two"]'),
        "path_type": ("should be a path", 'write it as "folder/name"'),
    }.get(first["type"], (_told(first["msg"]), "correct the value"))
    others = ", ".join(other for other, _ in complaints[1:6])
    if others:
        todo += f"; also wrong: {others}" + (" and more" if len(complaints) > 6 else "")
    return place, what, todo


def _told(message: str) -> str:
    """A complaint of pydantic as it goes on after a colon; one of our own as we wrote it."""
    own = message.removeprefix("Value error, ")
    return own if own != message else message[0].lower() + message[1:]


@cache
def project_folder(name: str) -> Path:
    """A folder that ships beside the package, such as ``models``: inside the wheel or in the checkout."""
    inside = Path(__file__).parent / "_shipped" / name
    return inside if inside.is_dir() else Path(__file__).parent.parent / name


def models_folder() -> Path:
    """Where the shipped models lie."""
    return project_folder("models")
