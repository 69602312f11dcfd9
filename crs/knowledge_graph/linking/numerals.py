"""Numbers in names: "Rocky II", "Rocky 2" and "Rocky Two" are one name."""

from __future__ import annotations

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ROMAN = (
    "",
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
    "xvi",
    "xvii",
    "xviii",
    "xix",
    "xx",
)
_VALUE = {word: value for value, word in enumerate(_ONES)} | {word: 10 * (tens + 2) for tens, word in enumerate(_TENS)}
_ROMAN_VALUE = {word: value for value, word in enumerate(_ROMAN) if value}

Words = tuple[str, ...]


def in_words(value: int) -> Words:
    """28 -> ("twenty", "eight"), 500 -> ("five", "hundred"); empty where people write digits."""
    if value < 20:
        return (_ONES[value],)
    if value < 100:
        tens = (_TENS[value // 10 - 2],)
        return tens if value % 10 == 0 else (*tens, _ONES[value % 10])
    if value < 1000 and value % 100 == 0:
        return (_ONES[value // 100], "hundred")
    return ()


def numeral(word: str, *, last: bool) -> int | None:
    """The value of a numeral; single letters and "one" only count at the end of a name."""
    if word.isdecimal() and word.isascii():
        return int(word) if len(word) < 4 else None
    if word in _VALUE and (last or word != "one"):
        return _VALUE[word]
    if word in _ROMAN_VALUE and (last or len(word) > 1):
        return _ROMAN_VALUE[word]
    return None


def spellings(words: Words) -> list[Words]:
    """The same name with its last numeral written as digits, in words and (at the end of a longer name) as Roman numeral."""
    for place in range(len(words) - 1, -1, -1):
        last = place == len(words) - 1
        value = numeral(words[place], last=last and place > 0)
        if value is None:
            continue
        forms: list[Words] = [(str(value),), in_words(value)]
        if last and place > 0 and 1 < value < len(_ROMAN):
            forms.append((_ROMAN[value],))
        return [(*words[:place], *form, *words[place + 1 :]) for form in forms if form and form != (words[place],)]
    return []
