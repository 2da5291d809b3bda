"""The example's story: what the people of Northwind Pay do from Monday 5 January 2026 on, scene by scene."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.cli.local import LocalWorkspace

Act = Callable[[LocalWorkspace], None]

FORECAST = "Forecast"
CONFIDENCE = "Confidence in this forecast, 0 to 100"
WRITE_API = "Ledger write API in production"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """At `moment` (UTC) somebody acts. `shows` names the channels and people whose messages are worth seeing in full.

    Other messages of the scene are counted, and stand in the transcript.
    """

    moment: datetime
    title: str
    shows: tuple[str, ...]
    act: Act | None = None


def at(text: str) -> datetime:
    """Read a moment in UTC, such as `2026-01-08 09:40`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _sofia_commits(local: LocalWorkspace) -> None:
    local.person("sofia").press("Commit", near="Holds and reversals")


def _maya_is_on_her_baseline(local: LocalWorkspace) -> None:
    _answer(local, "maya", {FORECAST: "2026-03-31", CONFIDENCE: 85})


def _viktor_is_not(local: LocalWorkspace) -> None:
    change = "What must change to hit Fri 29 May 2026?"
    metric = "Accounts on the new core (%)"
    _answer(
        local,
        "viktor",
        {
            change: "The settlement batch must leave the shared database first.",
            FORECAST: "2026-06-12",
            metric: 9,
            CONFIDENCE: 60,
        },
    )
    viktor = local.person("viktor")
    viktor.fill(
        {
            "Kind of cause": "technical difficulty or debt",
            "Cause": "Ten years of batch jobs write straight into the old tables.",
            "Recovery: if …": "the batch is still on the shared database on 30 January",
            "… then …": "two engineers of Launch join Platform for the cutover",
            "On": "2026-01-30",
        }
    )
    viktor.submit()


def _answer_on_baseline(*names: str) -> Act:
    def act(local: LocalWorkspace) -> None:
        for name in names:
            person = local.person(name)
            person.press("Answer")
            for initiative, forecast in _ON_BASELINE[name].items():
                person.fill({FORECAST: forecast, CONFIDENCE: 80}, under=initiative)
            person.submit()

    return act


_ON_BASELINE = {
    "sofia": {"Settlement batch debt paydown": "2026-02-27", "Ledger API": "2026-03-13"},
    "maya": {"Instant payouts": "2026-03-31"},
    "wei": {"Credit at the counter": "2026-04-30"},
    "ben": {"Spring launch in four markets": "2026-05-15", "Old core switched off": "2026-06-26"},
}


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
    omar.fill(
        {
            "What help do you give?": "Ledger lends its database engineer for two weeks.",
            "Who gives it?": "Sofia Marino",
            "By when?": "2026-01-26",
        }
    )
    omar.submit()


def _nobody_changed(local: LocalWorkspace) -> None:
    for name in ("maya", "sofia", "wei", "ben"):
        local.person(name).press("No change")


def _viktor_counters(local: LocalWorkspace) -> None:
    viktor = local.person("viktor")
    viktor.press("At risk", near=WRITE_API)
    viktor.fill(
        {
            "The date you can promise": "2026-04-07",
            "What makes it that date": "The batch must move first; before that the write path is not safe.",
            "How sure are you, 0 to 100": 60,
        }
    )
    viktor.submit()


def _maya_keeps_her_date(local: LocalWorkspace) -> None:
    local.person("maya").press("Keep our date", near=WRITE_API)


def _viktor_acknowledges(local: LocalWorkspace) -> None:
    viktor = local.person("viktor")
    viktor.press("Acknowledge", near=WRITE_API)
    viktor.fill({"The next step": "A cutover plan with the hours of both teams in it.", "Done by": "2026-02-03"})
    viktor.submit()


def _elena_decides(local: LocalWorkspace) -> None:
    elena = local.person("elena")
    elena.press("Decide", near=WRITE_API)
    elena.fill(
        {
            "Your choice": "Option 1: time",
            "Why": "An unsafe write path would cost us the licence; three weeks cost us one campaign.",
        }
    )
    elena.submit()


def _maya_moves(local: LocalWorkspace) -> None:
    change = "What must change to hit Tue 31 Mar 2026?"
    _answer(local, "maya", {change: "Nothing can: the write path comes first.", FORECAST: "2026-04-14", CONFIDENCE: 80})
    maya = local.person("maya")
    maya.fill(
        {
            "Kind of cause": "late input from another team",
            "Cause": "The ledger write API comes on 7 April, as decided.",
            "Recovery: if …": "the API is there on 7 April",
            "… then …": "two markets go live on the same day, the other two a week later",
            "On": "2026-04-07",
        }
    )
    maya.submit()


def _answer(local: LocalWorkspace, name: str, values: dict[str, object]) -> None:
    person = local.person(name)
    person.press("Answer")
    person.fill(values)
    person.submit()


STORY: tuple[Scene, ...] = (
    Scene(
        moment=at("2026-01-05 08:00"),
        title="Monday 5 January: the program is loaded. Leadership's first digest; Ledger is asked for a date",
        shows=("leadership", "ledger"),
    ),
    Scene(
        moment=at("2026-01-05 10:00"),
        title="Sofia commits with one press, in Ledger's own channel",
        shows=("ledger", "payments"),
        act=_sofia_commits,
    ),
    Scene(
        moment=at("2026-01-08 10:00"),
        title="Thursday 09:30, each at home: one card for each owner. Maya is on her baseline: two fields",
        shows=("maya",),
        act=_maya_is_on_her_baseline,
    ),
    Scene(
        moment=at("2026-01-08 11:00"),
        title="Viktor is not. The form asks why, and what brings it back",
        shows=("viktor",),
        act=_viktor_is_not,
    ),
    Scene(
        moment=at("2026-01-08 16:00"),
        title="The others answer too; Jonas does not",
        shows=(),
        act=_answer_on_baseline("sofia", "wei", "ben"),
    ),
    Scene(
        moment=at("2026-01-12 10:00"),
        title="Monday: the digest, and a flag from an engineer of Payments",
        shows=("leadership", "jonas", "payments", "omar"),
        act=_jonas_flags,
    ),
    Scene(
        moment=at("2026-01-13 10:00"),
        title="The sponsor answers the flag in his own name",
        shows=("jonas",),
        act=_omar_helps,
    ),
    Scene(
        moment=at("2026-01-15 16:00"),
        title="Thursday: who has nothing new says so with one press",
        shows=(),
        act=_nobody_changed,
    ),
    Scene(
        moment=at("2026-01-16 10:00"),
        title="Platform cannot hold the date, says so, and says which one it can",
        shows=("payments",),
        act=_viktor_counters,
    ),
    Scene(
        moment=at("2026-01-16 15:00"),
        title="Payments cannot live with it",
        shows=("platform",),
        act=_maya_keeps_her_date,
    ),
    Scene(
        moment=at("2026-01-22 16:00"),
        title="Thursday again: the owners answer",
        shows=(),
        act=_answer_on_baseline("maya", "sofia", "wei", "ben"),
    ),
    Scene(
        moment=at("2026-01-29 16:00"),
        title="And again",
        shows=(),
        act=_answer_on_baseline("maya", "sofia", "wei", "ben"),
    ),
    Scene(
        moment=at("2026-02-02 10:00"),
        title="Ten working days ahead, still no promise: the same card opens in both teams' channels",
        shows=("platform", "payments"),
    ),
    Scene(
        moment=at("2026-02-02 16:00"),
        title="Nobody answers, and it climbs the ladder in working hours. Viktor acknowledges, with a next step",
        shows=("tara", "elena", "platform"),
        act=_viktor_acknowledges,
    ),
    Scene(
        moment=at("2026-02-05 10:00"),
        title="The step's date has passed, and it climbs again. The decider decides, from her own message",
        shows=("elena", "platform", "payments", "maya"),
        act=_elena_decides,
    ),
    Scene(
        moment=at("2026-02-05 15:30"),
        title="Thursday: Maya's forecast follows the decision; the form would take no earlier date",
        shows=("maya",),
        act=_maya_moves,
    ),
    Scene(
        moment=at("2026-02-05 16:00"),
        title="The others answer",
        shows=(),
        act=_answer_on_baseline("sofia", "wei", "ben"),
    ),
    Scene(
        moment=at("2026-02-09 10:00"),
        title="Monday: the digest shows the move with its reason, and what is at stake",
        shows=("leadership",),
    ),
)
