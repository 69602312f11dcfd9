"""Wishes joined by "or" are alternatives: one of them is enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crs.agents.preference.content import Content
from crs.agents.preference.governors import Opinion
from crs.agents.preference.scan import Scan, Target
from crs.agents.preference.tokens import PAUSES
from crs.types import RangeTarget


class AlternativeReader:
    """Groups the opinions of one utterance."""

    def __init__(self, content: Content) -> None:
        self._between = content.bridges | content.fillers | content.things | content.grammar.alternatives
        self._joins = content.grammar.or_ | content.grammar.and_ | {","}
        self._or, self._and = content.grammar.or_, content.grammar.and_

    def group(self, scan: Scan, opinions: Sequence[Opinion]) -> tuple[tuple[Opinion, str], ...]:
        """Every opinion with the name of its group, "" for none; ranges that touch become one."""
        runs: list[list[Opinion]] = []
        links: list[set[str]] = []
        for opinion in opinions:
            if opinion.group:
                continue
            link = self._link(scan, runs[-1][-1], opinion) if runs else ""
            if link:
                runs[-1].append(opinion)
                links[-1].add(link)
            else:
                runs.append([opinion])
                links.append(set())
        grouped: list[tuple[Opinion, str]] = [(opinion, opinion.group) for opinion in opinions if opinion.group]
        for number, (run, joins) in enumerate(zip(runs, links, strict=True)):
            one = bool(joins & self._or) or (joins <= self._and and self._plural(scan, run))
            if len(run) > 1 and one:
                hard = any(opinion.hard for opinion in run)
                merged = _merged([replace(opinion, hard=hard) for opinion in run])
                grouped.extend((opinion, f"or{number}" if len(merged) > 1 and hard else "") for opinion in merged)
            else:
                grouped.extend((opinion, "") for opinion in run)
        return tuple(grouped)

    def _link(self, scan: Scan, first: Opinion, second: Opinion) -> str:
        """What joins two wishes of one clause: "or", "and", "," or nothing."""
        wishes = first.stance == second.stance == "wanted" and not first.target.item and not second.target.item
        if not wishes or first.clause != second.clause or (first.target.range is None) != (second.target.range is None):
            return ""
        nouns = {p for n in scan.nouns for p in range(n.start, n.end)}
        joins = ""
        for place in range(first.target.end, second.target.start):
            word = scan.words[place]
            if word in self._joins:
                joins = joins if joins in self._or else word
            elif word not in self._between and word not in PAUSES and place not in nouns:
                return ""
        return joins

    @staticmethod
    def _plural(scan: Scan, run: list[Opinion]) -> bool:
        """ "comedies and thrillers" are of either kind, "a horror comedy" is one of both."""

        def many(target: Target) -> bool:
            return target.mention is not None and scan.words[target.end - 1].endswith("s")

        kinds = {o.target.mention.kind for o in run if o.target.mention is not None}
        return len(kinds) == 1 and all(many(o.target) for o in run)


def _merged(run: list[Opinion]) -> list[Opinion]:
    """Closed ranges of one field that touch as one: "the 50s or 60s"."""
    merged: list[Opinion] = []
    for opinion in run:
        range_, before = opinion.target.range, merged[-1].target.range if merged else None
        if range_ is not None and before is not None and before.field == range_.field and _touch(before, range_):
            low = min(v for v in (before.low, range_.low) if v is not None)
            high = max(v for v in (before.high, range_.high) if v is not None)
            target = replace(merged[-1].target, end=opinion.target.end, range=RangeTarget(field=range_.field, low=low, high=high))
            merged[-1] = replace(merged[-1], target=target)
        else:
            merged.append(opinion)
    return merged


def _touch(first: RangeTarget, second: RangeTarget) -> bool:
    if first.low is None or first.high is None or second.low is None or second.high is None:
        return False
    return first.low <= second.high + 1 and second.low <= first.high + 1
