"""Draw the demo documents from ``text/*.md`` and write their gold: ``python -m corpora.build [--check]``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from .draw import draw
from .layout import lay_out
from .scan import draw_scan
from .source import load
from .truth import truth

HERE = Path(__file__).parent
CORPORA = HERE.parent


def main() -> int:
    """Write all documents; with ``--check`` only compare with what is there."""
    check = "--check" in sys.argv
    stale = []
    for path in sorted((HERE / "text").glob("*.md")):
        source = load(path)
        result = lay_out(source)
        data = draw_scan(source, result) if source.extra.get("scan") else draw(source, result)
        gold = json.dumps(truth(source, result), ensure_ascii=False, indent=1) + "\n"
        target = CORPORA / source.file
        name = target.with_suffix(".truth.json").name
        for file, content in ((target, data), (CORPORA / "gold" / source.split / name, gold.encode())):
            if file.is_file() and file.read_bytes() == content:
                continue
            stale.append(str(file.relative_to(CORPORA)))
            if not check:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
        print(f"{source.file}: {len(result.pages)} pages")
    if stale:
        print(("differs: " if check else "written: ") + ", ".join(stale))
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
