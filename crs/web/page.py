"""The page: a conversation, the preferences beside it, a box to write in.

Annotations are evaluated here (no `from __future__`): Gradio finds the event argument of a listener by its type.
"""

from collections.abc import AsyncIterator
from typing import Any

from markupsafe import Markup

from crs.knowledge_graph.schema import Schema
from crs.text import MAX_CHARACTERS
from crs.web.furniture import empty_preferences_html
from crs.web.talk import Talk, View
from crs.web.theme import asset

QUEUE = 64  # messages waiting for an answer, over all visitors
AT_ONCE = 16  # messages being answered

_SPOKEN = Markup('<div class="crs-unseen" role="status" aria-live="polite">{}</div>')


def build_page(talk: Talk, schema: Schema) -> Any:
    """The `gradio.Blocks` of the page."""
    import gradio as gr

    title = f"{schema.item.singular.capitalize()} finder"
    with gr.Blocks(title=title, analytics_enabled=False, fill_height=True, fill_width=True) as page:
        session = gr.BrowserState("", storage_key="crs-session", secret="crs-page")  # noqa: S106
        with gr.Row(elem_id="crs-top"):
            gr.HTML(Markup("<h1>{}</h1>").format(title), elem_id="crs-title")
            restart = gr.Button("New chat", elem_id="crs-new", size="sm", scale=0)
        with gr.Row(elem_id="crs-main"):
            with gr.Column(elem_id="crs-chat"):
                with gr.Column(elem_id="crs-scroll"):
                    past = gr.HTML(elem_id="crs-past", js_on_load=asset("past.js"), apply_default_css=False)
                    live = gr.HTML(elem_id="crs-live", js_on_load=asset("live.js"), apply_default_css=False)
                box = gr.Textbox(
                    elem_id="crs-box",
                    label="Your message",
                    show_label=False,
                    placeholder="Say what you like, or what you don’t",
                    lines=1,
                    max_lines=6,
                    max_length=MAX_CHARACTERS,
                    submit_btn=True,
                    autofocus=True,
                )
            known = gr.HTML(empty_preferences_html(), elem_id="crs-side", js_on_load=asset("known.js"), apply_default_css=False)
        spoken = gr.HTML(_SPOKEN.format(""), elem_id="crs-spoken", apply_default_css=False)

        parts = [session, past, live, known, spoken, box]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

        def values(view: View) -> list[Any]:
            changes: dict[str, Any] = {"value": view.typed, "interactive": None if view.shut is None else not view.shut}
            changes = {name: value for name, value in changes.items() if value is not None}
            return [
                view.session,
                *(gr.skip() if html is None else str(html) for html in (view.past, view.live, view.known)),
                gr.skip() if view.spoken is None else str(_SPOKEN.format(view.spoken)),
                gr.update(**changes) if changes else gr.skip(),
            ]

        async def opened(claimed: Any) -> AsyncIterator[list[Any]]:
            async for view in talk.open(claimed):
                yield values(view)

        async def said(text: str, claimed: Any, event: gr.EventData) -> AsyncIterator[list[Any]]:
            chosen = (event._data or {}).get("say")
            async for view in talk.say(chosen if isinstance(chosen, str) else text or "", claimed):
                yield values(view)

        async def changed(claimed: Any, event: gr.EventData) -> list[Any]:
            preference = (event._data or {}).get("remove")
            view = await (talk.remove(preference, claimed) if isinstance(preference, str) else talk.undo(claimed))
            return values(view)

        async def restarted(claimed: Any) -> list[Any]:
            return values(await talk.restart(claimed))

        page.load(opened, session, parts, **quiet)
        gr.on([box.submit, past.select, live.select], said, [box, session], parts, concurrency_limit=AT_ONCE, **quiet)
        known.select(changed, session, parts, concurrency_limit=AT_ONCE, **quiet)
        restart.click(restarted, session, parts, concurrency_limit=AT_ONCE, **quiet)
    page.queue(max_size=QUEUE, default_concurrency_limit=AT_ONCE)
    return page
