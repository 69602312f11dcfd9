"""Retrievers: sources of candidates, their fusion, and the hard constraints that none of them may break."""
