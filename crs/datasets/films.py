"""The bundled schema, as data sets need it."""

from __future__ import annotations

from crs.content import content_folder
from crs.knowledge_graph.schema import Schema, read_schema


def film_schema() -> Schema:
    """The bundled schema of films, with nothing required that a data set may lack."""
    schema = read_schema(content_folder("knowledge_graph"))
    return schema.model_copy(
        update={
            "relations": {name: relation.model_copy(update={"required": False}) for name, relation in schema.relations.items()},
            "fields": {name: field.model_copy(update={"required": False}) for name, field in schema.fields.items()},
        }
    )
