import inspect

from crs import errors
from crs.errors import CatalogueError, CRSError, MissingExtraError


def test_a_data_error_names_the_place_and_the_way_out() -> None:
    error = CatalogueError("'x' is not a number", file="items.csv", row=3, field="year", hint="write digits only")
    assert str(error) == "items.csv, row 3, field 'year': 'x' is not a number (write digits only)"
    assert (error.file, error.row, error.field, error.hint) == ("items.csv", 3, "year", "write digits only")


def test_a_missing_extra_says_what_to_install() -> None:
    assert "pip install 'crs-agents[vector]'" in str(MissingExtraError("dense retrieval", extra="vector"))


def test_every_error_belongs_to_the_tree_and_is_drawn_in_it() -> None:
    classes = [cls for _, cls in inspect.getmembers(errors, inspect.isclass) if cls.__module__ == errors.__name__]
    assert all(issubclass(cls, CRSError) for cls in classes)
    assert all(cls.__name__ in (errors.__doc__ or "") for cls in classes)
