"""D2: the real bot dies after it has committed and before Slack hears so; a second press has no second effect."""

from datetime import timedelta
from pathlib import Path

from bot import clock
from rituals.flags import FlagStatus
from sandbox.person import Person
from storage.crash_points import EXIT_STATUS
from tests.faults.forked_bot import ForkedBot
from tests.journeys.flag_kit import fill, flags_of
from tests.world import World

PASSES = range(1, 11)
PEOPLE = ("jonas", "maya", "paula", "nadia", "viktor", "sofia", "omar", "elena", "frank", "tara")
"""At most ten flags a minute are taken from one person."""


def test_d2_a_crash_before_the_ack_on_any_pass_leaves_one_effect(world: World, database_url: str, tmp_path: Path):
    bot = ForkedBot(world, database_url, str(tmp_path / "bot.log"))
    raised: list[str] = []
    crashes = 0
    for number, name in zip(PASSES, PEOPLE, strict=True):
        person = world.person(name)
        bot.start(CRASH_AT=f"before_ack:{number}")
        while raises(person, what := f"Risk {len(raised)}"):
            raised.append(what)
        crashes += bot.wait() == EXIT_STATUS
        bot.start()
        assert raises(person, what)
        raised.append(what)
        bot.kill()

    assert crashes == len(PASSES)
    assert sorted(flag.what for flag in flags_of(world).values() if flag.status is FlagStatus.OPEN) == sorted(raised)


def raises(person: Person, what: str) -> bool:
    """Do what is left of raising a flag, a few requests; tell whether the person was told that it is raised."""
    # A form may be there although the bot died before it could say that it would open one.
    if person.view is None:
        person.slash("/flag")
    if person.view is None:
        return False
    # The bot in its own process lives by the real clock.
    impact_on = (clock.now().date() + timedelta(days=30)).isoformat()
    try:
        fill(person, **{"What could happen?": what, "When would it hit, at the earliest?": impact_on})
    except ValueError:
        # Nothing is offered where the bot dies while it is asked what there is to choose from.
        return False
    return person.submit().closed
