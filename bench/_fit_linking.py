"""Fits the weights of title features on ReDial's training messages and writes them into `knowledge_graph/linking.json`.

    python bench/_fit_linking.py [--dry-run]

Every message is taken as it is, in lower case, and with its titles alone in lower case (people type so), the last not for
titles made of grammar ("it"), which nobody could tell then. Only generic words and properties get a weight.
"""

from __future__ import annotations

import argparse
import json
import sys

from _annotated import Redial, load_redial

from crs.content import content_folder
from crs.datasets.folder import data_folder
from crs.knowledge_graph.linking import EntityLinker
from crs.knowledge_graph.linking.training import AnnotatedText, Example, examples, fit_title_weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dry-run", action="store_true", help="print the weights, write nothing")
    options = parser.parse_args()
    folder = data_folder()
    if folder is None:
        sys.exit("no data: set CRS_DATA_DIR")
    redial = load_redial(folder / "redial")
    linker = EntityLinker(redial.graph)
    found = [*training_examples(linker, redial, "cased"), *training_examples(linker, redial, "lower")]
    found += [example for example in training_examples(linker, redial, "half") if "grammar" not in example.features]
    weights = fit_title_weights(found)
    if options.dry_run:
        for name, weight in sorted(weights.items(), key=lambda pair: -abs(pair[1])):
            print(f"{weight:7.2f}  {name}")
        return
    file = content_folder("knowledge_graph") / "linking.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["weights"]["title"] = dict(sorted(weights.items()))
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(weights)} weights from {len(found):,} places written to {file.name}")


def training_examples(linker: EntityLinker, redial: Redial, how: str) -> list[Example]:
    """The places of the training messages that could be titles."""
    return list(examples(linker, annotated(redial, how)))


def annotated(redial: Redial, how: str) -> list[AnnotatedText]:
    texts = []
    for dialogue in redial.dialogues("train"):
        opened = False
        for named in dialogue:
            written = named.written(how)
            texts.append(AnnotatedText(text=written.text, spans=tuple(span for span, _ in written.films), opened=opened))
            opened = opened or bool(written.films)
    return texts


if __name__ == "__main__":
    main()
