"""Putting the graph into words: edges, ranges and wishes as phrases of the schema, in grammatical English."""

from crs.agents.phrases.grammar import article, fill, plural, sentence
from crs.agents.phrases.phrasebook import Phrasebook
from crs.agents.phrases.quantities import Quantities
from crs.agents.phrases.traits import Trait, noun_phrase
from crs.agents.phrases.wishes import Wishes

__all__ = ["Phrasebook", "Quantities", "Trait", "Wishes", "article", "fill", "noun_phrase", "plural", "sentence"]
