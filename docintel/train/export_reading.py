"""Export what ``docintel.train.reading`` made as a model of its own: token ids in, a row for each token out, int8.

``python -m docintel.train.export_reading --checkpoint build/encoder/student-final --reading build/encoder/reading
--output models/docintel-reader``
"""

from __future__ import annotations

import argparse
import shutil
from dataclasses import asdict
from pathlib import Path

from docintel.train.export import TOKENS, calibration, write_config, write_model
from docintel.train.reading import load_reading
from docintel.train.student import load_student

NAME = "docintel-reader"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True, help="folder of the student below")
    parser.add_argument("--reading", type=Path, required=True)
    parser.add_argument("--prepared", type=Path, default=Path("build/encoder"))
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    output: Path = options.output
    output.mkdir(parents=True, exist_ok=True)
    shutil.copy(options.checkpoint / "tokenizer.json", output / "tokenizer.json")
    plan, reading = load_reading(options.reading, load_student(options.checkpoint))
    write_model(reading, calibration(options.prepared, output / "tokenizer.json"), output, TOKENS)
    write_config(output, NAME, asdict(plan), dimension=plan.directions, output="words")


if __name__ == "__main__":
    main()
