"""Talk to the bundled catalogue: a few turns, what was recommended, why, and what is known by then.

python examples/quickstart.py
"""

import crs

MESSAGES = (
    "Hi! I loved Alien and The Thing.",
    "Something like them, but not before 1990 and under two hours.",
    "Why the first one?",
    "Thanks, bye!",
)

with crs.load() as bot:
    for message in MESSAGES:
        turn = bot.chat(message, session="quickstart")
        print(f"you  {message}\n{turn.reply}\n")
        for recommendation in turn.recommendations:
            print(f"     {recommendation.rank}. {bot.graph.label(recommendation.item)}: {recommendation.reason}")
    print("Known by now:", ", ".join(preference.text for preference in bot.preferences("quickstart").active))
    bot.forget("quickstart")
