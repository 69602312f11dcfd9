"""What an utterance is about when it is not about the matter: nothing, another language, abuse, anything else."""

from __future__ import annotations

from crs.agents.preference.content import Languages
from crs.agents.preference.lexicon import Lexicon
from crs.agents.preference.scan import Scan

_LATIN_LIMIT = 0x250  # letters up to here are written in English texts
_MOST_FOREIGN = 0.5  # share of letters of other scripts from which on a text is not English


class TopicReader:
    """Decides whether an utterance can be understood at all, and what else it is about."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._languages: Languages = lexicon.content.languages

    def beside(self, scan: Scan) -> str | None:
        """ "empty", "language", "abuse" or "off_topic"; None where the utterance may be about the matter."""
        if not scan.text.strip():
            return "empty"
        if self._foreign(scan):
            return "language"
        named = any(not target.weak for target in scan.names if target.item)
        if not named and any(True for _ in scan.acting("abuse")):
            return "abuse"
        wished = any(
            {s.kind for s in m.payloads} & {"want", "wish", "compare"} and not self._inside(scan, m.start) for m in scan.taste.values()
        )
        if not named and not wished and any(True for _ in scan.acting("off_topic")):
            return "off_topic"
        return None

    @staticmethod
    def _inside(scan: Scan, place: int) -> bool:
        return any(match.start <= place < match.end for match in scan.acting("off_topic"))

    def _foreign(self, scan: Scan) -> bool:
        letters = [c for c in scan.text if c.isalpha()]
        if letters and sum(ord(c) >= _LATIN_LIMIT for c in letters) > _MOST_FOREIGN * len(letters):
            return not any(name.mention is not None and name.mention.exact for name in scan.names)
        named = {place for name in scan.names if not name.unknown for place in range(name.start, name.end)}
        words = [word for place, word in enumerate(scan.words) if place not in named and not scan.tokens[place].mark]
        foreign = sum(word in self._languages.foreign for word in words)
        english = sum(word in self._languages.english for word in words)
        return (foreign >= 2 and foreign > english) or (foreign == len(words) == 1 and not named)
