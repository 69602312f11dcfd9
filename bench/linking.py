"""Entity linking on ReDial's validation messages, over all names of ReDial's item table.

    python bench/linking.py [--rival 100] [--misses 0] [--json FILE]

Every `@id` is replaced by the film's title without its year; a link is right when words and film are (several ids of one
film count as one, punctuation at the ends of a title does not count). Figures are micro-averaged. "names" counts the words
alone. Nothing of the validation messages is used but the links found in earlier messages of the same dialogue. The prior is
fitted on training messages in the same run. Misspelt: every title of at least four letters got random edits.

The rival is what iEvaLM does: `rapidfuzz.process.extract(text, names, scorer=WRatio, limit=20)`, scores of at least 90.
It finds no spans, so the two are compared on the set of titles of an utterance, on every so-manieth utterance.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from _annotated import Named, Redial, load_redial
from _fit_linking import training_examples
from _report import arguments, quantile, report
from rapidfuzz import fuzz, process

from crs.content import content_folder
from crs.datasets.folder import data_folder
from crs.knowledge_graph.linking import EntityLinker, LinkContext, LinkPrior
from crs.knowledge_graph.linking.content import read_content
from crs.knowledge_graph.linking.folding import fold_words
from crs.knowledge_graph.linking.training import outcomes
from crs.types import Mention, Span

LETTERS = "abcdefghijklmnopqrstuvwxyz"
RECENT = 10


@dataclass
class Tally:
    """Counts of links: right, right words but another film, found and not annotated, annotated and not found."""

    right: int = 0
    other: int = 0
    extra: int = 0
    missed: int = 0
    times: list[float] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.other + self.extra)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.other + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + 2 * self.other + self.extra + self.missed)

    @property
    def names_f1(self) -> float:
        found = self.right + self.other
        return 2 * found / max(1, 2 * found + self.extra + self.missed)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--rival", type=int, default=100, help="utterances the rival is given")
    parser.add_argument("--misses", type=int, default=0, help="print that many of the commonest misses and false alarms")
    options = parser.parse_args()
    folder = data_folder()
    if folder is None:
        sys.exit("no data: set CRS_DATA_DIR")
    redial = load_redial(folder / "redial")
    before = resident()
    start = time.perf_counter()
    plain = EntityLinker(redial.graph)
    built, memory = time.perf_counter() - start, resident() - before
    linker = EntityLinker(redial.graph, prior=fitted_prior(plain, redial))
    dialogues = list(redial.dialogues("valid"))
    rows = []
    for name, ours, how in (
        ("cased", linker, "cased"),
        ("lower", linker, "lower"),
        ("cased, no prior", plain, "cased"),
        ("lower, no prior", plain, "lower"),
    ):
        tally = linked(ours, redial, dialogues, partial(Named.written, how=how))
        rows.append(row(name, tally))
        if options.misses:
            print(name, tally.said.most_common(options.misses))
    for edits in (1, 2):
        tally = linked(linker, redial, dialogues, partial(misspelt, edits=edits, rng=random.Random(edits)))
        rows.append(row(f"cased, {edits} wrong letter{'s' * (edits > 1)}", tally))
    names = len({fold_words(entity.name) for entity in redial.graph.entities})
    print(f"{names:,} names, {len(linker.lexicon.surfaces):,} spellings; built in {built:.1f} s, {memory:.0f} MB")
    report("Entity linking on ReDial validation messages", [*rows, *against_rival(linker, redial, dialogues, options.rival)], options.json)


def fitted_prior(linker: EntityLinker, redial: Redial) -> LinkPrior:
    weights = read_content(content_folder("knowledge_graph")).weights.title
    found = [*training_examples(linker, redial, "cased"), *training_examples(linker, redial, "lower")]
    return LinkPrior.fit(outcomes(found, weights), weight=1 / 2)


def linked(linker: EntityLinker, redial: Redial, dialogues: list[list[Named]], change: Callable[[Named], Named]) -> Tally:
    """Link every message, giving the linker what it found earlier in the dialogue, and compare."""
    tally, kind = Tally(), redial.graph.schema.item.kind
    for dialogue in dialogues:
        recent: list[str] = []
        for original in dialogue:
            named = change(original)
            context = LinkContext(recent=tuple(recent[-RECENT:]))
            start = time.perf_counter()
            mentions = linker.link(named.text, context=context).mentions
            tally.times.append((time.perf_counter() - start) * 1000)
            items = [mention for mention in mentions if mention.kind == kind]
            recent += [mention.entity for mention in items]
            compare(tally, redial, named, items)
    return tally


def compare(tally: Tally, redial: Redial, named: Named, items: list[Mention]) -> None:
    gold = {bare(named.text, span): film for span, film in named.films}
    found = {bare(named.text, mention.span): mention.entity for mention in items}
    for span, item in found.items():
        if span not in gold:
            tally.extra += 1
            tally.said["+" + named.text[slice(*span)].lower()] += 1
        elif redial.same(gold[span], item):
            tally.right += 1
        else:
            tally.other += 1
            tally.said["~" + named.text[slice(*span)].lower()] += 1
    for span in gold.keys() - found.keys():
        tally.missed += 1
        tally.said["-" + named.text[slice(*span)].lower()] += 1


def bare(text: str, span: Span) -> Span:
    """A span without punctuation at its ends."""
    start, end = span
    while end > start and not text[end - 1].isalnum():
        end -= 1
    while start < end and not text[start].isalnum():
        start += 1
    return (start, end) if end > start else span


def row(name: str, tally: Tally) -> dict[str, Any]:
    return {
        "variant": name,
        "utterances": len(tally.times),
        "links": tally.right + tally.other + tally.missed,
        "P": tally.precision,
        "R": tally.recall,
        "F1": tally.f1,
        "names F1": tally.names_f1,
        "wrong film": tally.other,
        "extra": tally.extra,
        "missed": tally.missed,
        "p50 ms": quantile(tally.times, 0.5),
        "p99 ms": quantile(tally.times, 0.99),
    }


# ---------------------------------------------------------------- misspelling


def misspelt(named: Named, edits: int, rng: random.Random) -> Named:
    """The message with random letters of its titles deleted, inserted, replaced or swapped."""
    parts, films, at, length = [], [], 0, 0
    for (start, end), film in named.films:
        title = named.text[start:end]
        if sum(letter.isalpha() for letter in title) >= 4:
            for _ in range(edits):
                title = with_slip(title, rng)
        length += start - at
        parts += [named.text[at:start], title]
        films.append(((length, length + len(title)), film))
        length += len(title)
        at = end
    return Named(text="".join((*parts, named.text[at:])), films=tuple(films))


def with_slip(title: str, rng: random.Random) -> str:
    """One letter of one word deleted, inserted, replaced or swapped with the next; capital letters stay at the start."""
    words = title.split(" ")
    number = rng.choice([number for number, word in enumerate(words) for letter in word if letter.isalpha()])
    word = words[number]
    place = rng.choice([place for place, letter in enumerate(word) if letter.isalpha()])
    letter, rest = word[place], word[place + 1 :]
    match rng.randrange(4):
        case 0:
            word = word[:place] + rest
        case 1:
            word = word[:place] + rng.choice(LETTERS) + word[place:].lower()
        case 2:
            word = word[:place] + rng.choice(LETTERS.replace(letter.lower(), "")) + rest
        case _:
            word = word[:place] + rest[:1] + letter.lower() + rest[1:]
    words[number] = word[:1].upper() + word[1:] if words[number][0].isupper() else word
    return " ".join(words)


# ---------------------------------------------------------------- the rival


def against_rival(linker: EntityLinker, redial: Redial, dialogues: list[list[Named]], count: int) -> Iterator[dict[str, Any]]:
    """Both on the same utterances, on the titles they name."""
    utterances = [named for dialogue in dialogues for named in dialogue]
    sample = utterances[:: max(1, len(utterances) // count)][:count]
    names = list(dict.fromkeys(entity.name for entity in redial.graph.entities))
    titles = {item.name for item in redial.graph.items.values()}
    kind = redial.graph.schema.item.kind

    def rival(text: str) -> set[str]:
        extracted = process.extract(text, names, scorer=fuzz.WRatio, limit=20)
        return {name for name, score, _ in extracted if score >= 90 and name in titles}

    def ours(text: str) -> set[str]:
        return {redial.graph.entity(mention.entity).name for mention in linker.link(text).mentions if mention.kind == kind}

    times: dict[str, float] = {}
    for name, find in (("sample: crs", ours), ("sample: rapidfuzz WRatio", rival)):
        tally = Tally()
        for named in sample:
            start = time.perf_counter()
            found = {fold_words(title) for title in find(named.text)}
            tally.times.append((time.perf_counter() - start) * 1000)
            gold = {fold_words(redial.titles[film]) for _, film in named.films}
            tally.right += len(found & gold)
            tally.extra += len(found - gold)
            tally.missed += len(gold - found)
        times[name] = quantile(tally.times, 0.5)
        figures = row(name, tally)
        figures["F1"] = figures.pop("names F1")
        yield figures
    slower, faster = times["sample: rapidfuzz WRatio"], times["sample: crs"]
    yield {"variant": f"crs is {slower / faster:,.0f} times faster (p50)"}


def resident() -> float:
    """The most memory this process held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
