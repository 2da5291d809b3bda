"""Being away: the command, the form, for somebody else, and back again (feature 19)."""

from dataclasses import replace

import pytest

from rituals.ids import PersonId
from rituals.people import Role
from rituals.program import Program
from sandbox.door import INTERACTION
from storage.shelves import AUDIT
from tests.journeys.check_in_kit import program
from tests.journeys.command_kit import THURSDAY, days, dms, drumbeat, said
from tests.journeys.test_drumbeat_command import audited
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

AUGUST = ("maya", "told", "2026-08-03", "2026-08-14")


@pytest.fixture
def thursday(world: World) -> World:
    world.at(THURSDAY)
    return world


def test_the_receipt_says_the_days_the_stand_in_and_what_happens(thursday: World) -> None:
    read = said(thursday, "maya", "away 3–14 Aug", channel="#payments")

    assert read.splitlines() == [
        "Noted: you are away from Mon 3 Aug 2026 to Fri 14 Aug 2026.",
        "• Jonas Weber, your deputy, is asked in your place and hears of escalations.",
        "• I ask you nothing and remind you of nothing on these days, and count nothing as overdue.",
        "• The next check-in comes Thu 8 Jan, 09:30.",
        "[ Take it back ]",
    ]
    assert days(thursday) == [AUGUST]
    assert [(each.actor, each.subject) for each in audited(thursday, "absence.noted")] == [("maya", "maya")]


def test_where_the_deputy_is_away_too_the_manager_hears(thursday: World) -> None:
    said(thursday, "jonas", "away 10–21 Aug")

    read = said(thursday, "maya", "away 10–14 Aug")

    assert "No deputy is here then: Paula Reyes, your manager, hears of escalations." in read


def test_dates_are_those_where_the_person_is(thursday: World) -> None:
    thursday.at("2026-01-08T23:30")

    said(thursday, "wei", "away today")
    said(thursday, "ben", "away today")

    assert days(thursday) == [("ben", "told", "2026-01-08", "2026-01-08"), ("wei", "told", "2026-01-09", "2026-01-09")]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param("away 3/8", "“3/8” is read in two ways around the world. Write 3 Aug or 8 Mar.", id="ambiguous"),
        pytest.param("away 5 Jan", "Mon 5 Jan 2026 is over.", id="over"),
        pytest.param("away 14–3 Aug", "Write the first day first.", id="backwards"),
        pytest.param("away until 3 Aug 2028", "more than a year off", id="too long"),
        pytest.param("away soon", "I cannot read “soon” as a date.", id="no date"),
    ],
)
def test_dates_that_make_no_sense_are_refused_kindly(thursday: World, words: str, says: str) -> None:
    assert says in said(thursday, "maya", words)
    assert days(thursday) == []
    assert audited(thursday, "refused./drumbeat") == []


def test_the_newest_that_was_told_of_the_same_days_counts(thursday: World) -> None:
    said(thursday, "maya", "away 3–14 Aug")

    read = said(thursday, "maya", "away 10–21 Aug")

    assert "This takes the place of what I knew before: from Mon 3 Aug 2026 to Fri 14 Aug 2026." in read
    assert days(thursday) == [("maya", "told", "2026-08-10", "2026-08-21")]


def test_without_dates_a_form_asks_for_them(thursday: World) -> None:
    maya = thursday.person("maya")
    reply = drumbeat(thursday, "maya", "away")

    assert reply.view is not None
    maya.fill({"First day away": "2026-08-03", "Last day away": "2026-08-14"})
    submission = maya.submit()

    assert submission.closed
    assert days(thursday) == [AUGUST]
    assert "Noted: you are away from Mon 3 Aug 2026 to Fri 14 Aug 2026." in dms(thursday, "maya")[-1]


def test_the_form_is_also_opened_from_the_menu(thursday: World) -> None:
    maya = thursday.person("maya")
    reply = drumbeat(thursday, "maya", channel="#payments")

    maya.press("I am away …", reply.messages[0])
    maya.fill({"Last day away": "2026-01-09"})

    assert maya.submit().closed
    assert days(thursday) == [("maya", "told", "2026-01-08", "2026-01-09")]


def test_the_form_refuses_days_under_their_fields_and_can_be_sent_again(thursday: World) -> None:
    maya = thursday.person("maya")
    drumbeat(thursday, "maya", "away")
    maya.fill({"First day away": "2026-08-14", "Last day away": "2026-08-03"})

    refused = maya.submit()
    maya.fill({"Last day away": "2026-08-21"})

    assert "comes before Fri 14 Aug 2026" in refused.errors["Last day away"]
    assert maya.submit().closed


def test_a_form_that_is_sent_twice_has_its_effect_once(thursday: World) -> None:
    maya = thursday.person("maya")
    drumbeat(thursday, "maya", "away")
    view = maya.view
    assert view is not None
    payload = thursday.sandbox.desk.payloads.submission(maya.user, view)

    for _ in range(2):
        thursday.sandbox.door.send_again(payload, kind=INTERACTION)

    assert len(audited(thursday, "absence.noted")) == 1
    assert len([each for each in dms(thursday, "maya") if "Noted: you are away" in each]) == 2


def test_i_am_back_ends_what_runs_and_nothing_else(thursday: World) -> None:
    said(thursday, "maya", "away until Friday")
    said(thursday, "maya", "away 3–14 Aug")

    read = said(thursday, "maya", "back")

    assert read.startswith("Welcome back. What I knew is ended: away from Thu 8 Jan 2026 to Fri 9 Jan 2026.")
    assert "The next check-in comes Thu 8 Jan, 09:30." in read
    assert days(thursday) == [AUGUST]
    with thursday.bot.services.reading() as session:
        [entry] = AUDIT.find(session, AUDIT.c.action == "absence.ended")
    assert (entry.actor, entry.details["first_on"]) == ("maya", "2026-01-08")


def test_the_button_takes_back_the_one_absence_once(thursday: World) -> None:
    maya = thursday.person("maya")
    reply = drumbeat(thursday, "maya", "away 3–14 Aug", channel="#payments")

    first = maya.press("Take it back", reply.messages[0])
    again = maya.press("Take it back", reply.messages[0])

    assert "Taken back: you are not away from Mon 3 Aug 2026 to Fri 14 Aug 2026." in first.text
    assert "taken back already, and nothing was changed" in again.text
    assert days(thursday) == []


def test_the_receipt_of_the_form_has_no_button_any_more_once_it_is_taken_back(thursday: World) -> None:
    maya = thursday.person("maya")
    drumbeat(thursday, "maya", "away")
    maya.submit()
    thursday.settle()

    maya.press("I am back", next(each for each in maya.dm() if "Noted" in each.text))

    assert "Away on Thu 8 Jan 2026: this was taken back." in dms(thursday, "maya")


def test_who_is_back_and_was_not_away_is_told_what_is_planned(thursday: World) -> None:
    assert "You are not away as far as I know" in said(thursday, "maya", "back")
    said(thursday, "maya", "away 3–14 Aug")

    reply = drumbeat(thursday, "maya", "back", channel="#payments")

    assert "As far as I know you are not away today." in reply.text
    assert days(thursday) == [AUGUST]
    thursday.person("maya").press("Take it back", reply.messages[0])
    assert days(thursday) == []


def test_an_administrator_says_it_for_somebody_who_is_told_and_can_take_it_back(thursday: World) -> None:
    maya = thursday.person("maya")

    read = said(thursday, "nadia", "away @maya 3–14 Aug")

    assert "Noted: Maya Okafor is away from Mon 3 Aug 2026 to Fri 14 Aug 2026." in read
    assert days(thursday) == [AUGUST]
    [told] = dms(thursday, "maya")
    assert "Noted: you are away from Mon 3 Aug 2026 to Fri 14 Aug 2026. Nadia Kowalska told me so." in told
    maya.press("Take it back")
    assert days(thursday) == []


@pytest.mark.parametrize("words", ["away @maya today", "back @maya", "pause @maya until Friday", "resume @maya"])
def test_nobody_else_may_say_it_for_another_and_hears_what_a_stranger_hears(thursday: World, words: str) -> None:
    refused = said(thursday, "jonas", words)
    unknown = said(thursday, "jonas", words.replace("maya", "stan"))

    assert refused == "There is no person “maya” that you can see. It may have been closed or moved."
    assert unknown == refused.replace("maya", "stan")
    assert [each.actor for each in audited(thursday, "refused./drumbeat")] == ["jonas", "jonas"]
    assert days(thursday) == []


def test_f1_anothers_absence_cannot_be_ended_by_its_button(thursday: World) -> None:
    reply = drumbeat(thursday, "maya", "away today", channel="#payments")
    jonas = thursday.person("jonas")
    payload = thursday.sandbox.desk.payloads.actions_on_message(
        jonas.user,
        reply.messages[0],
        {"type": "button", "action_id": "away.end", "value": "maya:told:2026-01-08"},
        {},
    )

    thursday.sandbox.door.send_again(payload, kind=INTERACTION)

    assert days(thursday) == [("maya", "told", "2026-01-08", "2026-01-08")]
    assert [each.subject for each in audited(thursday, "refused.away.end")] == ["maya:told:2026-01-08"]


def test_f5_an_administrator_who_is_one_no_longer_cannot_send_the_form(thursday: World) -> None:
    nadia = thursday.person("nadia")
    drumbeat(thursday, "nadia", "away @maya")
    thursday.load(with_other_administrator(program(thursday)))

    submission = nadia.submit()

    assert not submission.closed
    assert days(thursday) == []


def with_other_administrator(loaded: Program) -> Program:
    """Return the program with Omar as its administrator instead of Nadia."""
    nadia, omar = loaded.people[PersonId("nadia")], loaded.people[PersonId("omar")]
    changed = (replace(nadia, roles=frozenset()), replace(omar, roles=omar.roles | {Role.ADMIN}))
    return replace(loaded, people={**loaded.people, **{each.id: each for each in changed}})
