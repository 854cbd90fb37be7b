"""Write ``models.lock``: the sha256 of every file below ``models/``, as ``sha256sum -c`` reads it.

``python -m docintel.train.lock models``
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

LOCK = "models.lock"


def lines(folder: Path) -> list[str]:
    """One line for each file of each model, sorted by path."""
    files = sorted(path for path in folder.glob("*/**/*") if path.is_file())
    return [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}" for path in files]


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("models"))
    folder: Path = parser.parse_args().folder
    (folder / LOCK).write_text("\n".join(lines(folder)) + "\n", "utf-8")


if __name__ == "__main__":
    main()
