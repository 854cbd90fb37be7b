"""The file in which thinc keeps a network: nodes, their parameters and settings."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class ModelFile:
    """The nodes of a thinc model file."""

    def __init__(self, path: Path) -> None:
        raw = msgspec.msgpack.decode(path.read_bytes())
        self._nodes, self._params = raw["nodes"], raw["params"]
        self._attrs = raw["attrs"]

    def places(self, name: str) -> list[int]:
        """Numbers of the nodes of a kind, in the order of the net."""
        return [place for place, node in enumerate(self._nodes) if node["name"] == name]

    def array(self, place: int, name: str) -> Floats:
        """A parameter of a node."""
        raw = self._params[place][name]
        return np.frombuffer(raw[b"data"], np.float32).reshape(raw[b"shape"])

    def attribute(self, place: int, name: str) -> object:
        """A setting of a node."""
        return msgspec.msgpack.decode(self._attrs[place][name])
