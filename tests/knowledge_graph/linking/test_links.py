"""What people say and what it names in the bundled catalogue: every link that is expected, and no other.

A case reads: the utterance, then for every name the words and the entity. Items are told by their id, others by kind:slug.
"""

from __future__ import annotations

import pytest

from crs.knowledge_graph.linking import EntityLinker

COMMON_WORDS_MEANT_AS_TITLES = [
    ("have you seen Up? I loved it", {"Up": "up-2009"}),
    ("I loved up", {"up": "up-2009"}),
    ("i loved up and wall-e", {"up": "up-2009", "wall-e": "wall-e-2008"}),
    ("Up was great", {"Up": "up-2009"}),
    ("I watched Saw last night", {"Saw": "saw-2004"}),
    ("have you seen saw or scream", {"saw": "saw-2004", "scream": "scream-1996"}),
    ("I saw Saw", {"Saw": "saw-2004"}),
    ("I saw Her yesterday", {"Her": "her-2013"}),
    ("Her is my favorite", {"Her": "her-2013"}),
    ("I love Heat and Drive", {"Heat": "heat-1995", "Drive": "drive-2011"}),
    ("drive with ryan gosling", {"drive": "drive-2011", "ryan gosling": "person:ryan-gosling"}),
    ("my favorite movies are big, ted and elf", {"big": "big-1988", "ted": "ted-2012", "elf": "elf-2003"}),
    ("Coco, Up, Frozen", {"Coco": "coco-2017", "Up": "up-2009", "Frozen": "frozen-2013"}),
    ("watched frozen, big and saw", {"frozen": "frozen-2013", "big": "big-1988", "saw": "saw-2004"}),
    ("signs by shyamalan", {"signs": "signs-2002", "shyamalan": "person:m-night-shyamalan"}),
    ("taken was ok", {"taken": "taken-2008"}),
    ("my favourite is Seven", {"Seven": "seven-1995"}),
    ("Split is creepy", {"Split": "split-2016", "creepy": "genre:horror"}),
    ("Us by Jordan Peele", {"Us": "us-2019", "Jordan Peele": "person:jordan-peele"}),
    ("Nope was great", {"Nope": "nope-2022"}),
    ("I loved Cars", {"Cars": "cars-2006"}),
    ("when was heat made?", {"heat": "heat-1995"}),
    ("do you have something like ghost", {"ghost": "ghost-1990"}),
    ("I love Alien", {"Alien": "alien-1979"}),
    ("I like Aliens better than Alien", {"Aliens": "aliens-1986", "Alien": "alien-1979"}),
]

COMMON_WORDS_MEANT_AS_WORDS = [
    ("I saw it yesterday", {}),
    ("I loved it", {}),
    ("up for anything", {}),
    ("it is up to you, I saw her yesterday and we are in a good mood", {}),
    ("what's up", {}),
    ("tell us more", {}),
    ("we split up", {}),
    ("i can't drive", {}),
    ("there are no signs", {}),
    ("I've taken my time", {}),
    ("I've seen seven movies", {}),
    ("I had a rocky start", {}),
    ("I scream", {}),
    ("hook me up", {}),
    ("in a rush", {}),
    ("I watched it once", {}),
    ("once upon a time", {}),
    ("I went to the casino", {}),
    ("nope, not that one", {}),
    ("get out of here", {}),
    ("I ran home", {}),
    ("give us a movie", {}),
    ("he is a psycho", {}),
    ("a big movie", {}),
    ("the thing is, I don't like horror", {"horror": "genre:horror"}),
    ("I'm a big fan of comedies", {"comedies": "genre:comedy"}),
    ("movies with cars", {}),
    ("Hi, what do you recommend?", {}),
    ("that was it, thanks", {}),
    ("what about the second one", {}),
]

FORMS_OF_NAMES = [
    ("matrix", {"matrix": "the-matrix-1999"}),
    ("dark knight", {"dark knight": "the-dark-knight-2008"}),
    ("Spiderman", {"Spiderman": "spider-man-2002"}),
    ("spider man", {"spider man": "spider-man-2002"}),
    ("spider-man: no way home", {"spider-man: no way home": "spider-man-no-way-home-2021"}),
    ("spiderman no way home", {"spiderman no way home": "spider-man-no-way-home-2021"}),
    ("walle", {"walle": "wall-e-2008"}),
    ("WALL·E", {"WALL·E": "wall-e-2008"}),
    ("se7en was great", {"se7en": "seven-1995"}),
    ("ET", {"ET": "e-t-the-extra-terrestrial-1982"}),
    ("M*A*S*H", {"M*A*S*H": "m-a-s-h-1970"}),
    ("I liked 8 1/2", {"8 1/2": "81-2-1963"}),
    ("8½", {"8½": "81-2-1963"}),
    ("twelve angry men", {"twelve angry men": "12-angry-men-1957"}),
    ("oceans 11", {"oceans 11": "ocean-s-eleven-2001"}),
    ("godfather 2", {"godfather 2": "the-godfather-part-ii-1974"}),
    ("the godfather part two", {"the godfather part two": "the-godfather-part-ii-1974"}),
    ("rocky iv", {"rocky iv": "rocky-iv-1985"}),
    ("toy story 1", {"toy story 1": "toy-story-1995"}),
    ("Toy Story 3", {"Toy Story 3": "toy-story-3-2010"}),
    ("kill bill vol. 1", {"kill bill vol. 1": "kill-bill-vol-1-2003"}),
    ("dune part two", {"dune part two": "dune-part-two-2024"}),
    ("john wick 4", {"john wick 4": "john-wick-chapter-4-2023"}),
    ("star wars episode 5", {"star wars episode 5": "the-empire-strikes-back-1980"}),
    ("a new hope", {"a new hope": "star-wars-1977"}),
    ("prisoner of azkaban", {"prisoner of azkaban": "harry-potter-and-the-prisoner-of-azkaban-2004"}),
    ("the two towers", {"the two towers": "the-lord-of-the-rings-the-two-towers-2002"}),
    ("crouching tiger", {"crouching tiger": "crouching-tiger-hidden-dragon-2000"}),
    ("dr strangelove", {"dr strangelove": "dr-strangelove-or-how-i-learned-to-stop-worrying-and-love-the-bomb-1964"}),
    ("guardians of galaxy", {"guardians of galaxy": "guardians-of-the-galaxy-2014"}),
    ("pride and prejudice", {"pride and prejudice": "pride-prejudice-2005"}),
    ("I LOVE THE SHINING", {"THE SHINING": "the-shining-1980"}),
    ("Amélie's colours", {"Amélie": "amelie-2001"}),
    ("I like “Amelie”", {"Amelie": "amelie-2001"}),
    ("Have you seen\nPulp   Fiction?", {"Pulp   Fiction": "pulp-fiction-1994"}),
    ("its a wonderful life", {"its a wonderful life": "it-s-a-wonderful-life-1946"}),
]

OTHER_KINDS = [
    ("a good horror movie", {"horror": "genre:horror"}),
    ("sci fi thriller", {"sci fi": "genre:science-fiction", "thriller": "genre:thriller"}),
    ("I hate musicals and westerns", {"musicals": "genre:musical", "westerns": "genre:western"}),
    ("alien movies", {"alien": "keyword:alien"}),
    ("movies about aliens", {"aliens": "keyword:alien"}),
    ("a movie about time travel", {"time travel": "keyword:time-travel"}),
    ("based on a true story", {"based on a true story": "keyword:based-on-a-true-story"}),
    ("a french comedy", {"french": "country:france", "comedy": "genre:comedy"}),
    ("movies from germany", {"germany": "country:germany"}),
    ("my family", {}),
    ("a family movie", {"family movie": "genre:family"}),
    ("the star wars movies", {"star wars": "series:star-wars"}),
    ("any of the rocky movies", {"rocky": "series:rocky"}),
    ("harry potter", {"harry potter": "series:harry-potter"}),
    ("lord of the rings", {"lord of the rings": "series:the-lord-of-the-rings"}),
    ("james bond", {"james bond": "series:james-bond"}),
    ("I love the MCU", {"MCU": "series:marvel-cinematic-universe"}),
    ("movies with tom hanks and meg ryan", {"tom hanks": "person:tom-hanks", "meg ryan": "person:meg-ryan"}),
    ("something by nolan", {"nolan": "person:christopher-nolan"}),
    ("tarantino or scorsese", {"tarantino": "person:quentin-tarantino", "scorsese": "person:martin-scorsese"}),
    ("almodovar", {"almodovar": "person:pedro-almodovar"}),
    ("de niro", {"de niro": "person:robert-de-niro"}),
    ("bong joon-ho", {"bong joon-ho": "person:bong-joon-ho"}),
    ("kubrick and hitchcock", {"kubrick": "person:stanley-kubrick", "hitchcock": "person:alfred-hitchcock"}),
    ("stone", {}),
    ("I love stone houses", {}),
]

MISSPELT = [
    ("I loved Incepton and Blade Runer", {"Incepton": "inception-2010", "Blade Runer": "blade-runner-1982"}),
    ("the shawshenk redemption", {"the shawshenk redemption": "the-shawshank-redemption-1994"}),
    ("what about the godfahter", {"the godfahter": "the-godfather-1972"}),
    ("forest gump", {"forest gump": "forrest-gump-1994"}),
    ("jurrasic park", {"jurrasic park": "jurassic-park-1993"}),
    ("starwars", {"starwars": "star-wars-1977"}),
    ("pulp fictoin", {"pulp fictoin": "pulp-fiction-1994"}),
    ("quentin tarentino", {"quentin tarentino": "person:quentin-tarantino"}),
    ("scorcese films", {"scorcese": "person:martin-scorsese"}),
    ("horor movies", {"horor": "genre:horror"}),
    ("i want a comdy or thriler", {"comdy": "genre:comedy", "thriler": "genre:thriller"}),
    ("i recomend it", {}),
    ("something funnier", {}),
    ("sooo goood", {}),
]

YEARS = [
    ("Jumanji 1995", {"Jumanji": "jumanji-1995"}),
    ("Jumanji (1995)", {"Jumanji": "jumanji-1995"}),
    ("the 2020 Invisible Man", {"Invisible Man": "the-invisible-man-2020"}),
    ("The Invisible Man from 1933", {"The Invisible Man": "the-invisible-man-1933"}),
    ("The Thing from 1982, not the 2011 one", {"The Thing": "the-thing-1982", "the 2011 one": "the-thing-2011"}),
    ("the original invisible man", {"invisible man": "the-invisible-man-1933"}),
    ("Jumanji (1985)", {}),
    ("I liked 1917", {"1917": "1917-2019"}),
]

CASES = [
    pytest.param(text, expected, id=text)
    for group in (COMMON_WORDS_MEANT_AS_TITLES, COMMON_WORDS_MEANT_AS_WORDS, FORMS_OF_NAMES, OTHER_KINDS, MISSPELT, YEARS)
    for text, expected in group
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_links(linker: EntityLinker, text: str, expected: dict[str, str]) -> None:
    assert {mention.text: mention.entity for mention in linker.link(text).mentions} == expected


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 80


@pytest.mark.parametrize("text", [text for text, _ in MISSPELT])
def test_misspelt_names_say_so(linker: EntityLinker, text: str) -> None:
    respaced = {"starwars"}
    assert all(mention.exact == (mention.text in respaced) for mention in linker.link(text).mentions)
