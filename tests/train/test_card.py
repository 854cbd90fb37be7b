from __future__ import annotations

import json
from pathlib import Path

import pytest

from docintel.train.card import figures_table, write_card
from docintel.train.lock import lines

WORDS = Path(__file__).parents[2] / "pipelines" / "train" / "encoder_cards.toml"


@pytest.mark.parametrize("name", ["docintel-static", "docintel-bilingual", "docintel-reader"])
def test_a_card_says_data_plan_figures_and_limits(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    config = {"name": name, "version": "0123456789ab", "training": {"epochs": 6.0, "law_share": 0.5, "seed": 7}}
    (folder / "config.json").write_text(json.dumps(config))
    source = {"kind": "sentence", "kept": 39584, "licence": "CC BY 2.0 FR (tatoeba.org)"}
    manifest = {"sources": {"tatoeba": source}, "outputs": {"train.tsv": "ff59"}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    (tmp_path / "figures.json").write_text(json.dumps({"teacher": {"sts-en spearman": [0.82, 1379]}, name: {}}))
    write_card(folder, tmp_path, tmp_path / "figures.json", WORDS)
    card = (folder / "README.md").read_text("utf-8")
    for part in (name, "0123456789ab", "| tatoeba | sentence | 39,584 | CC BY 2.0 FR", "epochs 6.0, law share 0.5, seed 7",
                 "| sts-en spearman | 1,379 |  | 0.820 |", "`ff59` (39,584 rows)", "## Limits"):  # fmt: skip
        assert part in card


def test_the_model_of_the_card_is_the_first_column() -> None:
    table = figures_table({"a": {"x": (0.5, 3)}, "b": {"x": (0.25, 3), "y": (1.0, 4)}}, "b")
    assert table.splitlines() == [
        "| set | n | b | a |", "|---|---|---|---|", "| x | 3 | 0.250 | 0.500 |", "| y | 4 | 1.000 |  |",
    ]  # fmt: skip


def test_a_model_without_sentence_vectors_points_to_search() -> None:
    assert "benchmarks/README.md" in figures_table({"a": {"x": (0.5, 3)}}, "docintel-reader")


def test_the_lock_has_a_line_for_every_file_and_none_for_itself(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "config.json").write_bytes(b"{}")
    (tmp_path / "models.lock").write_text("old")
    assert lines(tmp_path) == ["44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a  one/config.json"]
