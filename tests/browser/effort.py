"""What an answer costs a person: clicks and keys counted by the browser, and seconds by the keystroke-level model.

The operators and their times are those of Card, Moran and Newell, "The keystroke-level model for user performance time
with interactive systems", Communications of the ACM 23 (1980): a key of somebody who types 55 words a minute
0.2 s, pointing 1.1 s, a press of the button 0.2 s, a hand moved between mouse and keyboard 0.4 s, making up one's mind
1.35 s. The model leaves out reading; it is added at 238 words a minute (Brysbaert, Journal of Memory and Language 109,
2019). What is read is said by the test: the words on the screen, of a menu only what it shows while it is closed.
"""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

KEY, POINT, PRESS, HAND, MIND = 0.2, 1.1, 0.2, 0.4, 1.35
WORDS_A_SECOND = 238 / 60

_COUNT = """
window.effort = { clicks: 0, keys: 0 };
addEventListener("click", (event) => { if (event.isTrusted && event.detail) effort.clicks += 1; }, true);
addEventListener("keydown", (event) => { if (event.isTrusted) effort.keys += 1; }, true);
"""
_WORDS = """(place) => {
  const shown = place.cloneNode(true);
  shown.querySelectorAll("option:not([selected]), .kit-prompt, .kit-room").forEach((one) => one.remove());
  return shown.textContent.split(/\\s+/).filter((word) => /[\\p{L}\\p{N}]/u.test(word)).length;
}"""


@dataclass(slots=True)
class Effort:
    clicks: int = 0
    keys: int = 0
    hands: int = 0
    minds: int = 0
    words: int = 0

    @property
    def seconds(self) -> float:
        acting = self.clicks * (POINT + PRESS) + self.keys * KEY + self.hands * HAND + self.minds * MIND
        return acting + self.words / WORDS_A_SECOND


class Hand:
    """A person's hand on the mouse or on the keyboard. Each thing it does was decided on before."""

    def __init__(self, window: Page) -> None:
        self._window = window
        self._effort = Effort()
        self._is_on_keyboard = False
        window.evaluate(_COUNT)

    def click(self, target: Locator) -> None:
        self._move(to_keyboard=False)
        self._effort.minds += 1
        target.click()

    def type_into(self, target: Locator, text: str) -> None:
        """Click into a field, and type in place of what stands there."""
        self.click(target)
        self._move(to_keyboard=True)
        if target.input_value():
            target.press("Control+a")
        self._window.keyboard.type(text)

    def type_on(self, target: Locator, text: str) -> None:
        """Go on with the tab key until the field is reached, and type."""
        self._move(to_keyboard=True)
        self._effort.minds += 1
        while not target.evaluate("it => it === document.activeElement"):
            self._window.keyboard.press("Tab")
        self._window.keyboard.type(text)

    def read(self, place: Locator) -> None:
        """Read all that stands there."""
        self._effort.words += place.evaluate(_WORDS)

    def measured(self) -> Effort:
        """Return what it came to, with the browser's own count of clicks and keys."""
        counted = self._window.evaluate("effort")
        self._effort.clicks, self._effort.keys = counted["clicks"], counted["keys"]
        return self._effort

    def _move(self, *, to_keyboard: bool) -> None:
        self._effort.hands += to_keyboard != self._is_on_keyboard
        self._is_on_keyboard = to_keyboard
