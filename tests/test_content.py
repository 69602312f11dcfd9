import pytest

from crs.content import content_folder
from crs.errors import ConfigError


@pytest.mark.parametrize("name", ["agents", "knowledge_graph", "datasets"])
def test_the_content_folders_are_there(name: str) -> None:
    assert any(content_folder(name).iterdir())


def test_a_folder_that_is_not_part_of_it_is_refused() -> None:
    with pytest.raises(ConfigError, match="reinstall"):
        content_folder("no_such_folder")
