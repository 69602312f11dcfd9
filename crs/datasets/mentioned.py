"""What the splits of a data set mention."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from crs.datasets.dataset import Read


def count_mentions(splits: Mapping[str, Read], counted: Collection[str]) -> tuple[Counter[str], dict[str, None]]:
    """How often each id is mentioned in the splits `counted`, and all ids that any split mentions or says was accepted.

    Raises:
        DatasetError: a file is missing or not as published.
    """
    counts: Counter[str] = Counter()
    ids: dict[str, None] = {}
    for split, read in splits.items():
        for labelled in read():
            said = [mention.entity for utterance in labelled.dialogue.utterances for mention in utterance.mentions]
            if split in counted:
                counts.update(said)
            ids.update(dict.fromkeys((*said, *labelled.opinions, *labelled.accepted)))
    return counts, ids
