"""Several seekers at once in async code: sessions are answered side by side, messages of one session in their order.

python examples/async_chat.py
"""

import asyncio

import crs

WISHES = {
    "ada": ("I love film noir", "anything from the 1940s?"),
    "ben": ("A funny film for the kids please", "something newer"),
    "eve": ("Surprise me", "not that one"),
}


async def seek(bot: crs.Bot, name: str) -> None:
    """One seeker's side of a conversation."""
    for message in WISHES[name]:
        turn = await bot.achat(message, session=name)
        shown = [bot.graph.label(recommendation.item) for recommendation in turn.recommendations]
        print(f"{name}: {message} -> {', '.join(shown) or turn.reply}")
    await bot.aforget(name)


async def main() -> None:
    """All seekers, side by side."""
    async with crs.load() as bot:
        await asyncio.gather(*(seek(bot, name) for name in WISHES))


asyncio.run(main())
