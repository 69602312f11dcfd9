"""Recommend from a catalogue of your own: a schema that says what an item is, and a table of items.

python examples/own_catalogue/chat.py
crs chat --catalogue examples/own_catalogue     the same folder in the terminal
crs demo --catalogue examples/own_catalogue     and in the browser
"""

from pathlib import Path

import crs

with crs.load(Path(__file__).parent) as bot:
    for message in ("I enjoyed Azul. Something similar?", "It must be under an hour", "Who designed the first one?"):
        print(f"you  {message}\n{bot.chat(message, session='games').reply}\n")
    bot.forget("games")
