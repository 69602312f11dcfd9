"""Published graphs in the terms of the bundled schema, so that what two of them say of a film can be recognised as the same.

What a relation is called in a graph is looked up in `RELATIONS`; its tails are of the kind named there. An entity that such
relations lead to is of the kind they lead to most often, any other one is of the kind "entity".
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from crs.datasets.films import film_schema
from crs.datasets.titles import Title
from crs.knowledge_graph.graph import GraphBuilder, KnowledgeGraph
from crs.knowledge_graph.schema import KindSchema, RelationSchema, Schema
from crs.types import Entity, Item

ENTITY = "entity"  # the kind of what no relation tells the kind of
RELATIONS: Mapping[str, tuple[str, str]] = {
    "director": ("directed_by", "person"),
    "writer": ("written_by", "person"),
    "author": ("written_by", "person"),
    "starring": ("starring", "person"),
    "star": ("starring", "person"),
    "actor": ("starring", "person"),
    "genre": ("has_genre", "genre"),
    "keyword": ("has_keyword", "keyword"),
    "country": ("made_in", "country"),
    "language": ("in_language", "language"),
    "musicComposer": ("music_by", "person"),
    "composer": ("music_by", "person"),
    "cinematography": ("shot_by", "person"),
    "editing": ("edited_by", "person"),
    "editor": ("edited_by", "person"),
    "producer": ("produced_by", "person"),
    "executiveProducer": ("produced_by", "person"),
    "narrator": ("narrated_by", "person"),
    "productionCompany": ("from_company", "company"),
    "company": ("from_company", "company"),
    "distributor": ("distributed_by", "company"),
    "network": ("shown_on", "company"),
    # departments of a crew: "writing" holds more than those who wrote the script, "directing" the script supervisors too
    **{
        name: (name, "person")
        for name in (
            "production",
            "lighting",
            "art",
            "directing",
            "writing",
            "camera",
            "visual_effects",
            "crew",
            "costume_and_make_up",
            "sound",
        )
    },
}
_GENRES = {"sci-fi": "science fiction", "film-noir": "film noir"}
_LANGUAGE = re.compile(r" language$", re.IGNORECASE)

Statement = tuple[int, str, int]  # head, relation as the graph calls it, tail


def statement_graph(name: str, *, names: Mapping[int, str], films: Mapping[int, Title], statements: Sequence[Statement]) -> KnowledgeGraph:
    """A graph of statements about films, with ids "<name>:<number>"; statements of a node about itself are left out.

    `names` gives every node's name, `films` the title of those that are items.
    """
    schema = film_schema()
    kinds = _kinds(statements)
    builder = GraphBuilder(schema)
    for number, text in names.items():
        title, id_ = films.get(number), f"{name}:{number}"
        if title is not None:
            builder.add_item(film_item(id_, title, schema.item.kind))
        else:
            kind = kinds.get(number, ENTITY)
            builder.add_entity(Entity(id=id_, kind=kind, name=_spelt(text, kind)))
    by_relation: dict[str, list[tuple[str, str]]] = {}
    digest = hashlib.sha256(repr((name, sorted(films))).encode())
    for head, relation, tail in statements:
        digest.update(f"{head} {relation} {tail}\n".encode())
        if head != tail:
            by_relation.setdefault(_term(relation)[0], []).append((f"{name}:{head}", f"{name}:{tail}"))
    for relation, links in by_relation.items():
        builder.add_links(links, relation, source=name)
    builder.schema = _extended(schema, statements)
    return builder.build(version=digest.hexdigest()[:16])


def film_item(id_: str, title: Title, kind: str) -> Item:
    """An item of which the title is known."""
    return Item(id=id_, kind=kind, name=title.name or id_, label=title.label or id_, facts={"year": int(title.year)} if title.year else {})


def _term(relation: str) -> tuple[str, str]:
    return RELATIONS.get(relation, (relation, ENTITY))


def _kinds(statements: Iterable[Statement]) -> dict[int, str]:
    """The kind that most statements say of each tail."""
    votes: dict[int, Counter[str]] = {}
    for _, relation, tail in statements:
        kind = _term(relation)[1]
        if kind != ENTITY:
            votes.setdefault(tail, Counter())[kind] += 1
    return {number: count.most_common(1)[0][0] for number, count in votes.items()}


def _spelt(text: str, kind: str) -> str:
    """The name as the bundled catalogue writes names of the kind."""
    match kind:
        case "genre":
            return _GENRES.get(text.lower(), text.lower())
        case "language":
            return _LANGUAGE.sub("", text)
    return text


def _extended(schema: Schema, statements: Iterable[Statement]) -> Schema:
    """The schema with the kinds and relations that only these statements need; they weigh as a minor relation does."""
    terms = dict(sorted({_term(relation) for _, relation, _ in statements}))
    kinds = {kind: KindSchema(singular=kind, plural=_plural(kind)) for kind in terms.values()}
    relations = {name: RelationSchema(column=name, kind=kind, noun=name, plural=name, weight=0.1) for name, kind in terms.items()}
    return schema.model_copy(
        update={
            "kinds": {ENTITY: KindSchema(singular=ENTITY, plural="entities"), **kinds, **schema.kinds},
            "relations": {**relations, **schema.relations},
        }
    )


def _plural(kind: str) -> str:
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"
