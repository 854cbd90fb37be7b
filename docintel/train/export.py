"""Export the transformer student: ONNX with int8 weights for docintel, safetensors for everything else.

``python -m docintel.train.export --checkpoint build/encoder/student --output models/docintel-bilingual``
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

from docintel.train.rows import read_rows
from docintel.train.sentence import Sentence, Smoothed, make_even
from docintel.train.student import Student, load_student
from docintel.train.teacher import teacher_folder
from docintel.train.wordpiece import SPECIAL

logger = logging.getLogger(__name__)

OPSET = 17
TABLE = "word_embeddings"
VECTORS, TOKENS = "vectors", "tokens"


def to_onnx(module: torch.nn.Module, path: Path, output: str) -> None:
    """Write the fp32 graph, fused for inference."""
    ids = torch.ones(2, 8, dtype=torch.long)
    every = {0: "batch", 1: "tokens"}
    axes = {"input_ids": every, "attention_mask": every, output: {0: "batch"} if output == VECTORS else every}
    torch.onnx.export(
        module,
        (ids, ids),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=[output],
        dynamic_axes=axes,
        opset_version=OPSET,
        dynamo=False,
    )


def write_model(
    module: Smoothed, texts: Sequence[list[int]], folder: Path, output: str, *, fp32: Path | None = None
) -> None:
    """Write ``model.onnx`` in int8, and the fp32 graph too where it is asked for; the module is changed."""
    make_even(module, texts)
    with tempfile.TemporaryDirectory() as passing:
        plain = (fp32 or Path(passing)) / "model.onnx"
        plain.parent.mkdir(parents=True, exist_ok=True)
        to_onnx(module, plain, output)
        quantise(plain, folder / "model.onnx")


def quantise(source: Path, target: Path) -> None:
    """Write int8 weights: per output channel in the layers, one scale a row in the table of embeddings."""
    quantize_dynamic(
        source,
        target,
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
        extra_options={"MatMulConstBOnly": True},
    )
    model = onnx.load(str(target))
    _quantise_table(model)
    onnx.checker.check_model(model)
    onnx.save(model, str(target))


def _quantise_table(model: onnx.ModelProto) -> None:
    """Replace ``Gather(fp32 table)`` by ``Gather(int8 table) * Gather(scales)``."""
    graph = model.graph
    table = next(one for one in graph.initializer if TABLE in one.name)
    node = next(one for one in graph.node if one.op_type == "Gather" and one.input[0] == table.name)
    rows, scales = int8_rows(numpy_helper.to_array(table))
    graph.initializer.remove(table)
    graph.initializer.extend(
        [numpy_helper.from_array(rows, "table_int8"), numpy_helper.from_array(scales[:, None], "table_scales")]
    )
    place = list(graph.node).index(node)
    ids, output = node.input[1], node.output[0]
    graph.node.remove(node)
    new = [
        helper.make_node("Gather", ["table_int8", ids], ["row_int8"]),
        helper.make_node("Cast", ["row_int8"], ["row_float"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["table_scales", ids], ["row_scale"]),
        helper.make_node("Mul", ["row_float", "row_scale"], [output]),
    ]
    for step, one in enumerate(new):
        graph.node.insert(place + step, one)


def int8_rows(table: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Round every row to 255 steps of its own."""
    scales = np.maximum(np.abs(table).max(1), 1e-12).astype(np.float32) / 127
    return np.round(table / scales[:, None]).astype(np.int8), scales


def calibration(prepared: Path, tokenizer: Path) -> list[list[int]]:
    """Tokenise a few hundred held-out sentences, both languages."""
    texts = [text for row in read_rows(prepared / "development.tsv")[::20] for text in (row.en, row.nl) if text]
    return [encoding.ids[:128] for encoding in Tokenizer.from_file(str(tokenizer)).encode_batch(texts)]


def write_layouts(student: Student, tokenizer: Path, folder: Path) -> None:
    """Write the Hugging Face and sentence-transformers layouts (safetensors), for use outside docintel."""
    student.body.save_pretrained(folder)
    special = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token", "mask_token"), SPECIAL, strict=True))
    PreTrainedTokenizerFast(tokenizer_file=str(tokenizer), model_max_length=256, **special).save_pretrained(folder)
    (folder / "1_Pooling").mkdir(exist_ok=True)
    for name in ("modules.json", "sentence_bert_config.json", "1_Pooling/config.json"):
        shutil.copy(teacher_folder() / name, folder / name)
    (folder / "2_Normalize").mkdir(exist_ok=True)


def write_config(folder: Path, name: str, training: dict[str, object], **own: object) -> None:
    """Write ``config.json``; the version is a hash of the files that make the vectors; ``own`` wins."""
    content = b"".join((folder / part).read_bytes() for part in ("model.onnx", "tokenizer.json"))
    config = {
        "name": name,
        "version": hashlib.sha256(content).hexdigest()[:12],
        "dimension": 384,
        "max_tokens": 256,
        "query_prefix": "",
        "passage_prefix": "",
        "pooling": "mean",
        "training": training,
    }
    (folder / "config.json").write_text(json.dumps(config | own, indent=1) + "\n", "utf-8")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--prepared", type=Path, default=Path("build/encoder"))
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--fp32", type=Path, help="also keep the fp32 graph here, to measure the loss")
    parser.add_argument("--layouts", type=Path, help="also write the layouts of other libraries here")
    parser.add_argument("--name", default="docintel-bilingual")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    output: Path = options.output
    output.mkdir(parents=True, exist_ok=True)
    state = torch.load(options.checkpoint / "checkpoint.pt", weights_only=True)
    shutil.copy(options.checkpoint / "tokenizer.json", output / "tokenizer.json")
    texts = calibration(options.prepared, output / "tokenizer.json")
    write_model(Sentence(load_student(options.checkpoint)).eval(), texts, output, VECTORS, fp32=options.fp32)
    if options.layouts:
        write_layouts(load_student(options.checkpoint), output / "tokenizer.json", options.layouts)
    training = {**state["plan"], "steps_done": state["step"]}
    write_config(output, options.name, training)
    if options.fp32:
        shutil.copy(options.checkpoint / "tokenizer.json", options.fp32 / "tokenizer.json")
        write_config(options.fp32, f"{options.name}-fp32", training)


if __name__ == "__main__":
    main()
