from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docintel.config import EncoderSettings, models_folder
from docintel.errors import ModelError
from docintel.index.encode import Encoder, load_encoder
from docintel.index.encode_files import read_card
from docintel.index.encode_transformers import prefix_of

FOLDERS = sorted(path.parent for path in models_folder().glob("*/tokenizer.json"))
SHIPPED = [folder.name for folder in FOLDERS if read_card(folder).output == "sentence"]


@pytest.fixture(scope="module", params=SHIPPED)
def encoder(request: pytest.FixtureRequest) -> Encoder:
    return load_encoder(EncoderSettings(name=request.param))


@pytest.fixture(scope="module")
def static() -> Encoder:
    return load_encoder(EncoderSettings(name="docintel-static"))


@pytest.mark.parametrize(
    ("dutch", "english", "other"),
    [
        ("luchtverdediging tegen drones", "air defence against drones", "subsidies for bakeries"),
        ("Welke bedrijven komen in aanmerking?", "Which companies are eligible?", "The ship sails tomorrow."),
        ("een vergunning voor de uitvoer van wapens", "a licence to export arms", "a licence to catch fish"),
        ("kwetsbaarheid van onderzeese kabels", "vulnerability of subsea cables", "training of nurses"),
        (
            "De indiener bewijst zijn ervaring.",
            "The applicant shows their experience.",
            "The budget is 20 million euro.",
        ),
    ],
)
def test_a_dutch_text_is_nearest_to_its_translation(encoder: Encoder, dutch: str, english: str, other: str) -> None:
    query = encoder.encode([dutch], kind="query")[0]
    near, far = encoder.encode([english, other]) @ query
    assert near > 0.4
    assert near > far + 0.25


def test_rows_have_length_one_and_the_order_of_the_texts(encoder: Encoder) -> None:
    texts = ["kort", "een veel langere zin over de uitvoer van goederen voor tweeërlei gebruik", "dual-use", "kort"]
    rows = encoder.encode(texts)
    assert rows.dtype == np.float32
    assert rows.shape == (4, encoder.dimension)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    assert rows[0] == pytest.approx(rows[3], abs=1e-5)


def test_twice_the_same_call_gives_the_same_bytes(encoder: Encoder) -> None:
    texts = ["De Vlaamse Regering", "Annex I to Regulation (EU) 2021/821", "oproep"]
    assert np.array_equal(encoder.encode(texts), encoder.encode(texts))


def test_batches_side_by_side_give_the_same_rows(encoder: Encoder) -> None:
    texts = [f"De {number}e aanvraag wordt {'zeer ' * (number % 60)}snel behandeld." for number in range(90)]
    alone = load_encoder(EncoderSettings(name=encoder.name, threads=1))
    beside = load_encoder(EncoderSettings(name=encoder.name, threads=3))
    assert np.array_equal(alone.encode(texts), beside.encode(texts))


def test_the_company_of_other_texts_changes_little(encoder: Encoder) -> None:
    alone = encoder.encode(["wapenhandeldecreet"])[0]
    beside = encoder.encode(["wapenhandeldecreet", "a much longer text about something else entirely " * 5])[0]
    assert float(alone @ beside) > 0.99


def test_nothing_in_nothing_out(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


@pytest.mark.parametrize("empty", ["", "   ", "…", "\n\n"])
def test_a_text_without_words_is_zeros_and_leaves_its_neighbours_alone(static: Encoder, empty: str) -> None:
    rows = static.encode(["defensie", empty, "defence", empty])
    assert not rows[1].any()
    assert not rows[3].any()
    assert np.array_equal(rows[2], static.encode(["defence"])[0])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_text_gives_finite_rows_of_length_one_or_zero(static: Encoder, texts: list[str]) -> None:
    rows = static.encode(texts)
    assert np.isfinite(rows).all()
    norms = np.linalg.norm(rows, axis=1)
    assert np.all((np.abs(norms - 1) < 1e-4) | (norms == 0))


def test_case_and_accents_do_not_count(static: Encoder) -> None:
    first, second = static.encode(["Één coördinator VOOR het programma", "een coordinator voor het programma"])
    assert float(first @ second) == pytest.approx(1.0, abs=1e-5)


def test_name_version_dimension(encoder: Encoder) -> None:
    assert encoder.name in SHIPPED
    assert len(encoder.version) == 12
    assert encoder.dimension in (256, 384)
    assert encoder.truncated == 0


def test_a_prefix_of_the_user_is_written_before_the_text() -> None:
    plain = load_encoder(EncoderSettings(name="docintel-static"))
    prefixed = load_encoder(EncoderSettings(name="docintel-static", query_prefix="defence: "))
    assert np.array_equal(prefixed.encode(["budget"], kind="query"), plain.encode(["defence: budget"]))
    assert np.array_equal(prefixed.encode(["budget"], kind="passage"), plain.encode(["budget"]))


@pytest.mark.parametrize(
    ("name", "kind", "prefix"),
    [
        ("intfloat/multilingual-e5-small", "query", "query: "),
        ("intfloat/multilingual-e5-small", "passage", "passage: "),
        ("BAAI/bge-m3", "query", ""),
        ("/models/e5-base-v2", "passage", "passage: "),
    ],
)
def test_families_of_models_have_their_prefixes(name: str, kind: str, prefix: str) -> None:
    assert prefix_of(name, EncoderSettings(name=name), kind) == prefix  # type: ignore[arg-type]
    assert prefix_of(name, EncoderSettings(name=name, query_prefix="", passage_prefix=""), kind) == ""  # type: ignore[arg-type]


def test_an_unknown_name_is_an_error_that_names_the_way_out() -> None:
    with pytest.raises(ModelError, match=r"no-such-model: is no folder.*transformers"):
        load_encoder(EncoderSettings(name="no-such-model"))


@pytest.mark.parametrize("name", ["docintel-ner-nl", str(models_folder())])
def test_a_folder_without_vectors_is_told_before_torch_is_asked_for(name: str) -> None:
    with pytest.raises(ModelError, match="makes no vectors"):
        load_encoder(EncoderSettings(name=name))


@pytest.mark.parametrize("name", ["tokenizer.json", "config.json", "vectors.npy", "scales.npy"])
@pytest.mark.parametrize("damage", ["absent", "cut", "pointer"])
def test_a_damaged_file_is_named(tmp_path: Path, name: str, damage: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(models_folder() / "docintel-static", folder)
    if damage == "absent":
        (folder / name).unlink()
    elif damage == "cut":
        (folder / name).write_bytes((folder / name).read_bytes()[:100])
    else:
        (folder / name).write_text("version https://git-lfs.github.com/spec/v1\n")
    with pytest.raises(ModelError, match="install"):
        load_encoder(EncoderSettings(name=str(folder), backend="static"))


def test_a_table_of_another_tokenizer_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(models_folder() / "docintel-static", folder)
    np.save(folder / "vectors.npy", np.load(folder / "vectors.npy")[:-1])
    with pytest.raises(ModelError, match="do not fit"):
        load_encoder(EncoderSettings(name=str(folder)))


def test_the_version_is_part_of_the_card(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(models_folder() / "docintel-static", folder)
    card = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(card | {"version": "0123456789ab"}))
    assert load_encoder(EncoderSettings(name=str(folder))).version == "0123456789ab"


@pytest.fixture
def joined(tmp_path: Path) -> Path:
    """A copy of the shipped models that may be broken."""
    for name in ("docintel-bilingual", "docintel-static"):
        shutil.copytree(models_folder() / name, tmp_path / name)
    return tmp_path / "docintel-bilingual"


def test_the_static_vectors_are_added_to_those_of_the_transformer(joined: Path, static: Encoder) -> None:
    texts = ["een vergunning voor de uitvoer van wapens", "Underwater robots clear mines.", ""]
    card = json.loads((joined / "config.json").read_text("utf-8"))
    together = load_encoder(EncoderSettings(name=str(joined)))
    (joined / "config.json").write_text(json.dumps(card | {"beside": ""}), "utf-8")
    alone = load_encoder(EncoderSettings(name=str(joined)))
    turn = np.load(joined / "turn.npy").astype(np.float32)
    wanted = alone.encode(texts) + card["share"] * static.encode(texts) @ turn.T
    assert together.encode(texts) == pytest.approx(wanted / np.linalg.norm(wanted, axis=1, keepdims=True), abs=1e-5)
    assert together.version not in (alone.version, static.version)


def test_another_share_is_another_version(joined: Path) -> None:
    path = joined / "config.json"
    card = json.loads(path.read_text("utf-8"))
    first = load_encoder(EncoderSettings(name=str(joined))).version
    path.write_text(json.dumps(card | {"share": 0.5}), "utf-8")
    assert load_encoder(EncoderSettings(name=str(joined))).version != first


def test_the_axes_of_the_static_model_keep_its_cosines(static: Encoder) -> None:
    turn = np.load(models_folder() / "docintel-bilingual" / "turn.npy").astype(np.float32)
    assert turn.T @ turn == pytest.approx(np.eye(static.dimension), abs=2e-3)


def test_axes_that_are_missing_or_do_not_fit_are_told(joined: Path) -> None:
    np.save(joined / "turn.npy", np.zeros((384, 8), np.float16))
    with pytest.raises(ModelError, match="does not fit docintel-static"):
        load_encoder(EncoderSettings(name=str(joined)))
    (joined / "turn.npy").unlink()
    with pytest.raises(ModelError, match=r"turn\.npy"):
        load_encoder(EncoderSettings(name=str(joined)))


def test_a_missing_model_beside_is_told(joined: Path) -> None:
    card = json.loads((joined / "config.json").read_text("utf-8"))
    (joined / "config.json").write_text(json.dumps(card | {"beside": "docintel-gone"}), "utf-8")
    with pytest.raises(ModelError, match="docintel-gone"):
        load_encoder(EncoderSettings(name=str(joined)))
