"""Systems to evaluate: a registered name, `trained:DIR`, `module:factory`, or any Python object that recommends.

    [project.entry-points."crs.recommenders"]
    my-system = "my_package.my_module:create"      # create(training: Training) -> Recommender

A factory is anybody's code: what goes wrong in it is a ConfigError that names the system.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import EntryPoint
from typing import Any

from crs import registry
from crs.errors import ConfigError, CRSError
from crs.evaluate.trained import PREFIX, TrainedFactory
from crs.evaluate.training import Training
from crs.models.folder import hash_file, read_manifest
from crs.models.manifest import MANIFEST
from crs.models.place import find_model
from crs.protocols import BatchRecommender, Recommender
from crs.settings import Settings

GROUP = "crs.recommenders"
_HINT = "a recommender has `async def respond(self, dialogue, *, k) -> Turn`"

Factory = Callable[[Training], Recommender | BatchRecommender]


@dataclass(frozen=True, kw_only=True)
class System:
    """Something that makes a recommender; nothing is made before `create`, so it can be sent to another process."""

    name: str
    source: str  # "module:factory" that it comes from
    given: Factory | Recommender | BatchRecommender | None = None  # an object of the caller's own instead of what `source` names
    distribution: str = ""  # the installed package it comes from, with its version; empty if it is not registered

    def create(self, training: Training) -> Recommender | BatchRecommender:
        """A recommender that has learnt from `training`. A given recommender is taken as it is.

        Raises:
            ConfigError: it cannot be imported or made, or is no recommender.
            MissingExtraError: it needs an optional dependency.
        """
        found = self.load()
        if not _recommends(found):
            try:
                found = found(training)
            except CRSError:
                raise
            except Exception as error:  # anybody's code
                raise ConfigError(
                    f"the system '{self.name}' cannot be made: {error!r}", hint="its factory takes one argument, the training"
                ) from error
        if not _recommends(found):
            raise ConfigError(f"the system '{self.name}' made a {type(found).__name__}, which is no recommender", hint=_HINT)
        recommender: Recommender | BatchRecommender = found
        return recommender

    def load(self) -> Any:
        """The factory or the recommender itself.

        Raises:
            ConfigError: it cannot be imported, or is neither.
        """
        found = self.given if self.given is not None else self._imported()
        if not callable(found) and not _recommends(found):
            raise ConfigError(f"the system '{self.name}' is neither a recommender nor a factory of one", hint=_HINT)
        return found

    def described(self) -> Mapping[str, str]:
        """What a run's manifest says of it."""
        return {"source": self.source} | ({"distribution": self.distribution} if self.distribution else {})

    def _imported(self) -> Any:
        module, _, attribute = self.source.partition(":")
        try:
            found: Any = import_module(module)
            for part in attribute.split("."):
                found = getattr(found, part)
        except CRSError:
            raise
        except Exception as error:  # importing runs anybody's code
            raise ConfigError(f"the system '{self.name}' cannot be imported: {error!r}", hint=f"check {self.source}") from error
        return found


def systems() -> tuple[str, ...]:
    """The names of all registered recommenders, sorted."""
    return tuple(sorted(registry.available(GROUP)))


def find_system(wanted: str | System | Factory | Recommender | BatchRecommender, *, name: str = "") -> System:
    """The system of a registered name, of `trained:DIR`, of `module:factory` (or `module:recommender`), or around a factory or recommender.

    It is called `name` if that is given, else as it is registered, written, or called in Python.

    Raises:
        ConfigError: there is no such system, or it cannot be imported.
        ModelError: there is no such model.
    """
    if isinstance(wanted, System):
        return wanted
    if not isinstance(wanted, str):
        called = getattr(wanted, "__qualname__", type(wanted).__qualname__)
        source = f"{getattr(wanted, '__module__', type(wanted).__module__)}:{called}"
        found = System(name=name or called, source=source, given=wanted)
    elif wanted.startswith(PREFIX):
        found = _trained(wanted.removeprefix(PREFIX), name)
    elif (entry := registry.available(GROUP).get(wanted)) is not None:
        found = System(name=name or wanted, source=entry.value, distribution=_distribution(entry))
    else:
        found = System(name=name or wanted, source=_source(wanted))
    found.load()
    return found


def _trained(place: str, name: str) -> System:
    """The model of a folder, or of a name below the home's models, or with #NAME a source of it; called like its folder."""
    place, _, only = place.partition("#")
    folder = find_model(place, Settings().home)
    manifest = read_manifest(folder)
    digest = hash_file(folder / MANIFEST)[:16]
    suffix = f"#{only}" if only else ""
    called = name or f"{folder.resolve().name}{suffix}"
    return System(name=called, source=f"{PREFIX}{manifest.name}{suffix} {digest}", given=TrainedFactory(folder=folder, only=only))


def _source(text: str) -> str:
    module, colon, factory = text.partition(":")
    if not colon:
        raise ConfigError(f"there is no system '{text}'", hint=f"one of: {', '.join(systems()) or 'none'}; or module:factory")
    if not module or not factory:
        raise ConfigError(f"'{text}' names no factory", hint="write module:factory")
    return text


def _distribution(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist is not None else ""


def _recommends(found: Any) -> bool:
    """A class of recommenders has the methods too, but is a factory of one."""
    return isinstance(found, Recommender | BatchRecommender) and not isinstance(found, type)
