"""Playout: airs the exported programmes on time, lets emergencies in, and keeps the as-run log."""
