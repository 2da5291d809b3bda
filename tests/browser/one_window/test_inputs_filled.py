"""Every kind of input, filled in by hand in a modal, as the app then reads it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.input_kit import AMBER, COLOURS, GREEN, KINDS, OFFERED, PLATFORM, Kind, adds_a_file
from tests.browser.stage_kit import field, sent, show
from tests.sandbox.conftest import Stage

BEGUN = {name: kind for name, kind in KINDS.items() if kind.initial}
EMPTIED = {name: kind for name, kind in KINDS.items() if kind.empties}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_is_filled_in_reaches_the_app(stage: Stage, window: Page, kind: Kind):
    form = show(stage, window, kind.block())

    kind.fills(form)

    assert sent(stage, form)["Field"] == {"type": kind.type, kind.key: kind.value}


def test_what_nobody_touched_is_sent_as_it_was(stage: Stage, window: Page):
    form = show(stage, window, *(kind.begun(name) for name, kind in BEGUN.items()))

    state = sent(stage, form)

    held = {name: {"type": kind.type, kind.key: next(iter(kind.initial.values()))} for name, kind in BEGUN.items()}
    assert state == held


@pytest.mark.parametrize("kind", EMPTIED.values(), ids=EMPTIED)
def test_what_was_emptied_arrives_empty(stage: Stage, window: Page, kind: Kind):
    form = show(stage, window, kind.begun(optional=True))

    assert kind.empties is not None
    kind.empties(form)

    assert sent(stage, form)["Field"] == {"type": kind.type, kind.key: [] if kind.key.endswith("s") else None}


def test_a_file_can_be_taken_out_again(stage: Stage, window: Page):
    form = show(stage, window, KINDS["file"].block(optional=True))
    adds_a_file(form)
    expect(form.get_by_text("plan.pdf")).to_have_count(1)

    form.get_by_label("Field").set_input_files([])

    assert sent(stage, form)["Field"]["files"] == []


def test_no_more_are_taken_than_may_be(stage: Stage, window: Page):
    form = show(stage, window, field("multi_static_select", max_selected_items=2, **COLOURS))

    form.get_by_label("Field").click()
    expect(form.get_by_text("Choose up to 2.")).to_be_visible()
    form.get_by_label("Red").check()
    form.get_by_label("Amber").check()
    expect(form.get_by_label("Green")).to_be_disabled()
    form.get_by_label("Red").uncheck()
    form.get_by_label("Green").check()
    form.get_by_label("Field").press("Escape")

    assert sent(stage, form)["Field"]["selected_options"] == [AMBER, GREEN]


def test_the_app_is_asked_once_enough_is_typed(stage: Stage, window: Page):
    form = show(stage, window, field("external_select", **{**OFFERED, "min_query_length": 3}))
    before = len(stage.demo.bodies)

    form.get_by_label("Field").press_sequentially("pl")
    expect(form.get_by_text("Type 3 or more characters.")).to_be_visible()
    assert stage.demo.bodies[before:] == []
    form.get_by_label("Field").press_sequentially("a")
    expect(form.get_by_role("option")).to_have_text(["Platform"])
    form.get_by_label("Field").press("Enter")

    assert [body["value"] for body in stage.demo.bodies[before:]] == ["pla"]
    assert sent(stage, form)["Field"]["selected_option"] == PLATFORM


def test_a_long_menu_is_filtered_by_what_is_typed(stage: Stage, window: Page):
    form = show(stage, window, KINDS["many with groups"].block())

    form.get_by_label("Field").click()
    form.get_by_label("Filter the options").press_sequentially("gre")

    expect(form.get_by_role("checkbox")).to_have_count(1)
    expect(form.get_by_text("Warm")).to_be_hidden()
    form.get_by_label("Filter the options").press_sequentially("y")
    expect(form.get_by_text("Nothing matches.")).to_be_visible()
