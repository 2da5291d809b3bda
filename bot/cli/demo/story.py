"""The example's story: what the people of Northwind Pay do from Monday 5 January 2026 on, scene by scene."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.cli.demo import deeds
from bot.cli.demo.deeds import CONFIDENCE, FORECAST, Do


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What one person does. `who` is their name or id in Slack, `words` a plain sentence such as `Elena decides`."""

    who: str
    words: str
    do: Do


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """At `moment` (UTC) people act, in this order. `shows` names whose messages are worth seeing in full.

    Other messages of the scene are counted, and stand in the transcript.
    """

    moment: datetime
    title: str
    shows: tuple[str, ...]
    deeds: tuple[Deed, ...] = ()


def at(text: str) -> datetime:
    """Read a moment in UTC, such as `2026-01-08 09:40`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


_VIKTOR_IS_OFF = deeds.answer_off_baseline(
    {
        "What must change to hit Fri 29 May 2026?": "The settlement batch must leave the shared database first.",
        FORECAST: "2026-06-12",
        "Accounts on the new core (%)": 9,
        CONFIDENCE: 60,
    },
    {
        "Kind of cause": "technical difficulty or debt",
        "Cause": "Ten years of batch jobs write straight into the old tables.",
        "Recovery: if …": "the batch is still on the shared database on 30 January",
        "… then …": "two engineers of Launch join Platform for the cutover",
        "On": "2026-01-30",
    },
)

_MAYA_MOVES = deeds.answer_off_baseline(
    {
        "What must change to hit Tue 31 Mar 2026?": "Nothing can: the write path comes first.",
        FORECAST: "2026-04-14",
        CONFIDENCE: 80,
    },
    {
        "Kind of cause": "late input from another team",
        "Cause": "The ledger write API comes on 7 April, as decided.",
        "Recovery: if …": "the API is there on 7 April",
        "… then …": "two markets go live on the same day, the other two a week later",
        "On": "2026-04-07",
    },
)

_THE_OTHERS_ANSWER = (
    Deed(
        who="sofia",
        words="Sofia Marino answers the check-in",
        do=deeds.answer_on_baseline({"Settlement batch debt paydown": "2026-02-27", "Ledger API": "2026-03-13"}),
    ),
    Deed(
        who="wei",
        words="Wei Ling Chua answers the check-in",
        do=deeds.answer_on_baseline({"Credit at the counter": "2026-04-30"}),
    ),
    Deed(
        who="ben",
        words="Ben Carter answers the check-in",
        do=deeds.answer_on_baseline(
            {"Spring launch in four markets": "2026-05-15", "Old core switched off": "2026-06-26"}
        ),
    ),
)

_NOBODY_CHANGED = (
    Deed(who="maya", words="Maya Okafor says that nothing has changed", do=deeds.say_nothing_changed),
    Deed(who="sofia", words="Sofia Marino says that nothing has changed", do=deeds.say_nothing_changed),
    Deed(who="wei", words="Wei Ling Chua says that nothing has changed", do=deeds.say_nothing_changed),
    Deed(who="ben", words="Ben Carter says that nothing has changed", do=deeds.say_nothing_changed),
)

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
        deeds=(Deed(who="sofia", words="Sofia Marino commits to the date", do=deeds.commit),),
    ),
    Scene(
        moment=at("2026-01-08 10:00"),
        title="Thursday 09:30, each at home: one card for each owner. Maya is on her baseline: two fields",
        shows=("maya",),
        deeds=(
            Deed(
                who="maya",
                words="Maya Okafor answers that she is on her baseline",
                do=deeds.answer_on_baseline({"Instant payouts": "2026-03-31"}, confidence=85),
            ),
        ),
    ),
    Scene(
        moment=at("2026-01-08 11:00"),
        title="Viktor is not. The form asks why, and what brings it back",
        shows=("viktor",),
        deeds=(Deed(who="viktor", words="Viktor Brandt answers that he is late, and what he does", do=_VIKTOR_IS_OFF),),
    ),
    Scene(
        moment=at("2026-01-08 16:00"),
        title="The others answer too; Jonas does not",
        shows=(),
        deeds=_THE_OTHERS_ANSWER,
    ),
    Scene(
        moment=at("2026-01-12 10:00"),
        title="Monday: the digest, and a flag from an engineer of Payments",
        shows=("leadership", "jonas", "payments", "omar"),
        deeds=(Deed(who="jonas", words="Jonas Weber raises a flag", do=deeds.raise_flag),),
    ),
    Scene(
        moment=at("2026-01-13 10:00"),
        title="The sponsor answers the flag in his own name",
        shows=("jonas",),
        deeds=(Deed(who="omar", words="Omar Haddad gives help against the flag's risk", do=deeds.give_help),),
    ),
    Scene(
        moment=at("2026-01-15 16:00"),
        title="Thursday: who has nothing new says so with one press",
        shows=(),
        deeds=_NOBODY_CHANGED,
    ),
    Scene(
        moment=at("2026-01-16 10:00"),
        title="Platform cannot hold the date, says so, and says which one it can",
        shows=("payments",),
        deeds=(Deed(who="viktor", words="Viktor Brandt offers a later date", do=deeds.offer_later_date),),
    ),
    Scene(
        moment=at("2026-01-16 15:00"),
        title="Payments cannot live with it",
        shows=("platform",),
        deeds=(Deed(who="maya", words="Maya Okafor keeps her date", do=deeds.keep_date),),
    ),
    Scene(
        moment=at("2026-01-19 12:00"),
        title="Omar says what became of the flag, before its five days are over; Jonas is asked if he may be named",
        shows=("jonas",),
        deeds=(
            Deed(
                who="omar",
                words="Omar Haddad says what became of the flag",
                do=deeds.say_what_became_of_the_flag,
            ),
        ),
    ),
    Scene(
        moment=at("2026-01-22 16:00"),
        title="Thursday again: the owners answer",
        shows=(),
        deeds=_THE_OTHERS_ANSWER,
    ),
    Scene(
        moment=at("2026-01-29 16:00"),
        title="And again",
        shows=(),
        deeds=_THE_OTHERS_ANSWER,
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
        deeds=(Deed(who="viktor", words="Viktor Brandt acknowledges, with a next step", do=deeds.acknowledge),),
    ),
    Scene(
        moment=at("2026-02-05 10:00"),
        title="The step's date has passed, and it climbs again. The decider decides, from her own message",
        shows=("elena", "platform", "payments", "maya"),
        deeds=(Deed(who="elena", words="Elena Marsh decides", do=deeds.decide),),
    ),
    Scene(
        moment=at("2026-02-05 15:30"),
        title="Thursday: Maya's forecast follows the decision; the form would take no earlier date",
        shows=("maya",),
        deeds=(Deed(who="maya", words="Maya Okafor answers with her new date", do=_MAYA_MOVES),),
    ),
    Scene(
        moment=at("2026-02-05 16:00"),
        title="The others answer",
        shows=(),
        deeds=_THE_OTHERS_ANSWER,
    ),
    Scene(
        moment=at("2026-02-09 10:00"),
        title="Monday: the digest shows the move with its reason, and what is at stake",
        shows=("leadership",),
    ),
)
