"""`crs data`: which data sets there are, fetching them, and looking at what is on this machine."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crs.cli import fail, table_console
from crs.datasets.card import Card, find_card, read_cards
from crs.datasets.fetching.place import Place, place_for, place_of
from crs.presentation import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from crs.datasets.card import CardFile
    from crs.datasets.fetching.download import Progress
    from crs.datasets.readable import Readable

_DOWNLOAD = {"yes": "yes", "ask": "after agreeing", "no": "by hand"}
_STATE = {"complete": "green", "partly": "yellow", "missing": "dim"}


def run_list(*, as_json: bool, markdown: bool, data_dir: Path | None) -> None:
    """Print every card, and whether the data set is on this machine."""
    cards = read_cards()
    if markdown:
        from crs.datasets.card_page import page

        print(page(cards), end="")
        return
    places = [place_of(card, data_dir) for card in cards]
    if as_json:
        _print_json([_described(place) for place in places])
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("name", "language", "licence", "download", "here"):
        table.add_column(title, no_wrap=title != "here", overflow="fold")
    for place in places:
        card, where = place.card, "" if place.state == "missing" else f"  {place.folder}"
        here = Text.assemble((place.state, _STATE[place.state]), (printable(where), "dim"))
        table.add_row(Text(card.name), Text(card.language), Text(card.licence), Text(_DOWNLOAD[card.download]), here)
    console = table_console()
    console.print(table)
    console.print(Text("\ncrs data get NAME fetches one; docs/datasets.md says more of each.", style="dim"))


def run_get(name: str, *, data_dir: Path | None, yes: bool) -> None:
    """Fetch a data set, after showing its terms where there are any to agree to."""
    from crs.datasets.fetching.get import demand_licence, get

    card = find_card(name)
    place = _complete(card, data_dir) or place_for(card, data_dir)
    console = Console(highlight=False, stderr=True)
    if place.missing:
        demand_licence(card, agreed=True)
        _show_terms(card, console)
        yes = yes or (card.download == "ask" and _agreed())
    with _bars(console) as progress:
        fetched = get(place, agreed=yes, progress=progress)
    out = Console(highlight=False, soft_wrap=True)
    if fetched.written:
        out.print(Text(f"{card.name}: {', '.join(fetched.written)} in {printable(str(place.folder))}"))
        out.print(Text(f"Please cite: {card.citation}", style="dim"))
    else:
        out.print(Text(f"{card.name} is there already: {printable(str(place.folder))}"))


def run_check(name: str, *, data_dir: Path | None, as_json: bool) -> None:
    """Look at a data set's files; ends with status 2 if something is not as it should be."""
    from crs.datasets.fetching.check import check

    place = place_of(find_card(name), data_dir)
    found = check(place)
    if as_json:
        values = {"name": name, "folder": str(place.folder), "problems": list(found.problems), **asdict(found)}
        print(json.dumps(values, ensure_ascii=False, indent=1, default=str))
    else:
        console = Console(highlight=False, soft_wrap=True)
        for file in found.files:
            compared = "as it should be" if file.known else "nothing to compare it with"
            words = f"{file.size:,} bytes, sha256 {file.sha256[:12]}… {compared}" if file.size else ""
            _print_finding(console, file.verdict, file.name, file.problem or words)
        for split in found.splits:
            words = f"{split.dialogues:,} dialogues"
            _print_finding(console, "bad" if split.problem else "good", f"split {split.name}", split.problem or words)
        if not found.loader:
            console.print(Text("It holds no dialogues, so only the files were looked at.", style="dim"))
    if found.problems:
        more = f", and {len(found.problems) - 1} more" if len(found.problems) > 1 else ""
        fail(f"{place.folder}: {found.problems[0]}{more} ({_remedy(place.card)})")


def run_stats(name: str, *, data_dir: Path | None, as_json: bool) -> None:
    """Count a data set's splits."""
    from crs.datasets.opening import OWN
    from crs.datasets.statistics import count_split

    folder, readable = _own(data_dir) if name == OWN else _published(name, data_dir)
    counted = [count_split(split, read(), readable.canonical) for split, read in readable.splits.items()]
    if as_json:
        _print_json({"name": name, "folder": str(folder), "splits": [asdict(split) for split in counted]})
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("split", "dialogues", "utterances", "items", "mentions", "words/turn", "turns/dialogue"):
        table.add_column(title, justify="left" if title == "split" else "right", no_wrap=True)
    for split in counted:
        counts = (split.dialogues, split.utterances, split.items, split.mentions)
        means = (split.words_per_turn, split.turns_per_dialogue)
        table.add_row(Text(split.split), *(f"{count:,}" for count in counts), *(f"{mean:.1f}" for mean in means))
    table_console().print(table)


def _own(data_dir: Path | None) -> tuple[Path | None, Readable]:
    """The dialogues of the user's own folder, which has no card."""
    from crs.datasets.opening import OWN, open_dataset
    from crs.datasets.readable import Readable

    dataset = open_dataset(OWN, data_dir)
    return data_dir, Readable(splits=dataset.splits, canonical=dataset.canonical)


def _published(name: str, data_dir: Path | None) -> tuple[Path, Readable]:
    """The dialogues of a data set that has a card."""
    from crs.datasets.readable import read_splits
    from crs.settings import Settings

    place = place_of(find_card(name), data_dir)
    if place.state == "missing":
        fail(f"'{name}' is not in {place.folder.parent} ({_remedy(place.card)})")
    readable = read_splits(place, home=Settings().home)
    if readable is None or not readable.splits:
        fail(f"'{name}' has no dialogues to count in {place.folder} ({_remedy(place.card)})")
    return place.folder, readable


def _complete(card: Card, data_dir: Path | None) -> Place | None:
    """Where a whole copy lies already."""
    place = place_of(card, data_dir) if data_dir is None or data_dir.is_dir() else None
    return place if place is not None and place.state == "complete" else None


def _show_terms(card: Card, console: Console) -> None:
    megabytes = sum(file.megabytes or 0 for file in card.files)
    console.print(Text.assemble((card.title, "bold"), f"\nLicence: {card.licence}. {card.licence_allows}"))
    for note in card.notes:
        console.print(Text(note, style="dim"))
    if megabytes:
        console.print(Text(f"About {megabytes:,} MB are downloaded.", style="dim"))


def _agreed() -> bool:
    """Ask somebody who can answer; a script has to say --yes."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    print("Do you agree? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


@contextmanager
def _bars(console: Console) -> Iterator[Callable[[CardFile], Progress]]:
    """A bar for each download, where somebody can see it."""
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Bars(*columns, console=console, disable=not console.is_terminal) as bars:

        def reporter(file: CardFile) -> Progress:
            task = bars.add_task(file.name, total=None)
            return lambda done, total: bars.update(task, completed=done, total=total)

        yield reporter


def _print_finding(console: Console, verdict: str, what: str, words: str) -> None:
    colour = "green" if verdict == "good" else "red"
    said = f"  {printable(words)}" if words else ""
    console.print(Text.assemble((f"{verdict:<8}", colour), printable(what), (said, "dim")))


def _remedy(card: Card) -> str:
    return card.instead or f"crs data get {card.name} fetches what is missing"


def _described(place: Place) -> dict[str, Any]:
    where = None if place.state == "missing" else str(place.folder)
    return {**place.card.model_dump(mode="json"), "state": place.state, "folder": where, "missing": list(place.missing)}


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))
