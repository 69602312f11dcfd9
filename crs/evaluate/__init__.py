"""Evaluation: protocols, metrics, statistics, baselines, runs and reports."""
