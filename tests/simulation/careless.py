"""Replicas and rules from which one protection was taken away: what a simulation that sees must find."""

from dataclasses import replace
from datetime import timedelta

from rituals.announcements import OutboxEntry
from rituals.check_ins import CheckIn, CheckInStatus
from rituals.delivery import Accepted, Doubtful, LookUp, Missing, Outcome
from rituals.escalations import Escalation
from tests.simulation.check_ins import ModelCheckIns
from tests.simulation.escalations import ModelEscalations
from tests.simulation.replica import Replica
from tests.simulation.simulation import Rules


class Impatient(Replica):
    """Sends again what is in doubt, without a look into history."""

    def _find(self, unknown: OutboxEntry) -> LookUp:
        return Missing()


class Trusting(Replica):
    """Takes what is in doubt for sent, and so never sends it again."""

    def _after_call(self, entry: OutboxEntry, outcome: Outcome) -> OutboxEntry:
        believed = Accepted(entry.announcement.recipient, "?") if isinstance(outcome, Doubtful) else outcome
        return super()._after_call(entry, believed)


class Heedless(Replica):
    """Does not look whether its claim still stands before it calls."""

    def _may_post(self, entry: OutboxEntry) -> bool:
        return True


class StaleReminders(ModelCheckIns):
    """Reminds of what was seen a moment ago, and does not ask whether it was answered meanwhile."""

    def _still_stands(self, seen: CheckIn) -> bool:
        return seen.status is CheckInStatus.OPEN


class StaleLadder(ModelEscalations):
    """Climbs from what was seen a moment ago, and not from the row once it is locked."""

    def _locked(self, seen: Escalation) -> Escalation:
        return replace(seen)


RULES_WITHOUT = {
    "a look before sending again": Rules(replica=Impatient),
    "sending again": Rules(replica=Trusting),
    "waiting until Slack has settled": Rules(settle=timedelta(seconds=10)),
    "the lease being checked": Rules(replica=Heedless),
    "the check-in being locked": Rules(check_ins=StaleReminders),
    "the escalation being locked": Rules(escalations=StaleLadder),
}
