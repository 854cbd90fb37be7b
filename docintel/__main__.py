"""``python -m docintel``."""

from docintel.cli import run

run()
