"""Errors whose message is shown to the person as it stands."""


class UserFacingError(Exception):
    """Expected, and the person can put it right: a full sentence that says what to do."""


class MistakenError(UserFacingError):
    """What was asked for makes no sense as it stands. Nobody tried what they may not, so it is no refusal."""


class NotFoundError(UserFacingError):
    """Nothing has that id; the same words stand for what the person may not see."""

    def __init__(self, noun: str, key: str) -> None:
        super().__init__(f"There is no {noun} “{key}” that you can see. It may have been closed or moved.")
