"""Settings: environment variables `CRS_…`, or arguments."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from crs.errors import ConfigError


class Settings(BaseSettings):
    """What can be set; every field is also an environment variable, `home` is `CRS_HOME`."""

    model_config = SettingsConfigDict(env_prefix="CRS_", frozen=True, extra="ignore")

    home: Path = Field(default_factory=lambda: user_data_path("crs-agents"), description="where indexes and sessions are kept")
    catalogue: Path | None = Field(default=None, description="folder of the catalogue; the bundled one if not given")
    model: Path | None = Field(default=None, description="folder of a trained model, or the name of one below home/models")
    novelty: float = Field(
        default=0.0, ge=0.0, le=2.0, description="how much popularity is held against an item by a trained model; 0 ranks as trained"
    )
    data_dir: Path | None = Field(default=None, description="folder with data sets that are already on this machine")
    shown: int = Field(default=3, ge=1, le=20, description="items recommended at once")
    candidates: int = Field(default=200, ge=10, description="candidates retrieved per source")
    questions: int = Field(default=2, ge=0, description="most questions in a row before something is recommended")
    vector: bool = Field(default=True, description="use dense retrieval when its extra is installed")
    encoder: str = Field(
        default="all-MiniLM-L6-v2", description="sentence encoder of dense retrieval: the packaged one, or any sentence-transformers model"
    )
    retrievers: tuple[str, ...] = ("graph", "bm25", "vector", "popularity")
    rankers: tuple[str, ...] = ("preference", "diversity")
    extractor: str = "rules"
    policy: str = "information-gain"
    responder: str = "wording"
    busy: str = Field(default="enqueue", pattern="^(enqueue|reject)$", description="what a second message at once does")


def refuse_both(catalogue: object, model: object) -> None:
    """Raise ConfigError if both are given: each says what the items are."""
    if catalogue is not None and model is not None:
        raise ConfigError(
            "a trained model brings its own items", hint="name a catalogue or a model, not both; CRS_CATALOGUE and CRS_MODEL count too"
        )
