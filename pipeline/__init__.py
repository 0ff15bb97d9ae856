"""Loa: one Markdown article becomes a page, a voice, a programme and a line in the report."""
