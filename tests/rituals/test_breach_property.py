"""Whatever a provider promises, says or leaves unsaid: what is not delivered by its date had a resolution before it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from rituals.breaches import LAST_CALL_DAYS, Doubt, doubts
from rituals.dependencies import ENDED, Dependency, DependencyStatus
from rituals.health import Health
from rituals.policy import Policy
from rituals.promises import (
    StalePromiseError,
    accept_offer,
    ask_again,
    commit,
    deliver,
    keep_date,
    offer,
    refuse,
    send_back,
    settle_on,
    still_good,
)
from rituals.working_time import Weekday, WorkCalendar
from tests.rituals.dependency_kit import NOW, dependency, update

START = date(2026, 1, 5)
DAYS = 70
END = START + timedelta(days=DAYS)
ACTS = (
    *("commit", "offer", "accept", "keep", "refuse", "still good", "deliver", "send back"),
    *("stand by the date", "give time", "forecast"),
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something somebody did on one day; `days` is how far away the date is that it names, if it names one."""

    act: str
    days: int
    confidence: int


@dataclass(slots=True)
class History:
    """A dependency as it went.

    `owed_since` is the day since which it has been owed by its present date: a date agreed on, or a delivery sent back,
    on the very eve leaves nobody time to warn of it. `first_opened_on` is the day its first resolution opened.
    """

    subject: Dependency
    calendar: WorkCalendar
    owed_since: date = START
    first_opened_on: date | None = None
    is_open: bool = False
    settled_on: date | None = None
    provider_forecast: date | None = None

    def eve(self) -> date:
        return self.calendar.add_working_days(self.subject.needed_by, -1)

    def doubts(self, today: date) -> tuple[Doubt, ...]:
        said = update(self.provider_forecast, health=Health.RED) if self.provider_forecast else None
        return doubts(
            self.subject,
            provider_said=said,
            settled_on=self.settled_on,
            calendar=self.calendar,
            policy=Policy(),
            today=today,
        )

    def tick(self, today: date) -> None:
        if self.doubts(today) and not self.is_open:
            self.is_open, self.first_opened_on = True, self.first_opened_on or today

    def happen(self, event: Event, today: date) -> None:
        before = self.subject
        try:
            self._apply(event, today + timedelta(days=event.days), today)
        except StalePromiseError:
            return
        was_sent_back = before.status in ENDED and self.subject.status not in ENDED
        if was_sent_back or before.needed_by != self.subject.needed_by:
            self.owed_since = today
        is_settled = self.subject.status is not before.status and not self.doubts(today)
        if self.subject.status in ENDED or (self.subject.status is DependencyStatus.COMMITTED and is_settled):
            self.is_open = False

    def _apply(self, event: Event, named: date, today: date) -> None:
        acts: dict[str, Callable[[Dependency], Dependency]] = {
            "commit": lambda each: commit(each, today=today),
            "offer": lambda each: offer(each, named, reason="late", confidence=event.confidence, today=today),
            "accept": accept_offer,
            "keep": lambda each: keep_date(each, now=NOW),
            "refuse": lambda each: refuse(each, reason="no", today=today),
            "still good": lambda each: still_good(each, today=today),
            "deliver": lambda each: deliver(each, today=today),
            "send back": send_back,
        }
        decisions: dict[str, Callable[[Dependency], Dependency]] = {
            "stand by the date": lambda each: ask_again(each, now=NOW),
            "give time": lambda each: settle_on(each, named, today=today),
        }
        if event.act == "forecast":
            self.provider_forecast = named
        elif event.act in acts:
            self.subject = acts[event.act](self.subject)
        elif self.is_open:
            self.subject = decisions[event.act](self.subject)
            self.is_open, self.settled_on = False, today


events = st.builds(
    Event, act=st.sampled_from(ACTS), days=st.integers(0, 60), confidence=st.sampled_from([0, 40, 69, 70, 100])
)
calendars = st.builds(
    lambda off, holidays: WorkCalendar(
        zone="UTC", working_days=frozenset(Weekday) - off, holidays=frozenset(START + timedelta(n) for n in holidays)
    ),
    st.sets(st.sampled_from(Weekday), max_size=4).map(frozenset),
    st.sets(st.integers(0, DAYS), max_size=12),
)


@settings(suppress_health_check=[HealthCheck.filter_too_much], deadline=None, max_examples=150)
@example(
    calendar=WorkCalendar(zone="UTC"),
    needed_in=42,
    status=DependencyStatus.PROPOSED,
    days={0: [Event("commit", 0, 100)], **{day: [Event("still good", 0, 100)] for day in range(1, DAYS)}},
    last_days={},
    is_up=set(range(DAYS)),
).via("the one who says each day that all is well")
@given(
    calendar=calendars,
    needed_in=st.integers(30, DAYS - 5),
    status=st.sampled_from([DependencyStatus.PROPOSED, DependencyStatus.COMMITTED]),
    days=st.dictionaries(st.integers(0, DAYS), st.lists(events, max_size=3), max_size=25),
    last_days=st.dictionaries(st.integers(1, 6), st.lists(events, max_size=2)),
    is_up=st.sets(st.integers(0, DAYS)),
)
def test_every_slip_has_its_resolution_a_working_day_before_the_date(
    calendar: WorkCalendar,
    needed_in: int,
    status: DependencyStatus,
    days: dict[int, list[Event]],
    last_days: dict[int, list[Event]],
    is_up: set[int],
) -> None:
    """The rule is asked at the end of the last working day before the date, whatever other days the bot is down."""
    subject = dependency(
        status=status, needed_by=START + timedelta(days=needed_in), promised_on=None, confidence=None, heard_on=None
    )
    history = History(subject, calendar)

    today = START
    while today < history.subject.needed_by and today < END:
        number, left = (today - START).days, (history.subject.needed_by - today).days
        for event in days.get(number, []) + last_days.get(left, []):
            history.happen(event, today)
        if number in is_up or today == history.eve():
            history.tick(today)
        today += timedelta(days=1)

    owed = history.subject
    assume(owed.status not in ENDED and today == owed.needed_by and history.owed_since <= history.eve())
    assert history.first_opened_on is not None
    assert history.first_opened_on <= history.eve()
    assert history.is_open or (history.settled_on or START) >= calendar.add_working_days(
        owed.needed_by, -LAST_CALL_DAYS
    )


@given(needed_in=st.integers(30, DAYS), heard_every=st.integers(1, 7), confidence=st.integers(70, 100))
def test_a_promise_that_is_confirmed_each_week_opens_nothing_before_the_last_call(
    needed_in: int, heard_every: int, confidence: int
) -> None:
    needed = START + timedelta(days=needed_in)
    calendar = WorkCalendar(zone="UTC")
    last_call_on = calendar.add_working_days(needed, -LAST_CALL_DAYS)
    history = History(dependency(needed_by=needed, promised_on=needed, confidence=confidence, heard_on=START), calendar)

    for number in range((last_call_on - START).days):
        today = START + timedelta(days=number)
        heard_on = today - timedelta(days=number % heard_every)
        history.subject = replace(history.subject, heard_on=heard_on)
        history.tick(today)

    assert history.first_opened_on is None
