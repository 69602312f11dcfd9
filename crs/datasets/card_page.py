"""The page about all data sets, written from their cards."""

from __future__ import annotations

from collections.abc import Iterable

from crs.datasets.card import Card, CardFile

_HEAD = """# Data sets

This page is written from the cards in `datasets/`: `crs data list --markdown > docs/datasets.md`.

No data set is part of this project. `crs data get NAME` downloads one from its authors, where their licence lets a program do so:

```console
$ crs data list
```

* It goes to `--data-dir DIR`, else to the folder named by `CRS_DATA_DIR`, else to `data/` in the folder named by `CRS_HOME`, each
  time into a folder of the data set's name. A folder that you already have is used as it is; every file may be gzipped
  (`train_data.jsonl` or `train_data.jsonl.gz`), and a file that is there is never replaced.
* An interrupted download goes on where it stopped. The checksum is compared where the card has one.
* Terms that you have to agree to are shown first; `--yes` agrees to them. Where a form, a login or an e-mail is needed, the command
  says what to do instead.
* `crs data check NAME` looks at every file and reads every split; `crs data stats NAME` counts them.

Licences were looked up with care and are no legal advice: the authors' own words count. "Not stated" means that they gave none,
which by law allows very little.
"""


def page(cards: Iterable[Card]) -> str:
    """The page as Markdown."""
    cards = tuple(cards)
    table = ["| name | language | licence | download | redistribution | commercial use |", "| --- | --- | --- | --- | --- | --- |"]
    words = {"yes": "yes", "ask": "after agreeing", "no": "by hand"}
    for card in cards:
        answers = (words[card.download], card.redistribution, card.commercial)
        table.append(f"| [{card.name}](#{card.name}) | {card.language} | {card.licence} | {' | '.join(answers)} |")
    return "\n".join([_HEAD, *table, "", *(line for card in cards for line in _section(card))])


def _section(card: Card) -> list[str]:
    licence = f"[{card.licence}]({card.licence_url})" if card.licence_url else card.licence
    lines = [f"## {card.name}", "", f"{card.title}. <{card.homepage}>", "", f"* Licence: {licence}. {card.licence_allows}"]
    if card.instead:
        lines.append(f"* To get it: {card.instead}")
    lines += [f"* {_file(file)}" for file in card.files]
    if card.splits:
        lines.append("* Splits: " + ", ".join(f"{split} (`{name}`)" for split, name in card.splits.items()))
    if card.others:
        lines.append("* Also read if it is there: " + ", ".join(f"`{name}`" for name in card.others))
    lines += [f"* {note}" for note in card.notes]
    return [*lines, f"* Cite: {card.citation}", ""]


def _file(file: CardFile) -> str:
    what = " with " + ", ".join(f"`{name}`" for name in file.unpacks) if file.unpacks else ""
    size = f", about {file.megabytes} MB" if file.megabytes else ""
    return f"`{file.name}`{what}: <{file.url}>{size}, sha256 " + (f"`{file.sha256}`" if file.sha256 else "not known")
