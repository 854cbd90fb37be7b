r"""Put a static model beside an exported transformer: its vectors are added when texts are encoded.

    python -m docintel.train.beside models/docintel-bilingual --static models/docintel-static \
        --turn build/encoder/static-51000/turn.npy

Comes after ``docintel.train.export``, which writes the configuration anew, and before ``docintel.train.lock``.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from docintel.index.encode_beside import TURN

SHARE = 0.6
"""On development sets 0.5 to 0.7 are alike: NTREX 0.985 and 0.984 of sentences found (0.973 and 0.970 without), STSb
0.868 and 0.832 (0.863 and 0.820)."""


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--static", type=Path, required=True, help="folder of the static model")
    parser.add_argument("--turn", type=Path, required=True, help="the axes that the static model was trained in")
    parser.add_argument("--share", type=float, default=SHARE)
    options = parser.parse_args()
    path = options.model / "config.json"
    card = json.loads(path.read_text("utf-8"))
    np.save(options.model / TURN, np.load(options.turn).astype(np.float16))
    card |= {"beside": options.static.name, "share": options.share}
    path.write_text(json.dumps(card, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
