"""Baselines: simple systems that every other one has to beat. Each learns from training dialogues alone.

They register under the entry-point group `crs.recommenders`, like anybody's: `create(training: Training) -> Recommender`.
"""
