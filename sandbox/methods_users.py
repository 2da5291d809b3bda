"""The methods `users.*`: the directory."""

from sandbox.answers import profile_json, user_json
from sandbox.method import Call, Method, page
from sandbox.records import Json, User, UserId
from sandbox.refusal import refuse


def info(call: Call) -> Json:
    return {"ok": True, "user": user_json(_user(call), call.workspace, locale=call.flag("include_locale"))}


def list_users(call: Call) -> Json:
    chosen, cursor = page(list(call.workspace.users.values()), call, default=1000, most=1000)
    locale = call.flag("include_locale")
    return {
        "ok": True,
        "members": [user_json(user, call.workspace, locale=locale) for user in chosen],
        "cache_ts": int(call.workspace.clock.now().timestamp()),
        "response_metadata": {"next_cursor": cursor},
    }


def lookup_by_email(call: Call) -> Json:
    wanted = call.text("email").casefold()
    found = [user for user in call.workspace.people() if user.email.casefold() == wanted and not user.deleted]
    if not wanted or not found:
        refuse("users_not_found")
    return {"ok": True, "user": user_json(found[0], call.workspace)}


def get_profile(call: Call) -> Json:
    return {"ok": True, "profile": profile_json(_user(call), call.workspace)}


def _user(call: Call) -> User:
    user = call.workspace.users.get(UserId(call.text("user")))
    if user is None:
        refuse("user_not_found")
    return user


METHODS = (
    Method("users.info", info, ("users:read",)),
    Method("users.list", list_users, ("users:read",)),
    Method("users.lookupByEmail", lookup_by_email, ("users:read.email",)),
    Method("users.profile.get", get_profile, ("users.profile:read",)),
)
