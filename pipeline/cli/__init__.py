"""The command ``loa``: parse, call, exit code."""
