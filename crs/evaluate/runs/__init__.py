"""Runs: asking systems for rankings over a split, durably, in parallel, and always with the same bytes as the result."""
