"""The example's story: what the people of Northwind Pay do from Monday 5 January 2026 on, scene by scene."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.cli.local import LocalWorkspace

Act = Callable[[LocalWorkspace], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """At `moment` (UTC) somebody acts; what the bot says by then and in answer is part of the scene."""

    moment: datetime
    title: str
    act: Act | None = None


def at(text: str) -> datetime:
    """Read a moment in UTC, such as `2026-01-08 09:40`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _sofia_commits(local: LocalWorkspace) -> None:
    local.person("sofia").press("Commit", near="Holds and reversals")


def _maya_is_green(local: LocalWorkspace) -> None:
    maya = local.person("maya")
    maya.press("Answer")
    maya.fill({"Forecast": "2026-03-31", "Confidence in this forecast, 0 to 100": 85})
    maya.submit()


def _viktor_is_amber(local: LocalWorkspace) -> None:
    viktor = local.person("viktor")
    viktor.press("Answer")
    viktor.fill(
        {
            "What must change to hit Fri 29 May 2026?": "The settlement batch must leave the shared database first.",
            "Forecast": "2026-06-19",
            "Accounts on the new core (%)": 9,
            "Confidence in this forecast, 0 to 100": 60,
        }
    )
    viktor.submit()
    viktor.fill(
        {
            "Cause": "technical difficulty or debt",
            "What happened?": "Ten years of batch jobs write straight into the old tables.",
            "If …": "the batch is still on the shared database on 30 January",
            "… then …": "two engineers of Launch join Platform for the cutover",
            "On": "2026-01-30",
        }
    )
    viktor.submit()


def _jonas_flags(local: LocalWorkspace) -> None:
    jonas = local.person("jonas")
    jonas.slash("/flag", "The write API fails at 400 writes a second in staging", channel="#payments")
    jonas.fill(
        {
            "When would it hit, at the earliest?": "2026-02-16",
            "Which initiative would it hit?": "Instant payouts",
            "How likely is it?": "likely",
            "What help do you want?": "Two weeks of somebody who has tuned the ledger's database before.",
        }
    )
    jonas.submit()


def _omar_helps(local: LocalWorkspace) -> None:
    omar = local.person("omar")
    omar.press("Help")
    omar.fill({"What help?": "Ledger lends its database engineer.", "By when?": "2026-01-26"})
    omar.submit()


def _viktor_counters(local: LocalWorkspace) -> None:
    viktor = local.person("viktor")
    viktor.press("Other date", near="Ledger write API in production")
    viktor.fill(
        {
            "The date you can promise": "2026-03-09",
            "What makes it that date": "The batch must move first; before that the write path is not safe.",
            "How sure are you, 0 to 100": 60,
        }
    )
    viktor.submit()


def _maya_keeps_the_date(local: LocalWorkspace) -> None:
    local.person("maya").press("Keep our date")


def _viktor_acknowledges(local: LocalWorkspace) -> None:
    viktor = local.person("viktor")
    viktor.press("Acknowledge", near="Ledger write API in production")
    viktor.fill({"The next step": "A cutover plan with both teams' hours.", "Done by": "2026-01-23"})
    viktor.submit()


def _elena_decides(local: LocalWorkspace) -> None:
    elena = local.person("elena")
    elena.press("Decide", near="Ledger write API in production")
    elena.submit()


STORY: tuple[Scene, ...] = (
    Scene(moment=at("2026-01-05 08:00"), title="Monday morning: the first digest, and what is asked of the teams"),
    Scene(
        moment=at("2026-01-05 10:00"),
        title="Ledger commits to what Payments needs",
        act=_sofia_commits,
    ),
    Scene(
        moment=at("2026-01-08 10:00"),
        title="Thursday 09:30, each at home: the check-in. Payments is on its baseline",
        act=_maya_is_green,
    ),
    Scene(
        moment=at("2026-01-08 11:00"),
        title="The platform migration is not, and says why and what brings it back",
        act=_viktor_is_amber,
    ),
    Scene(
        moment=at("2026-01-12 10:00"),
        title="Monday: the digest. An engineer of Payments raises a flag",
        act=_jonas_flags,
    ),
    Scene(moment=at("2026-01-13 10:00"), title="The sponsor answers the flag", act=_omar_helps),
    Scene(
        moment=at("2026-01-20 10:00"),
        title="The provider cannot hold the date and says which one it can",
        act=_viktor_counters,
    ),
)
