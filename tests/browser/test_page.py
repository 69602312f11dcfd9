"""The page as a visitor meets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Visit
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

HOSTILE = (
    "I liked Alien <img src=x onerror=\"document.title='gone'\"> <b>bold</b> **stars** {{x}} ${value} "
    "<script>document.title='gone'</script>"
)


def watch_answers(page: Page) -> None:
    """Note every state of the newest answer from now on."""
    page.evaluate(
        """() => {
            window.seen = [];
            const live = document.querySelector("#crs-live");
            const note = () => window.seen.push(live.querySelector(".crs-reply")?.innerText ?? "");
            new MutationObserver(note).observe(live, { childList: true, subtree: true, characterData: true });
        }"""
    )


@pytest.mark.parametrize("context", ["desktop", "phone"], indirect=True)
def test_an_answer_streams_in_and_ends_with_cards_that_give_reasons(visit: Visit) -> None:
    watch_answers(visit.page)
    visit.say("I loved Alien. Recommend me something like it.")
    whole = visit.answered(1)
    partial = {text for text in visit.page.evaluate("window.seen") if text and text != whole and whole.startswith(text)}
    assert len(partial) >= 3
    cards = visit.page.locator("#crs-live .crs-card")
    assert cards.count() == 3
    for card in cards.all():
        assert "(" in card.locator("h3").inner_text()
        assert len(card.locator(".crs-reason").inner_text()) > 10
        assert card.locator("dt").count() >= 3
        assert card.is_visible()
    assert visit.page.locator(".crs-known li", has_text="Alien (1979)").count() == 1
    assert visit.page.input_value("#crs-box textarea") == ""


def test_an_example_is_said_by_a_click(visit: Visit) -> None:
    example = visit.page.locator(".crs-examples button").first
    text = example.inner_text()
    example.click()
    visit.answered(1)
    assert visit.page.inner_text("#crs-live .crs-said").endswith(text)


@pytest.mark.parametrize("context", ["desktop", "phone"], indirect=True)
def test_an_option_of_a_question_is_answered_by_a_click(visit: Visit) -> None:
    visit.say("Hello, can you help me?")
    visit.answered(1)
    options = visit.page.locator("#crs-live .crs-options button")
    chosen = options.first.inner_text()
    options.first.click()
    visit.answered(2)
    assert visit.page.inner_text("#crs-live .crs-said").endswith(chosen)
    assert visit.page.locator("#crs-past .crs-options").count() == 0


@pytest.mark.parametrize("context", ["desktop", "phone"], indirect=True)
def test_a_preference_is_removed_and_brought_back(visit: Visit) -> None:
    visit.say("I love westerns")
    visit.answered(1)
    listed = visit.page.locator(".crs-known li")
    assert listed.count() == 1
    listed.get_by_role("button", name="Remove").click()
    listed.wait_for(state="detached")
    visit.page.get_by_role("button", name="Undo").click()
    listed.wait_for(state="visible")


def test_a_new_chat_begins_empty(visit: Visit) -> None:
    visit.say("I love westerns")
    visit.answered(1)
    visit.page.get_by_role("button", name="New chat").click()
    visit.page.wait_for_selector(".crs-examples button")
    assert visit.page.locator(".crs-turn, .crs-known li").count() == 0
    visit.leave()
    assert visit.page.locator(".crs-turn").count() == 0


def test_a_reload_goes_on_with_the_conversation(visit: Visit) -> None:
    visit.say("I love westerns")
    answer = visit.answered(1)
    visit.leave()
    assert visit.answered(1) == answer
    assert visit.page.locator(".crs-known li").count() == 1
    visit.say("and comedies")
    visit.answered(2)
    assert "I love westerns" in visit.page.inner_text("#crs-past")


def test_markup_in_a_message_is_shown_as_text(visit: Visit) -> None:
    visit.say(HOSTILE)
    visit.answered(1)
    assert HOSTILE in visit.page.inner_text("#crs-live .crs-said")
    assert visit.page.locator("#crs-scroll img, #crs-scroll b, #crs-scroll script").count() == 0
    assert visit.page.title() == "Film finder"


def test_other_visitors_see_nothing_of_it(visit: Visit) -> None:
    visit.say("I love westerns")
    visit.answered(1)
    browser = visit.page.context.browser
    assert browser is not None
    stranger = browser.new_context()
    page = stranger.new_page()
    page.goto(visit.address)
    page.wait_for_selector(".crs-examples button")
    assert "western" not in page.inner_text("body")
    stranger.close()


def test_the_box_takes_no_more_than_a_message_may_hold(visit: Visit) -> None:
    visit.page.fill("#crs-box textarea", "x" * 5_000)
    assert len(visit.page.input_value("#crs-box textarea")) == 4_000


@pytest.mark.parametrize("context", ["desktop", "phone"], indirect=True)
def test_nothing_hangs_over_the_edge_and_the_newest_answer_is_in_sight(visit: Visit) -> None:
    visit.say("I loved Alien. Recommend me something like it.")
    visit.answered(1)
    visit.say("Something else please")
    visit.answered(2)
    visit.page.wait_for_timeout(600)  # scrolling is smooth
    width, inner = visit.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width <= inner
    said = visit.page.locator("#crs-live .crs-said").bounding_box()
    box = visit.page.locator("#crs-box").bounding_box()
    viewport = visit.page.viewport_size
    assert said is not None
    assert box is not None
    assert viewport is not None
    assert 0 <= said["y"] < box["y"]
    assert box["y"] + box["height"] <= viewport["height"]


@pytest.mark.parametrize("context", ["desktop", "phone"], indirect=True)
def test_how_items_were_found_is_folded_away_below_the_reply(visit: Visit) -> None:
    page = visit.page
    visit.say("I loved Alien. Recommend me something like it.")
    assert "How these were found" in visit.answered(1)
    table = page.locator("#crs-live .crs-inspector table")
    assert not table.is_visible()
    page.locator("#crs-live .crs-inspector summary").focus()
    page.keyboard.press("Enter")
    table.wait_for(state="visible")
    cards = [title.inner_text() for title in page.locator("#crs-live .crs-card h3").all()]
    assert [head.inner_text() for head in table.locator("thead th").all()][1:] == cards
    assert "ms: understanding" in page.inner_text("#crs-live .crs-inspector")
    table.evaluate("(table) => { table.style.width = '2000px'; }")  # as many items as it takes
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate("document.getElementById('crs-scroll').scrollWidth <= document.getElementById('crs-scroll').clientWidth")
    visit.leave()
    assert page.locator("#crs-live .crs-inspector").count() == 1


def test_the_page_can_be_used_by_keyboard_and_ear(visit: Visit) -> None:
    page = visit.page
    assert page.get_by_label("Your message").is_visible()
    assert page.locator("h1").inner_text() == "Film finder"
    visit.say("Hello, can you help me?")
    reply = visit.answered(1)
    spoken = page.locator('[role="status"][aria-live="polite"]').filter(has_text=reply.split("\n", maxsplit=1)[0])
    assert spoken.count() == 1
    page.locator("#crs-live .crs-options button").first.focus()
    page.keyboard.press("Enter")
    visit.answered(2)
