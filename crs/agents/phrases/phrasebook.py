"""Edges and entities of the graph in the words of its schema."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from crs.agents.phrases.grammar import fill, plural
from crs.agents.phrases.traits import Trait
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.schema import Place, RelationSchema, Wording
from crs.text import fold
from crs.types import Edge

_STATEMENT: str = RelationSchema.model_fields["statement"].default
_SHARED: str = RelationSchema.model_fields["shared"].default
_NO_WORDING = 50  # order of a quality without a wording of its own: after the adjectives that are worded
_MOSTLY = 0.8  # share of an entity's items that settles by which relation it is meant


@dataclass(frozen=True, kw_only=True)
class _Said:
    """The phrases for one tail of one relation."""

    tail: str
    statement: str
    predicate: str
    shared: str
    trait: str
    place: Place
    order: int  # of the wording within its relation


class Phrasebook:
    """Speaks of one graph."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.graph = graph
        self.schema = graph.schema
        self._relations = {
            name: self.schema.relations.get(name) or _undeclared(name) for name in (*graph.relations, *self.schema.relations)
        }
        self._wordings = {name: _by_name(relation) for name, relation in self._relations.items()}
        self._rank = {name: -number for number, name in enumerate(self._relations)}  # later relations stand farther from the noun
        self._by_kind: dict[str, list[str]] = {}
        for name, relation in self.schema.relations.items():
            self._by_kind.setdefault(relation.kind, []).append(name)
        names = Counter(fold(item.name) for item in graph.items.values())
        self._shared_names = {name for name, count in names.items() if count > 1}

    # ------------------------------------------------------------ entities

    def name(self, entity: str) -> str:
        """What an entity is called in a sentence; an item's label where another item has the same name."""
        item = self.graph.items.get(entity)
        if item is not None:
            return item.label if fold(item.name) in self._shared_names else item.name
        known = self.graph.entity(entity)
        kind = self.schema.kinds.get(known.kind)
        return kind.spoken.get(known.name, known.name) if kind else known.name

    def word(self, entity: str) -> str:
        """The bare word for an entity as something an item has: "robots", "time travel"."""
        relation = self._only_relation(entity)
        said = self._said(relation, entity) if relation is not None else None
        return said.tail if said is not None and said.place == "after" else self.name(entity)

    def thing(self, entity: str) -> str:
        """An entity as something one likes or does not: "comedies", "French comedies", "Ridley Scott"."""
        relation = self._only_relation(entity)
        if entity in self.graph.items or relation is None:
            return self.name(entity)
        trait = self._trait(relation, entity)
        if trait.place == "noun":
            return plural(trait.text)
        items = self.schema.item.plural
        return f"{items} {trait.text}" if trait.place == "after" else f"{trait.text} {items}"

    def trait(self, entity: str) -> Trait:
        """An entity as a quality of an item, by the relation it is mostly linked by."""
        relation = self._only_relation(entity) or self._main_relation(entity)
        if relation is not None:
            return self._trait(relation, entity)
        kind = self.schema.kinds.get(self.graph.entity(entity).kind)
        return Trait(text=fill(kind.trait if kind else "{tail}", tail=self.name(entity)), order=1, group="any relation")

    def _only_relation(self, entity: str) -> str | None:
        """The relation that leads to entities of this kind, if there is just one."""
        relations = self._by_kind.get(self.graph.entity(entity).kind, [])
        return relations[0] if len(relations) == 1 else None

    def _main_relation(self, entity: str) -> str | None:
        edges = [edge for edge in self.graph.edges_of(entity) if edge.tail == entity]
        counts = Counter(edge.relation for edge in edges)
        enough = _MOSTLY * len({edge.head for edge in edges})
        settled = [relation for relation, count in counts.items() if count >= enough]
        return max(settled, key=lambda relation: self._relations[relation].telling, default=None)

    # ------------------------------------------------------------ edges

    def statement(self, edge: Edge, *, head: str | None = None) -> str:
        """An edge as a clause: "Ridley Scott made Alien"; `head` replaces the name of its head."""
        said = self._said(edge.relation, edge.tail)
        return fill(said.statement, head=head or self.name(edge.head), tail=said.tail, tails=plural(said.tail))

    def predicate(self, edge: Edge) -> str:
        """An edge said of its head: "was made by Ridley Scott"."""
        said = self._said(edge.relation, edge.tail)
        return fill(said.predicate, tail=said.tail, tails=plural(said.tail))

    def shared(self, edge: Edge) -> str:
        """What two items have in common that are both linked like this: "both made by Ridley Scott"."""
        said = self._said(edge.relation, edge.tail)
        return fill(said.shared, tail=said.tail, tails=plural(said.tail))

    def edge_trait(self, edge: Edge) -> Trait:
        """An edge as a quality of its head: "made by Ridley Scott", "French"."""
        return self._trait(edge.relation, edge.tail)

    def noun(self, relation: str, count: int) -> str:
        """What the tails of a relation are called: "designer", "designers"."""
        spec = self._relations[relation]
        return spec.noun if count == 1 else spec.plural

    def _trait(self, relation: str, entity: str) -> Trait:
        said = self._said(relation, entity)
        order = 100 * self._rank[relation] + said.order
        return Trait(text=fill(said.trait, tail=said.tail, tails=plural(said.tail)), place=said.place, order=order, group=relation)

    def _said(self, relation: str, entity: str) -> _Said:
        spec, name = self._relations[relation], self.graph.entity(entity).name
        order, wording = self._wordings[relation].get(name, (_NO_WORDING + self._listed(spec, name), None))
        trait = (wording and wording.trait) or spec.trait
        statement = (wording and wording.statement) or _declared(spec.statement, _STATEMENT, "{head} is", trait)
        predicate = wording.predicate if wording else None
        if not predicate and not (wording and wording.statement):
            predicate = spec.predicate
        return _Said(
            tail=wording.names[name] if wording else self.name(entity),
            statement=statement,
            predicate=predicate or _predicate(statement, trait),
            shared=(wording and wording.shared) or _declared(spec.shared, _SHARED, "both are", trait),
            trait=trait,
            place=(wording and wording.place) or spec.place,
            order=order,
        )

    def _listed(self, spec: RelationSchema, name: str) -> int:
        """Where the schema lists the value, so that two of them always stand in the same order."""
        kind = self.schema.kinds.get(spec.kind)
        return next((number for number, value in enumerate(kind.values if kind else ()) if value == name), 0) % _NO_WORDING


def _undeclared(relation: str) -> RelationSchema:
    """Default phrases for a relation that the graph holds and the schema does not declare."""
    word = relation.replace("_", " ")
    return RelationSchema(column=relation, kind="", noun=word, plural=word)


def _by_name(relation: RelationSchema) -> dict[str, tuple[int, Wording]]:
    """Entity name -> its wording; the position in the wording orders those that can be the noun."""
    found: dict[str, tuple[int, Wording]] = {}
    for wording in relation.wordings:
        for number, name in enumerate(wording.names):
            found.setdefault(name, (number, wording))
    return found


def _predicate(statement: str, trait: str) -> str:
    """What the statement says of its head; made of the trait ("made by …") where it does not begin with the head."""
    if not statement.startswith("{head} "):
        statement = _declared(_STATEMENT, _STATEMENT, "{head} is", trait)
    return statement.removeprefix("{head} ")


def _declared(phrase: str, default: str, begin: str, trait: str) -> str:
    """The phrase of the schema; where it says nothing of its own, one made of a trait that can stand alone ("made by …")."""
    return phrase if phrase != default or trait.startswith(("with ", "{")) else f"{begin} {trait}"
