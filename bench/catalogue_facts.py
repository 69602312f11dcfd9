"""The bundled catalogue against what IMDb said in iEvaLM's item table (id2info) for ReDial.

    python bench/catalogue_facts.py [--json FILE]

Films are matched by title or alias (case, accents, articles and punctuation aside) and a year at most one apart. Directors
agree when the shorter of the two lists is contained in the longer (the table cuts its lists), whatever the order of a name's
words. Every disagreement is printed; the reference is noisy (its matching took a namesake now and then),
so each has to be judged.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from _report import arguments, report
from rapidfuzz.distance import Indel

from crs.content import content_folder
from crs.datasets.folder import data_folder
from crs.datasets.item_table import read_item_table
from crs.knowledge_graph.catalogue import Catalogue, read_catalogue
from crs.text import fold
from crs.types import Item

_ARTICLE = re.compile(r"^(the|a|an) ")
_NOT_WORD = re.compile(r"[^\w]+")


@dataclass(frozen=True, kw_only=True)
class Match:
    """A film of ours and the entry of the reference that names it."""

    ours: Item
    reference: Item


def main() -> None:
    options = arguments(__doc__).parse_args()
    folder = data_folder()
    if folder is None:
        sys.exit("no data: set CRS_DATA_DIR")
    ours = read_catalogue(content_folder("knowledge_graph"))
    reference = read_item_table(folder / "redial" / "ievalm" / "id2info.json")
    matches = list(match(ours, reference))
    summary, disagreements = [], []
    for relation, agree in (("directed_by", contained), ("has_genre", common)):
        compared = [(m, values(ours, m.ours, relation), values(reference, m.reference, relation)) for m in matches]
        compared = [(m, mine, theirs) for m, mine, theirs in compared if mine and theirs]
        wrong = [(m, mine, theirs) for m, mine, theirs in compared if not agree(mine, theirs)]
        share = 100 * (1 - len(wrong) / len(compared)) if compared else None
        summary.append(
            {
                "relation": relation,
                "films": len(ours.items),
                "matched": len(matches),
                "compared": len(compared),
                "disagree": len(wrong),
                "agree %": share,
            }
        )
        disagreements += [
            {
                "relation": relation,
                "film": m.ours.label,
                "ours": "; ".join(mine),
                "reference": "; ".join(theirs),
                "entry": f"{m.reference.id} {m.reference.label}",
            }
            for m, mine, theirs in wrong
        ]
    if disagreements:
        report("Disagreements", disagreements)
    report("The bundled catalogue against iEvaLM's item table", [*summary], options.json)


def match(ours: Catalogue, reference: Catalogue) -> Iterator[Match]:
    """Films that both hold; of several entries of one title the one whose year is nearest."""
    entries: dict[str, list[Item]] = {}
    for item in reference.items:
        for title in {title_key(name) for name in (item.name, *item.aliases)}:
            entries.setdefault(title, []).append(item)
    for item in ours.items:
        near = [
            (abs(year(entry) - year(item)), order, entry)
            for order, name in enumerate((item.name, *item.aliases))
            for entry in entries.get(title_key(name), ())
            if abs(year(entry) - year(item)) <= 1
        ]
        if near:
            yield Match(ours=item, reference=min(near, key=lambda option: option[:2])[2])


def year(item: Item) -> int:
    value = item.facts.get("year", 0)
    return value if isinstance(value, int) else 0


def title_key(title: str) -> str:
    return _NOT_WORD.sub(" ", _ARTICLE.sub("", fold(title).replace("&", " and "))).strip()


def values(catalogue: Catalogue, item: Item, relation: str) -> tuple[str, ...]:
    return catalogue.links[item.id].get(relation, ())


def common(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """At least one in common."""
    return bool({fold(name) for name in ours} & {fold(name) for name in theirs})


def contained(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Every name of the shorter list stands in the longer."""
    few, many = sorted((ours, theirs), key=len)
    return all(any(same_person(one, other) for other in many) for one in few)


def same_person(one: str, other: str) -> bool:
    """Whether two spellings are one name: family name first or last, a middle name cut to its initial, up to two letters apart."""
    words, others = sorted(words_of(one)), sorted(words_of(other))
    if Indel.distance("".join(words), "".join(others)) <= 2:
        return True
    return len(words) == len(others) and all(
        a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]) for a, b in zip(words, others, strict=True)
    )


def words_of(name: str) -> list[str]:
    """The folded words of a name, without the "(director)" that tells namesakes apart."""
    name = name.partition(" (")[0]
    return _NOT_WORD.sub(" ", fold(name)).split()


if __name__ == "__main__":
    main()
