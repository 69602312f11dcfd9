"""The responder without a model: actions put into words, as typed blocks."""

from crs.agents.response.plain import plain
from crs.agents.response.responder import WordingResponder, create

__all__ = ["WordingResponder", "create", "plain"]
