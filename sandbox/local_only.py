"""Keeping out other machines, and web pages that the person at this machine happens to look at."""

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
LOCAL_CLIENTS = frozenset({"127.0.0.1", "::1"})


def refusal(request: Request) -> Response | None:
    """Return the answer to a request that did not begin at this machine's own page or program."""
    if not is_local(request):
        return JSONResponse({"error": "The sandbox listens to this machine only."}, 403)
    if request.method == "POST" and not request.headers.get("content-type", "").startswith("application/json"):
        return JSONResponse({"error": "Send JSON."}, 415)
    return None


def is_local(connection: HTTPConnection) -> bool:
    host = connection.headers.get("host", "")
    if connection.client is None or connection.client.host not in LOCAL_CLIENTS:
        return False
    if host.rpartition(":")[0] not in LOCAL_HOSTS:
        return False
    # A browser says from which page a websocket was opened; other programs say nothing.
    origin = connection.headers.get("origin")
    return origin is None or origin == f"http://{host}"
