"""Measure trained encoders, and the teacher beside them, on the public sets; fails below the floors.

``python -m docintel.train.measure --evaluation build/eval --teacher models/docintel-static models/docintel-bilingual``
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from docintel.config import EncoderSettings
from docintel.errors import QualityError
from docintel.evaluate.encoder import FLOORS, Figure, missed, render, score
from docintel.index.encode import load_encoder


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--evaluation", type=Path, required=True, help="unpacked folder of evaluation sets")
    parser.add_argument("--teacher", action="store_true", help="measure the teacher too")
    parser.add_argument("--output", type=Path, help="also write the figures here, as JSON")
    parser.add_argument("models", type=Path, nargs="*")
    options = parser.parse_args()
    tables: dict[str, list[Figure]] = {}
    for folder in options.models:
        encoder = load_encoder(EncoderSettings(name=str(folder)))
        tables[encoder.name] = score(encoder.encode, options.evaluation)
    if options.teacher:
        from docintel.train.teacher import Teacher  # needs torch, which measuring the students does not

        tables["teacher"] = score(Teacher(max_tokens=256).encode, options.evaluation)
    print(render(tables))
    if options.output:
        values = {
            name: {figure.key: (figure.interval.value, figure.interval.n) for figure in figures}
            for name, figures in tables.items()
        }
        options.output.write_text(json.dumps(values, indent=1) + "\n", "utf-8")
    short = [f"{name}, {line}" for name, figures in tables.items() for line in missed(figures, FLOORS.get(name, {}))]
    if short:
        raise QualityError("encoder", "; ".join(short))


if __name__ == "__main__":
    main()
