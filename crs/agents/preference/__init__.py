"""Preference extraction without a model: what a seeker's utterance says about what they want.

The words of the language are in `agents/understanding.toml`, those of the domain in the schema of the catalogue.
"""

from crs.agents.preference.rules import RuleExtractor, create

__all__ = ["RuleExtractor", "create"]
