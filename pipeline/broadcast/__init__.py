"""The broadcast room: the week's plan, the operator's package, playout and the as-run log."""
