"""Rankers: they order what retrieval found, and nothing else."""
