"""The methods `views.*`: modals and home tabs."""

from sandbox.answers import view_json
from sandbox.method import Call, Method
from sandbox.records import Json, UserId, View
from sandbox.refusal import refuse

BAD_VIEW = "invalid_arguments"


def open_view(call: Call) -> Json:
    trigger = call.triggers.look(call.text("trigger_id"))
    view = call.modals.open(trigger.user, call.structured("view", BAD_VIEW), opened_in=trigger.channel)
    call.triggers.exchange(trigger)
    return _answer(call, view)


def push(call: Call) -> Json:
    trigger = call.triggers.look(call.text("trigger_id"))
    view = call.modals.push(trigger.user, call.structured("view", BAD_VIEW))
    call.triggers.exchange(trigger)
    return _answer(call, view)


def update(call: Call) -> Json:
    view = call.modals.find(call.text("view_id"), call.text("external_id"))
    if view is None:
        refuse("not_found")
    updated = call.modals.update(view, call.structured("view", BAD_VIEW), expected_hash=call.text("hash"))
    return _answer(call, updated)


def publish(call: Call) -> Json:
    if not call.workspace.install.home_tab:
        refuse("not_enabled")
    user = call.workspace.users.get(UserId(call.text("user_id")))
    if user is None or user.is_bot:
        refuse("invalid_arguments", messages=["invalid `user_id`"])
    view = call.modals.publish(user.id, call.structured("view", BAD_VIEW), expected_hash=call.text("hash"))
    return _answer(call, view)


def _answer(call: Call, view: View) -> Json:
    return {"ok": True, "view": view_json(view, call.workspace)}


METHODS = (
    Method("views.open", open_view),
    Method("views.push", push),
    Method("views.update", update),
    Method("views.publish", publish),
)
