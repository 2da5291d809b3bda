"""The page's own door: for this machine, and for pages that came through it."""

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from sandbox.server import Sandbox

JSON = {"content-type": "application/json"}


def test_the_page_loads_nothing_from_elsewhere_by_its_own_policy(sandbox: Sandbox):
    answer = httpx.get(f"{sandbox.url}/?as=ana")

    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        pytest.param("/", {"host": "evil.example"}, id="another name for this machine"),
        pytest.param("/page/line/0", {"origin": "https://evil.example"}, id="another page that reads"),
        pytest.param("/sandbox/journal", {"origin": "https://evil.example"}, id="another page that reads all"),
    ],
)
def test_nobody_else_looks(sandbox: Sandbox, path: str, headers: dict[str, str]):
    assert httpx.get(f"{sandbox.url}{path}", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({**JSON, "origin": "https://evil.example"}, 403, id="another page"),
        pytest.param({"content-type": "text/plain"}, 415, id="a form of another page, which sends no JSON"),
        pytest.param({**JSON}, 200, id="a program of this machine"),
    ],
)
@pytest.mark.parametrize("path", ["/page/time/day", "/page/fault/twice", "/sandbox/people/ana/close_nothing"])
def test_nobody_else_acts(sandbox: Sandbox, path: str, headers: dict[str, str], status: int):
    answer = httpx.post(f"{sandbox.url}{path}", content=b"{}", headers=headers)

    assert answer.status_code == (422 if status == 200 and path.endswith("close_nothing") else status)


def test_a_screen_is_streamed_to_its_own_tab_only(sandbox: Sandbox):
    address = f"{sandbox.url.replace('http', 'ws')}/page/stream"

    with pytest.raises(InvalidStatus):
        connect(f"{address}?screen=guessed")
    with pytest.raises(InvalidStatus):
        connect(address, additional_headers={"origin": "https://evil.example"})


def test_what_cannot_be_done_is_told_in_a_sentence(sandbox: Sandbox):
    answers = [
        httpx.post(f"{sandbox.url}/page/fault/nothing", json={"on": True}),
        httpx.post(f"{sandbox.url}/page/time/century", json={}),
        httpx.get(f"{sandbox.url}/page/line/99"),
    ]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert answers[0].json() == {"error": "There is no fault 'nothing' to switch."}
    assert answers[2].json() == {"error": "There is no line 99."}
