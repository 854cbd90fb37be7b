"""The time of each stage as a picture: SVG written by hand, so that a benchmark needs no plotting library."""

from __future__ import annotations

from benchmarks.stages import NAMES, Shares

WIDTH, BAR, GAP, LEFT = 760, 22, 10, 300
COLOURS = {"start": "#8a8a8a", "load": "#b0b0b0", "extract": "#2f6f9f", "tag": "#c2632b", "write": "#7a7a3a"}
INDEX = "#4b8b5a"


def stages(shares: Shares) -> str:
    """One bar a stage, CPU seconds and share beside it."""
    whole, largest = sum(shares.seconds.values()), max(shares.seconds.values())
    scale = (WIDTH - LEFT - 130) / largest
    rows = []
    for number, (name, seconds) in enumerate(shares.seconds.items()):
        top = 40 + number * (BAR + GAP)
        width = max(1.0, seconds * scale)
        rows.append(f'<text x="{LEFT - 8}" y="{top + 16}" text-anchor="end">{NAMES[name]}</text>')
        rows.append(
            f'<rect x="{LEFT}" y="{top}" width="{width:.1f}" height="{BAR}" fill="{COLOURS.get(name, INDEX)}"/>'
        )
        label = f"{seconds:.1f} s, {seconds / whole:.0%}"
        rows.append(f'<text x="{LEFT + width + 6:.1f}" y="{top + 16}">{label}</text>')
    height = 50 + len(shares.seconds) * (BAR + GAP)
    title = f"CPU seconds of one ingest, {shares.pages} pages, {whole:.1f} s in all processes together"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
            'font-family="sans-serif" font-size="13">',
            f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
            f'<text x="12" y="24" font-size="15">{title}</text>',
            *rows,
            "</svg>\n",
        ]
    )
