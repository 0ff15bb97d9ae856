"""``python -m pipeline`` is the command ``loa``."""

from pipeline.cli import main

main()
