"""Watching a window for what must never happen, whatever it shows."""

from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request


class Onlooking:
    """Notes scripts that fail, and requests to anything but this machine."""

    def __init__(self, window: Page) -> None:
        self.window = window
        self.faults: list[str] = []
        window.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        window.on("console", self._console)
        window.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        # That an answer was a refusal is also said on the console; tests look at what the person is told of it.
        if message.type == "error" and "the server responded with a status of 422" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            self.faults.append(f"request: {request.url}")
