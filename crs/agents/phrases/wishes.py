"""What a seeker wants or does not want, as noun phrases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crs.agents.phrases.grammar import fill
from crs.agents.phrases.phrasebook import Phrasebook
from crs.agents.phrases.quantities import Quantities
from crs.agents.phrases.traits import Trait, alternatives, noun_phrase
from crs.knowledge_graph.schema import KindSchema
from crs.text import join_words
from crs.types import EntityTarget, Preference


class Wishes:
    """Speaks of preferences."""

    def __init__(self, phrasebook: Phrasebook) -> None:
        self.phrasebook = phrasebook
        self.graph = phrasebook.graph
        self.item = phrasebook.schema.item
        self.quantities = Quantities(phrasebook.schema)

    def thing(self, preference: Preference) -> str:
        """What a preference is about: "Alien", "comedies", "comedies from before 1990"."""
        target = preference.target
        if isinstance(target, EntityTarget):
            return self.phrasebook.thing(target.entity) if target.entity in self.graph else preference.text
        return f"{self.item.plural} {self.quantities.bound_trait(target)}" if target.field in self.quantities.fields else preference.text

    def things(self, preferences: Iterable[Preference]) -> tuple[str, ...]:
        """Each thing once, in order; nothing empty."""
        return tuple(dict.fromkeys(thing for preference in preferences if (thing := self.thing(preference))))

    def short(self, preference: Preference) -> str:
        """The bare word for a preference: "Alien", "comedy", "under 2 hours"."""
        target = preference.target
        if isinstance(target, EntityTarget):
            return self.phrasebook.name(target.entity) if target.entity in self.graph else preference.text
        return self.quantities.bound(target) if target.field in self.quantities.fields else preference.text

    def phrase(self, preferences: Iterable[Preference], *, many: bool = False) -> str:
        """The item that would meet these preferences: "a French comedy from the 1990s"; items named are left out."""
        traits = self.traits(preferences)
        return noun_phrase(traits, self.item.singular, many=self.item.plural if many else None)

    def traits(self, preferences: Iterable[Preference]) -> tuple[Trait, ...]:
        """The qualities these preferences ask for, alternatives put together."""
        groups: dict[str, list[Preference]] = {}
        for preference in preferences:
            if self.trait(preference) is not None:
                groups.setdefault(preference.any_of or preference.id, []).append(preference)
        return tuple(self._one_of(group) for group in groups.values())

    def _one_of(self, group: Sequence[Preference]) -> Trait:
        """Alternatives as one quality: "French or Italian"; "with time travel or robots" where they stand in different places."""
        traits = [trait for preference in group if (trait := self.trait(preference)) is not None]
        together = traits[0] if len(traits) == 1 else alternatives(traits)
        if together is not None:
            return together
        words = [self.phrasebook.word(p.target.entity) if isinstance(p.target, EntityTarget) else self.short(p) for p in group]
        return Trait(text=fill(KindSchema.model_fields["trait"].default, tail=join_words(words, last="or")))

    def trait(self, preference: Preference) -> Trait | None:
        """The quality a preference asks for; None for an item, or for what the schema does not know."""
        target = preference.target
        if isinstance(target, EntityTarget):
            known = target.entity in self.graph and target.entity not in self.graph.items
            return self.phrasebook.trait(target.entity) if known else None
        if target.field not in self.quantities.fields:
            return None
        return Trait(text=self.quantities.bound_trait(target), place="after", order=-10_000)
