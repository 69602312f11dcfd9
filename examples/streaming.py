"""Show an answer as it is said: block by block, then the finished turn with everything that happened in it.

python examples/streaming.py "I loved Heat. Anything similar?"
"""

import sys

import crs
from crs.types import EvidenceBlock, QuestionBlock, RecommendationBlock, TextBlock

message = sys.argv[1] if len(sys.argv) > 1 else "I loved Heat. Anything similar?"

with crs.load() as bot:
    for part in bot.stream(message, session="streaming"):
        match part:
            case TextBlock():
                print(part.text)
            case QuestionBlock():
                print(part.text, "/".join(part.options))
            case RecommendationBlock():
                print(f"  {part.label}: {part.recommendation.reason}")
            case EvidenceBlock():
                print(f"  {part.label}:", *part.lines, sep="\n   - ")
            case crs.Turn():
                print({step: round(milliseconds, 1) for step, milliseconds in part.timings.items()})
    bot.forget("streaming")
