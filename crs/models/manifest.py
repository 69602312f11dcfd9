"""What a model says of itself, in manifest.json: what it learnt from, what it is made of, how good it is and what it cost."""

from __future__ import annotations

from collections.abc import Set
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

FORMAT = 1
MANIFEST = "manifest.json"

Fusion = Literal["trees", "linear", "none"]
Scalar = bool | int | float | str | None
_MARKS: Set[str] = frozenset({"format", "dataset", "fusion", "files"})


def _in_utc(text: str) -> str:
    if datetime.fromisoformat(text).utcoffset() != timedelta(0):
        raise ValueError(f"'{text}' is not a time in UTC")
    return text


Time = Annotated[str, AfterValidator(_in_utc)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class TrainedOn(_Frozen):
    """The data a model learnt from."""

    name: str = Field(description="of the data set")
    training: tuple[str, ...] = Field(description="splits it learnt from")
    validation: str | None = Field(description="the split that its settings were chosen on, and its figures are of")
    dialogues: int = Field(ge=0)
    cases: int = Field(ge=0, description="what was predicted in training")
    files: dict[str, Sha256] = Field(description="of what was read, by split")


class Source(_Frozen):
    """One source of candidates or features, and what it took."""

    name: str = Field(min_length=1)
    seconds: float = Field(ge=0, description="of training")
    bytes: int = Field(ge=0, description="of its files")
    note: str = ""


class Figure(_Frozen):
    """A metric and its interval; None where it has no value."""

    value: float | None
    low: float | None
    high: float | None
    n: int = Field(ge=0, description="trials")


class Cost(_Frozen):
    """What the whole training took."""

    seconds: float = Field(ge=0)
    peak_megabytes: float = Field(ge=0)


class Manifest(_Frozen):
    """The manifest of a model. `files` is filled in by `seal`."""

    format: int = FORMAT
    name: str = Field(min_length=1)
    created: Time = Field(description="ISO 8601, in UTC")
    dataset: TrainedOn
    seed: int = Field(ge=0)
    items: int = Field(ge=0, description="that can be recommended")
    graph: str = Field(description="version of the graph whose items they are")
    versions: dict[str, str] = Field(description="of the packages it was made with")
    sources: tuple[Source, ...]
    fusion: Fusion
    figures: dict[str, Figure] = Field(description='by metric: "valid new recall@10"')
    settings: dict[str, Scalar | tuple[Scalar, ...]]
    cost: Cost
    files: dict[str, Sha256] = Field(default_factory=dict, description="every other file of the model, by relative path")

    @property
    def headline(self) -> Figure | None:
        """Recall@10 of new items on the validation split, if it was measured."""
        return self.figures.get(f"{self.dataset.validation} new recall@10")


def is_manifest(value: Any) -> bool:
    """Whether a JSON value is meant as the manifest of a model, of whatever format: graphs and runs have a manifest.json too."""
    return isinstance(value, dict) and value.keys() >= _MARKS


def utc_now() -> str:
    """This moment, as `created` wants it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
