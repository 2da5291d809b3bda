"""The methods about the app itself: who it is, and where its events come from."""

from sandbox.method import Call, Method
from sandbox.records import Json
from sandbox.refusal import refuse


def test_api(call: Call) -> Json:
    args = dict(call.args)
    if call.text("error"):
        refuse(call.text("error"), args=args)
    return {"ok": True, "args": args}


def test_auth(call: Call) -> Json:
    workspace = call.workspace
    return {
        "ok": True,
        "url": f"https://{workspace.team.domain}.slack.com/",
        "team": workspace.team.name,
        "user": workspace.bot.name,
        "team_id": workspace.team.id,
        "user_id": workspace.install.bot_user,
        "bot_id": workspace.install.bot_id,
        "is_enterprise_install": False,
    }


def open_connection(call: Call) -> Json:
    return {"ok": True, "url": call.new_link()}


METHODS = (
    Method("api.test", test_api),
    Method("auth.test", test_auth),
    Method("apps.connections.open", open_connection, app_token=True),
)
