"""The record of what was aired: append-only, chained by hashes, with the evidence of each row."""
