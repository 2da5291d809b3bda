"""The methods `views.*`: triggers, the stack of modals, hashes and home tabs."""

from dataclasses import replace
from datetime import timedelta

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.server import Sandbox
from tests.sandbox.demo import FLAG_FORM, card
from tests.sandbox.kit import plain
from tests.sandbox.test_web_api import refusal


def test_a_trigger_works_once_and_for_three_seconds(client: WebClient, sandbox: Sandbox):
    trigger = sandbox.triggers.issue(sandbox.person("ana").id)
    late = sandbox.triggers.issue(sandbox.person("ana").id)

    client.views_open(trigger_id=trigger, view=FLAG_FORM)
    again = refusal(client.views_open, trigger_id=trigger, view=FLAG_FORM)
    sandbox.clock.advance(timedelta(seconds=3.1))

    assert again == "exchanged_trigger_id"
    assert refusal(client.views_open, trigger_id=late, view=FLAG_FORM) == "expired_trigger_id"
    assert refusal(client.views_open, trigger_id="made.up", view=FLAG_FORM) == "invalid_trigger_id"


def test_three_views_stand_on_each_other_and_no_more(client: WebClient, sandbox: Sandbox):
    ana = sandbox.person("ana")
    client.views_open(trigger_id=sandbox.triggers.issue(ana.id), view=FLAG_FORM)
    for _ in range(2):
        client.views_push(trigger_id=sandbox.triggers.issue(ana.id), view=FLAG_FORM)

    error = refusal(client.views_push, trigger_id=sandbox.triggers.issue(ana.id), view=FLAG_FORM)

    assert error == "push_limit_reached"
    assert len(ana.views) == 3


def test_a_stale_hash_is_a_conflict(client: WebClient, sandbox: Sandbox):
    trigger = sandbox.triggers.issue(sandbox.person("ana").id)
    view = client.views_open(trigger_id=trigger, view=FLAG_FORM)["view"]
    client.views_update(view_id=view["id"], hash=view["hash"], view=FLAG_FORM)

    error = refusal(client.views_update, view_id=view["id"], hash=view["hash"], view=FLAG_FORM)

    assert error == "hash_conflict"
    assert refusal(client.views_update, view_id="V0NONE", view=FLAG_FORM) == "not_found"


def test_an_unsound_view_is_refused_and_explained(client: WebClient, sandbox: Sandbox):
    trigger = sandbox.triggers.issue(sandbox.person("ana").id)

    with pytest.raises(SlackApiError) as caught:
        client.views_open(trigger_id=trigger, view={**FLAG_FORM, "title": plain("x" * 25)})

    assert caught.value.response["error"] == "invalid_arguments"
    assert "view.title.text" in caught.value.response["response_metadata"]["messages"][0]
    assert client.views_open(trigger_id=trigger, view=FLAG_FORM)["ok"]


def test_a_view_that_is_too_large_is_refused(client: WebClient, sandbox: Sandbox):
    trigger = sandbox.triggers.issue(sandbox.person("ana").id)
    blocks = [{"type": "section", "text": plain("é" * 3000)}] * 90

    assert refusal(client.views_open, trigger_id=trigger, view={**FLAG_FORM, "blocks": blocks}) == "view_too_large"


def test_an_external_id_is_unique(client: WebClient, sandbox: Sandbox):
    named = {**FLAG_FORM, "external_id": "mine"}
    client.views_open(trigger_id=sandbox.triggers.issue(sandbox.person("ana").id), view=named)

    error = refusal(client.views_open, trigger_id=sandbox.triggers.issue(sandbox.person("ben").id), view=named)

    assert error == "duplicate_external_id"
    assert client.views_update(external_id="mine", view=FLAG_FORM)["view"]["callback_id"] == "flag.form"


def test_a_home_tab_is_published(client: WebClient, sandbox: Sandbox):
    home = {"type": "home", "blocks": card("x")}
    first = client.views_publish(user_id="U0ANA", view=home)["view"]

    again = client.views_publish(user_id="U0ANA", view=home, hash=first["hash"])["view"]

    assert again["id"] == first["id"]
    assert refusal(client.views_publish, user_id="U0ANA", view=home, hash=first["hash"]) == "hash_conflict"
    assert refusal(client.views_publish, user_id="U0ANA", view=FLAG_FORM) == "invalid_arguments"
    sandbox.workspace.install = replace(sandbox.workspace.install, home_tab=False)
    assert refusal(client.views_publish, user_id="U0ANA", view=home) == "not_enabled"
