"""The little grammar that templates need: a or an, plurals, sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crs.text import join_words

_SLOT_WITH_ARTICLE = re.compile(r"\b([Aa]|[Tt]he) (\{[a-z_.]+\})")
_SLOT_WITH_STOP = re.compile(r"(\{[a-z_.]+\})\.(?!\w)")
_LIKE_A_CONSONANT = ("uni", "use", "usu", "eu", "one", "once", "ut")
_LIKE_A_VOWEL = ("hour", "honest", "heir", "8", "11 ", "18")
_ARTICLE = re.compile(r"^(?:an?|the) ", re.IGNORECASE)
_ENDS = (".", "!", "?", "…", ":")


def article(phrase: str) -> str:
    """ "a" or "an", as the first word of the phrase sounds."""
    first = phrase.lstrip("\"'“‘(").casefold()
    if first.startswith(_LIKE_A_VOWEL):
        return "an"
    return "an" if first[:1] in set("aeiouàáâäåæèéêëíîïóôöøúü") and not first.startswith(_LIKE_A_CONSONANT) else "a"


def fill(template: str, /, **values: object) -> str:
    """Format a template; "a {slot}" becomes "an …" where the value needs it, no article and no full stop come twice.

    Raises:
        KeyError: the template names a slot that has no value.
    """

    def fitting(match: re.Match[str]) -> str:
        value = match[2].format(**values)
        if _ARTICLE.match(value):
            return match[2]
        word = article(value) if match[1] in "Aa" else match[1]
        return f"{word.capitalize() if match[1] == 'A' else word} {match[2]}"

    def stopping(match: re.Match[str]) -> str:
        return match[1] if match[1].format(**values).endswith((".", "!", "?", "…")) else match[0]

    return _SLOT_WITH_STOP.sub(stopping, _SLOT_WITH_ARTICLE.sub(fitting, template)).format(**values)


def plural(noun: str) -> str:
    """The plural of a regular noun phrase, without its article: "a mystery" -> "mysteries"."""
    if " or " in noun:
        return " or ".join(plural(word) for word in noun.split(" or "))
    word = _ARTICLE.sub("", noun)
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s"


def without_article(phrase: str) -> str:
    """A noun phrase without its article: "a French comedy" -> "French comedy"."""
    return _ARTICLE.sub("", phrase)


def join_predicates(predicates: Sequence[str]) -> str:
    """Predicates of one subject, the verb they begin with said once: "stars A and B", "is a western and a comedy"."""
    words = [predicate.split() for predicate in predicates]
    common = 0
    while all(len(part) > common + 1 for part in words) and len({part[common] for part in words}) == 1:
        common += 1
    if common and words[0][common - 1] in ("a", "an", "the"):
        common -= 1
    articles = all(len(part) > common and part[common] in ("a", "an", "the") for part in words)
    if common == 1 and words[0][0] in ("is", "are") and not articles:
        common = 0
    return join_words([" ".join(part if number == 0 else part[common:]) for number, part in enumerate(words)])


def sentence(text: str) -> str:
    """The text as a sentence: a capital first, single spaces, a mark at the end."""
    text = re.sub(r" {2,}", " ", text.strip())
    bare = text.rstrip("\"'”’)")
    if bare and not bare.endswith(_ENDS):
        text = f"{text}."
    position = next((number for number, character in enumerate(text) if character.isalnum()), None)
    return text if position is None else f"{text[:position]}{text[position].upper()}{text[position + 1 :]}"
