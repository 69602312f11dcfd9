"""The knowledge graph: catalogue tables, the compiled graph, walks and paths over it, entity linking."""
