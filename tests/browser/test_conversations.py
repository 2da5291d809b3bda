"""Conversations in the page: finding them, reading them, and writing in them."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.sandbox.conftest import Stage
from tests.sandbox.demo import card

Look = Callable[..., Page]


def say(stage: Stage, text: str, **more: object) -> str:
    """Let the app say something in #platform, and return its ts."""
    answer = stage.demo.client.chat_postMessage(channel="C0PLATFORM", text=text, **more)  # type: ignore[arg-type]  # an id as a plain string
    return str(answer["ts"])


def at(stage: Stage, who: str = "ana", room: str = "C0PLATFORM", thread: str = "") -> str:
    return f"{stage.sandbox.url}/?as={who}&in={room}" + (f"&thread={thread}" if thread else "")


def test_conversations_are_a_list_to_go_through_with_what_is_new_in_each(stage: Stage, look: Look):
    stage.ben.post("one", "#platform")
    stage.ben.post("two", "#platform")

    window = look(at(stage, room="dm"))
    rooms = window.get_by_role("navigation", name="Channels and direct messages")
    expect(rooms.get_by_role("listitem")).to_have_text(["🔒core", "#platform2", "#quiet", "●Drumbeat"])
    expect(rooms.get_by_label("2 unread")).to_be_visible()
    rooms.get_by_role("link", name="platform").click()

    expect(window.get_by_role("heading", name="#platform", level=1)).to_be_visible()
    expect(window.get_by_role("feed", name="Messages in #platform").get_by_role("article")).to_have_count(2)
    expect(rooms.get_by_label("2 unread")).to_have_count(0)
    expect(rooms.get_by_role("link", name="platform")).to_have_attribute("aria-current", "page")


def test_one_switch_lets_anybody_look_and_shows_only_what_is_theirs(stage: Stage, look: Look):
    say(stage, "hello")
    window = look(at(stage))

    window.get_by_label("Viewing as").select_option("ben")

    expect(window.get_by_label("Viewing as")).to_have_value("ben")
    expect(window.get_by_role("article")).to_contain_text("hello")
    expect(window.get_by_role("navigation").get_by_role("link", name="core")).to_have_count(0)


def test_who_is_not_in_a_conversation_is_led_to_their_own(stage: Stage, look: Look):
    window = look(at(stage, "ben", "C0QUIET"))

    expect(window.get_by_role("heading", level=1)).to_have_text("Drumbeat")
    expect(window.get_by_label("Viewing as")).to_have_value("ben")


def test_messages_come_change_and_go_without_loading_the_page_again(stage: Stage, look: Look):
    window = look(at(stage))
    window.evaluate("window.stillHere = true")

    first = say(stage, "as it was")
    expect(window.get_by_role("article")).to_contain_text("as it was")
    stage.demo.client.chat_update(channel="C0PLATFORM", ts=first, text="as it is")
    expect(window.get_by_role("article")).to_contain_text("as it is")
    expect(window.get_by_role("article")).to_contain_text("(edited")
    stage.demo.client.chat_delete(channel="C0PLATFORM", ts=first)

    expect(window.get_by_role("article")).to_have_count(0)
    assert window.evaluate("window.stillHere")


def test_what_is_being_typed_survives_whatever_else_happens(stage: Stage, look: Look):
    window = look(at(stage))
    field = window.get_by_role("textbox", name="Message #platform")
    field.press_sequentially("half a sen")

    say(stage, "in between")
    expect(window.get_by_role("article")).to_have_count(1)
    field.press_sequentially("tence")

    expect(field).to_have_value("half a sentence")
    expect(field).to_be_focused()


def test_a_message_is_sent_with_enter_and_mentions_are_resolved(stage: Stage, look: Look):
    window = look(at(stage))
    field = window.get_by_role("textbox", name="Message #platform")

    field.press_sequentially("see @be")
    expect(window.get_by_role("button", name="@ben Ben Ode")).to_be_visible()
    field.press("Tab")
    field.press_sequentially("please")
    field.press("Enter")

    expect(window.get_by_role("article")).to_contain_text("see @ben please")
    expect(field).to_have_value("")
    assert stage.ben.messages("#platform")[-1].text == "see <@U0BEN> please"


def test_a_mention_of_the_app_reaches_it_and_its_answer_comes_in_the_thread(stage: Stage, look: Look):
    window = look(at(stage))
    field = window.get_by_role("textbox", name="Message #platform")

    field.fill("@drumbeat what now?")
    field.press("Enter")
    window.get_by_role("link", name="1 reply").click()

    expect(window.get_by_role("complementary", name="Thread").get_by_role("article")).to_have_count(2)
    expect(window.get_by_role("complementary", name="Thread")).to_contain_text("Heard")


def test_a_command_is_hinted_at_and_its_answer_is_seen_by_one_person_only(stage: Stage, look: Look):
    window = look(at(stage))
    field = window.get_by_role("textbox", name="Message #platform")

    field.press_sequentially("/fl")
    expect(window.get_by_role("button", name="/flag [what could happen] Raise a risk")).to_be_visible()
    field.fill("/echo for me")
    field.press("Enter")

    article = window.get_by_role("article")
    expect(article).to_contain_text("for me")
    expect(article).to_contain_text("Only visible to you")
    assert stage.ben.messages("#platform") == []


def test_a_command_that_is_not_there_is_refused_and_stays_in_the_field(stage: Stage, look: Look):
    window = look(at(stage))
    field = window.get_by_role("textbox", name="Message #platform")

    field.fill("/nothing at all")
    field.press("Enter")

    expect(window.get_by_text("/nothing is not a valid command.")).to_be_visible()
    expect(field).to_have_value("/nothing at all")


def test_a_thread_takes_replies_and_refuses_commands(stage: Stage, look: Look):
    say(stage, "root", blocks=card("root"))
    window = look(at(stage))
    window.get_by_role("article").hover()
    window.get_by_label("More actions").click()
    window.get_by_role("link", name="Reply in thread").click()
    field = window.get_by_role("textbox", name="Reply in the thread")

    field.fill("/echo hi")
    field.press("Enter")
    expect(window.get_by_text("/echo is not supported in threads. Sorry!")).to_be_visible()
    field.fill("a reply")
    field.press("Enter")

    expect(window.get_by_role("complementary", name="Thread").get_by_role("article")).to_have_count(2)
    expect(window.get_by_role("link", name="1 reply")).to_be_visible()
    assert stage.ben.thread(stage.ben.messages("#platform")[0])[-1].text == "a reply"


def test_a_shortcut_is_in_the_menu_of_each_message(stage: Stage, look: Look):
    say(stage, "a risk")
    window = look(at(stage))
    window.get_by_role("article").hover()

    window.get_by_label("More actions").click()
    window.get_by_role("button", name="Flag this").click()

    expect(window.get_by_role("dialog", name="Flag")).to_be_visible()
    assert stage.demo.bodies[-1]["message"]["text"] == "a risk"


def test_the_home_tab_is_drawn_when_it_is_opened(stage: Stage, look: Look):
    window = look(at(stage, room="dm"))

    window.get_by_role("link", name="Home").click()

    expect(window.get_by_text("At home", exact=True)).to_be_visible()


def test_a_thousand_messages_are_all_there_and_the_newest_is_in_sight(stage: Stage, look: Look):
    for number in range(1000):
        stage.sandbox.workspace.post("C0PLATFORM", "U0BEN", f"message {number}")  # type: ignore[arg-type]  # an id as a plain string

    window = look(at(stage))

    expect(window.locator("article")).to_have_count(1000)
    expect(window.get_by_text("message 999", exact=True)).to_be_in_viewport()
    say(stage, "and one more")
    expect(window.get_by_text("and one more", exact=True)).to_be_in_viewport(timeout=60_000)
    assert window.locator("article").first.evaluate("it => getComputedStyle(it).contentVisibility") == "auto"


def test_articles_are_gone_through_with_page_up_and_page_down(stage: Stage, look: Look):
    for text in ("one", "two", "three"):
        say(stage, text)
    window = look(at(stage))

    window.get_by_role("feed").focus()
    window.keyboard.press("PageUp")
    expect(window.get_by_role("article").nth(2)).to_be_focused()
    window.keyboard.press("PageUp")

    expect(window.get_by_role("article").nth(1)).to_be_focused()
