"""Conversational recommendation over a knowledge graph."""
